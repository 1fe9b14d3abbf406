import type { Entity, Parsed } from './formatted.js';
import { byteOffset, checkedLink, sortEntities } from './formatted.js';

const TYPE_BY_TAG: Readonly<Record<string, string>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  'tg-spoiler': 'spoiler',
  span: 'spoiler',
  a: 'text_link',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
  'tg-emoji': 'custom_emoji',
};

const CHARACTER_BY_NAME: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
};

interface OpenTag {
  readonly name: string;
  readonly argument: string;
  readonly offset: number;
}

/** A character reference at `index` (where the "&" stands), or null where it is plain text. */
function characterReference(
  source: string,
  index: number,
): { readonly text: string; readonly next: number } | null {
  const match = /&(?:#(\d{1,8})|#[xX]([0-9a-fA-F]{1,7})|([a-zA-Z]+));?/y;
  match.lastIndex = index;
  const found = match.exec(source);
  if (found === null) return null;
  const [whole, decimal, hexadecimal, name] = found;
  const next = index + whole.length;
  if (name !== undefined) {
    const text = CHARACTER_BY_NAME[name];
    return text === undefined ? null : { text, next };
  }
  const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hexadecimal ?? '', 16);
  if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return null;
  return { text: String.fromCodePoint(code), next };
}

function decoded(value: string): string {
  let text = '';
  for (let i = 0; i < value.length;) {
    const reference = value[i] === '&' ? characterReference(value, i) : null;
    text += reference?.text ?? value.charAt(i);
    i = reference?.next ?? i + 1;
  }
  return text;
}

class HtmlReader {
  private at = 0;
  private text = '';
  private reason: string | null = null;
  private readonly open: OpenTag[] = [];
  private readonly entities: Entity[] = [];

  constructor(private readonly source: string) {}

  read(): Parsed {
    while (this.at < this.source.length && this.reason === null) {
      const character = this.source.charAt(this.at);
      if (character === '<') {
        if (this.source[this.at + 1] === '/') this.endTag();
        else this.startTag();
      } else {
        const reference = character === '&' ? characterReference(this.source, this.at) : null;
        this.text += reference?.text ?? character;
        this.at = reference?.next ?? this.at + 1;
      }
    }
    const unclosed = this.open.at(-1);
    if (this.reason === null && unclosed !== undefined) {
      this.reason = `Can't find end tag corresponding to start tag "${unclosed.name}"`;
    }
    if (this.reason !== null) return { ok: false, reason: this.reason };
    return { ok: true, value: { text: this.text, entities: sortEntities(this.entities) } };
  }

  private fail(what: string, index: number): void {
    this.reason = `${what} at byte offset ${byteOffset(this.source, index)}`;
  }

  private startTag(): void {
    const begin = this.at;
    const name = this.match(/[^\s>]*/y, begin + 1);
    if (this.at >= this.source.length) {
      this.fail('Unclosed start tag', begin);
      return;
    }
    const tag = name.toLowerCase();
    if (!Object.hasOwn(TYPE_BY_TAG, tag)) {
      this.fail(`Unsupported start tag "${tag}"`, begin);
      return;
    }
    const argument = this.attributes(tag, begin);
    if (argument === null) return;
    if (tag === 'span' && argument !== 'spoiler') {
      this.fail('Tag "span" must have class "tg-spoiler"', begin);
      return;
    }
    this.open.push({ name: tag, argument, offset: this.text.length });
  }

  /** Reads up to and with ">"; @returns the one attribute that the tag has a use for. */
  private attributes(tag: string, begin: number): string | null {
    let argument = '';
    for (;;) {
      this.match(/\s*/y, this.at);
      if (this.source[this.at] === '>') {
        this.at++;
        return argument;
      }
      const nameAt = this.at;
      const name = this.match(/[^\s=>]*/y, nameAt).toLowerCase();
      if (this.at >= this.source.length) {
        this.fail(`Unclosed start tag "${tag}"`, begin);
        return null;
      }
      if (name === '') {
        this.fail(`Empty attribute name in the tag "${tag}"`, begin);
        return null;
      }
      this.match(/\s*/y, this.at);
      const value = this.source[this.at] === '=' ? this.attributeValue(tag, begin) : '';
      if (value === null) return null;
      argument = usefulArgument(tag, name, value) ?? argument;
    }
  }

