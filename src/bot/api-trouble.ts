import { GrammyError } from 'grammy';
import type { DurationMs } from '../engine/domain/units.js';

/** Why the chat service did not do what was asked, as far as it changes what to do next. */
export type ApiTrouble =
  | { readonly kind: 'wait'; readonly waitMs: DurationMs }
  /** Nobody answered, or the service is ill: the request may or may not have been done. */
  | { readonly kind: 'retry' }
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'migrated'; readonly toChatId: number }
  | { readonly kind: 'not-modified' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'markup' }
  | { readonly kind: 'photo' }
  | { readonly kind: 'topic' }
  | { readonly kind: 'keyboard' }
  | { readonly kind: 'too-long' }
  | { readonly kind: 'refused' };

// Wordings of the Bot API server, in the order in which they are tried.
const BAD_REQUESTS: readonly (readonly [RegExp, ApiTrouble['kind'] & PlainKind])[] = [
  [/message is not modified/iu, 'not-modified'],
  [/message to (?:edit|be edited) not found|message can't be edited|MESSAGE_ID_INVALID/iu, 'gone'],
  [/there is no (?:text|caption|media) in the message/iu, 'gone'],
  [/can't parse (?:entities|caption|message)/iu, 'markup'],
  [/thread not found|TOPIC_/iu, 'topic'],
  [/(?:text|message|caption) is too long|MESSAGE_TOO_LONG|MEDIA_CAPTION_TOO_LONG/iu, 'too-long'],
  [/BUTTON_|reply markup|keyboard/iu, 'keyboard'],
  [/PHOTO|IMAGE_|photo|wrong file|file|MEDIA_/u, 'photo'],
];

type PlainKind = 'not-modified' | 'gone' | 'markup' | 'topic' | 'too-long' | 'keyboard' | 'photo';

function badRequest(error: GrammyError): ApiTrouble {
  const toChatId = error.parameters.migrate_to_chat_id;
  if (toChatId !== undefined) return { kind: 'migrated', toChatId };
  const known = BAD_REQUESTS.find(([wording]) => wording.test(error.description));
  return { kind: known?.[1] ?? 'refused' };
}

export function troubleOf(error: unknown): ApiTrouble {
  if (!(error instanceof GrammyError)) return { kind: 'retry' };
  const code = error.error_code;
  if (code === 429) return { kind: 'wait', waitMs: (error.parameters.retry_after ?? 1) * 1000 };
  if (code === 401 || code === 404) return { kind: 'unauthorized' };
  if (code === 403) return { kind: 'forbidden' };
  if (code === 413) return { kind: 'photo' };
  if (code === 400) return badRequest(error);
  return code >= 500 || code === 409 ? { kind: 'retry' } : { kind: 'refused' };
}
