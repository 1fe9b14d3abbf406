import type { DailyBar, SeriesId } from '../../src/engine/domain/bar.js';
import { mayHaveMissed, reopeningGap, type DataGap } from '../../src/engine/domain/data-gap.js';
import type { FlowItem } from '../../src/engine/domain/flow-item.js';
import { parseInstrument, type InstrumentId } from '../../src/engine/domain/instrument.js';
import type { DayRange, Quote } from '../../src/engine/domain/quote.js';
import { err, ok, type Result } from '../../src/engine/domain/result.js';
import type { SurfaceMinute } from '../../src/engine/domain/surface-minute.js';
import { newYorkDay } from '../../src/engine/domain/new-york.js';
import type { TradingDay } from '../../src/engine/domain/trading-day.js';
import { DAY_MS, MINUTE_MS, type DurationMs, type EpochMs } from '../../src/engine/domain/units.js';
import type { Clock } from '../../src/engine/ports/clock.js';
import type {
  BarWrite,
  Retention,
  StoreError,
  TickStore,
  TickStoreState,
} from '../../src/engine/ports/tick-store.js';
import { ManualClock } from './manual-clock.js';

interface Span {
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
}

type Stored<T> = Promise<Result<T, StoreError>>;

const BATCH_ROWS = 2_000;
const MOST_WAITING = 200_000;
/** Dropped at once when too many wait, so that a flood costs little. */
const DROP_ROWS = 20_000;
const ROW_BYTES = 100;

const RETENTION: Retention = {
  rawMs: DAY_MS,
  secondMs: 7 * DAY_MS,
  minuteMs: 90 * DAY_MS,
  fiveMinuteMs: 365 * DAY_MS,
};

/** What outlives a store that is closed and opened again. */
export class MemoryTicks {
  quotes: Quote[] = [];
  flow: FlowItem[] = [];
  gaps: DataGap[] = [];
  surfaces: SurfaceMinute[] = [];
  readonly newestOfSource = new Map<string, EpochMs>();
  readonly daily = new Map<SeriesId, Map<TradingDay, DailyBar>>();
}

/** A tick store that keeps everything in memory. */
export class MemoryTickStore implements TickStore {
  private readonly kept: MemoryTicks;
  private readonly clock: Clock;
  private readonly retention: Retention;
  private waiting: Quote[] = [];
  private waitingFlow: FlowItem[] = [];
  private others: (() => void)[] = [];
  /** Sources that have told something new since this store was opened. */
  private readonly met = new Set<string>();
  private dropped = 0;
  private closed = false;
  private taken: { readonly atMs: EpochMs; rows: number }[] = [];

  constructor(
    options: {
      readonly kept?: MemoryTicks;
      readonly clock?: Clock;
      readonly retention?: Retention;
    } = {},
  ) {
    this.kept = options.kept ?? new MemoryTicks();
    this.clock = options.clock ?? new ManualClock();
    this.retention = options.retention ?? RETENTION;
  }

  append(quote: Quote): void {
    if (!this.takes()) return;
    this.waiting.push(keptOf(quote));
    if (this.waiting.length === BATCH_ROWS) setImmediate(() => this.write());
    if (this.waiting.length > MOST_WAITING) {
      const lost = this.waiting.splice(0, DROP_ROWS);
      this.dropped += DROP_ROWS;
      for (const gap of gapsOf(lost)) this.kept.gaps.push(gap);
    }
  }

  appendFlow(item: FlowItem): void {
    if (this.takes()) this.waitingFlow.push(item);
  }

  appendGap(gap: DataGap): void {
    if (!this.takes()) return;
    this.others.push(() => {
      const text = JSON.stringify(gap);
      if (this.kept.gaps.some((other) => JSON.stringify(other) === text)) return;
      this.kept.gaps.push(gap);
    });
  }

  appendSurface(minute: SurfaceMinute): void {
    if (!this.takes()) return;
    this.others.push(() => {
      const rest = this.kept.surfaces.filter(
        (other) => other.underlying !== minute.underlying || other.atMs !== minute.atMs,
      );
      this.kept.surfaces = [...rest, minute].sort((a, b) => a.atMs - b.atMs);
    });
  }

