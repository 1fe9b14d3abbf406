import type { Refusal } from './refusal.js';
import type { TicketState } from './ticket.js';
import type { DurationMs } from './units.js';

/** What a person may do to a ticket. */
export type TapAction = 'send' | 'skip' | 'less' | 'more';

/** Why a tap changed nothing. */
export type TapRefusal =
  | { readonly code: 'no-such-ticket' }
  | { readonly code: 'ambiguous-ticket'; readonly matches: number }
  | { readonly code: 'not-allowed' }
  | { readonly code: 'not-open'; readonly state: TicketState }
  | { readonly code: 'expired'; readonly agoMs: DurationMs }
  | { readonly code: 'band-end' }
  | { readonly code: 'no-answer' }
  | { readonly code: 'refused'; readonly refusals: readonly Refusal[] };
