import type { Coin } from '../../domain/instrument.js';
import { DAY_MS, type EpochMs } from '../../domain/units.js';
import type { LogPath } from './coin-path.js';
import { bridgeAt, hash, hashMore, normalOf, uniformOf } from './random.js';
import type { SimScenario } from './scenario.js';
import { standardised, type Part } from './smile.js';

/** Volatilities a year of the log contract, near and far; basis a year; a day's move that startles. */
interface CoinLaw {
  readonly now: number;
  readonly slow: number;
  readonly rate: number;
  readonly largeMove: number;
}

const LAWS: Record<Coin, CoinLaw> = {
  BTC: { now: 0.47, slow: 0.515, rate: 0.045, largeMove: 0.035 },
  ETH: { now: 0.52, slow: 0.57, rate: 0.038, largeMove: 0.045 },
};

/** Reversion a year of volatility's own path, and of the variance that options price. */
const REVERSION = 15;
const PRICED_REVERSION = 9;
/** Sd of log volatility a day. */
const UNREST = 0.04;
const VOL_LEVELS = 8;
/** Rise of log volatility per unit of log loss, and per unit by which a day's move is large. */
const FEAR = 0.7;
const STARTLE = 2.2;

/** Wander of skew and basis: sd, and days from one draw to the next. */
const SKEW = { mean: 1.4, sd: 0.13, days: 11 };
const BASIS = { sd: 0.008, days: 17 };
const PERP_PREMIUM = { sd: 0.00018, days: 1 / 48 };

/** Push of a scenario on log volatility, by days since the start. */
function pushAt(scenario: SimScenario, days: number): number {
  if (days <= 0) return 0;
  const rise = (over: number): number => Math.min(1, days / over);
  const fade = (from: number, by: number): number => Math.exp(-Math.max(0, days - from) / by);
  switch (scenario) {
    case 'calm':
      return 0;
    case 'spike':
      return 0.45 * rise(3) * fade(4, 10);
    case 'crash':
      return 0.75 * rise(12) * fade(25, 30);
    case 'grind':
      return -0.28 * rise(28);
    case 'dislocation':
      return 0.2 * rise(1);
  }
}

const SPREADS: Record<SimScenario, number> = {
  calm: 1,
  spike: 1.5,
  crash: 2.2,
  grind: 1,
  dislocation: 4,
};

/** All that a coin's prices follow from at one instant. */
export interface CoinState {
  readonly coin: Coin;
  readonly atMs: EpochMs;
  /** Index, in dollars. */
  readonly index: number;
  /** Total variance of the log contract over years from now. */
  readonly total: (years: number) => number;
  /** Law of the standardised return; with more skew than stocks' at times, and less at others. */
  readonly parts: readonly Part[];
  /** Futures over index, continuously compounded a year. */
  readonly basisRate: number;
  /** Perpetual over index, as a fraction. */
  readonly perpPremium: number;
  /** Factor on spreads. */
  readonly spread: number;
}

/** Quiet, ordinary and crash outcomes; `skew` scales how far apart their means lie. */
function partsOf(skew: number): readonly Part[] {
  return standardised([
    { weight: 0.638, mean: 0, sd: 0.626 },
    { weight: 0.307, mean: -0.233 * skew, sd: 1.125 },
    { weight: 0.055, mean: -1.533 * skew, sd: 1.443 },
  ]);
}

/** One coin's volatility, skew and basis beside its index: what they are depends on the instant alone. */
export class CoinWorld {
  private readonly firstDay: number;
  /** Log volatility at midnights of UTC, less its mean. */
  private readonly logs: number[] = [0];
  private readonly name: number;

  constructor(
    private readonly of: {
      readonly coin: Coin;
      readonly seed: number;
      readonly scenario: SimScenario;
      readonly startAtMs: EpochMs;
      readonly path: LogPath;
      /** An instant from which the index is known. */
      readonly firstAtMs: EpochMs;
    },
  ) {
    this.firstDay = Math.floor(of.firstAtMs / DAY_MS) + 1;
    this.name = of.coin === 'BTC' ? 1 : 2;
  }

