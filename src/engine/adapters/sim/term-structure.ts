import { newYorkInstant } from '../../domain/new-york.js';
import { sessionOf } from '../../domain/calendar.js';
import type { TradingDay } from '../../domain/trading-day.js';
import { DAY_MS, type EpochMs } from '../../domain/units.js';
import type { MarketState } from './day-path.js';
import {
  convexity,
  linearVariance,
  totalVariance,
  type LinearVariance,
  type VarianceState,
} from './forward-variance.js';
import type { Expiry } from './listing.js';
import type { VarianceTime } from './variance-time.js';

const YEAR_MS = 365 * DAY_MS;
const MONTH_MS = 30 * DAY_MS;
const MONTH_YEARS = MONTH_MS / YEAR_MS;
/** Price over expectation of the slow variance: what insurance costs, and most of the contango. */
const SLOW_PREMIUM = 1.75;
/** Variance time over which a future's distance from fair fades before its settlement. */
const BASIS_FADE_YEARS = 0.02;

export function varianceOf(state: MarketState): VarianceState {
  return { now: Math.exp(state.logVariance), slow: SLOW_PREMIUM * Math.exp(state.logSlow) };
}

/** Everything that is read off the curve of forward variance at one instant. */
export class TermStructure {
  private readonly spans = new Map<TradingDay, { fromYears: number; toYears: number }>();

  constructor(private readonly time: VarianceTime) {}

  /** Total variance of the log contract from an instant to a settlement. */
  total(state: VarianceState, span: { fromMs: EpochMs; toMs: EpochMs }): number {
    const years = this.time.at(span.toMs) - this.time.at(span.fromMs);
    return totalVariance(state, Math.max(years, 1e-8));
  }

  /** Square of VIX as a fraction, before the strip's rounding: linear between two expiries. */
  indexVariance(atMs: EpochMs, bracket: readonly [Expiry, Expiry]): LinearVariance {
    const [near, next] = bracket;
    const span = next.settlesAtMs - near.settlesAtMs;
    const nearShare = (next.settlesAtMs - atMs - MONTH_MS) / span;
    const now = this.time.at(atMs);
    const a = linearVariance(this.time.at(near.settlesAtMs) - now, nearShare / MONTH_YEARS);
    const b = linearVariance(this.time.at(next.settlesAtMs) - now, (1 - nearShare) / MONTH_YEARS);
    return { constant: a.constant + b.constant, slow: a.slow + b.slow, now: a.now + b.now };
  }

  /** Index of a constant maturity in points, free of the count of sessions in its window. */
  constantMaturity(state: VarianceState, days: number): number {
    const years = days / 365;
    return 100 * Math.sqrt(totalVariance(state, years) / years);
  }

  /** Fair VIX future in points. @param basis distance from fair as a fraction, fading to expiry. */
  future(state: VarianceState, of: { atMs: EpochMs; expiry: TradingDay; basis: number }): number {
    const { fromYears, toYears } = this.spanOf(of.expiry);
    const now = this.time.at(of.atMs);
    const until = Math.max(0, fromYears - now);
    const forward = totalVariance(state, toYears - now) - totalVariance(state, until);
    const fair = 100 * Math.sqrt(forward / MONTH_YEARS) * Math.exp(-convexity(until));
    return fair * Math.exp(of.basis * -Math.expm1(-until / BASIS_FADE_YEARS));
  }

  private spanOf(expiry: TradingDay): { fromYears: number; toYears: number } {
    let span = this.spans.get(expiry);
    if (!span) {
      const fromMs = sessionOf(expiry)?.openAtMs ?? newYorkInstant(expiry, '9:30');
      span = { fromYears: this.time.at(fromMs), toYears: this.time.at(fromMs + MONTH_MS) };
      this.spans.set(expiry, span);
    }
    return span;
  }
}
