import type { BuiltInFact, Condition } from '../../domain/vol-alert.js';
import { DAY_MS, type EpochMs } from '../../domain/units.js';
import type { UnderlyingVol, VolSample } from '../vol/vol-state.js';
import { VIX_FUTURES } from './alerts-state.js';

/** Over its own mean of seven days: fires here, and is armed again below the second. */
const JUMP_RATIO = 1.2;
const BACK_RATIO = 1.15;
/** A mean of fewer hours says little. */
const FEWEST_HOURS = 24;
/** A skew that is usually smaller than this has no sign to lose, in vol points. */
const LEAST_SKEW_PTS = 0.5;
const WEEK_MS = 7 * DAY_MS;

export interface BuiltInWatch {
  readonly key: string;
  readonly fact: BuiltInFact;
  readonly condition: Condition;
  /** Where it is armed again, where that is not the measure's own margin. */
  readonly backAt?: number;
}

function meanPts(
  week: readonly VolSample[],
  of: 'atm30d' | 'rr25At30d',
): { readonly pts: number; readonly hours: number } | null {
  const values = week.flatMap((sample) => sample[of] ?? []);
  if (values.length < FEWEST_HOURS) return null;
  return {
    pts: (100 * values.reduce((sum, value) => sum + value, 0)) / values.length,
    hours: values.length,
  };
}

const rounded = (value: number): number => Math.round(value * 100) / 100;

function jump(underlying: string, week: readonly VolSample[]): readonly BuiltInWatch[] {
  const mean = meanPts(week, 'atm30d');
  if (!mean) return [];
  const { pts, hours } = mean;
  const level = rounded(JUMP_RATIO * pts);
  return [
    {
      key: `atm-jump:${underlying}`,
      fact: { kind: 'atm-jump', underlying, meanPts: pts, hours },
      condition: { subject: underlying, measure: 'atm30d', comparison: '>=', level },
      backAt: BACK_RATIO * pts,
    },
  ];
}

function flip(underlying: string, week: readonly VolSample[]): readonly BuiltInWatch[] {
  const mean = meanPts(week, 'rr25At30d');
  if (!mean || Math.abs(mean.pts) < LEAST_SKEW_PTS) return [];
  const { pts, hours } = mean;
  const comparison = pts > 0 ? '<' : '>';
  return [
    {
      key: `skew-flip:${underlying}`,
      fact: { kind: 'skew-flip', underlying, meanPts: pts, hours },
      condition: { subject: underlying, measure: 'skew25', comparison, level: 0 },
    },
  ];
}

function inverted(underlying: string): BuiltInWatch {
  return {
    key: `term-inverted:${underlying}`,
    fact: { kind: 'term-inverted', underlying },
    condition: { subject: underlying, measure: 'term', comparison: '>', level: 0 },
  };
}

/** What the desk watches by itself of an underlying's surface. */
export function ofSurface(
  underlying: string,
  { hourly }: Pick<UnderlyingVol, 'hourly'>,
  nowMs: EpochMs,
): readonly BuiltInWatch[] {
  const week = hourly.filter(({ atMs }) => atMs > nowMs - WEEK_MS && atMs <= nowMs);
  // The term structure of VIX is that of its futures.
  const term = underlying === 'VIX' ? [] : [inverted(underlying)];
  return [...jump(underlying, week), ...flip(underlying, week), ...term];
}

/** What it watches by itself of a trigger that is no surface. */
export function ofTrigger(key: string): readonly BuiltInWatch[] {
  return key === VIX_FUTURES ? [inverted('VIX')] : [];
}
