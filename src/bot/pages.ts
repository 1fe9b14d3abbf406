import { plainText, type Html } from './html.js';

/** Limits of the service, counted in UTF-16 units after markup is taken out. */
export const TEXT_MAX = 4096;
export const CAPTION_MAX = 1024;

const PIECES = /<[^>]*>|&(?:[a-z]+|#x?[0-9a-f]+);|[\s\S]/giu;

interface OpenTag {
  readonly name: string;
  readonly markup: string;
}

function follow(open: readonly OpenTag[], piece: string): readonly OpenTag[] {
  const tag = /^<(\/?)([a-z-]+)/iu.exec(piece);
  if (!tag) return open;
  const name = tag[2] ?? '';
  if (tag[1] !== '/') return [...open, { name, markup: piece }];
  const at = open.map((each) => each.name).lastIndexOf(name);
  return at < 0 ? open : open.filter((_, index) => index !== at);
}

function openAfter(open: readonly OpenTag[], html: string): readonly OpenTag[] {
  return (html.match(/<[^>]*>/gu) ?? []).reduce(follow, open);
}

function closed(open: readonly OpenTag[], body: string): Html {
  const ends = openAfter(open, body).toReversed();
  return `${open.map((tag) => tag.markup).join('')}${body}${ends.map((tag) => `</${tag.name}>`).join('')}` as Html;
}

/** A line that is longer than a page, cut between characters but never inside markup. */
function cut(line: string, maxLength: number): readonly string[] {
  const parts: string[] = [];
  let part = '';
  let length = 0;
  for (const piece of line.match(PIECES) ?? []) {
    const width = plainText(piece as Html).length;
    if (length + width > maxLength) {
      parts.push(part);
      part = '';
      length = 0;
    }
    part += piece;
    length += width;
  }
  return [...parts, part];
}

/**
 * Cuts text into pages of at most `maxLength` visible characters, between lines where it can.
 * Markup open at a cut is closed there and opened again on the next page.
 */
export function splitPages(text: Html, maxLength: number): readonly Html[] {
  if (plainText(text).length <= maxLength) return [text];
  const pages: Html[] = [];
  let open: readonly OpenTag[] = [];
  let body: string | null = null;
  let length = 0;
  const finish = (): void => {
    if (body === null) return;
    if (plainText(body as Html).trim() !== '') pages.push(closed(open, body));
    open = openAfter(open, body);
    body = null;
    length = 0;
  };
  for (const line of text.split('\n').flatMap((each) => cut(each, maxLength))) {
    const width = plainText(line as Html).length;
    if (body !== null && length + 1 + width > maxLength) finish();
    length += body === null ? width : 1 + width;
    body = body === null ? line : `${body}\n${line}`;
  }
  finish();
  return pages;
}
