/** The allow-list for the server's markup, and what becomes tappable in plain words. No DOM here. */

export type TagPlan =
  | { readonly kind: 'element'; readonly name: string }
  | { readonly kind: 'link'; readonly url: string }
  | { readonly kind: 'spoiler' }
  /** A long quote that opens by a tap. */
  | { readonly kind: 'fold' }
  /** Keep what is inside, lose the tag. */
  | { readonly kind: 'unwrap' }
  /** Lose the tag with all that it holds. */
  | { readonly kind: 'drop' };

const ELEMENTS: Readonly<Record<string, string>> = {
  b: 'b',
  strong: 'b',
  i: 'i',
  em: 'i',
  u: 'u',
  ins: 'u',
  s: 's',
  del: 's',
  strike: 's',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
  br: 'br',
};

const DROPPED = new Set(
  'script style iframe object embed template noscript svg math form input textarea select link meta title head'.split(
    ' ',
  ),
);

const SAFE_PROTOCOLS = new Set(['http:', 'https:', 'tg:']);

/** @returns the address in its normal form, or null for anything but http, https and tg. */
export function safeUrl(url: string): string | null {
  try {
    const parsed = new URL(url.trim());
    return SAFE_PROTOCOLS.has(parsed.protocol) ? parsed.href : null;
  } catch {
    return null;
  }
}

/** @param attribute reads an attribute of the tag; null when absent. */
export function planTag(name: string, attribute: (name: string) => string | null): TagPlan {
  const tag = name.toLowerCase();
  if (DROPPED.has(tag)) return { kind: 'drop' };
  if (tag === 'blockquote' && attribute('class') === 'fold') return { kind: 'fold' };
  const element = ELEMENTS[tag];
  if (element !== undefined) return { kind: 'element', name: element };
  if (tag === 'tg-spoiler') return { kind: 'spoiler' };
  if (tag === 'span' && /^(?:tg-)?spoiler$/.test(attribute('class') ?? '')) {
    return { kind: 'spoiler' };
  }
  if (tag === 'a') {
    const url = safeUrl(attribute('href') ?? '');
    if (url !== null) return { kind: 'link', url };
  }
  return { kind: 'unwrap' };
}

export type Word =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'command'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly url: string };

const TAPPABLE =
  /(?<![\p{L}\p{N}/_.-])(?:\/[a-z][a-z0-9_]{0,31}(?:@\w+)?(?![\p{L}\p{N}/_])|https?:\/\/[^\s<>"]+)/giu;

/** Splits plain words so that commands and bare addresses can be tapped; `655/650` stays text. */
export function splitWords(text: string): readonly Word[] {
  const words: Word[] = [];
  let from = 0;
  for (const match of text.matchAll(TAPPABLE)) {
    const found = match[0].startsWith('/') ? match[0] : match[0].replace(/[.,;:!?)\]]+$/, '');
    const url = found.startsWith('/') ? null : safeUrl(found);
    if (!found.startsWith('/') && url === null) continue;
    if (match.index > from) words.push({ kind: 'text', text: text.slice(from, match.index) });
    words.push(
      url === null ? { kind: 'command', text: found } : { kind: 'link', text: found, url },
    );
    from = match.index + found.length;
  }
  if (from < text.length) words.push({ kind: 'text', text: text.slice(from) });
  return words;
}
