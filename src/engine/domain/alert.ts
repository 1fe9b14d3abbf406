import type { GatewayNeedCode } from './gateway.js';
import type { PositionId, TicketId } from './ticket.js';
import type { RunId } from './order-run.js';
import type { UsdMicros } from './units.js';

/** News that a person must hear; words under `alert-<code>`. */
export type DeskAlert =
  | { readonly code: 'order-unknown'; readonly runId: RunId; readonly ticketId: TicketId | null }
  | { readonly code: 'order-rejected'; readonly runId: RunId; readonly reason: string }
  | { readonly code: 'not-flat'; readonly positionIds: readonly PositionId[] }
  /** Ended before this session's open, and the broker does not tell how. */
  | { readonly code: 'not-settled'; readonly positionIds: readonly PositionId[] }
  | { readonly code: 'day-loss'; readonly strategy: string; readonly lossMicros: UsdMicros }
  | {
      readonly code: 'gap-through';
      readonly positionId: PositionId;
      readonly lossMicros: UsdMicros;
    }
  | { readonly code: 'kill'; readonly underlying: string; readonly rule: string }
  | { readonly code: 'mismatch'; readonly differences: readonly string[] }
  | {
      readonly code: 'exit-refused';
      readonly positionId: PositionId;
      readonly codes: readonly string[];
    }
  | { readonly code: 'broker-down' }
  | { readonly code: 'broker-back' }
  /** Once while it lasts; then `gateway-fine`. */
  | {
      readonly code: 'gateway-needs-you';
      readonly gateway: string;
      readonly need: GatewayNeedCode;
      readonly detail: string;
    }
  | { readonly code: 'gateway-fine'; readonly gateway: string }
  /** The weekly login with its second factor is due today. */
  | { readonly code: 'gateway-login'; readonly gateway: string }
  | { readonly code: 'events-running-out'; readonly lastDay: string; readonly daysLeft: number }
  | { readonly code: 'store-failed'; readonly reason: string }
  | { readonly code: 'restarted'; readonly disarmed: readonly string[]; readonly open: number };
