import { newYorkDay, newYorkInstant, type TimeOfDay } from '../../domain/new-york.js';
import { addDays } from '../../domain/trading-day.js';
import { MINUTE_MS, type DurationMs, type EpochMs } from '../../domain/units.js';

/** No order leaves so long before the gateway's daily restart. */
export const GUARD_BEFORE_MS: DurationMs = 2 * MINUTE_MS;

/** The next daily restart at or after an instant, New York time. */
export function nextRestartMs(nowMs: EpochMs, time: TimeOfDay): EpochMs {
  for (let of = newYorkDay(nowMs); ; of = addDays(of, 1)) {
    const atMs = newYorkInstant(of, time);
    if (atMs >= nowMs) return atMs;
  }
}
