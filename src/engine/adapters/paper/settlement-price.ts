import { seriesId, type DailyBar, type SeriesId } from '../../domain/bar.js';
import { spotId, underlyingOf, type InstrumentId } from '../../domain/instrument.js';
import { priceOf, type Quote } from '../../domain/quote.js';
import type { TradingDay } from '../../domain/trading-day.js';
import { MINUTE_MS } from '../../domain/units.js';
import { settlementOf, settlesAtMs } from '../../pricing/day-count.js';

/** What is known of the market, now and of days that have closed. */
export interface SettlementSources {
  readonly quote: (instrument: InstrumentId) => Quote | null;
  /** Daily bars, none before its close; for settlements that passed while nobody looked. */
  readonly bars: (series: SeriesId) => readonly DailyBar[];
}

/** A first price after the instant stands for the price at it only this long. */
const SAME_INSTANT_MS = MINUTE_MS;

/**
 * Settlement prices read from the market: the underlying's last price within a minute after the
 * instant, else the open (AM classes) or the close (PM classes) of the day's bar.
 * @returns for `PaperBrokerOptions.settlementPrice`; null while neither is known
 */
export function settlementPrices({
  quote,
  bars,
}: SettlementSources): (root: string, expiry: TradingDay) => number | null {
  return (root, expiry) => {
    const underlying = underlyingOf(root);
    const settlement = settlementOf(root);
    const endsAtMs = settlesAtMs(expiry, settlement);
    const seen = quote(spotId(underlying));
    const inTime = seen && seen.atMs >= endsAtMs && seen.atMs < endsAtMs + SAME_INSTANT_MS;
    if (inTime && seen.delayMs === 0) {
      const price = seen.last ?? priceOf(seen);
      if (price !== null) return price;
    }
    const bar = bars(seriesId(underlying)).findLast(({ day }) => day === expiry);
    return (settlement === 'am' ? bar?.open : bar?.close) ?? null;
  };
}
