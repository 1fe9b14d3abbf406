import type { Move, Stamp } from '../api.js';
import { seriesId, type SeriesId } from '../domain/bar.js';
import { spotId } from '../domain/instrument.js';
import type { Mode } from '../domain/mode.js';
import type { EpochMs } from '../domain/units.js';
import { sessionsWithLevel, type DailyValue } from '../features/daily.js';
import type { Level, MarketBook } from './market-book.js';

/** Market state, the instant of the question, and what stands behind the figures. */
export interface ViewContext {
  readonly book: MarketBook;
  readonly nowMs: EpochMs;
  readonly mode: Mode;
}

export const SERIES = {
  vix: seriesId('VIX'),
  spx: seriesId('SPX'),
  spy: seriesId('SPY'),
} as const;

export function stampOf(context: ViewContext, levels: readonly Level[]): Stamp {
  const oldest = levels.reduce((old, level) =>
    level.atMs - level.delayMs < old.atMs - old.delayMs ? level : old,
  );
  return {
    mode: context.mode,
    nowMs: context.nowMs,
    asOfMs: oldest.atMs,
    delayMs: oldest.delayMs,
    source: oldest.source,
  };
}

export function levelOf(context: ViewContext, series: SeriesId): Level | null {
  return context.book.level(spotId(series), series);
}

/** Sessions of a series with the level now as the last. */
export function sessionsOf(context: ViewContext, series: SeriesId): readonly DailyValue[] {
  const bars = context.book.bars(series);
  const level = levelOf(context, series);
  return sessionsWithLevel(bars, level ? { day: level.day, value: level.value } : null);
}

export function moveOf(context: ViewContext, series: SeriesId): Move | null {
  const sessions = sessionsOf(context, series);
  const now = sessions.at(-1);
  if (!now) return null;
  const before = sessions.at(-2)?.value ?? null;
  const change = before === null ? null : now.value - before;
  return {
    level: now.value,
    change,
    changePct: before ? (100 * (now.value - before)) / before : null,
  };
}
