/** Turns recorded option chains into surface inputs, for reports and tests alone. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { newYorkInstant } from '../src/engine/domain/new-york.js';
import { day, dayFromUtc, parseDay, ymd } from '../src/engine/domain/trading-day.js';
import type { EpochMs } from '../src/engine/domain/units.js';
import { settlementOf, settlesAtMs } from '../src/engine/pricing/day-count.js';
import type { ExpiryInput, QuoteColumns, SurfaceInput } from '../src/engine/surface/quotes.js';

/** One strike as read: premiums in the quote currency, 0 where there is none. */
interface StrikeQuotes {
  callBid: number;
  callAsk: number;
  putBid: number;
  putAsk: number;
}

/** A mark volatility as the venue publishes it. */
export interface MarkVol {
  readonly id: string;
  readonly strike: number;
  readonly right: 'call' | 'put';
  /** Premium in the quote currency. */
  readonly price: number;
  /** A year, as a fraction. */
  readonly vol: number;
}

export interface RecordedChain {
  readonly name: string;
  /** Price of the underlying; NaN where the file has none. */
  readonly spot: number;
  readonly input: SurfaceInput;
  readonly marks: readonly MarkVol[];
}

interface Collected {
  readonly id: string;
  readonly expiryMs: EpochMs;
  readonly future: number | null;
  readonly rows: Map<number, StrikeQuotes>;
}

function columnsOf(rows: ReadonlyMap<number, StrikeQuotes>): QuoteColumns {
  const strikes = [...rows.keys()].sort((a, b) => a - b);
  const column = (of: keyof StrikeQuotes) =>
    Float64Array.from(strikes, (strike) => rows.get(strike)?.[of] ?? 0);
  return {
    strike: Float64Array.from(strikes),
    callBid: column('callBid'),
    callAsk: column('callAsk'),
    putBid: column('putBid'),
    putAsk: column('putAsk'),
    callSize: null,
    putSize: null,
    callAgeMs: null,
    putAgeMs: null,
  };
}

function inputsOf(found: ReadonlyMap<string, Collected>, rate: number | null): ExpiryInput[] {
  return [...found.values()].map(({ id, expiryMs, future, rows }) => ({
    id,
    expiry: dayFromUtc(expiryMs),
    settlesAtMs: expiryMs,
    quotes: columnsOf(rows),
    future,
    rate,
  }));
}

function rowAt(rows: Map<number, StrikeQuotes>, strike: number): StrikeQuotes {
  const known = rows.get(strike);
  if (known) return known;
  const made = { callBid: 0, callAsk: 0, putBid: 0, putAsk: 0 };
  rows.set(strike, made);
  return made;
}

function textOf(path: string): string {
  const bytes = readFileSync(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

/** Snapshot of coin options: premiums in coin become dollars at the expiry's own forward. */
export function readCoinSnapshot(path: string): RecordedChain {
  const [head = '', ...lines] = textOf(path).trim().split('\n');
  const names = head.split(',');
  const at = (name: string) => names.indexOf(name);
  const of = {
    time: at('timestamp'),
    name: at('instrument_name'),
    right: at('option_type'),
    strike: at('strike'),
    expiry: at('expiry_datetime'),
    bid: at('bid_price'),
    ask: at('ask_price'),
    mark: at('mark_price'),
    future: at('futures_price'),
    vol: at('implied_volatility'),
  };
  const found = new Map<string, Collected>();
  const marks: MarkVol[] = [];
  let atMs = 0;
  for (const line of lines) {
    const cell = line.split(',');
    const expiryMs = Date.parse(cell[of.expiry] ?? '');
    const future = Number(cell[of.future]);
    const strike = Number(cell[of.strike]);
    if (!(expiryMs > 0) || !(future > 0)) continue;
    atMs = Math.max(atMs, Date.parse(cell[of.time] ?? ''));
    const id = `BTC/${dayFromUtc(expiryMs)}`;
    let one = found.get(id);
    if (!one) found.set(id, (one = { id, expiryMs, future, rows: new Map() }));
    const row = rowAt(one.rows, strike);
    const usd = (text: string | undefined) => (text ? Number(text) * future : 0);
    const right = cell[of.right] === 'call' ? 'call' : 'put';
    row[`${right}Bid`] = usd(cell[of.bid]);
    row[`${right}Ask`] = usd(cell[of.ask]);
    marks.push({ id, strike, right, price: usd(cell[of.mark]), vol: Number(cell[of.vol]) });
  }
  const input = {
    underlying: 'BTC',
    atMs,
    delayMs: 0,
    source: 'deribit',
    // The venue prices with its forward and no interest.
    expiries: inputsOf(found, 0),
  };
  return { name: basename(path).replace('.csv.gz', ''), spot: NaN, input, marks };
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** `Date: July 12, 2022, 11:55 AM EDT` or `Date: September 14, 2023 at 4:31 PM EDT`. */
function timeOf(text: string): EpochMs {
  const part = /Date: (\w{3})\w* (\d+), (\d{4}),? (?:at )?(\d+):(\d+) ([AP])M/.exec(text);
  if (!part) throw new Error(`no time in: ${text}`);
  const [, month = '', date, year, hour, minute, half] = part;
  const on = ymd(Number(year), MONTHS.indexOf(month) + 1, Number(date));
  const clock = (Number(hour) % 12) + (half === 'P' ? 12 : 0);
  return newYorkInstant(on, `${clock}:${Number(minute)}`);
}

/** Delayed-quote table of an exchange: one line a strike, calls left, puts right. */
export function readQuoteTable(path: string, underlying: string): RecordedChain {
  const lines = textOf(path).split('\n');
  const headAt = lines.findIndex((line) => line.startsWith('Expiration Date'));
  const atMs = timeOf(lines.slice(0, headAt).join(' '));
  const found = new Map<string, Collected>();
  for (const line of lines.slice(headAt + 1)) {
    const cell = line.split(',');
    const symbol = /^([A-Z]+)(\d{2})(\d{2})(\d{2})C/.exec(cell[1] ?? '');
    if (!symbol) continue;
    const [, root = '', year, month, date] = symbol;
    const expiry = day(`20${year}-${month}-${date}`);
    const id = `${root}/${expiry}`;
    const expiryMs = settlesAtMs(expiry, settlementOf(root));
    let one = found.get(id);
    if (!one) found.set(id, (one = { id, expiryMs, future: null, rows: new Map() }));
    const row = rowAt(one.rows, Number(cell[11]));
    row.callBid = Number(cell[4]);
    row.callAsk = Number(cell[5]);
    row.putBid = Number(cell[15]);
    row.putAsk = Number(cell[16]);
  }
  const input = { underlying, atMs, delayMs: 0, source: 'cboe', expiries: inputsOf(found, null) };
  const spot = Number(/Last: ([\d.]+)/.exec(lines.slice(0, headAt).join(' '))?.[1]);
  return { name: basename(path).replace('.csv.gz', ''), spot, input, marks: [] };
}

/** The coin snapshots under a folder, ascending in time. */
export function coinSnapshots(folder: string): string[] {
  return readdirSync(folder)
    .flatMap((month) => readdirSync(join(folder, month)).map((name) => join(folder, month, name)))
    .filter((path) => path.endsWith('.csv.gz'))
    .sort();
}

/** Closes of a daily index file: day to close. */
export function dailyCloses(path: string): Map<string, number> {
  const closes = new Map<string, number>();
  for (const line of textOf(path).split('\n')) {
    const cell = line.trim().split(',');
    const on = parseDay(cell[0] ?? '');
    if (on) closes.set(on, Number(cell[4]));
  }
  return closes;
}
