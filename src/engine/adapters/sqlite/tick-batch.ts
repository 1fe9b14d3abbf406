import { parseInstrument, type InstrumentId } from '../../domain/instrument.js';
import type { Quote } from '../../domain/quote.js';
import { figureOrNaN, numberOrNull } from './tick-figures.js';

/**
 * Numbers of one quote in a packed batch: instrument, instant, six figures, delay, source, and six of
 * the venue (`VENUE_COLUMNS`).
 */
export const ROW_WIDTH = 16;
/**
 * The price that the venue prices from (an option's future, a future's index), its mark, the mark's
 * volatility, open interest, and funding now and over 8 hours.
 */
export const VENUE_COLUMNS = 6;
const VENUE_AT = ROW_WIDTH - VENUE_COLUMNS;
/** Where the index of the source stands. */
export const SOURCE_AT = 9;
export const BATCH_ROWS = 2_000;

/** Quotes as numbers, row by row; names are indexes into lists that both threads hold. */
export interface PackedQuotes {
  readonly values: Float64Array;
  readonly rows: number;
}

/** Fills up to `BATCH_ROWS` quotes. */
export class BatchWriter {
  private values = new Float64Array(BATCH_ROWS * ROW_WIDTH);
  private count = 0;

  get rows(): number {
    return this.count;
  }

  add(quote: Quote, names: { readonly instrument: number; readonly source: number }): void {
    const { values } = this;
    let at = this.count * ROW_WIDTH;
    values[at++] = names.instrument;
    values[at++] = Math.floor(quote.atMs);
    values[at++] = figureOrNaN(quote.bid);
    values[at++] = figureOrNaN(quote.ask);
    values[at++] = figureOrNaN(quote.bidSize);
    values[at++] = figureOrNaN(quote.askSize);
    values[at++] = figureOrNaN(quote.last);
    values[at++] = figureOrNaN(quote.prevClose);
    values[at++] = Math.floor(quote.delayMs);
    values[at++] = names.source;
    const { option, future } = quote;
    values[at++] = figureOrNaN((option ? option.forward : future?.indexPrice) ?? null);
    values[at++] = figureOrNaN((option ?? future)?.markPrice ?? null);
    values[at++] = figureOrNaN(option?.markIv ?? null);
    values[at++] = figureOrNaN((option ?? future)?.openInterest ?? null);
    values[at++] = figureOrNaN(future?.fundingNow8h ?? null);
    values[at] = figureOrNaN(future?.funding8h ?? null);
    this.count += 1;
  }

  /** Hands over what was filled and starts anew. A part is copied: a view would carry the whole. */
  take(): PackedQuotes {
    const rows = this.count;
    this.count = 0;
    if (rows < BATCH_ROWS) return { values: this.values.slice(0, rows * ROW_WIDTH), rows };
    const { values } = this;
    this.values = new Float64Array(BATCH_ROWS * ROW_WIDTH);
    return { values, rows };
  }
}

type Venue = Pick<Quote, 'option' | 'future'>;

const NOTHING: Venue = {};
/** Not kept of an option: its volatilities at bid and ask follow from the prices. */
const NOT_KEPT = { bidIv: null, askIv: null, greeks: null, volume: null } as const;

/** What the venue said, of an option or of anything else; nothing where no figure was kept. */
function venueOf(kind: 'option' | 'other', kept: Float64Array): Venue {
  if (kept.every(Number.isNaN)) return NOTHING;
  const figure = (column: number) => numberOrNull(kept[column]);
  const [markPrice, openInterest] = [figure(1), figure(3)];
  if (kind === 'option') {
    const option = { forward: figure(0), markPrice, markIv: figure(2), openInterest, ...NOT_KEPT };
    return { option };
  }
  const funding = { fundingNow8h: figure(4), funding8h: figure(5) };
  return { future: { markPrice, indexPrice: figure(0), openInterest, ...funding } };
}

/** Quotes from their packed form; the first number of a row is an index into `instruments`. */
export function unpackQuotes(
  packed: PackedQuotes,
  names: { readonly instruments: readonly string[]; readonly sources: readonly string[] },
): readonly Quote[] {
  const kinds = names.instruments.map((name) =>
    parseInstrument(name)?.kind === 'option' ? 'option' : 'other',
  );
  return Array.from({ length: packed.rows }, (_, row): Quote => {
    const at = row * ROW_WIDTH;
    const value = (column: number) => packed.values[at + column] ?? NaN;
    const figure = (column: number) => numberOrNull(packed.values[at + column]);
    const instrument = value(0);
    return {
      instrument: (names.instruments[instrument] ?? '') as InstrumentId,
      atMs: value(1),
      bid: figure(2),
      ask: figure(3),
      bidSize: figure(4),
      askSize: figure(5),
      last: figure(6),
      prevClose: figure(7),
      delayMs: value(8),
      source: names.sources[value(SOURCE_AT)] ?? '',
      ...venueOf(
        kinds[instrument] ?? 'other',
        packed.values.subarray(at + VENUE_AT, at + ROW_WIDTH),
      ),
    };
  });
}
