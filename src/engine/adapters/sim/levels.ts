import { vxExpiries } from '../../domain/calendar.js';
import type { TradingDay } from '../../domain/trading-day.js';
import type { EpochMs } from '../../domain/units.js';
import { expiryVariance, thirtyDayIndex } from '../../pricing/variance-index.js';
import { stateAt, type DayPath, type MarketState } from './day-path.js';
import { etpLevel, holdingReturn, type EtpSymbol, type Holding } from './etp.js';
import type { Expiry, Optionable } from './listing.js';
import { SIM_RATE, stripRows, type BookInput } from './option-book.js';
import { hash, hashMore, normalOf } from './random.js';
import { varianceOf, type TermStructure } from './term-structure.js';

/** Sd of SPY around a tenth of SPX, as a fraction, and how long it takes to wander. */
const TRACKING_SD = 0.000006;
const TRACKING_STEP_MS = 20_000;
/** What is left after a session of the futures' distance from fair. */
const BASIS_MEMORY = 0.75;
const BASIS_SESSIONS = 12;
const FUTURES_LISTED = 8;

/** A session with what was known when it began. */
export interface SimDay {
  readonly path: DayPath;
  readonly today: TradingDay;
  readonly bracket: readonly [Expiry, Expiry];
  /** The eight nearest VX settlement days after today. */
  readonly expiries: readonly TradingDay[];
  readonly holding: Holding | null;
  readonly etpBefore: Readonly<Record<EtpSymbol, number>>;
  /** SPX at the close before, around which strikes are listed. */
  readonly reference: number;
  readonly basis: { readonly from: number; readonly to: number };
}

/** Distance of the futures from fair at a session's end: a sum of fading independent shocks. */
export function basisAfter(seed: number, of: { dayNumber: number; sd: number }): number {
  let sum = 0;
  let square = 0;
  for (let ago = 0; ago < BASIS_SESSIONS; ago++) {
    const weight = BASIS_MEMORY ** ago;
    sum += weight * normalOf(hash(seed, 'basis', [of.dayNumber - ago]));
    square += weight * weight;
  }
  return (of.sd * sum) / Math.sqrt(square);
}

/** All prices at one instant of a session, worked out as they are asked for. */
export class Levels {
  readonly state: MarketState;
  private index: number | null = null;
  private readonly futures = new Map<TradingDay, number>();

  constructor(
    readonly day: SimDay,
    readonly atMs: EpochMs,
    private readonly market: { readonly seed: number; readonly curve: TermStructure },
  ) {
    this.state = stateAt(day.path, { seed: market.seed, atMs });
  }

  spx(): number {
    return Math.exp(this.state.logSpot);
  }

  /** SPY before rounding to cents. */
  spy(): number {
    const steps = this.atMs / TRACKING_STEP_MS;
    const step = Math.floor(steps);
    const prefix = hash(this.market.seed, 'tracking', [this.day.path.dayNumber]);
    const from = normalOf(hashMore(prefix, step | 0));
    const to = normalOf(hashMore(prefix, (step + 1) | 0));
    const noise = from + (to - from) * (steps - step);
    return (this.spx() / 10) * (1 + TRACKING_SD * noise);
  }

  /** VIX in points by the formula on continuous strikes: what the strip gives but for rounding. */
  fairIndex(): number {
    const { fixed, now } = this.indexVariance();
    return 100 * Math.sqrt(fixed + now * Math.exp(this.state.logVariance));
  }

  /** Square of VIX as a fraction: a part fixed for the session and a loading on variance now. */
  indexVariance(): { readonly fixed: number; readonly now: number } {
    const of = this.market.curve.indexVariance(this.atMs, this.day.bracket);
    return { fixed: of.constant + of.slow * varianceOf(this.state).slow, now: of.now };
  }

  /** VIX in points from the quotes of the two expiries around 30 days. */
  stripIndex(): number {
    if (this.index !== null) return this.index;
    const parts = this.day.bracket.map((expiry) => {
      const minutes = (expiry.settlesAtMs - this.atMs) / 60_000;
      const rows = stripRows(this.book('SPX', expiry));
      const part = expiryVariance(rows, { minutes, rate: SIM_RATE });
      return part.ok ? part.value : null;
    });
    const [near, next] = parts;
    this.index = near && next ? thirtyDayIndex(near, next) : this.fairIndex();
    return this.index;
  }

  constantMaturity(days: number): number {
    return this.market.curve.constantMaturity(varianceOf(this.state), days);
  }

  /** Fair value of the VX future of a settlement day, in points. */
  future(expiry: TradingDay): number {
    let level = this.futures.get(expiry);
    if (level === undefined) {
      const { openAtMs, indexCloseAtMs } = this.day.path.session;
      const share = Math.min(1, (this.atMs - openAtMs) / (indexCloseAtMs - openAtMs));
      const { from, to } = this.day.basis;
      const basis = from + (to - from) * share;
      level = this.market.curve.future(varianceOf(this.state), {
        atMs: this.atMs,
        expiry,
        basis,
      });
      this.futures.set(expiry, level);
    }
    return level;
  }

  /** Raw level of a volatility product, before the factor on its shares. */
  etp(symbol: EtpSymbol): number {
    const { holding, etpBefore } = this.day;
    const rollReturn = holding ? holdingReturn(holding, (expiry) => this.future(expiry)) : 0;
    return etpLevel(symbol, { before: etpBefore[symbol], rollReturn });
  }

  /** What the quotes of one option expiry follow from. */
  book(underlying: Optionable, expiry: Expiry): BookInput {
    const tenth = underlying === 'SPY' ? 10 : 1;
    return {
      underlying,
      expiry,
      spot: underlying === 'SPY' ? this.spy() : this.spx(),
      total: this.market.curve.total(varianceOf(this.state), {
        fromMs: this.atMs,
        toMs: expiry.settlesAtMs,
      }),
      atMs: this.atMs,
      spread: this.day.path.forcing.spread,
      today: this.day.today,
      reference: this.day.reference / tenth,
    };
  }
}

export function listedFutures(today: TradingDay): readonly TradingDay[] {
  return vxExpiries(today, FUTURES_LISTED);
}