  indexAt(atMs: EpochMs): number {
    return Math.exp(this.of.path.logAt(atMs));
  }

  /** Volatility index in points: that of the log contract of 30 days. */
  volIndexAt(atMs: EpochMs): number {
    const years = 30 / 365;
    return 100 * Math.sqrt(this.totalAt(atMs)(years) / years);
  }

  at(atMs: EpochMs): CoinState {
    const { coin, scenario } = this.of;
    const push = this.pushAt(atMs);
    const skew = SKEW.mean + SKEW.sd * this.wander(1, atMs, SKEW.days) + 0.25 * push;
    return {
      coin,
      atMs,
      index: this.indexAt(atMs),
      total: this.totalAt(atMs),
      parts: partsOf(Math.min(1.75, Math.max(1, skew))),
      basisRate: LAWS[coin].rate + BASIS.sd * this.wander(2, atMs, BASIS.days) - 0.05 * push,
      perpPremium: PERP_PREMIUM.sd * this.wander(3, atMs, PERP_PREMIUM.days),
      spread: atMs > this.of.startAtMs ? SPREADS[scenario] : 1,
    };
  }

  /** A draw that stays what it is for an instrument and a time: open interest, sizes. */
  draw(salt: number, part: number): number {
    return uniformOf(hashMore(hash(this.of.seed, 'coinListing', [this.name, salt]), part));
  }

  private pushAt(atMs: EpochMs): number {
    return pushAt(this.of.scenario, (atMs - this.of.startAtMs) / DAY_MS);
  }

  private totalAt(atMs: EpochMs): (years: number) => number {
    const law = LAWS[this.of.coin];
    const push = this.pushAt(atMs);
    const now = (law.now * Math.exp(this.logVolAt(atMs) + push)) ** 2;
    // What is far away follows a panic less than half way.
    const slow = (law.slow * Math.exp(0.4 * push)) ** 2;
    return (years) =>
      slow * years - ((now - slow) * Math.expm1(-PRICED_REVERSION * years)) / PRICED_REVERSION;
  }

  private logVolAt(atMs: EpochMs): number {
    const days = atMs / DAY_MS;
    const dayNumber = Math.floor(days);
    const fraction = days - dayNumber;
    const from = this.midnight(dayNumber);
    const to = this.midnight(dayNumber + 1);
    const prefix = hash(this.of.seed, 'coinVolBridge', [this.name, dayNumber]);
    return (
      from + (to - from) * fraction + UNREST * bridgeAt({ prefix, fraction, levels: VOL_LEVELS })
    );
  }

  private midnight(dayNumber: number): number {
    const index = Math.max(0, dayNumber - this.firstDay);
    for (let next = this.logs.length; next <= index; next++) {
      const day = this.firstDay + next;
      const before = this.logs[next - 1] ?? 0;
      const { path } = this.of;
      const move = path.logAt(day * DAY_MS) - path.logAt((day - 1) * DAY_MS);
      const startled = STARTLE * Math.max(0, Math.abs(move) - LAWS[this.of.coin].largeMove);
      const own = UNREST * normalOf(hash(this.of.seed, 'coinVolDay', [this.name, day]));
      this.logs.push(before * (1 - REVERSION / 365) + own + startled - FEAR * move);
    }
    return this.logs[index] ?? 0;
  }

  /** A slow standard normal: straight lines between draws. */
  private wander(salt: number, atMs: EpochMs, days: number): number {
    const position = atMs / (days * DAY_MS);
    const step = Math.floor(position);
    const prefix = hash(this.of.seed, 'coinWander', [this.name, salt]);
    const from = normalOf(hashMore(prefix, step | 0));
    const to = normalOf(hashMore(prefix, (step + 1) | 0));
    return from + (to - from) * (position - step);
  }
}
