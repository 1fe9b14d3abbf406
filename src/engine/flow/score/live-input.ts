import type { SeriesId } from '../../domain/bar.js';
import type { ModelFacts } from '../../domain/model-facts.js';
import type { DailyValue } from '../../features/daily.js';
import { LONGEST_LOOK_BACK } from '../../features/catalog.js';
import { featureHistory, featuresOn } from '../../features/compute.js';
import { dropWindow } from '../../scoring/drop-model.js';
import { curveNow } from '../curve-view.js';
import type { Level } from '../market-book.js';
import { levelOf, SERIES, stampOf, type ViewContext } from '../view-context.js';
import type { ScoreInput } from './score-state.js';

/** Bars that a look needs: the longest window, with room for days without a session. */
const BARS_NEEDED = LONGEST_LOOK_BACK + 60;
const FUTURE = /^VX(\d)$/;

/** Levels of the futures by rank, of quotes or of the last settlements. */
function futuresNow(context: ViewContext): ReadonlyMap<number, Level> {
  const { points, levels } = curveNow(context);
  return new Map(
    points.flatMap(({ rank }, index) => {
      const level = levels[index];
      return level ? [[rank, level] as const] : [];
    }),
  );
}

/**
 * Features of the day that VIX stands in, from closed bars and the levels now: what `featuresOn`
 * gives for a closed day it gives here for one that is under way.
 *
 * @returns null without a level of VIX.
 */
export function scoreInput(context: ViewContext, facts: ModelFacts | null): ScoreInput | null {
  const vix = levelOf(context, SERIES.vix);
  if (!vix) return null;
  const futures = futuresNow(context);
  const used: Level[] = [vix];
  const levelNow = (series: SeriesId): DailyValue | null => {
    const rank = Number(FUTURE.exec(series)?.[1] ?? 0);
    const level = rank > 0 ? (futures.get(rank) ?? null) : levelOf(context, series);
    if (!level || level.day > vix.day) return null;
    // The model reads VIX and the first two futures; the stamp is theirs.
    if ((rank === 1 || rank === 2) && level.day === vix.day) used.push(level);
    return { day: level.day, value: level.value };
  };
  const barsOf = (series: SeriesId) => context.book.bars(series).slice(-BARS_NEEDED);
  const row = featuresOn(featureHistory(barsOf, levelNow), vix.day);
  if (!row) return null;
  return {
    day: vix.day,
    vix: vix.value,
    row,
    window: facts ? dropWindow(row, facts) : null,
    stamp: stampOf(context, row.termSource === 'futures' ? used : [vix]),
  };
}
