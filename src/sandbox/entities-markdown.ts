import type { Entity, Parsed } from './formatted.js';
import { byteOffset, checkedLink, sortEntities } from './formatted.js';

type Kind =
  | 'Bold'
  | 'Italic'
  | 'Underline'
  | 'Strikethrough'
  | 'Spoiler'
  | 'Code'
  | 'Pre'
  | 'PreCode'
  | 'TextUrl'
  | 'CustomEmoji'
  | 'BlockQuote';

const TYPE_BY_KIND: Readonly<Record<Kind, string>> = {
  Bold: 'bold',
  Italic: 'italic',
  Underline: 'underline',
  Strikethrough: 'strikethrough',
  Spoiler: 'spoiler',
  Code: 'code',
  Pre: 'pre',
  PreCode: 'pre',
  TextUrl: 'text_link',
  CustomEmoji: 'custom_emoji',
  BlockQuote: 'blockquote',
};

interface OpenMark {
  readonly kind: Kind;
  readonly language: string;
  readonly offset: number;
  /** Index of the mark in the source, for errors. */
  readonly index: number;
}

const RESERVED = new Set('_*[]()~`>#+-=|{}.!\n');

class MarkdownReader {
  private at = 0;
  private text = '';
  private reason: string | null = null;
  private isLineStart = true;
  private inQuote = false;
  private readonly open: OpenMark[] = [];
  private readonly entities: Entity[] = [];

  constructor(private readonly source: string) {}

  read(): Parsed {
    while (this.at < this.source.length && this.reason === null) this.step();
    if (this.reason === null && this.inQuote) this.endQuote(this.source.length);
    const unclosed = this.open.at(-1);
    if (this.reason === null && unclosed !== undefined) this.unclosed(unclosed);
    if (this.reason !== null) return { ok: false, reason: this.reason };
    return { ok: true, value: { text: this.text, entities: sortEntities(this.entities) } };
  }

  private step(): void {
    const character = this.source.charAt(this.at);
    if (character === '\\' && this.isEscapable(this.at + 1)) {
      this.at++;
      this.plain(this.source.charAt(this.at));
      return;
    }
    const inner = this.open.at(-1)?.kind;
    const inCode = inner === 'Code' || inner === 'Pre' || inner === 'PreCode';
    if (inCode ? character !== '`' : !RESERVED.has(character)) {
      this.plain(character);
      return;
    }
    if (this.inQuote && character === '\n' && this.source[this.at + 1] !== '>') {
      this.endQuote(this.at);
      if (this.reason === null) this.plain('\n');
      return;
    }
    if (inner !== undefined && this.source.startsWith(closer(inner), this.at) && this.ends(inner)) {
      this.end();
    } else this.begin(character);
  }

  /** `_` closes italic only where it is not the first half of `__`. */
  private ends(kind: Kind): boolean {
    if (kind === 'BlockQuote') return false;
    return kind !== 'Italic' || this.source[this.at + 1] !== '_';
  }

  private isEscapable(index: number): boolean {
    const code = this.source.charCodeAt(index);
    return code > 0 && code <= 126;
  }

  private plain(character: string): void {
    this.text += character;
    if (character !== '\r') this.isLineStart = character === '\n';
    this.at++;
  }

  private reserved(character: string): void {
    this.reason = `Character '${character}' is reserved and must be escaped with the preceding '\\'`;
  }

  private unclosed(mark: OpenMark): void {
    const offset = byteOffset(this.source, mark.index);
    this.reason = `Can't find end of ${mark.kind} entity at byte offset ${offset}`;
  }

  private begin(character: string): void {
    const next = this.source[this.at + 1];
    const index = this.at;
    if (character === '\n') this.plain('\n');
    else if (character === '_') this.push(next === '_' ? 'Underline' : 'Italic', index);
    else if (character === '*') this.push('Bold', index);
    else if (character === '~') this.push('Strikethrough', index);
    else if (character === '|' && next === '|') this.push('Spoiler', index);
    else if (character === '[') this.push('TextUrl', index);
    else if (character === '!' && next === '[') this.push('CustomEmoji', index);
    else if (character === '`') this.beginCode(index);
    else if (character === '>' && this.isLineStart) {
      if (this.inQuote) this.at++;
      else {
        this.push('BlockQuote', index);
        this.inQuote = true;
      }
    } else this.reserved(character);
  }

  private push(kind: Kind, index: number): void {
    this.open.push({ kind, language: '', offset: this.text.length, index });
    this.at += kind === 'Underline' || kind === 'Spoiler' || kind === 'CustomEmoji' ? 2 : 1;
  }

