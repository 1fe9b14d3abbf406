import { DAY_MS, type EpochMs } from '../../domain/units.js';
import { bridgeAt, hash, RandomStream, type Purpose } from './random.js';

/** A walk on days of UTC. */
export interface WalkLaw {
  readonly dailyVol: number;
  readonly dailyDrift: number;
  readonly jumpsADay: number;
  readonly jumpSd: number;
  readonly firstLevel: number;
  readonly days: Purpose;
  readonly bridge: Purpose;
}

export const BTC_LAW: WalkLaw = {
  dailyVol: 0.024,
  dailyDrift: 0.0006,
  jumpsADay: 0.03,
  jumpSd: 0.045,
  firstLevel: 60_000,
  days: 'btcDay',
  bridge: 'btcBridge',
};

/** What ether does beside following bitcoin. */
const ETH_OWN_LAW: WalkLaw = {
  dailyVol: 0.014,
  dailyDrift: 0,
  jumpsADay: 0.01,
  jumpSd: 0.025,
  firstLevel: 3_000,
  days: 'ethDay',
  bridge: 'ethBridge',
};
const ETH_BETA = 1.1;

/** Halvings of a day: steps of about two seconds and a half. */
const DAY_LEVELS = 15;

/** An index that never closes, by its logarithm. */
export interface LogPath {
  logAt(atMs: EpochMs): number;
}

/** Log-normal with jumps on days of UTC, bridged inside. */
export class CoinPath implements LogPath {
  private readonly firstDay: number;
  private readonly logs: number[];

  constructor(
    private readonly seed: number,
    firstAtMs: EpochMs,
    private readonly law: WalkLaw,
  ) {
    this.firstDay = Math.floor(firstAtMs / DAY_MS);
    this.logs = [Math.log(law.firstLevel)];
  }

  priceAt(atMs: EpochMs): number {
    return Math.exp(this.logAt(atMs));
  }

  logAt(atMs: EpochMs): number {
    const days = atMs / DAY_MS;
    const dayNumber = Math.floor(days);
    const fraction = days - dayNumber;
    const from = this.midnight(dayNumber);
    const to = this.midnight(dayNumber + 1);
    const prefix = hash(this.seed, this.law.bridge, [dayNumber]);
    const noise = this.law.dailyVol * bridgeAt({ prefix, fraction, levels: DAY_LEVELS });
    return from + (to - from) * fraction + noise;
  }

  /** Log price at a midnight of UTC. */
  private midnight(dayNumber: number): number {
    const { dailyDrift, dailyVol, jumpsADay, jumpSd, days } = this.law;
    const index = dayNumber - this.firstDay;
    if (index < 0) throw new Error(`before the simulation's first day: ${index}`);
    for (let next = this.logs.length; next <= index; next++) {
      const random = new RandomStream(hash(this.seed, days, [this.firstDay + next]));
      let step = dailyDrift - dailyVol ** 2 / 2 + dailyVol * random.normal();
      for (let left = random.poisson(jumpsADay); left > 0; left--) {
        step += jumpSd * random.normal();
      }
      this.logs.push((this.logs[next - 1] ?? 0) + step);
    }
    return this.logs[index] ?? 0;
  }
}

/** Ether: what bitcoin does since the first instant, a little more of it, and a way of its own. */
export class EtherPath implements LogPath {
  private readonly own: CoinPath;
  private readonly from: number;

  constructor(
    seed: number,
    firstAtMs: EpochMs,
    private readonly btc: LogPath,
  ) {
    this.own = new CoinPath(seed, firstAtMs, ETH_OWN_LAW);
    this.from = btc.logAt(firstAtMs);
  }

  logAt(atMs: EpochMs): number {
    return this.own.logAt(atMs) + ETH_BETA * (this.btc.logAt(atMs) - this.from);
  }
}
