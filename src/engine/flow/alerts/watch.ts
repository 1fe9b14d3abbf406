import type { AlertMeasure, Condition, WatchState } from '../../domain/vol-alert.js';
import { HOUR_MS, MINUTE_MS, type DurationMs, type EpochMs } from '../../domain/units.js';

/** Repeats within this time of the first are folded into its message. */
export const FOLD_MS: DurationMs = HOUR_MS;
/** A watch that has fired is not armed again sooner. */
export const REARM_AFTER_MS: DurationMs = 5 * MINUTE_MS;

/** How far back a value must be: a share of the level, and at least so much. */
const MARGINS: Readonly<Record<AlertMeasure, { readonly share: number; readonly least: number }>> =
  {
    level: { share: 0.01, least: 0 },
    change: { share: 0.1, least: 0.1 },
    'change-pct': { share: 0.1, least: 0.1 },
    atm30d: { share: 0.02, least: 0.2 },
    skew25: { share: 0.05, least: 0.3 },
    skew10: { share: 0.05, least: 0.5 },
    fly25: { share: 0.05, least: 0.1 },
    fly10: { share: 0.05, least: 0.2 },
    ivrank: { share: 0, least: 3 },
    term: { share: 0, least: 0.2 },
  };

/** How far beyond its level, in the measure's unit, a value must be back before a rule is armed again. */
export function marginOf({ measure, level }: Pick<Condition, 'measure' | 'level'>): number {
  const { share, least } = MARGINS[measure];
  return Math.max(share * Math.abs(level), least);
}

const isAbove = ({ comparison }: Condition): boolean => comparison.startsWith('>');

export function holds(condition: Condition, value: number): boolean {
  const { comparison, level } = condition;
  switch (comparison) {
    case '>':
      return value > level;
    case '>=':
      return value >= level;
    case '<':
      return value < level;
    case '<=':
      return value <= level;
  }
}

/** Is it back on the other side by the margin? */
export function isBack(condition: Condition, value: number): boolean {
  const margin = marginOf(condition);
  return isAbove(condition) ? value <= condition.level - margin : value >= condition.level + margin;
}

/** From the value to the level; 0 or less where the value is beyond it. */
export function distanceTo(condition: Condition, value: number): number {
  return isAbove(condition) ? condition.level - value : value - condition.level;
}

export const FRESH_WATCH: WatchState = {
  phase: 'new',
  serial: 0,
  firedWallMs: null,
  messageWallMs: null,
  count: 0,
  worst: 0,
  firstAtMs: 0,
  lastAtMs: 0,
};

/** One look at a value. */
export interface Sight {
  readonly value: number;
  /** Market time of the value. */
  readonly atMs: EpochMs;
  readonly wallMs: EpochMs;
  readonly holds: boolean;
  readonly isBack: boolean;
  /** The larger of two values is the worse where a condition looks up. */
  readonly worse: (a: number, b: number) => number;
}

export function sightOf(condition: Condition, of: Pick<Sight, 'value' | 'atMs' | 'wallMs'>): Sight {
  const { value } = of;
  return {
    ...of,
    holds: holds(condition, value),
    isBack: isBack(condition, value),
    worse: isAbove(condition) ? Math.max : Math.min,
  };
}

function fire(state: WatchState, { value, atMs, wallMs, worse }: Sight): WatchState {
  const { messageWallMs } = state;
  const folds = messageWallMs !== null && wallMs - messageWallMs < FOLD_MS;
  const base = { phase: 'fired', serial: state.serial + 1, firedWallMs: wallMs } as const;
  return folds
    ? {
        ...base,
        messageWallMs,
        count: state.count + 1,
        worst: worse(state.worst, value),
        firstAtMs: state.firstAtMs,
        lastAtMs: atMs,
      }
    : { ...base, messageWallMs: wallMs, count: 1, worst: value, firstAtMs: atMs, lastAtMs: atMs };
}

/**
 * Fires on the crossing alone: a rule whose condition holds when first seen waits until it is back. It
 * is armed again once the value is back by its margin and `REARM_AFTER_MS` have gone by.
 */
export function advance(
  state: WatchState,
  sight: Sight,
): { readonly state: WatchState; readonly change: 'none' | 'phase' | 'fires' } {
  if (state.phase === 'fired') {
    const sinceMs = sight.wallMs - (state.firedWallMs ?? Number.NEGATIVE_INFINITY);
    if (sight.isBack && sinceMs >= REARM_AFTER_MS) {
      return { state: { ...state, phase: 'armed' }, change: 'phase' };
    }
    const worsens = sight.holds && state.count > 0;
    const worst = worsens ? sight.worse(state.worst, sight.value) : state.worst;
    return { state: worst === state.worst ? state : { ...state, worst }, change: 'none' };
  }
  if (!sight.holds) {
    return state.phase === 'armed'
      ? { state, change: 'none' }
      : { state: { ...state, phase: 'armed' }, change: 'phase' };
  }
  if (state.phase === 'new') return { state: { ...state, phase: 'fired' }, change: 'phase' };
  return { state: fire(state, sight), change: 'fires' };
}