  private attributeValue(tag: string, begin: number): string | null {
    this.match(/\s*/y, this.at + 1);
    const quote = this.source.charAt(this.at);
    let value: string;
    if (quote === '"' || quote === "'") {
      const end = this.source.indexOf(quote, this.at + 1);
      value = end < 0 ? '' : decoded(this.source.slice(this.at + 1, end));
      this.at = end < 0 ? this.source.length : end + 1;
    } else {
      const tokenAt = this.at;
      value = this.match(/[a-zA-Z0-9.-]*/y, tokenAt).toLowerCase();
      if (this.at < this.source.length && !/[\s>]/.test(this.source.charAt(this.at))) {
        this.fail('Unexpected end of name token', tokenAt);
        return null;
      }
    }
    if (this.at < this.source.length) return value;
    this.fail(`Unclosed start tag "${tag}"`, begin);
    return null;
  }

  private endTag(): void {
    const begin = this.at;
    const tag = this.open.at(-1);
    if (tag === undefined) {
      this.fail('Unexpected end tag', begin);
      return;
    }
    const name = this.match(/[^\s>]*/y, begin + 2).toLowerCase();
    this.match(/\s*/y, this.at);
    if (this.source[this.at] !== '>') {
      this.fail('Unclosed end tag', begin);
      return;
    }
    if (name !== '' && name !== tag.name) {
      this.fail('Unmatched end tag', begin);
      this.reason = `${this.reason ?? ''}, expected "</${tag.name}>", found "</${name}>"`;
      return;
    }
    this.at++;
    this.open.pop();
    if (this.text.length > tag.offset) this.close(tag);
  }

  private close(tag: OpenTag): void {
    const span = { offset: tag.offset, length: this.text.length - tag.offset };
    const type = TYPE_BY_TAG[tag.name] ?? tag.name;
    if (tag.name === 'a') {
      const link = checkedLink(tag.argument === '' ? this.text.slice(tag.offset) : tag.argument);
      if (link.userId !== null) {
        this.entities.push({ type: 'text_mention', ...span, userId: link.userId });
      } else if (link.url !== null) this.entities.push({ type, ...span, url: link.url });
      return;
    }
    if (tag.name === 'pre' || tag.name === 'code') {
      this.closeCode(tag, span);
      return;
    }
    if (tag.name === 'tg-emoji') {
      this.entities.push({ type, ...span, customEmojiId: tag.argument });
      return;
    }
    const isExpandable = tag.name === 'blockquote' && tag.argument === 'expandable';
    this.entities.push({ type: isExpandable ? 'expandable_blockquote' : type, ...span });
  }

  /** `<pre><code class="language-x">` is one entity with a language. */
  private closeCode(
    tag: OpenTag,
    span: { readonly offset: number; readonly length: number },
  ): void {
    const last = this.entities.at(-1);
    const isSameSpan = last?.offset === span.offset && last.length === span.length;
    if (tag.name === 'pre' && isSameSpan && last.type === 'code') {
      const language = last.language;
      this.entities.pop();
      this.entities.push({ type: 'pre', ...span, ...(language === undefined ? {} : { language }) });
      return;
    }
    const isLanguage = tag.name === 'code' && tag.argument !== '';
    const inPre = this.open.at(-1)?.name === 'pre';
    const language = isLanguage && inPre ? { language: tag.argument } : {};
    this.entities.push({ type: tag.name, ...span, ...language });
  }

  private match(pattern: RegExp, from: number): string {
    pattern.lastIndex = from;
    const found = pattern.exec(this.source)?.[0] ?? '';
    this.at = from + found.length;
    return found;
  }
}

function usefulArgument(tag: string, name: string, value: string): string | null {
  if (tag === 'a' && name === 'href') return value;
  if (tag === 'code' && name === 'class') return /^language-(.*)$/s.exec(value)?.[1] ?? null;
  if (tag === 'span' && name === 'class') return /^tg-(.*)$/s.exec(value)?.[1] ?? null;
  if (tag === 'tg-emoji' && name === 'emoji-id') return value;
  if (tag === 'blockquote' && name === 'expandable') return 'expandable';
  return null;
}

/** The service's HTML parse mode: its tags, its character references, its errors. */
export function parseHtml(source: string): Parsed {
  const result = new HtmlReader(source).read();
  if (!result.ok) return result;
  // A language outside of <pre> has no meaning on the wire.
  const entities = result.value.entities.map((entity) =>
    entity.type === 'code'
      ? { type: 'code', offset: entity.offset, length: entity.length }
      : entity,
  );
  return { ok: true, value: { text: result.value.text, entities } };
}
