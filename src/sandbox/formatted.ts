/** A span of a text, in UTF-16 units; the names are the Bot API's. */
export interface Entity {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  readonly url?: string;
  readonly language?: string;
  readonly userId?: number;
  readonly customEmojiId?: string;
}

export interface Formatted {
  readonly text: string;
  readonly entities: readonly Entity[];
}

/** A parser's answer: the text without markup, or the reason that the service gives. */
export type Parsed =
  | { readonly ok: true; readonly value: Formatted }
  | { readonly ok: false; readonly reason: string };

/** Errors of both parsers count UTF-8 bytes. */
export function byteOffset(source: string, index: number): number {
  return Buffer.byteLength(source.slice(0, index));
}

/** By place, the longer first, so that the outer comes before the inner. */
export function sortEntities(entities: readonly Entity[]): readonly Entity[] {
  return [...entities].sort(
    (a, b) => a.offset - b.offset || b.length - a.length || (a.type < b.type ? -1 : 1),
  );
}

/**
 * Takes blank space off both ends, as the service does, and clips entities to what is left.
 * Leading blanks inside an entity stay.
 */
export function trimmed(formatted: Formatted): Formatted {
  const end = formatted.text.trimEnd().length;
  const firstEntity = formatted.entities.reduce((least, e) => Math.min(least, e.offset), end);
  const blanks = formatted.text.length - formatted.text.trimStart().length;
  const start = Math.min(blanks, firstEntity, end);
  const entities = formatted.entities.flatMap((entity) => {
    const from = Math.min(entity.offset, end);
    const length = Math.min(entity.offset + entity.length, end) - from;
    return length > 0 ? [{ ...entity, offset: from - start, length }] : [];
  });
  return { text: formatted.text.slice(start, end), entities: sortEntities(entities) };
}

export interface CheckedLink {
  readonly url: string | null;
  /** Set where the link names a user: `tg://user?id=1`. */
  readonly userId: number | null;
}

const LINK_SCHEMES = new Set(['http:', 'https:', 'tg:', 'ton:', 'tonsite:', 'mailto:', 'tel:']);

/** What a link becomes; a link that is none leaves plain text behind (`url` null). */
export function checkedLink(link: string): CheckedLink {
  const mention = /^tg:\/\/user\?id=(\d{1,15})$/i.exec(link.trim());
  if (mention !== null) return { url: null, userId: Number(mention[1]) };
  const withScheme = /^[a-z][a-z0-9+.-]*:/i.test(link.trim())
    ? link.trim()
    : `http://${link.trim()}`;
  try {
    const url = new URL(withScheme);
    const isWeb = url.protocol === 'http:' || url.protocol === 'https:';
    const usable = LINK_SCHEMES.has(url.protocol) && (!isWeb || url.hostname !== '');
    return { url: usable ? url.toString() : null, userId: null };
  } catch {
    return { url: null, userId: null };
  }
}