  flush(): Stored<void> {
    this.write();
    return Promise.resolve(ok(undefined));
  }

  ticks(instrument: InstrumentId, span: Span): Stored<readonly Quote[]> {
    this.write();
    const inside = this.kept.quotes.filter(
      (quote) =>
        quote.instrument === instrument && quote.atMs >= span.fromMs && quote.atMs < span.toMs,
    );
    return Promise.resolve(ok(inside));
  }

  optionsAt(
    roots: readonly string[],
    at: { readonly atMs: EpochMs; readonly withinMs: DurationMs },
  ): Stored<readonly Quote[]> {
    this.write();
    const today = newYorkDay(at.atMs);
    const newest = new Map<InstrumentId, Quote>();
    for (const quote of this.kept.quotes) {
      if (quote.atMs > at.atMs || quote.atMs < at.atMs - at.withinMs) continue;
      const option = parseInstrument(quote.instrument);
      if (option?.kind !== 'option' || !roots.includes(option.root)) continue;
      if (option.expiry >= today) newest.set(quote.instrument, quote);
    }
    const fresh = [...newest.values()].filter(({ source, instrument, atMs }) => {
      const unseen = { feed: source, instrument, afterMs: atMs, beforeMs: at.atMs };
      return !this.kept.gaps.some((gap) => mayHaveMissed(gap, unseen));
    });
    return Promise.resolve(ok(fresh));
  }

  flow<Kind extends FlowItem['kind']>(
    kind: Kind,
    of: Span & { readonly instrument: InstrumentId },
  ): Stored<readonly Extract<FlowItem, { readonly kind: Kind }>[]> {
    this.write();
    const found = this.kept.flow.filter(
      (item) =>
        item.kind === kind &&
        item.instrument === of.instrument &&
        timeOf(item) >= of.fromMs &&
        timeOf(item) < of.toMs,
    );
    return Promise.resolve(ok(found as Extract<FlowItem, { readonly kind: Kind }>[]));
  }

  gaps(span: Span): Stored<readonly DataGap[]> {
    this.write();
    const touching = this.kept.gaps.filter(
      (gap) => gap.fromMs <= span.toMs && gap.toMs >= span.fromMs,
    );
    return Promise.resolve(ok(touching.sort((a, b) => a.fromMs - b.fromMs || a.toMs - b.toMs)));
  }

  surfaces(
    underlying: string,
    span: Span & { readonly pick: 'all' | 'last' },
  ): Stored<readonly SurfaceMinute[]> {
    this.write();
    const found = this.kept.surfaces.filter(
      ({ underlying: of, atMs }) => of === underlying && atMs >= span.fromMs && atMs < span.toMs,
    );
    return Promise.resolve(ok(span.pick === 'all' ? found : found.slice(-1)));
  }

  putBars(bars: readonly DailyBar[]): Stored<BarWrite> {
    const written = { added: 0, changed: 0, unchanged: 0 };
    for (const bar of bars) {
      let series = this.kept.daily.get(bar.series);
      if (!series) this.kept.daily.set(bar.series, (series = new Map<TradingDay, DailyBar>()));
      const before = series.get(bar.day);
      if (!before) written.added += 1;
      else if (fingerprint(before) === fingerprint(bar)) written.unchanged += 1;
      else written.changed += 1;
      series.set(bar.day, bar);
    }
    return Promise.resolve(ok(written));
  }

  bars(series: SeriesId): Stored<readonly DailyBar[]> {
    const found = [...(this.kept.daily.get(series)?.values() ?? [])];
    return Promise.resolve(ok(found.sort((a, b) => (a.day < b.day ? -1 : 1))));
  }

  series(): Stored<readonly SeriesId[]> {
    return Promise.resolve(ok([...this.kept.daily.keys()].sort()));
  }

