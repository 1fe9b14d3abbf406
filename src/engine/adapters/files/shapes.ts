import { parse } from 'csv-parse/sync';
import { seriesId, type SeriesId } from '../../domain/bar.js';

/** Which column holds which price; null where the shape has none. */
export interface PriceColumns {
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly close: number;
  readonly volume: number | null;
}

/** The shapes of file that are known, best source first: where two overlap the earlier wins. */
export const SHAPES = [
  'cboe-ohlc', // DATE,OPEN,HIGH,LOW,CLOSE
  'cboe-close', // DATE,VVIX
  'vx-settlements', // ,DATE,VIX,VX1…VX8,SP500: official CFE settlements
  'vx-months', // Fecha,M1…M8
  'yahoo', // Date,Open,High,Low,Close,Adj Close,Volume
  'hlc', // Date,High,Low,Close
] as const;

export type ShapeId = (typeof SHAPES)[number];

export function sourceOf(shape: ShapeId): string {
  return `file:${shape}`;
}

/** Place of a bar's source in the order of trust; a source that is no file comes last. */
export function sourceRank(source: string): number {
  const rank = SHAPES.findIndex((shape) => sourceOf(shape) === source);
  return rank < 0 ? SHAPES.length : rank;
}

/** A recognised header: how to read the rows below it. */
export interface Layout {
  readonly shape: ShapeId;
  readonly columnCount: number;
  readonly dateColumn: number;
  /** Null series: the header does not say, the file's name or closes must. */
  readonly prices: readonly { readonly series: SeriesId | null; readonly columns: PriceColumns }[];
  readonly header: readonly string[];
}

export function splitRows(lines: readonly string[]): string[][] {
  return parse(lines.join('\n'), { relax_column_count: true, relax_quotes: true });
}

/** Fields of one line; null where its quotes do not close. */
export function splitRow(line: string): string[] | null {
  try {
    return splitRows([line])[0] ?? [];
  } catch {
    return null;
  }
}

const CLOSE_ONLY = { open: null, high: null, low: null, volume: null };

function settlements(header: readonly string[], prefix: string): Layout['prices'] {
  return Array.from({ length: 8 }, (_, index) => {
    const close = header.indexOf(`${prefix}${index + 1}`);
    return { series: seriesId(`VX${index + 1}`), columns: { ...CLOSE_ONLY, close } };
  });
}

/** One series with the columns that the header names; `volume` only where it has one. */
function ohlc(header: readonly string[]): Layout['prices'] {
  const at = (name: string) => (header.includes(name) ? header.indexOf(name) : null);
  const columns = {
    open: at('OPEN'),
    high: at('HIGH'),
    low: at('LOW'),
    close: header.indexOf('CLOSE'),
    volume: at('VOLUME'),
  };
  return [{ series: null, columns }];
}

function numbered(prefix: string): string {
  return Array.from({ length: 8 }, (_, index) => `${prefix}${index + 1}`).join(',');
}

const OHLC_SHAPES: Readonly<Record<string, ShapeId>> = {
  'DATE,OPEN,HIGH,LOW,CLOSE': 'cboe-ohlc',
  'DATE,OPEN,HIGH,LOW,CLOSE,ADJ CLOSE,VOLUME': 'yahoo',
  'DATE,OPEN,HIGH,LOW,CLOSE,VOLUME': 'yahoo',
  'DATE,HIGH,LOW,CLOSE': 'hlc',
};

const ONE_COLUMN = /^DATE,(VVIX|SKEW|VIX9D|VIX3M|VIX|CLOSE)$/;

/**
 * Recognises a header line, whatever the case of its letters.
 *
 * @returns null where it is no header of a known shape; `duplicate-header` where it would be but
 * names a column twice, so that nobody can say which one counts.
 */
export function recogniseHeader(line: string): Layout | 'duplicate-header' | null {
  const header = (splitRow(line) ?? []).map((name) => name.trim().toUpperCase());
  const dated = header.includes('DATE') || header.includes('FECHA');
  if (dated && new Set(header).size < header.length) {
    const once = [...new Set(header)].join(',');
    return recogniseHeader(once) === null ? null : 'duplicate-header';
  }
  const text = header.join(',');
  const common = { columnCount: header.length, header };
  const ohlcShape = OHLC_SHAPES[text];
  if (ohlcShape !== undefined) {
    return { ...common, shape: ohlcShape, dateColumn: 0, prices: ohlc(header) };
  }
  const single = ONE_COLUMN.exec(text)?.[1];
  if (single !== undefined) {
    const series = single === 'CLOSE' ? null : seriesId(single);
    const prices = [{ series, columns: { ...CLOSE_ONLY, close: 1 } }];
    return { ...common, shape: 'cboe-close', dateColumn: 0, prices };
  }
  const wide = text.replace(/^(INDEX)?,/, '');
  if (wide === `DATE,VIX,${numbered('VX')},SP500` || wide === `DATE,VIX,${numbered('VX')}`) {
    const prices = settlements(header, 'VX');
    return { ...common, shape: 'vx-settlements', dateColumn: header.indexOf('DATE'), prices };
  }
  if (text === `FECHA,${numbered('M')}` || text === `DATE,${numbered('M')}`) {
    return { ...common, shape: 'vx-months', dateColumn: 0, prices: settlements(header, 'M') };
  }
  return null;
}
