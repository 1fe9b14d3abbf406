import type { AlertFigure, Condition } from '../../domain/vol-alert.js';
import { MINUTE_MS, type DurationMs, type EpochMs } from '../../domain/units.js';
import type { DeskSetup } from '../desk/state.js';
import { expectedSince, hoursOf } from '../quality/feed-hours.js';
import { triggerOf } from './readings.js';

/** Surfaces are fitted each minute, or as often as the machine can. */
const SURFACE_AGE_MS: DurationMs = 5 * MINUTE_MS;

function mostAgeMs({ staleAfterMs, pricePeriodMs }: DeskSetup, condition: Condition): DurationMs {
  return triggerOf(condition).kind === 'surface'
    ? Math.max(SURFACE_AGE_MS, staleAfterMs, 30 * pricePeriodMs)
    : staleAfterMs;
}

/**
 * `old` where a fresh price should be and is not; `closed` where none is expected now. A source's own
 * delay does not make its prices old.
 */
export function freshness(
  setup: DeskSetup,
  of: { readonly condition: Condition; readonly figure: AlertFigure; readonly nowMs: EpochMs },
): 'fresh' | 'old' | 'closed' {
  const { condition, figure, nowMs } = of;
  const { asOfMs, delayMs } = figure.stamp;
  const most = mostAgeMs(setup, condition);
  if (nowMs - asOfMs <= most + delayMs) return 'fresh';
  // The first price of a session may take as long as any other.
  const sinceMs = expectedSince(hoursOf([condition.subject]), nowMs);
  return sinceMs !== null && nowMs - sinceMs > most + delayMs ? 'old' : 'closed';
}