  compact(nowMs: EpochMs): Stored<void> {
    this.write();
    const { rawMs, secondMs, minuteMs, fiveMinuteMs } = this.retention;
    const young = this.kept.quotes.filter(({ atMs }) => atMs >= nowMs - fiveMinuteMs);
    const bySecond = lastOfBuckets(young, { bucketMs: 1_000, untilMs: nowMs - rawMs });
    const untilMs = nowMs - secondMs;
    const byMinute = lastOfBuckets(bySecond, { bucketMs: MINUTE_MS, untilMs });
    const coarse = { bucketMs: 5 * MINUTE_MS, untilMs: nowMs - minuteMs };
    this.kept.quotes = lastOfBuckets(byMinute, coarse);
    this.kept.flow = this.kept.flow.filter(
      (item) => timeOf(item) >= nowMs - (item.kind === 'bar' ? minuteMs : rawMs),
    );
    this.kept.gaps = this.kept.gaps.filter(({ toMs }) => toMs >= nowMs - fiveMinuteMs);
    const surfaces = this.kept.surfaces.filter(({ atMs }) => atMs >= nowMs - fiveMinuteMs);
    this.kept.surfaces = lastOfBuckets(surfaces, coarse);
    return Promise.resolve(ok(undefined));
  }

  state(): Stored<TickStoreState> {
    if (this.closed) return Promise.resolve(err({ code: 'failed', reason: 'closed' }));
    const sinceMs = this.clock.nowMs() - MINUTE_MS;
    this.taken = this.taken.filter(({ atMs }) => atMs > sinceMs);
    const rowsPerSecond = this.taken.reduce((sum, { rows }) => sum + rows, 0) / 60;
    const { quotes, flow, gaps, surfaces } = this.kept;
    const rows = quotes.length + flow.length + gaps.length + surfaces.length;
    return Promise.resolve(
      ok({
        rows,
        diskBytes: rows * ROW_BYTES,
        rowsPerSecond,
        projectedBytes: rowsPerSecond * (this.retention.rawMs / 1_000) * ROW_BYTES,
        waiting: this.waitingRows,
        dropped: this.dropped,
      }),
    );
  }

  close(): Promise<void> {
    this.write();
    this.closed = true;
    return Promise.resolve();
  }

  /** Counts a row towards the rate and sees to it that it is written; nothing after the close. */
  private takes(): boolean {
    if (this.closed) return false;
    const nowMs = this.clock.nowMs();
    const newest = this.taken.at(-1);
    if (newest?.atMs === nowMs) newest.rows += 1;
    else this.taken.push({ atMs: nowMs, rows: 1 });
    if (this.waitingRows === 0) {
      this.clock.at(nowMs + 1_000, () => this.write());
    }
    return true;
  }

  private get waitingRows(): number {
    return this.waiting.length + this.waitingFlow.length + this.others.length;
  }

  private write(): void {
    for (const put of this.others.splice(0)) put();
    this.writeFlow();
    if (this.waiting.length === 0) return;
    const fresh = this.waiting.splice(0);
    this.noteSources(fresh);
    const fromMs = fresh.reduce((least, { atMs }) => Math.min(least, atMs), Infinity);
    const { quotes } = this.kept;
    let split = quotes.length;
    while (split > 0 && (quotes[split - 1]?.atMs ?? NaN) >= fromMs) split -= 1;
    const young = distinct([...quotes.slice(split), ...fresh]);
    this.kept.quotes = quotes.slice(0, split).concat(young.sort((a, b) => a.atMs - b.atMs));
  }

  private noteSources(fresh: readonly Quote[]): void {
    const { newestOfSource, gaps } = this.kept;
    for (const source of new Set(fresh.map((quote) => quote.source))) {
      const times = fresh.flatMap((quote) => (quote.source === source ? [quote.atMs] : []));
      const newestMs = newestOfSource.get(source) ?? -Infinity;
      const newer = times.filter((atMs) => atMs > newestMs);
      const least = (of: readonly number[]) => of.reduce((a, b) => Math.min(a, b), Infinity);
      if (newer.length > 0 && !this.met.has(source)) {
        this.met.add(source);
        const between = { newestMs, firstMs: least(newer) };
        const gap = newestMs === -Infinity ? null : reopeningGap(source, between);
        if (gap) gaps.push(gap);
      }
      newestOfSource.set(source, -least([-newestMs, ...times.map((atMs) => -atMs)]));
    }
  }

