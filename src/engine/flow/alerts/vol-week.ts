import { DAY_MS, HOUR_MS, type EpochMs } from '../../domain/units.js';
import type { SurfaceLevels } from './surface-levels.js';

const WEEK_MS = 7 * DAY_MS;

interface Hour {
  minutes: number;
  atm: number;
  skews: number;
  skew: number;
}

export interface WeekMean {
  /** Vol points. */
  readonly atm30d: number;
  /** Null where no skew was kept. */
  readonly skew25: number | null;
  /** Hours of the last seven days in which anything was kept. */
  readonly hours: number;
}

/** Levels of an underlying over seven days, by hour: each hour weighs as much as another. */
export class VolWeek {
  readonly #hours = new Map<number, Hour>();
  #lastMinute = Number.NEGATIVE_INFINITY;

  /** At most one a minute is taken, in order of time; an older one is history that came late. */
  take({ atMs, atm30d, skew25 }: Pick<SurfaceLevels, 'atMs' | 'atm30d' | 'skew25'>): void {
    if (atm30d === null || atMs - this.#lastMinute < 60_000) return;
    this.#lastMinute = atMs;
    this.#add(atMs, { atm30d, skew25 });
  }

  /** History from before the first of `take`; call it once. */
  seed(past: readonly Pick<SurfaceLevels, 'atMs' | 'atm30d' | 'skew25'>[]): void {
    for (const { atMs, atm30d, skew25 } of past) {
      if (atm30d !== null) this.#add(atMs, { atm30d, skew25 });
    }
  }

  #add(atMs: EpochMs, of: { readonly atm30d: number; readonly skew25: number | null }): void {
    const hour = Math.floor(atMs / HOUR_MS);
    const known = this.#hours.get(hour) ?? { minutes: 0, atm: 0, skews: 0, skew: 0 };
    known.minutes += 1;
    known.atm += of.atm30d;
    if (of.skew25 !== null) {
      known.skews += 1;
      known.skew += of.skew25;
    }
    this.#hours.set(hour, known);
  }

  /** @returns null before anything was kept. */
  mean(nowMs: EpochMs): WeekMean | null {
    const first = Math.floor((nowMs - WEEK_MS) / HOUR_MS);
    let [hours, atm, skews, skew] = [0, 0, 0, 0];
    for (const [hour, kept] of this.#hours) {
      if (hour < first) {
        this.#hours.delete(hour);
        continue;
      }
      hours += 1;
      atm += kept.atm / kept.minutes;
      if (kept.skews > 0) {
        skews += 1;
        skew += kept.skew / kept.skews;
      }
    }
    if (hours === 0) return null;
    return { atm30d: atm / hours, skew25: skews > 0 ? skew / skews : null, hours };
  }
}
