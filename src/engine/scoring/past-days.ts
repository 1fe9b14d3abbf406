import { seriesId } from '../domain/bar.js';
import { featuresOn, type FeatureHistory } from '../features/compute.js';
import type { DailyValue } from '../features/daily.js';
import { labelRows, type LabelRow } from '../features/labels.js';
import type { PastDay } from './analogs.js';

const VIX = seriesId('VIX');

/** Sessions of VIX and what followed each: what analogs are looked for in. */
export interface LabelledHistory {
  readonly history: FeatureHistory;
  readonly vix: readonly DailyValue[];
  readonly labels: readonly LabelRow[];
}

export function labelledHistory(history: FeatureHistory): LabelledHistory {
  const vix = history.get(VIX) ?? [];
  return { history, vix, labels: labelRows(vix) };
}

/**
 * Days of the past with their features, from one place to before another, for `findAnalogs`. A tenth
 * of a millisecond each: whoever wants all of 34 years takes them in parts, off the queue.
 *
 * @param span places among the sessions of VIX; what lies beyond them is left out.
 */
export function pastDays(
  of: LabelledHistory,
  span: { readonly from: number; readonly to: number },
): readonly PastDay[] {
  const days: PastDay[] = [];
  for (let index = Math.max(0, span.from); index < Math.min(span.to, of.vix.length); index++) {
    const [session, label] = [of.vix[index], of.labels[index]];
    const row = session && featuresOn(of.history, session.day);
    if (row && label) days.push({ index, row, label });
  }
  return days;
}
