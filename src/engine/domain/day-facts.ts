import type { TradingDay } from './trading-day.js';
import type { EpochMs } from './units.js';

/** What is fixed of one underlying's session for the volatility kill. */
export interface DayFacts {
  readonly underlying: string;
  readonly day: TradingDay;
  /** Price at the open of the session, 09:30. */
  readonly open: number;
  /** Same-day at-the-money straddle at 09:45, in points. */
  readonly expectedMove: number;
  readonly frozenAtMs: EpochMs;
  /** `late`: first seen after 09:45 and scaled to it by the square root of the time left. */
  readonly kind: 'on-time' | 'late';
}
