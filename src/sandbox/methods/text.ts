import { parseHtml } from '../entities-html.js';
import { parseMarkdownV2 } from '../entities-markdown.js';
import { withDetected } from '../entities-detect.js';
import type { Entity, Formatted, Parsed } from '../formatted.js';
import { trimmed } from '../formatted.js';
import { isList, isObject, toInteger } from '../json.js';
import type { Outcome } from '../outcome.js';
import { badRequest, done } from '../outcome.js';
import type { Parameters } from '../parameters.js';

/** UTF-16 units after parsing. */
const TEXT_MOST = 4096;
const CAPTION_MOST = 1024;

export interface RawText {
  readonly text: string;
  readonly parseMode: string;
  /** Given instead of a parse mode; undefined where not. */
  readonly entities: unknown;
}

function givenEntities(raw: unknown, textLength: number): readonly Entity[] {
  if (!isList(raw)) return [];
  return raw.flatMap((item): readonly Entity[] => {
    if (!isObject(item) || typeof item['type'] !== 'string') return [];
    const offset = toInteger(item['offset']);
    const length = toInteger(item['length']);
    if (offset === null || length === null || offset < 0 || length <= 0) return [];
    if (offset + length > textLength) return [];
    const { url, language } = item;
    return [
      {
        type: item['type'],
        offset,
        length,
        ...(typeof url === 'string' ? { url } : {}),
        ...(typeof language === 'string' ? { language } : {}),
      },
    ];
  });
}

function parse(raw: RawText): Parsed | null {
  switch (raw.parseMode.toLowerCase()) {
    case 'html':
      return parseHtml(raw.text);
    case 'markdownv2':
      return parseMarkdownV2(raw.text);
    case '':
    case 'none':
      return {
        ok: true,
        value: { text: raw.text, entities: givenEntities(raw.entities, raw.text.length) },
      };
    default:
      return null;
  }
}

function read(raw: RawText): Outcome<Formatted> {
  const parsed = parse(raw);
  if (parsed === null) return badRequest('unsupported parse_mode');
  if (!parsed.ok) return badRequest(`can't parse entities: ${parsed.reason}`);
  return done(withDetected(trimmed(parsed.value)));
}

/** The text of a message: 1–4096 after parsing. */
export function readText(parameters: Parameters): Outcome<Formatted> {
  const text = parameters.text('text');
  if (text === '') return badRequest('message text is empty');
  const formatted = read({
    text,
    parseMode: parameters.text('parse_mode'),
    entities: parameters.nested('entities'),
  });
  if (!formatted.ok) return formatted;
  if (formatted.value.text === '') return badRequest('text must be non-empty');
  return formatted.value.text.length > TEXT_MOST ? badRequest('message is too long') : formatted;
}

/** A caption of at most 1024 after parsing; null where there is none. */
export function readCaption(raw: RawText): Outcome<Formatted | null> {
  const formatted = read(raw);
  if (!formatted.ok) return formatted;
  if (formatted.value.text === '') return done(null);
  return formatted.value.text.length > CAPTION_MOST
    ? badRequest('message caption is too long')
    : formatted;
}

export function captionOf(parameters: Parameters): Outcome<Formatted | null> {
  return readCaption({
    text: parameters.text('caption'),
    parseMode: parameters.text('parse_mode'),
    entities: parameters.nested('caption_entities'),
  });
}