  private writeFlow(): void {
    if (this.waitingFlow.length === 0) return;
    const bars = new Map<string, FlowItem>();
    const all: FlowItem[] = [];
    for (const item of [...this.kept.flow, ...this.waitingFlow.splice(0)]) {
      if (item.kind === 'bar') bars.set(barKey(item), item);
      else all.push(item);
    }
    this.kept.flow = [...all, ...bars.values()].sort((a, b) => timeOf(a) - timeOf(b));
  }
}

/** Quotes without exact repeats. */
function distinct(quotes: readonly Quote[]): Quote[] {
  const atInstant = new Map<string, Quote[]>();
  return quotes.filter((quote) => {
    const key = `${quote.instrument} ${quote.atMs}`;
    const same = atInstant.get(key);
    if (!same) atInstant.set(key, [quote]);
    else if (same.some((other) => JSON.stringify(other) === JSON.stringify(quote))) return false;
    else same.push(quote);
    return true;
  });
}

/** A short bar replaces the one of its instrument, period and start. */
function barKey(item: FlowItem): string {
  return item.kind === 'bar' ? `${item.instrument} ${item.fromMs} ${item.periodMs}` : '';
}

function timeOf(item: FlowItem): EpochMs {
  return item.kind === 'bar' ? item.fromMs : item.atMs;
}

/** A quote without what no store keeps; nothing of the venue where it said nothing that is kept. */
function keptOf(whole: Quote): Quote {
  if (!whole.dayRange && !whole.option && !whole.future) return whole;
  const { option, future, ...of } = whole;
  const quote: { dayRange?: DayRange } & Quote = { ...of };
  delete quote.dayRange;
  const said = (figures: readonly (number | null)[]) => figures.some((figure) => figure !== null);
  if (option) {
    const { forward, markPrice, markIv, openInterest } = option;
    if (!said([forward, markPrice, markIv, openInterest])) return quote;
    const notKept = { bidIv: null, askIv: null, greeks: null, volume: null };
    return { ...quote, option: { forward, markPrice, markIv, openInterest, ...notKept } };
  }
  return future && said(Object.values(future) as (number | null)[]) ? { ...quote, future } : quote;
}

/** The times of quotes that were given up, by their source. */
function gapsOf(lost: readonly Quote[]): readonly DataGap[] {
  const gaps = new Map<string, DataGap>();
  for (const { source: feed, atMs } of lost) {
    const known = gaps.get(feed);
    const fromMs = Math.min(known?.fromMs ?? atMs, atMs);
    const toMs = Math.max(known?.toMs ?? atMs, atMs);
    gaps.set(feed, { feed, instruments: null, fromMs, toMs, reason: 'missed-messages' });
  }
  return [...gaps.values()];
}

/** Thins buckets that end by an instant to their last row of each name; `rows` ascend. */
function lastOfBuckets<Row extends Quote | SurfaceMinute>(
  rows: readonly Row[],
  tier: { readonly bucketMs: number; readonly untilMs: EpochMs },
): Row[] {
  const last = new Map<string, Row>();
  const whole: Row[] = [];
  for (const row of rows) {
    const bucket = Math.floor(row.atMs / tier.bucketMs);
    const name = 'instrument' in row ? row.instrument : row.underlying;
    if ((bucket + 1) * tier.bucketMs > tier.untilMs) whole.push(row);
    else last.set(`${name} ${bucket}`, row);
  }
  return [...last.values(), ...whole].sort((a, b) => a.atMs - b.atMs);
}

function fingerprint(bar: DailyBar): string {
  const { open, high, low, close, volume, marks, source } = bar;
  return JSON.stringify([open, high, low, close, volume, marks, source]);
}
