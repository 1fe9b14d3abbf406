/** One instrument as the stand-in lists it. */
export interface VenueInstrument {
  readonly name: string;
  readonly kind: 'option' | 'future';
  /** `BTC` or `ETH`; linear contracts and combos are listed beside them to be passed over. */
  readonly currency: string;
  /** The row of `get_instruments`, all fields. */
  readonly row: Readonly<Record<string, unknown>>;
}

export interface VenueMark {
  readonly timestamp: number;
  /** A fraction, as this one channel gives it. */
  readonly iv: number;
  readonly instrument_name: string;
  readonly mark_price: number;
}

/** A day or an hour of a chart: start, open, high, low, close, volume. */
export type VenueCandle = readonly [number, number, number, number, number, number];

/** What the stand-in plays: every figure in the venue's own units. */
export interface VenueSource {
  instruments(nowMs: number): readonly VenueInstrument[];
  /** Data of a ticker; null where there is none of this name. */
  ticker(name: string, nowMs: number): Record<string, unknown> | null;
  /** The same as JSON, where it lies ready. */
  text?(name: string, nowMs: number): string | null;
  /** A row of the book summary. */
  summary(name: string, nowMs: number): Record<string, unknown> | null;
  mark(name: string, nowMs: number): VenueMark | null;
  /** Level of an index such as `btc_usd` in dollars; null where there is none. */
  index(name: string, nowMs: number): number | null;
  /** The volatility index in vol points. */
  volatility(name: string, nowMs: number): number | null;
  /** Daily candles that begin within a span, of a perpetual or (`DVOL` names) a volatility index. */
  candles(name: string, span: { readonly fromMs: number; readonly toMs: number }): VenueCandle[];
}

export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;
const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');

/** `27NOV26` of an instant; the day has no zero before it. */
export function venueDay(atMs: number): string {
  const at = new Date(atMs);
  const year = String(at.getUTCFullYear()).slice(2);
  return `${at.getUTCDate()}${MONTHS[at.getUTCMonth()] ?? ''}${year}`;
}

export function round(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}