  private beginCode(index: number): void {
    if (!this.source.startsWith('```', index)) {
      this.push('Code', index);
      return;
    }
    const pattern = /[^\s`]*/y;
    pattern.lastIndex = index + 3;
    const language = pattern.exec(this.source)?.[0] ?? '';
    const after = index + 3 + language.length;
    const hasLanguage = language !== '' && after < this.source.length && this.source[after] !== '`';
    this.at = hasLanguage ? after : index + 3;
    this.open.push({
      kind: hasLanguage ? 'PreCode' : 'Pre',
      language: hasLanguage ? language : '',
      offset: this.text.length,
      index,
    });
    // One line break after the fence belongs to the fence.
    const two = this.source.slice(this.at, this.at + 2);
    if (two === '\r\n' || two === '\n\r') this.at += 2;
    else if (two.startsWith('\n') || two.startsWith('\r')) this.at++;
  }

  private end(): void {
    const mark = this.open.pop();
    if (mark === undefined) return;
    const length = this.text.length - mark.offset;
    const span = { type: TYPE_BY_KIND[mark.kind], offset: mark.offset, length };
    this.at += closer(mark.kind).length;
    if (mark.kind === 'TextUrl') this.endLink(mark, span);
    else if (mark.kind === 'CustomEmoji') this.endEmoji(span);
    else if (length > 0) {
      this.entities.push(mark.language === '' ? span : { ...span, language: mark.language });
    }
  }

  private endLink(mark: OpenMark, span: Entity): void {
    const address =
      this.source[this.at] === '(' ? this.address('a URL') : this.text.slice(mark.offset);
    if (address === null || span.length === 0) return;
    const link = checkedLink(address);
    if (link.userId !== null) {
      this.entities.push({ ...span, type: 'text_mention', userId: link.userId });
    } else if (link.url !== null) this.entities.push({ ...span, url: link.url });
  }

  private endEmoji(span: Entity): void {
    if (this.source[this.at] !== '(') {
      this.reason = 'Custom emoji entity must contain a tg://emoji URL';
      return;
    }
    const address = this.address('a custom emoji URL');
    if (address === null) return;
    const id = /^tg:\/\/emoji\?id=(\d+)$/.exec(address)?.[1];
    if (id === undefined) this.reason = 'Custom emoji URL must have the form tg://emoji?id=<id>';
    else if (span.length > 0) this.entities.push({ ...span, customEmojiId: id });
  }

  /** What stands in "(…)" at the place of reading, escapes resolved. */
  private address(what: string): string | null {
    const begin = this.at + 1;
    let address = '';
    for (let i = begin; i < this.source.length; i++) {
      if (this.source[i] === ')') {
        this.at = i + 1;
        return address;
      }
      if (this.source[i] === '\\' && this.isEscapable(i + 1)) i++;
      address += this.source.charAt(i);
    }
    this.reason = `Can't find end of ${what} at byte offset ${byteOffset(this.source, begin)}`;
    return null;
  }

  /** A quote ends with its line; a bare `||` before the end makes it expandable. */
  private endQuote(end: number): void {
    const spoiler = this.open.at(-1);
    let type = 'blockquote';
    if (spoiler?.kind === 'Spoiler') {
      const between = this.source.slice(spoiler.index + 2, end);
      if (between === '' || between === '\r') {
        this.open.pop();
        type = 'expandable_blockquote';
      }
    }
    const mark = this.open.at(-1);
    if (mark?.kind !== 'BlockQuote') {
      if (mark !== undefined) this.unclosed(mark);
      return;
    }
    this.open.pop();
    this.inQuote = false;
    const length = this.text.length - mark.offset;
    if (length > 0) this.entities.push({ type, offset: mark.offset, length });
  }
}

function closer(kind: Kind): string {
  switch (kind) {
    case 'Bold':
      return '*';
    case 'Italic':
      return '_';
    case 'Underline':
      return '__';
    case 'Strikethrough':
      return '~';
    case 'Spoiler':
      return '||';
    case 'Code':
      return '`';
    case 'Pre':
    case 'PreCode':
      return '```';
    case 'TextUrl':
    case 'CustomEmoji':
      return ']';
    case 'BlockQuote':
      return '\n';
  }
}

/** The service's MarkdownV2 parse mode with its errors. */
export function parseMarkdownV2(source: string): Parsed {
  return new MarkdownReader(source).read();
}
