import { addDays, type TradingDay } from '../domain/trading-day.js';
import type { DailyValue } from './daily.js';
import { ELEVATED_VIX } from './measures.js';

/** VIX has fallen when it stands at this share of its level or lower. */
const FALLEN = 0.8;
export const LABEL_SESSIONS = 21;
export const LABEL_DAYS = 30;

/** Elevated days with fewer sessions than this between them belong to one episode. */
const EPISODE_GAP_SESSIONS = 21;

export type Outcome = 0 | 1;

/** What followed one session; closes only. Null where the horizon is not over in the history. */
export interface LabelRow {
  readonly day: TradingDay;
  /** VIX closes at least 20 % lower 21 sessions on. */
  readonly end21: Outcome | null;
  /** VIX closes at least 20 % lower on any of the next 21 sessions. */
  readonly within21: Outcome | null;
  /** VIX closes at least 20 % lower within 30 calendar days: the confidence's own question. */
  readonly touch30: Outcome | null;
  /** VIX 21 sessions on, and its lowest close of the next 30 calendar days, in points. */
  readonly vixIn21: number | null;
  readonly lowestIn30: number | null;
  /** Sessions until the first close that is 20 % lower, within 30 calendar days. */
  readonly sessionsToTouch: number | null;
  /** The later end of the two horizons: before it the labels are not known. */
  readonly knownOn: TradingDay | null;
  /** Number of the spike that an elevated day belongs to, from 1; null on other days. */
  readonly episode: number | null;
}

function outcome(fell: boolean): Outcome {
  return fell ? 1 : 0;
}

/** Numbers of spikes, told by the past alone: a quiet stretch of 21 sessions ends one. */
function episodesOf(vix: readonly DailyValue[]): (number | null)[] {
  let number = 0;
  let last = -Infinity;
  return vix.map(({ value }, index) => {
    if (value <= ELEVATED_VIX) return null;
    if (index - last >= EPISODE_GAP_SESSIONS) number += 1;
    last = index;
    return number;
  });
}

function after(vix: readonly DailyValue[], index: number) {
  const { day, value } = vix[index] ?? { day: '' as TradingDay, value: NaN };
  const fallen = (close: number) => close <= FALLEN * value;
  const next = vix.slice(index + 1, index + 1 + LABEL_SESSIONS);
  const end = next[LABEL_SESSIONS - 1];
  const horizon = addDays(day, LABEL_DAYS);
  // The horizon is over once a later session is in the history.
  const over = (vix.at(-1)?.day ?? '') >= horizon;
  const inside = vix.slice(index + 1, index + 1 + LABEL_DAYS).filter((at) => at.day <= horizon);
  const first = inside.findIndex((at) => fallen(at.value));
  return { end, next, horizon, over, inside, first, fallen };
}

/** Labels of every session, in order. @param vix sessions of VIX, ascending. */
export function labelRows(vix: readonly DailyValue[]): readonly LabelRow[] {
  const episodes = episodesOf(vix);
  return vix.map(({ day }, index) => {
    const { end, next, horizon, over, inside, first, fallen } = after(vix, index);
    const known = end !== undefined && over;
    return {
      day,
      end21: end ? outcome(fallen(end.value)) : null,
      within21: end ? outcome(next.some(({ value }) => fallen(value))) : null,
      touch30: over ? outcome(first >= 0) : null,
      vixIn21: end?.value ?? null,
      lowestIn30: over ? Math.min(...inside.map(({ value }) => value)) : null,
      sessionsToTouch: over && first >= 0 ? first + 1 : null,
      knownOn: known ? (end.day > horizon ? end.day : horizon) : null,
      episode: episodes[index] ?? null,
    };
  });
}
