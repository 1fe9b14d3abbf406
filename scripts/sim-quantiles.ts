/**
 * Quantiles of real markets over windows of 250 sessions, to which the simulator is held.
 * Run: `npx tsx scripts/sim-quantiles.ts <folder of the daily series>`; it prints one line a measure.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export interface DailyCloses {
  readonly spx: readonly number[];
  readonly vix: readonly number[];
}

export interface FrontFutures {
  readonly vx1: readonly number[];
  readonly vx2: readonly number[];
}

/** Measures of one window of sessions. */
export interface WindowMeasures {
  /** Sample sd of daily log returns of SPX times √252, in percent. */
  readonly spxVolPct: number;
  /** Fourth standardised moment of those returns; 3 is normal. */
  readonly spxKurtosis: number;
  readonly vixMean: number;
  readonly vixSd: number;
  /** Autocorrelation of VIX closes at one day. */
  readonly vixLag1: number;
  /** Correlation of SPX log returns with VIX changes in points. */
  readonly spxVixCorrelation: number;
}

export const WINDOW = 250;

export function mean(of: readonly number[]): number {
  return of.reduce((sum, value) => sum + value, 0) / of.length;
}

function centralMoment(of: readonly number[], power: number): number {
  const centre = mean(of);
  return mean(of.map((value) => (value - centre) ** power));
}

export function correlation(a: readonly number[], b: readonly number[]): number {
  const [ma, mb] = [mean(a), mean(b)];
  const product = mean(a.map((value, i) => (value - ma) * ((b[i] ?? NaN) - mb)));
  return product / Math.sqrt(centralMoment(a, 2) * centralMoment(b, 2));
}

function steps(of: readonly number[], between: (before: number, after: number) => number) {
  return of.slice(1).map((after, i) => between(of[i] ?? NaN, after));
}

/** @param closes at least three sessions, both series of equal length. */
export function measureWindow({ spx, vix }: DailyCloses): WindowMeasures {
  const returns = steps(spx, (before, after) => Math.log(after / before));
  const changes = steps(vix, (before, after) => after - before);
  const variance = (centralMoment(returns, 2) * returns.length) / (returns.length - 1);
  return {
    spxVolPct: 100 * Math.sqrt(252 * variance),
    spxKurtosis: centralMoment(returns, 4) / centralMoment(returns, 2) ** 2,
    vixMean: mean(vix),
    vixSd: Math.sqrt((centralMoment(vix, 2) * vix.length) / (vix.length - 1)),
    vixLag1: correlation(vix.slice(0, -1), vix.slice(1)),
    spxVixCorrelation: correlation(returns, changes),
  };
}

/** Share of sessions on which the second future stands above the first. */
export function contangoShare({ vx1, vx2 }: FrontFutures): number {
  return mean(vx1.map((first, i) => ((vx2[i] ?? NaN) > first ? 1 : 0)));
}

/** Linear between order statistics. @param share 0 to 1. */
export function quantile(of: readonly number[], share: number): number {
  const sorted = [...of].sort((a, b) => a - b);
  const position = share * (sorted.length - 1);
  const low = Math.floor(position);
  const from = sorted[low] ?? NaN;
  return from + ((sorted[low + 1] ?? from) - from) * (position - low);
}

function table(path: string): string[][] {
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map((line) => line.split(','));
}

function column(rows: readonly (readonly string[])[], name: string): number {
  const found = rows[0]?.findIndex((cell) => cell.trim().toLowerCase() === name) ?? -1;
  if (found < 0) throw new Error(`no column ${name}`);
  return found;
}

/** Closes by day of one file. */
function closes(path: string): Map<string, number> {
  const rows = table(path);
  const [dayAt, closeAt] = [column(rows, 'date'), column(rows, 'close')];
  return new Map(rows.slice(1).map((row) => [row[dayAt] ?? '', Number(row[closeAt])]));
}

/** SPX and VIX closes on their common days since 1990. */
export function readCloses(folder: string): DailyCloses {
  const spxByDay = closes(join(folder, 'spx_spy_daily', 'GSPC_HLC_1990_2026.csv.gz'));
  const vixByDay = closes(join(folder, 'vix_index', 'VIX_daily.csv.gz'));
  const days = [...spxByDay.keys()].filter((day) => vixByDay.has(day)).sort();
  return {
    spx: days.map((day) => spxByDay.get(day) ?? NaN),
    vix: days.map((day) => vixByDay.get(day) ?? NaN),
  };
}

/** First two futures by session, 2007 to 2021. */
export function readFutures(folder: string): FrontFutures {
  const rows = table(join(folder, 'vix_futures', 'VX1_VX8_settle_2007_2021.csv'));
  const [first, second] = [column(rows, 'vx1'), column(rows, 'vx2')];
  const body = rows.slice(1);
  return {
    vx1: body.map((row) => Number(row[first])),
    vx2: body.map((row) => Number(row[second])),
  };
}

/** Values of each measure over every window of the real series. */
export function realWindows(folder: string): Record<string, number[]> {
  const { spx, vix } = readCloses(folder);
  const values: Record<string, number[]> = {};
  for (let end = WINDOW; end <= spx.length; end++) {
    const of = { spx: spx.slice(end - WINDOW, end), vix: vix.slice(end - WINDOW, end) };
    for (const [name, value] of Object.entries(measureWindow(of))) {
      (values[name] ??= []).push(value as number);
    }
  }
  const { vx1, vx2 } = readFutures(folder);
  values['contangoShare'] = [];
  for (let end = WINDOW; end <= vx1.length; end++) {
    const span = [end - WINDOW, end] as const;
    values['contangoShare'].push(
      contangoShare({ vx1: vx1.slice(...span), vx2: vx2.slice(...span) }),
    );
  }
  return values;
}

function main(folder: string | undefined): void {
  if (folder === undefined || !existsSync(folder)) {
    process.stderr.write('usage: npx tsx scripts/sim-quantiles.ts <folder of the daily series>\n');
    process.exitCode = 2;
    return;
  }
  for (const [name, values] of Object.entries(realWindows(folder))) {
    const figures = [0.05, 0.5, 0.95].map((share) => quantile(values, share).toPrecision(4));
    process.stdout.write(`${name}: ${figures.join(' ')} (${values.length} windows)\n`);
  }
}

if (process.argv[1]?.endsWith('sim-quantiles.ts') === true) main(process.argv[2]);
