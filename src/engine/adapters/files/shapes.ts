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
  'cfe-contract', // Trade Date,Futures,Open,…,Settle,…: one VX contract, the exchange's own
  'vx-settlements', // ,DATE,VIX,VX1…VX8,SP500: official CFE settlements
  'vx-months', // Fecha,M1…M8
  'yahoo', // Date,Open,High,Low,Close,Adj Close,Volume
  'hlc', // Date,High,Low,Close
  'close', // ,DATE,SVXY or observation_date,VIXCLS: closes of a fund, or of an index at FRED
  'hours', // 20090130 09:00,1001100,…: hours of trades without a header, joined to days
  'par-yields', // Date,1 mo,…,30 yr: percent a year
  'rate', // date,value, or FRED's DATE,DFF: percent a year
  'utc-days', // Date UTC,Open,…: a market that never closes, so that weekends count
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
  /** Column that says which contract a row is of; its series follows from that and the day. */
  readonly contractColumn: number | null;
  /** Prices are positive; rates may be zero or below. */
  readonly kind: 'prices' | 'rates';
}

/** Hours without a header: nothing of it is read by columns. */
export const HOURS_LAYOUT: Layout = {
  shape: 'hours',
  columnCount: 6,
  dateColumn: 0,
  prices: [
    { series: null, columns: { open: null, high: null, low: null, close: 4, volume: null } },
  ],
  header: [],
  contractColumn: null,
  kind: 'prices',
};

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
  'DATE UTC,OPEN,HIGH,LOW,CLOSE,VOLUME': 'utc-days',
};

const ONE_COLUMN = /^DATE,(VVIX|SKEW|VIX9D|VIX3M|VIX|SVXY|VXX|CLOSE)$/;
const FUNDS = /^(SVXY|VXX)$/;

/** Closes by the names that FRED gives them. */
const FRED_CLOSE = /^(?:OBSERVATION_DATE|DATE),(VIXCLS|VXVCLS|SP500)$/;
const FRED_SERIES: Readonly<Record<string, string>> = {
  VIXCLS: 'VIX',
  VXVCLS: 'VIX3M',
  SP500: 'SPX',
};

const CONTRACT =
  'TRADE DATE,FUTURES,OPEN,HIGH,LOW,CLOSE,SETTLE,CHANGE,TOTAL VOLUME,EFP,OPEN INTEREST';

/** Rates by the names that FRED gives them; `VALUE` leaves the name to the file. */
const RATE = /^(?:OBSERVATION_DATE|DATE),(DFF|SOFR|DGS\d{1,2}|DGS[136]MO|DTB3|VALUE)$/;

const TENOR = /^(\d{1,2}) (MO|YR)$/;

/** `3 MO` is DGS3MO, `10 YR` is DGS10, as FRED names the same series. */
function yields(header: readonly string[]): Layout['prices'] | null {
  const found: { series: SeriesId; columns: PriceColumns }[] = [];
  for (const [close, name] of header.entries()) {
    const [, length = '', unit = ''] = TENOR.exec(name) ?? [];
    const series = seriesId(`DGS${length}${unit === 'MO' ? 'MO' : ''}`);
    if (length !== '') found.push({ series, columns: { ...CLOSE_ONLY, close } });
    else if (name !== 'DATE') return null;
  }
  return header[0] === 'DATE' && found.length > 1 ? found : null;
}

type Recognised = Pick<Layout, 'shape' | 'dateColumn' | 'prices'> &
  Partial<Pick<Layout, 'contractColumn' | 'kind'>>;

function oneColumn(text: string): Recognised | null {
  const rate = RATE.exec(text)?.[1];
  const columns = { ...CLOSE_ONLY, close: 1 };
  if (rate !== undefined) {
    const series = rate === 'VALUE' ? null : seriesId(rate);
    return { shape: 'rate', dateColumn: 0, prices: [{ series, columns }], kind: 'rates' };
  }
  const fred = FRED_SERIES[FRED_CLOSE.exec(text)?.[1] ?? ''];
  if (fred !== undefined) {
    return { shape: 'close', dateColumn: 0, prices: [{ series: seriesId(fred), columns }] };
  }
  const single = ONE_COLUMN.exec(text)?.[1];
  if (single === undefined) return null;
  const series = single === 'CLOSE' ? null : seriesId(single);
  const shape = FUNDS.test(single) ? 'close' : 'cboe-close';
  return { shape, dateColumn: 0, prices: [{ series, columns }] };
}

function wideFutures(header: readonly string[], text: string): Recognised | null {
  if (text === `DATE,VIX,${numbered('VX')},SP500` || text === `DATE,VIX,${numbered('VX')}`) {
    return { shape: 'vx-settlements', dateColumn: 0, prices: settlements(header, 'VX') };
  }
  if (text === `FECHA,${numbered('M')}` || text === `DATE,${numbered('M')}`) {
    return { shape: 'vx-months', dateColumn: 0, prices: settlements(header, 'M') };
  }
  return null;
}

/** A header whose columns begin with the date. */
function recognise(header: readonly string[]): Recognised | null {
  const text = header.join(',');
  const ohlcShape = OHLC_SHAPES[text];
  if (ohlcShape !== undefined) return { shape: ohlcShape, dateColumn: 0, prices: ohlc(header) };
  if (text === CONTRACT) {
    const columns = { ...CLOSE_ONLY, close: header.indexOf('SETTLE'), volume: 8 };
    const prices = [{ series: null, columns }];
    return { shape: 'cfe-contract', dateColumn: 0, prices, contractColumn: 1 };
  }
  const tenors = yields(header);
  if (tenors) return { shape: 'par-yields', dateColumn: 0, prices: tenors, kind: 'rates' };
  return oneColumn(text) ?? wideFutures(header, text);
}

function shifted({ series, columns }: Layout['prices'][number]): Layout['prices'][number] {
  const by = (column: number | null) => (column === null ? null : column + 1);
  const { open, high, low, close, volume } = columns;
  return {
    series,
    columns: { open: by(open), high: by(high), low: by(low), close: close + 1, volume: by(volume) },
  };
}

/**
 * Recognises a header line, whatever the case of its letters.
 *
 * @returns null where it is no header of a known shape; `duplicate-header` where it would be but
 * names a column twice, so that nobody can say which one counts.
 */
export function recogniseHeader(line: string): Layout | 'duplicate-header' | null {
  const header = (splitRow(line) ?? []).map((name) => name.trim().toUpperCase());
  const dated = header.some((name) => /^(TRADE |OBSERVATION_)?DATE$|^FECHA$/.test(name));
  if (dated && new Set(header).size < header.length) {
    const once = [...new Set(header)].join(',');
    return recogniseHeader(once) === null ? null : 'duplicate-header';
  }
  // Some writers put a row number before the date, under no name or `index`.
  const indexed = header[0] === '' || header[0] === 'INDEX';
  const found = recognise(indexed ? header.slice(1) : header);
  if (found === null) return null;
  const moved = indexed
    ? { dateColumn: 1, prices: found.prices.map(shifted) }
    : { dateColumn: found.dateColumn, prices: found.prices };
  const contract = found.contractColumn ?? null;
  return {
    shape: found.shape,
    ...moved,
    columnCount: header.length,
    header,
    contractColumn: contract !== null && indexed ? contract + 1 : contract,
    kind: found.kind ?? 'prices',
  };
}
