import type { EventLine } from '../domain/desk-views.js';
import type { TradingDay } from '../domain/trading-day.js';

/** Kinds of event that keep everybody out for the whole day. */
const MARKET_KINDS: ReadonlySet<string> = new Set(['cpi', 'fomc', 'jobs', 'opec']);
/** Those that keep their own symbol out. */
const SYMBOL_KINDS: ReadonlySet<string> = new Set(['earnings']);

/**
 * Events that make a day a blackout for an underlying; the list may hold other days.
 * @returns an empty list on a day without any.
 */
export function blackoutEvents(
  events: readonly EventLine[],
  of: { readonly day: TradingDay; readonly underlying: string },
): readonly EventLine[] {
  return events.filter(
    ({ day, kind, symbol }) =>
      day === of.day &&
      (MARKET_KINDS.has(kind) || (SYMBOL_KINDS.has(kind) && symbol === of.underlying)),
  );
}

/** `cpi`, or `earnings:SPY` for a symbol's own. */
export function eventName({ kind, symbol }: EventLine): string {
  return symbol === null ? kind : `${kind}:${symbol}`;
}
