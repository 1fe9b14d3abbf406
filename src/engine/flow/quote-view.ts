import type { Move, QueryError, QuoteView } from '../api.js';
import { barCloseAtMs, seriesId, type SeriesId } from '../domain/bar.js';
import { parseInstrument, type InstrumentId } from '../domain/instrument.js';
import { newYorkDay } from '../domain/new-york.js';
import { priceOf } from '../domain/quote.js';
import { err, ok, type Result } from '../domain/result.js';
import type { Level } from './market-book.js';
import { levelOf, moveOf, sessionsOf, stampOf, type ViewContext } from './view-context.js';

const HISTORY_SESSIONS = 60;

function seriesOf(instrument: InstrumentId): SeriesId | null {
  const parsed = parseInstrument(instrument);
  return parsed?.kind === 'spot' ? seriesId(parsed.symbol) : null;
}

function quotedMove(context: ViewContext, instrument: InstrumentId): [Level, Move] | null {
  const quote = context.book.quote(instrument);
  const price = quote ? priceOf(quote) : null;
  if (!quote || price === null) return null;
  const before = quote.prevClose;
  const move = {
    level: price,
    change: before === null ? null : price - before,
    changePct: before ? (100 * (price - before)) / before : null,
  };
  return [{ ...quote, value: price, day: newYorkDay(quote.atMs) }, move];
}

/** A quote card's figures; a symbol without a quote answers with its last close. */
export function quoteView(
  context: ViewContext,
  instrument: InstrumentId,
): Result<QuoteView, QueryError> {
  const { book } = context;
  const series = seriesOf(instrument);
  const level = series ? levelOf(context, series) : null;
  const quoted = quotedMove(context, instrument);
  const ofSeries = series ? moveOf(context, series) : null;
  // A series without a day before this one knows no change; its quote may.
  const move = ofSeries && ofSeries.change !== null ? ofSeries : (quoted?.[1] ?? ofSeries);
  const known = level ?? quoted?.[0] ?? null;
  if (!known || !move) return err({ code: 'no-data', what: instrument });
  const quote = book.quote(instrument);
  const sessions = series ? sessionsOf(context, series).slice(-HISTORY_SESSIONS) : [];
  return ok({
    stamp: stampOf(context, [known]),
    symbol: instrument,
    move,
    bid: quote?.bid ?? null,
    ask: quote?.ask ?? null,
    bidSize: quote?.bidSize ?? null,
    askSize: quote?.askSize ?? null,
    last: quote?.last ?? null,
    today: book.today(instrument),
    history: sessions.map(({ day, value }) => ({
      atMs: series && day !== known.day ? barCloseAtMs(series, day) : known.atMs,
      value,
    })),
  });
}
