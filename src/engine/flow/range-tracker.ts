import type { Point } from '../api.js';
import { sessionOf } from '../domain/calendar.js';
import type { InstrumentId } from '../domain/instrument.js';
import { newYorkDay } from '../domain/new-york.js';
import type { DayRange } from '../domain/quote.js';
import type { TradingDay } from '../domain/trading-day.js';
import { MINUTE_MS, type EpochMs } from '../domain/units.js';

/** A first price later than this is not the open; a longer hole may hide an extreme. */
const OPEN_WITHIN_MS = MINUTE_MS;
const MOST_GAP_MS = 3 * MINUTE_MS;

interface Tracked {
  readonly day: TradingDay;
  readonly open: number;
  high: number;
  low: number;
  lastMs: EpochMs;
  whole: 'yes' | 'no';
}

/** Open, high and low of each instrument's session from the prices that were seen. */
export class RangeTracker {
  readonly #tracked = new Map<InstrumentId, Tracked>();

  take(instrument: InstrumentId, { atMs, value }: Point): void {
    const day = newYorkDay(atMs);
    const session = sessionOf(day);
    if (!session || atMs < session.openAtMs || atMs > session.closeAtMs) return;
    const known = this.#tracked.get(instrument);
    if (known?.day !== day) {
      const whole = atMs - session.openAtMs <= OPEN_WITHIN_MS ? 'yes' : 'no';
      this.#tracked.set(instrument, {
        day,
        open: value,
        high: value,
        low: value,
        lastMs: atMs,
        whole,
      });
      return;
    }
    if (atMs - known.lastMs > MOST_GAP_MS) known.whole = 'no';
    known.lastMs = atMs;
    known.high = Math.max(known.high, value);
    known.low = Math.min(known.low, value);
  }

  range(instrument: InstrumentId, day: TradingDay): DayRange | null {
    const known = this.#tracked.get(instrument);
    if (known?.day !== day || known.whole === 'no') return null;
    const { open, high, low } = known;
    return { open, high, low };
  }
}
