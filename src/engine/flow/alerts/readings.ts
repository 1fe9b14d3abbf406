import { seriesId, type SeriesId } from '../../domain/bar.js';
import { coinOf, spotId, type InstrumentId } from '../../domain/instrument.js';
import type { AlertFigure, Condition } from '../../domain/vol-alert.js';
import { curveNow } from '../curve-view.js';
import type { Level, MarketBook } from '../market-book.js';
import { stampOf, type ViewContext } from '../view-context.js';
import type { SurfaceNow } from '../vol/vol-state.js';
import { smileAtDays, smilesOf } from '../vol/surface-minute.js';
import { deltaSkew } from '../../surface/skew.js';

/** Sessions of a year: coins trade every day. */
const YEAR_SESSIONS = { coin: 365, other: 252 } as const;
/** Fewer closes than this are no year to rank in. */
const FEWEST_SESSIONS = 60;

const DAYS = 30;
const FAR_DELTA = 0.1;

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
  surface(underlying: string): Pick<SurfaceNow, 'levels' | 'minute'> | null;
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

/** The wings that few ask for are taken from the smile when they are. */
function farSkew({ minute }: Pick<SurfaceNow, 'minute'>) {
  const smile = smileAtDays(smilesOf(minute), DAYS);
  return smile && deltaSkew(smile, FAR_DELTA);
}

/** Volatility a year, or a difference of two, as a fraction. */
function volOf(
  surface: Pick<SurfaceNow, 'levels' | 'minute'>,
  measure: Condition['measure'],
): number | null {
  const { levels } = surface;
  switch (measure) {
    case 'atm30d':
      return levels.atm30d;
    case 'skew25':
      return levels.rr25At30d;
    case 'fly25':
      return levels.bf25At30d;
    case 'skew10':
      return farSkew(surface)?.riskReversal ?? null;
    case 'fly10':
      return farSkew(surface)?.butterfly ?? null;
    case 'term':
      return levels.inversion;
    case 'level':
    case 'change':
    case 'change-pct':
    case 'ivrank':
      return null;
  }
}

/** The value of a measure now, however old. @returns null where there is none. */
export function readMeasure(sources: AlertSources, condition: Condition): AlertFigure | null {
  const trigger = triggerOf(condition);
  if (trigger.kind === 'quote') return priceReading(sources, condition);
  if (trigger.kind === 'vix-future') return vixTerm(sources);
  const surface = sources.surface(trigger.underlying);
  const vol = surface && volOf(surface, condition.measure);
  if (!surface || vol === null) return null;
  const { asOfMs, delayMs, source } = surface.levels;
  return {
    value: 100 * vol,
    stamp: { mode: sources.mode, nowMs: sources.nowMs, asOfMs, delayMs, source },
  };
}
