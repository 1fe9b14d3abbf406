import type { ModelFacts } from '../domain/model-facts.js';
import type { TradingDay } from '../domain/trading-day.js';
import type { FeatureRow } from '../features/compute.js';
import type { DailyValue } from '../features/daily.js';
import type { LabelRow } from '../features/labels.js';
import { featureOf } from './drop-model.js';

/** Sessions between two analogs, so that one spike is not told five times, and of a path. */
const APART_SESSIONS = 21;
export const PATH_SESSIONS = 21;
/** A day that shares fewer known features than this is not compared. */
const FEWEST_SHARED = 4;

/** A session of the past with what followed; `index` is its place among the sessions of VIX. */
export interface PastDay {
  readonly index: number;
  readonly row: FeatureRow;
  readonly label: LabelRow;
}

export interface Analog {
  readonly day: TradingDay;
  /** Root mean square distance of the shared features, in their standard deviations. */
  readonly distance: number;
  readonly sharedFeatures: number;
  readonly vix: number;
  /** VIX over VIX on that day for the following sessions, at most 21; the first is 1. */
  readonly path: readonly number[];
  readonly ratioIn21: number | null;
  readonly touched: 'touched' | 'not-touched' | 'unknown';
  readonly sessionsToTouch: number | null;
}

export interface AnalogSummary {
  readonly analogs: readonly Analog[];
  /** Of those whose outcome is known. */
  readonly known: number;
  readonly touched: number;
  readonly medianRatioIn21: number | null;
}

function distanceOf(
  target: FeatureRow,
  other: FeatureRow,
  scales: ModelFacts['scales'],
): { readonly distance: number; readonly shared: number } {
  let [sum, shared] = [0, 0];
  for (const [name, { sd }] of scales) {
    const [here, there] = [featureOf(target, name), featureOf(other, name)];
    if (here === null || there === null || sd <= 0) continue;
    sum += ((here - there) / sd) ** 2;
    shared += 1;
  }
  return { distance: shared > 0 ? Math.sqrt(sum / shared) : Infinity, shared };
}

function outcomeOf(label: LabelRow): Analog['touched'] {
  if (label.touch30 === null) return 'unknown';
  return label.touch30 === 1 ? 'touched' : 'not-touched';
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}

/**
 * The days most like one day, measured by the card's scales, nearest first, each from another stretch
 * of the market. Only days whose outcome was known before the day itself are compared.
 *
 * @param past sessions with their features, in any order.
 * @param history sessions of VIX, ascending, which `index` points into.
 */
export function findAnalogs(
  target: FeatureRow,
  of: {
    readonly past: readonly PastDay[];
    readonly history: readonly DailyValue[];
    readonly facts: ModelFacts;
    readonly count: number;
  },
): AnalogSummary {
  const ranked = of.past
    .filter(({ label }) => label.knownOn !== null && label.knownOn < target.day)
    .map((past) => ({ past, ...distanceOf(target, past.row, of.facts.scales) }))
    .filter(({ shared }) => shared >= FEWEST_SHARED)
    .sort((a, b) => a.distance - b.distance || a.past.index - b.past.index);
  const chosen: (typeof ranked)[number][] = [];
  for (const candidate of ranked) {
    if (chosen.length === of.count) break;
    const near = chosen.some(
      ({ past }) => Math.abs(past.index - candidate.past.index) < APART_SESSIONS,
    );
    if (!near) chosen.push(candidate);
  }
  const analogs = chosen.map(({ past, distance, shared }): Analog => {
    const vix = of.history[past.index]?.value ?? 0;
    const { vixIn21, sessionsToTouch } = past.label;
    const path = of.history.slice(past.index, past.index + PATH_SESSIONS + 1);
    return {
      day: past.row.day,
      distance,
      sharedFeatures: shared,
      vix,
      path: path.map(({ value }) => value / vix),
      ratioIn21: vixIn21 === null ? null : vixIn21 / vix,
      touched: outcomeOf(past.label),
      sessionsToTouch,
    };
  });
  return {
    analogs,
    known: analogs.filter(({ touched }) => touched !== 'unknown').length,
    touched: analogs.filter(({ touched }) => touched === 'touched').length,
    medianRatioIn21: median(analogs.flatMap(({ ratioIn21 }) => ratioIn21 ?? [])),
  };
}
