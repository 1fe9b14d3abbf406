import type { WorkSchedule } from '../../domain/order-run.js';
import type { DurationMs } from '../../domain/units.js';

/** Prices that an order of a person may meet before it is taken back, where they come seldom. */
const PRICES_BEFORE_GIVING_UP = 6;

/**
 * An order stands for one price of the feed at least before it is stepped: a simulation at speed makes
 * prices seldom, and time alone says nothing of the market.
 */
export function paced(schedule: WorkSchedule, pricePeriodMs: DurationMs): WorkSchedule {
  const { stepEveryMs, giveUpAfterMs } = schedule;
  return {
    ...schedule,
    stepEveryMs: Math.max(stepEveryMs, pricePeriodMs),
    giveUpAfterMs:
      giveUpAfterMs === null
        ? null
        : Math.max(giveUpAfterMs, PRICES_BEFORE_GIVING_UP * pricePeriodMs),
  };
}
