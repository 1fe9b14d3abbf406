import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  HOUR_MS,
  round,
  type VenueCandle,
  type VenueInstrument,
  type VenueMark,
  type VenueSource,
} from './source.js';

interface Row {
  readonly name: string;
  readonly expiresAtMs: number;
  readonly strike: number;
  readonly right: string;
  readonly bid: number | null;
  readonly ask: number | null;
  readonly mark: number;
  readonly forward: number;
  readonly future: string;
  readonly ivPct: number;
  readonly iv: number;
  readonly openInterest: number;
  readonly volume: number;
}

interface Snapshot {
  readonly atMs: number;
  readonly index: number;
  readonly rows: ReadonlyMap<string, Row>;
}

function figure(text: string | undefined): number | null {
  return text === undefined || text === '' ? null : Number(text);
}

function readSnapshot(path: string): Snapshot {
  const [head = '', ...lines] = gunzipSync(readFileSync(path)).toString('utf8').trim().split('\n');
  const names = head.split(',');
  const rows = new Map<string, Row>();
  let [atMs, index] = [0, 0];
  for (const line of lines) {
    const cells = line.split(',');
    const cell = (name: string) => cells[names.indexOf(name)];
    const number = (name: string) => figure(cell(name)) ?? 0;
    atMs = Date.parse(cell('timestamp') ?? '');
    index = number('index_price');
    const name = cell('instrument_name') ?? '';
    rows.set(name, {
      name,
      expiresAtMs: Date.parse(cell('expiry_datetime') ?? ''),
      strike: number('strike'),
      right: cell('option_type') ?? '',
      bid: figure(cell('bid_price')),
      ask: figure(cell('ask_price')),
      mark: number('mark_price'),
      forward: number('futures_price'),
      future: cell('futures_instrument_name') ?? '',
      iv: round(number('implied_volatility'), 6),
      ivPct: round(number('implied_volatility') * 100, 2),
      openInterest: number('open_interest'),
      volume: number('volume'),
    });
  }
  return { atMs: Math.floor(atMs), index, rows };
}

/** Recorded chains of one coin, one file an instant, played at their own times. */
export class Snapshots implements VenueSource {
  private readonly all: readonly Snapshot[];

  /** @param folder of files `BTC_<instant>.csv.gz`. @param count of them, the first ones. */
  constructor(folder: string, count: number) {
    const files = readdirSync(folder).sort().slice(0, count);
    this.all = files.map((file) => readSnapshot(join(folder, file)));
  }

  /** When each of them was taken. */
  instants(): readonly number[] {
    return this.all.map(({ atMs }) => atMs);
  }

  /** The rows as recorded, for comparison. */
  rows(nowMs: number): readonly Row[] {
    return [...this.at(nowMs).rows.values()];
  }

  instruments(nowMs: number): readonly VenueInstrument[] {
    return [...this.at(nowMs).rows.values()]
      .filter(({ expiresAtMs }) => expiresAtMs > nowMs)
      .map((row) => ({
        ...{ name: row.name, kind: 'option', currency: 'BTC' },
        row: {
          ...{ instrument_name: row.name, kind: 'option', strike: row.strike, is_active: true },
          ...{ option_type: row.right, expiration_timestamp: row.expiresAtMs },
          ...{ tick_size: 0.0001, tick_size_steps: [{ tick_size: 0.0005, above_price: 0.005 }] },
        },
      }));
  }

  summary(name: string, nowMs: number): Record<string, unknown> | null {
    const { atMs, index, rows } = this.at(nowMs);
    const row = rows.get(name);
    if (!row) return null;
    return {
      ...{ instrument_name: name, creation_timestamp: atMs, underlying_index: row.future },
      ...{ underlying_price: row.forward, bid_price: row.bid, ask_price: row.ask, last: null },
      ...{ mark_price: row.mark, mark_iv: row.ivPct, open_interest: row.openInterest },
      ...{ volume: row.volume, estimated_delivery_price: index, interest_rate: 0 },
    };
  }

  ticker(name: string, nowMs: number): Record<string, unknown> | null {
    const { index, rows } = this.at(nowMs);
    const row = rows.get(name);
    if (!row) return null;
    return {
      ...{ instrument_name: name, timestamp: nowMs, state: 'open', index_price: index },
      ...{ underlying_price: row.forward, underlying_index: row.future, mark_price: row.mark },
      ...{ mark_iv: row.ivPct, bid_iv: 0, ask_iv: 0, open_interest: row.openInterest },
      // A ticker writes zeros where the summary has none.
      ...{ best_bid_price: row.bid ?? 0, best_ask_price: row.ask ?? 0, last_price: null },
      ...{ best_bid_amount: row.bid === null ? 0 : 1, best_ask_amount: row.ask === null ? 0 : 1 },
      ...{ estimated_delivery_price: index, interest_rate: 0, stats: { volume: row.volume } },
    };
  }

  mark(name: string, nowMs: number): VenueMark | null {
    const row = this.at(nowMs).rows.get(name);
    if (!row) return null;
    return { timestamp: nowMs, iv: row.iv, instrument_name: name, mark_price: row.mark };
  }

  index(name: string, nowMs: number): number | null {
    return name === 'btc_usd' ? this.at(nowMs).index : null;
  }

  volatility(): number | null {
    return null;
  }

  candles(): VenueCandle[] {
    return [];
  }

  private at(nowMs: number): Snapshot {
    const known = this.all.filter(({ atMs }) => atMs <= nowMs).at(-1) ?? this.all[0];
    if (!known) throw new Error('no snapshot at all');
    return known;
  }
}

/** Between two of them at most, as they were taken. */
export const SNAPSHOTS_APART_MS = 14 * HOUR_MS;
