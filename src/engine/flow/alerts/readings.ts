import type { Stamp } from '../../domain/digest.js';
import { seriesId, type SeriesId } from '../../domain/bar.js';
import { coinOf, spotId, type InstrumentId } from '../../domain/instrument.js';
import type { AlertFigure, Condition } from '../../domain/vol-alert.js';
import { curveNow } from '../curve-view.js';
import type { Level, MarketBook } from '../market-book.js';
import { stampOf, type ViewContext } from '../view-context.js';
import type { SurfaceLevels } from './surface-levels.js';

/** Sessions of a year: coins trade every day. */
const YEAR_SESSIONS = { coin: 365, other: 252 } as const;
/** Fewer closes than this are no year to rank in. */
const FEWEST_SESSIONS = 60;

/** The volatility index that stands for an underlying. */
const RANKED_BY: Readonly<Record<string, string>> = {
  BTC: 'BTCDVOL',
  ETH: 'ETHDVOL',
  BTCDVOL: 'BTCDVOL',
  ETHDVOL: 'ETHDVOL',
  VIX: 'VIX',
  SPX: 'VIX',
  SPY: 'VIX',
};

export const RANKED = Object.keys(RANKED_BY);

/** Where readings come from. */
export interface AlertSources extends ViewContext {
  surface(underlying: string): SurfaceLevels | null;
}

/** What must change for a condition to be looked at again. */
export type Trigger =
  | { readonly kind: 'quote'; readonly instrument: InstrumentId }
  | { readonly kind: 'surface'; readonly underlying: string }
  | { readonly kind: 'vix-future' };

export function triggerOf({ subject, measure }: Pick<Condition, 'subject' | 'measure'>): Trigger {
  switch (measure) {
    case 'level':
    case 'change':
    case 'change-pct':
      return { kind: 'quote', instrument: spotId(subject) };
    case 'ivrank':
      return { kind: 'quote', instrument: spotId(RANKED_BY[subject] ?? subject) };
    case 'term':
      return subject === 'VIX' ? { kind: 'vix-future' } : { kind: 'surface', underlying: subject };
    case 'atm30d':
    case 'skew25':
    case 'skew10':
    case 'fly25':
    case 'fly10':
      return { kind: 'surface', underlying: subject };
  }
}

/** The close before the session of a level: of the bars, else what the feed says. */
function closeBefore(book: MarketBook, of: { readonly symbol: string; readonly level: Level }) {
  const bars = book.bars(seriesId(of.symbol));
  for (let at = bars.length - 1; at >= 0; at--) {
    const bar = bars[at];
    if (bar && bar.day < of.level.day) return bar.close;
  }
  return book.quote(spotId(of.symbol))?.prevClose ?? null;
}

function figure(sources: AlertSources, value: number | null, levels: readonly Level[]) {
  if (value === null || !Number.isFinite(value)) return null;
  return { value, stamp: stampOf(sources, levels) };
}

function rankOf(
  sources: AlertSources,
  of: { readonly series: SeriesId; readonly level: Level; readonly sessions: number },
): number | null {
  const { series, level, sessions } = of;
  const bars = sources.book.bars(series);
  let [low, high, counted] = [level.value, level.value, 0];
  for (let at = bars.length - 1; at >= 0 && counted < sessions; at--) {
    const bar = bars[at];
    if (!bar || bar.day >= level.day) continue;
    low = Math.min(low, bar.close);
    high = Math.max(high, bar.close);
    counted += 1;
  }
  if (counted < FEWEST_SESSIONS || high === low) return null;
  return (100 * (level.value - low)) / (high - low);
}

function priceReading(sources: AlertSources, { subject, measure }: Condition): AlertFigure | null {
  const symbol = measure === 'ivrank' ? (RANKED_BY[subject] ?? subject) : subject;
  const series = seriesId(symbol);
  const level = sources.book.level(spotId(symbol), series);
  if (!level) return null;
  if (measure === 'level') return figure(sources, level.value, [level]);
  if (measure === 'ivrank') {
    const sessions = YEAR_SESSIONS[coinOf(symbol.slice(0, 3)) ? 'coin' : 'other'];
    return figure(sources, rankOf(sources, { series, level, sessions }), [level]);
  }
  const before = closeBefore(sources.book, { symbol, level });
  if (before === null || before === 0) return null;
  const change = level.value - before;
  return figure(sources, measure === 'change' ? change : (100 * change) / before, [level]);
}

/** The front future above the second, in points. */
function vixTerm(sources: AlertSources): AlertFigure | null {
  const { points, levels } = curveNow(sources);
  const [front, next] = points;
  const used = levels.slice(0, 2);
  if (!front || !next || used.length < 2) return null;
  return figure(sources, front.price - next.price, used);
}

function surfaceReading(
  sources: AlertSources,
  levels: SurfaceLevels,
  measure: Condition['measure'],
): AlertFigure | null {
  if (measure === 'level' || measure === 'change' || measure === 'change-pct') return null;
  const value = measure === 'ivrank' ? null : levels[measure];
  const { atMs, delayMs, source } = levels;
  const stamp: Stamp = { mode: sources.mode, nowMs: sources.nowMs, asOfMs: atMs, delayMs, source };
  return value === null ? null : { value, stamp };
}

/** The value of a measure now, however old. @returns null where there is none. */
export function readMeasure(sources: AlertSources, condition: Condition): AlertFigure | null {
  const trigger = triggerOf(condition);
  if (trigger.kind === 'quote') return priceReading(sources, condition);
  if (trigger.kind === 'vix-future') return vixTerm(sources);
  const levels = sources.surface(trigger.underlying);
  return levels && surfaceReading(sources, levels, condition.measure);
}
