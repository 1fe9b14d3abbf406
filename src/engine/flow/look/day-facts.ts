import type { Session } from '../../domain/calendar.js';
import type { Chain } from '../../domain/chain.js';
import type { DayFacts } from '../../domain/day-facts.js';
import type { DayRange } from '../../domain/quote.js';
import { MINUTE_MS, type EpochMs } from '../../domain/units.js';
import { readChain } from '../../strategies/chain-reading.js';

/** After the open: the first quarter of an hour has no quiet straddle. */
const FREEZE_AFTER_MS = 15 * MINUTE_MS;
/** A chain of this long after the instant is still the one of 09:45. */
const ON_TIME_MS = 2 * MINUTE_MS;

export interface FreezeInput {
  /** The same day's expiry. */
  readonly chain: Chain;
  /** Price at 09:30. */
  readonly open: number;
  readonly nowMs: EpochMs;
  readonly session: Session;
}

/**
 * The session's expected move, in points: the same-day straddle at 09:45, or a later one scaled to
 * 09:45 by the square root of the time to the close. Null before 09:45, after the close, and where
 * the chain is another day's, delayed, unreadable or from before 09:45.
 */
export function freezeDayFacts({ chain, open, nowMs, session }: FreezeInput): DayFacts | null {
  const freezeAtMs = session.openAtMs + FREEZE_AFTER_MS;
  const { atMs } = chain;
  const inTime = atMs >= freezeAtMs && atMs <= nowMs && atMs < session.closeAtMs;
  const same = chain.expiry === session.day && chain.settlesAtMs === session.closeAtMs;
  if (!inTime || !same || chain.delayMs !== 0 || !(open > 0)) return null;
  const reading = readChain(chain);
  if (!reading) return null;
  const onTime = atMs < freezeAtMs + ON_TIME_MS;
  const full = session.closeAtMs - freezeAtMs;
  const scale = onTime ? 1 : Math.sqrt(full / (session.closeAtMs - atMs));
  return {
    underlying: chain.underlying,
    day: session.day,
    open,
    expectedMove: reading.straddle * scale,
    frozenAtMs: atMs,
    kind: onTime ? 'on-time' : 'late',
  };
}

/** Furthest that the session has been from its open, either way, in points. */
export function realisedRange({ open, high, low }: DayRange): number {
  return Math.max(high - open, open - low);
}
