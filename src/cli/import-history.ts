import { seriesId, type BarMark, type DailyBar, type SeriesId } from '../engine/domain/bar.js';
import { err, ok, type Result } from '../engine/domain/result.js';
import type { TradingDay } from '../engine/domain/trading-day.js';
import type { TickStore } from '../engine/ports/tick-store.js';
import { deriveSpy } from '../engine/adapters/files/derive-spy.js';
import type { RowRefusal } from '../engine/adapters/files/row-refusal.js';
import {
  readHistory,
  type HistoryProgress,
  type PassedOver,
} from '../engine/adapters/files/read-history.js';
import {
  count,
  type Counts,
  type Repair,
  type SettledSeries,
} from '../engine/adapters/files/settle-rows.js';
import { sourceRank } from '../engine/adapters/files/shapes.js';

/** What became of one series: `rows = taken + unchanged + the sum of refused`. */
export interface SeriesSummary {
  /** Rows read that speak of this series; a wide file's row counts once for each of its series. */
  readonly rows: number;
  /** Bars that were new to the store or replaced others. */
  readonly taken: number;
  /** Bars that the store had already, exactly so. */
  readonly unchanged: number;
  /** Of the rows taken or unchanged. */
  readonly repaired: Counts<Repair>;
  /** What is known of them: flat, carried, holiday; a bar may count more than once. */
  readonly marked: Counts<Exclude<BarMark, 'repaired' | 'derived'>>;
  readonly refused: Counts<RowRefusal>;
  /** First and last day among taken and unchanged; null where there is none. */
  readonly firstDay: TradingDay | null;
  readonly lastDay: TradingDay | null;
}

/** Bars made from another series; no row of a file stands behind them. */
export interface DerivedSummary {
  readonly taken: number;
  readonly unchanged: number;
  readonly firstDay: TradingDay;
  readonly lastDay: TradingDay;
}

export interface ImportSummary {
  readonly files: { readonly read: number; readonly passedOver: Counts<PassedOver> };
  readonly rows: number;
  readonly taken: number;
  readonly repaired: number;
  readonly refused: number;
  readonly unchanged: number;
  /** The repairs and refusals of all series together, by reason. */
  readonly reasons: {
    readonly repaired: Counts<Repair>;
    readonly refused: Counts<RowRefusal>;
  };
  readonly series: Readonly<Record<string, SeriesSummary>>;
  /** By series; none where nothing is missing. Not among the figures above. */
  readonly derived: Readonly<Record<string, DerivedSummary>>;
}

export type ImportError =
  | { readonly code: 'no-directory'; readonly directory: string }
  | { readonly code: 'nothing-recognised'; readonly directory: string; readonly files: number }
  | { readonly code: 'store-failed'; readonly reason: string };

export type HistoryStore = Pick<TickStore, 'putBars' | 'bars' | 'series'>;

/** Bars written in one call, so that a long history does not travel as one message. */
const WRITE_BATCH = 2_000;

export function total(counts: Counts<string>): number {
  return Object.values(counts).reduce<number>((sum, n) => sum + (n ?? 0), 0);
}

/** Bars that may be written: not those for which the store has a better source (`SHAPES`). */
async function withoutBetter(
  settled: SettledSeries,
  store: HistoryStore,
): Promise<Result<{ bars: readonly DailyBar[]; overlap: number }, ImportError>> {
  const stored = await store.bars(settled.series);
  if (!stored.ok) return err({ code: 'store-failed', reason: stored.error.reason });
  const rankByDay = new Map(stored.value.map((bar) => [bar.day, sourceRank(bar.source)]));
  const bars = settled.bars.filter(
    (bar) => sourceRank(bar.source) <= (rankByDay.get(bar.day) ?? Infinity),
  );
  return ok({ bars, overlap: settled.bars.length - bars.length });
}

async function putAll(
  bars: readonly DailyBar[],
  store: Pick<HistoryStore, 'putBars'>,
): Promise<Result<{ taken: number; unchanged: number }, ImportError>> {
  const sum = { taken: 0, unchanged: 0 };
  for (let from = 0; from < bars.length; from += WRITE_BATCH) {
    const written = await store.putBars(bars.slice(from, from + WRITE_BATCH));
    if (!written.ok) return err({ code: 'store-failed', reason: written.error.reason });
    sum.taken += written.value.added + written.value.changed;
    sum.unchanged += written.value.unchanged;
  }
  return ok(sum);
}

