import type { CurvePoint, CurveView, PastCurve, QueryError } from '../api.js';
import { barCloseAtMs, seriesId, type DailyBar } from '../domain/bar.js';
import { vxExpiries } from '../domain/calendar.js';
import { parseInstrument } from '../domain/instrument.js';
import { newYorkDay } from '../domain/new-york.js';
import { priceOf } from '../domain/quote.js';
import { err, ok, type Result } from '../domain/result.js';
import { addDays, type TradingDay } from '../domain/trading-day.js';
import { slopePct } from '../features/measures.js';
import type { Level } from './market-book.js';
import { levelOf, SERIES, stampOf, type ViewContext } from './view-context.js';

const RANKS = [1, 2, 3, 4, 5, 6, 7, 8].map((rank) => ({ rank, series: seriesId(`VX${rank}`) }));
const WEEK_SESSIONS = 5;
const MONTH_SESSIONS = 21;

interface CurveNow {
  readonly points: readonly CurvePoint[];
  readonly levels: readonly Level[];
}

/** Contracts that have not settled, by quote; else the last settlements by rank. */
export function curveNow(context: ViewContext): CurveNow {
  const quoted = curveFromQuotes(context);
  return quoted.points.length > 0 ? quoted : curveFromSettlements(context);
}

function curveFromQuotes({ book, nowMs }: ViewContext): CurveNow {
  const today = newYorkDay(nowMs);
  const live = book.quotes().flatMap((quote) => {
    const instrument = parseInstrument(quote.instrument);
    const price = priceOf(quote);
    const trades = instrument?.kind === 'future' && instrument.root === 'VX' && price !== null;
    return trades && instrument.expiry > today ? [{ quote, price, expiry: instrument.expiry }] : [];
  });
  live.sort((a, b) => (a.expiry < b.expiry ? -1 : 1));
  return {
    points: live.map(({ expiry, price }, index) => ({ rank: index + 1, expiry, price })),
    levels: live.map(({ quote, price }) => ({
      ...quote,
      value: price,
      day: newYorkDay(quote.atMs),
    })),
  };
}

function curveFromSettlements({ book }: ViewContext): CurveNow {
  const last = RANKS.flatMap(({ rank, series }) => {
    const bar = book.bars(series).at(-1);
    return bar && !bar.marks.includes('carried') ? [{ rank, bar }] : [];
  });
  const newest = last.reduce<string>((day, { bar }) => (bar.day > day ? bar.day : day), '');
  const current = last.filter(({ bar }) => bar.day === newest);
  return {
    points: current.map(({ rank, bar }) => withExpiry(rank, bar)),
    levels: current.map(({ bar }) => ({
      value: bar.close,
      day: bar.day,
      atMs: barCloseAtMs(bar.series, bar.day),
      delayMs: 0,
      source: bar.source,
    })),
  };
}

/** A contract leaves rank 1 on its settlement day. */
function withExpiry(rank: number, bar: DailyBar): CurvePoint {
  const expiry = vxExpiries(bar.day, rank).at(-1) ?? null;
  return { rank, expiry, price: bar.close };
}

/** The settlements `sessions` before the newest day of the front month's series. */
function pastCurve({ book }: ViewContext, sessions: number, newest: TradingDay): PastCurve | null {
  const front = book.bars(RANKS[0]?.series ?? seriesId('VX1')).filter((bar) => bar.day < newest);
  const day = front.at(-sessions)?.day;
  // A gap in history is not a week: the day must lie within twice the usual calendar distance.
  if (!day || day < addDays(newest, -3 * sessions)) return null;
  const points = RANKS.flatMap(({ rank, series }) => {
    const bar = book.bars(series).findLast((candidate) => candidate.day === day);
    return bar && !bar.marks.includes('carried') ? [withExpiry(rank, bar)] : [];
  });
  return points.length >= 2 ? { day, points } : null;
}

export function curveView(context: ViewContext): Result<CurveView, QueryError> {
  const { points, levels } = curveNow(context);
  const newest = levels.reduce<TradingDay | null>(
    (day, level) => (day === null || level.day > day ? level.day : day),
    null,
  );
  if (points.length < 2 || !newest) return err({ code: 'no-data', what: 'VX' });
  const price = (rank: number) => points.find((point) => point.rank === rank)?.price ?? null;
  const spot = levelOf(context, SERIES.vix);
  return ok({
    stamp: stampOf(context, spot ? [...levels, spot] : levels),
    spot: spot?.value ?? null,
    now: points,
    weekAgo: pastCurve(context, WEEK_SESSIONS, newest),
    monthAgo: pastCurve(context, MONTH_SESSIONS, newest),
    frontContangoPct: slopePct(price(1), price(2)),
    midContangoPct: slopePct(price(4), price(7)),
  });
}
