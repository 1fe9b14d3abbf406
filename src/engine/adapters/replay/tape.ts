import { barCloseAtMs, type DailyBar, type SeriesId } from '../../domain/bar.js';
import { vxExpiries } from '../../domain/calendar.js';
import { futureId, spotId, type InstrumentId } from '../../domain/instrument.js';
import type { TradingDay } from '../../domain/trading-day.js';
import type { EpochMs } from '../../domain/units.js';

/** One known price of one instrument, from the moment at which it may be known. */
export interface Print {
  readonly closeAtMs: EpochMs;
  readonly close: number;
  /** False for a reading on a day without a regular session: it is nobody's previous close. */
  readonly ofSession: boolean;
}

/** Everything that becomes known at one instant. */
export interface Closing {
  readonly atMs: EpochMs;
  readonly bars: readonly DailyBar[];
}

/** A stored history laid out in time. Lists ascend by instant. */
export interface Tape {
  readonly closings: readonly Closing[];
  readonly bars: ReadonlyMap<SeriesId, readonly DailyBar[]>;
  /** Spots, and VX contracts by settlement day. */
  readonly prints: ReadonlyMap<InstrumentId, readonly Print[]>;
  /** What a bar is a price of; null where it is none (a carried value). */
  instrumentOf(bar: DailyBar): InstrumentId | null;
}

const VX_RANK = /^VX([1-8])$/;

/** Number of items, from the start of an ascending list, whose instant is not after `nowMs`. */
export function visibleCount<T>(
  items: readonly T[],
  nowMs: EpochMs,
  atMsOf: (item: T) => EpochMs,
): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && atMsOf(item) <= nowMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

function instrumentNamer(): (bar: DailyBar) => InstrumentId | null {
  const expiriesByDay = new Map<TradingDay, TradingDay[]>();
  return (bar) => {
    const rank = VX_RANK.exec(bar.series)?.[1];
    if (rank === undefined) return spotId(bar.series);
    // A value carried over from the nearer contract is no price of the farther one.
    if (bar.marks.includes('carried')) return null;
    let expiries = expiriesByDay.get(bar.day);
    // On its settlement day a contract has left rank 1: rank 1 settles after the day.
    if (!expiries) expiriesByDay.set(bar.day, (expiries = vxExpiries(bar.day, 8)));
    const expiry = expiries[Number(rank) - 1];
    return expiry === undefined ? null : futureId('VX', expiry);
  };
}

/**
 * Lays bars out in time. Rank k of a day is the k-th monthly contract that settles after it, which
 * holds against the contracts' own settlements for ranks 1 to 5 on every day from 2007-04 to
 * 2020-08; the farthest ranks of 2007 and early 2008 skip months that were not listed.
 */
export function layTape(all: readonly DailyBar[]): Tape {
  const instrumentOf = instrumentNamer();
  const bars = new Map<SeriesId, DailyBar[]>();
  const prints = new Map<InstrumentId, Print[]>();
  const byInstant = new Map<EpochMs, DailyBar[]>();
  const inOrder = [...all].sort((a, b) =>
    a.day === b.day ? (a.series < b.series ? -1 : 1) : a.day < b.day ? -1 : 1,
  );
  for (const bar of inOrder) {
    const closeAtMs = barCloseAtMs(bar.series, bar.day);
    append(bars, bar.series, bar);
    append(byInstant, closeAtMs, bar);
    const instrument = instrumentOf(bar);
    if (instrument === null) continue;
    const ofSession = !bar.marks.includes('holiday');
    append(prints, instrument, { closeAtMs, close: bar.close, ofSession });
  }
  const closings = [...byInstant].map(([atMs, closing]) => ({ atMs, bars: closing }));
  closings.sort((a, b) => a.atMs - b.atMs);
  return { closings, bars, prints, instrumentOf };
}

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
