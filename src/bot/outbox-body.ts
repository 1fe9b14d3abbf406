import type { ThemeName } from '../engine/domain/people.js';
import type { ChartSpec } from './charts/spec.js';
import type { Button, CardDocument } from './command.js';
import type { Html } from './html.js';

/** A card as it waits in the outbox; the picture is drawn when it is sent. */
export interface StoredCard {
  readonly text: Html;
  /** `keep` leaves the picture of the message that is edited as it is. */
  readonly chart: ChartSpec | 'keep' | null;
  /** Goes as a message of its own; null for a card of words and picture. */
  readonly document: CardDocument | null;
  readonly theme: ThemeName;
  readonly buttons: readonly (readonly Button[])[];
}

/** A message at the service, and whether its text is a caption. */
export interface Delivered {
  readonly messageId: number;
  readonly has: 'text' | 'photo';
}

/** What an edit changes: a known message, or those that a handle names when it is carried. */
export type EditTarget =
  | { readonly kind: 'message'; readonly message: Delivered }
  | { readonly kind: 'handle'; readonly handle: string };

/** A message by number, or the newest that a handle names when it is carried; else no reply. */
export type ReplyTarget = number | { readonly handle: string };

export interface SendBody {
  readonly op: 'send';
  readonly card: StoredCard;
  readonly topicId: number | null;
  readonly replyTo: ReplyTarget | null;
  readonly sound: 'loud' | 'silent';
  /** Name under which later edits find this message in its chat; null when none will be unasked. */
  readonly handle: string | null;
}

export interface EditBody {
  readonly op: 'edit';
  readonly card: StoredCard;
  readonly topicId: number | null;
  readonly target: EditTarget;
  /** The last edit through a handle lets go of it. */
  readonly last: 'yes' | 'no';
}

export type OutboxBody = SendBody | EditBody;

/** @returns null for a row that this version does not understand. */
export function readBody(json: string): OutboxBody | null {
  const body = JSON.parse(json) as { readonly op?: unknown };
  return body.op === 'send' || body.op === 'edit' ? (body as OutboxBody) : null;
}
