import { DAY_MS, type EpochMs } from '../../domain/units.js';
import { bridgeAt, hash, RandomStream } from './random.js';

const DAILY_VOL = 0.024;
const DAILY_DRIFT = 0.0006;
const JUMPS_A_DAY = 0.03;
const JUMP_SD = 0.045;
const FIRST_LEVEL = 60_000;
/** Halvings of a day: steps of about two seconds and a half. */
const DAY_LEVELS = 15;

/** A coin index that never closes: log-normal with jumps on days of UTC, bridged inside. */
export class BtcPath {
  private readonly firstDay: number;
  private readonly logs: number[] = [Math.log(FIRST_LEVEL)];

  constructor(
    private readonly seed: number,
    firstAtMs: EpochMs,
  ) {
    this.firstDay = Math.floor(firstAtMs / DAY_MS);
  }

  priceAt(atMs: EpochMs): number {
    const days = atMs / DAY_MS;
    const dayNumber = Math.floor(days);
    const fraction = days - dayNumber;
    const from = this.logAt(dayNumber);
    const to = this.logAt(dayNumber + 1);
    const prefix = hash(this.seed, 'btcBridge', [dayNumber]);
    const noise = DAILY_VOL * bridgeAt({ prefix, fraction, levels: DAY_LEVELS });
    return Math.exp(from + (to - from) * fraction + noise);
  }

  /** Log price at a midnight of UTC. */
  private logAt(dayNumber: number): number {
    const index = dayNumber - this.firstDay;
    if (index < 0) throw new Error(`before the simulation's first day: ${index}`);
    for (let next = this.logs.length; next <= index; next++) {
      const random = new RandomStream(hash(this.seed, 'btcDay', [this.firstDay + next]));
      let step = DAILY_DRIFT - DAILY_VOL ** 2 / 2 + DAILY_VOL * random.normal();
      for (let left = random.poisson(JUMPS_A_DAY); left > 0; left--) {
        step += JUMP_SD * random.normal();
      }
      this.logs.push((this.logs[next - 1] ?? 0) + step);
    }
    return this.logs[index] ?? 0;
  }
}
