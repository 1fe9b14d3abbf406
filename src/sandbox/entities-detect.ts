import type { Entity, Formatted } from './formatted.js';
import { sortEntities } from './formatted.js';

const DETECTORS: readonly { readonly type: string; readonly pattern: RegExp }[] = [
  { type: 'url', pattern: /https?:\/\/[^\s<>"'`]*[^\s<>"'`.,;:!?()[\]{}]/giu },
  { type: 'email', pattern: /(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?!\w)/giu },
  { type: 'bot_command', pattern: /(?<![\w/<>@])\/\w{1,64}(?:@\w{3,32})?(?![\w/<>@])/gu },
  { type: 'mention', pattern: /(?<![\w@.])@\w{4,32}(?![\w@])/gu },
  { type: 'hashtag', pattern: /(?<![\p{L}\p{N}_#])#(?=[\p{N}_]*\p{L})[\p{L}\p{N}_]{1,256}/gu },
  { type: 'cashtag', pattern: /(?<![\w$])\$[A-Z]{1,8}(?![\w$])/gu },
];

const OPAQUE = new Set(['code', 'pre', 'text_link', 'text_mention']);

function overlaps(a: Entity, b: Entity): boolean {
  return a.offset < b.offset + b.length && b.offset < a.offset + a.length;
}

/** Adds what the service finds by itself: commands, addresses, mentions, tags. */
export function withDetected(formatted: Formatted): Formatted {
  const taken = formatted.entities.filter((entity) => OPAQUE.has(entity.type));
  for (const { type, pattern } of DETECTORS) {
    for (const match of formatted.text.matchAll(pattern)) {
      const entity = { type, offset: match.index, length: match[0].length };
      if (!taken.some((other) => overlaps(other, entity))) taken.push(entity);
    }
  }
  const found = taken.filter((entity) => !OPAQUE.has(entity.type));
  return { text: formatted.text, entities: sortEntities([...formatted.entities, ...found]) };
}