async function writeSeries(
  settled: SettledSeries,
  store: HistoryStore,
): Promise<Result<SeriesSummary, ImportError>> {
  const writable = await withoutBetter(settled, store);
  if (!writable.ok) return writable;
  const { bars, overlap } = writable.value;
  const put = await putAll(bars, store);
  if (!put.ok) return put;
  const { taken, unchanged } = put.value;
  const refused = { ...settled.refused };
  count(refused, 'overlap', overlap);
  const marked: SeriesSummary['marked'] = {};
  for (const mark of bars.flatMap((bar) => bar.marks)) {
    if (mark !== 'repaired' && mark !== 'derived') count(marked, mark);
  }
  const { rows, repaired } = settled;
  const firstDay = bars[0]?.day ?? null;
  const lastDay = bars.at(-1)?.day ?? null;
  return ok({ rows, taken, unchanged, repaired, marked, refused, firstDay, lastDay });
}

/**
 * Fills SPY from SPX where the store has no bar of its own (`deriveSpy`).
 *
 * @returns what was filled by series, or that the store failed.
 */
export async function fillDerived(
  store: HistoryStore,
): Promise<Result<ImportSummary['derived'], ImportError>> {
  const [spy, spx] = [await store.bars(seriesId('SPY')), await store.bars(seriesId('SPX'))];
  if (!spy.ok) return err({ code: 'store-failed', reason: spy.error.reason });
  if (!spx.ok) return err({ code: 'store-failed', reason: spx.error.reason });
  const derived = deriveSpy({ spy: spy.value, spx: spx.value });
  const [first, last] = [derived[0], derived.at(-1)];
  if (!first || !last) return ok({});
  const put = await putAll(derived, store);
  return put.ok ? ok({ SPY: { ...put.value, firstDay: first.day, lastDay: last.day } }) : put;
}

function together<Name extends string>(all: readonly Counts<Name>[]): Counts<Name> {
  const sum: Counts<Name> = {};
  for (const counts of all) {
    for (const [name, n] of Object.entries(counts) as [Name, number][]) count(sum, name, n);
  }
  return sum;
}

function summarise(
  files: ImportSummary['files'],
  series: ReadonlyMap<SeriesId, SeriesSummary>,
): Omit<ImportSummary, 'derived'> {
  const all = [...series.values()];
  const sum = (of: (one: SeriesSummary) => number) => all.reduce((n, one) => n + of(one), 0);
  return {
    files,
    rows: sum((one) => one.rows),
    taken: sum((one) => one.taken),
    repaired: sum((one) => total(one.repaired)),
    refused: sum((one) => total(one.refused)),
    unchanged: sum((one) => one.unchanged),
    reasons: {
      repaired: together(all.map((one) => one.repaired)),
      refused: together(all.map((one) => one.refused)),
    },
    series: Object.fromEntries(series),
  };
}

/**
 * Reads every daily history under a directory into the tick store. The same folder again changes
 * nothing, and a better source that is stored already keeps its days.
 *
 * @param options.today rows dated later are refused; absent accepts any day.
 * @returns what became of every row, or one error: no such directory, nothing in it that is a
 * daily history, or a store that failed (what was written before stays).
 */
export async function importHistory(options: {
  readonly directory: string;
  readonly store: HistoryStore;
  readonly today?: TradingDay;
  readonly onProgress?: (progress: HistoryProgress) => void;
}): Promise<Result<ImportSummary, ImportError>> {
  const { directory, store } = options;
  const read = await readHistory({
    directory,
    today: options.today ?? null,
    onProgress: options.onProgress ?? (() => undefined),
  });
  if (read === null) return err({ code: 'no-directory', directory });
  const { filesRead, passedOver } = read;
  if (filesRead === 0) {
    return err({ code: 'nothing-recognised', directory, files: total(passedOver) });
  }
  const series = new Map<SeriesId, SeriesSummary>();
  for (const settled of read.series) {
    const written = await writeSeries(settled, store);
    if (!written.ok) return written;
    series.set(settled.series, written.value);
  }
  const derived = await fillDerived(store);
  if (!derived.ok) return derived;
  return ok({ ...summarise({ read: filesRead, passedOver }, series), derived: derived.value });
}
