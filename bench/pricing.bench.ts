/**
 * Implied volatility and sixteen greeks by columns, in units of one `Math.exp` call over a column in
 * the same run: the scale of the machine and its mood cancel.
 */
import { americanPrice } from '../src/engine/pricing/american.js';
import {
  greeksBatch,
  makeGreekTable,
  type GreekColumns,
} from '../src/engine/pricing/greeks-batch.js';
import { impliedVolBatch, type IvColumns } from '../src/engine/pricing/implied-vol-batch.js';
import { timeValue } from '../src/engine/pricing/time-value.js';
import { interleaved, milliseconds, type Figure, type Timing } from './report.js';

const ROUNDS = 600;
const EXPONENTIALS = 50_000;
const GREEK_ROWS = 10_000;
/** Warm enough that the optimising compiler has seen every branch. */
const WARM_UP = 30;

/** Park and Miller's generator: the same rows on every run. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

interface Row {
  readonly x: number;
  readonly vol: number;
  readonly years: number;
}

function columns(rows: readonly Row[]): IvColumns {
  const next = uniform(3);
  const shuffled = rows
    .map((row) => ({ row, key: next() }))
    .sort((a, b) => a.key - b.key)
    .map(({ row: { x, vol, years } }) => {
      const strike = 100 * Math.exp(x);
      const distance = Math.abs(Math.log1p((strike - 100) / 100));
      const share = timeValue(distance, vol * Math.sqrt(years));
      return { strike, years, price: Math.min(100, strike) * share, call: strike >= 100 ? 1 : 0 };
    })
    .filter(({ price }) => price >= 1e-300);
  return {
    forward: new Float64Array(shuffled.length).fill(100),
    strike: Float64Array.from(shuffled, ({ strike }) => strike),
    price: Float64Array.from(shuffled, ({ price }) => price),
    years: Float64Array.from(shuffled, ({ years }) => years),
    isCall: Uint8Array.from(shuffled, ({ call }) => call),
  };
}

/** ln(F/K) from -3 to 3 by total volatility from 0.01 to 4. */
function wideGrid(): IvColumns {
  const rows: Row[] = [];
  for (let i = -30; i <= 30; i++) {
    for (let j = 0; j < 100; j++) rows.push({ x: i / 10, vol: 0.01 * 400 ** (j / 99), years: 1 });
  }
  return columns(rows);
}

/** An hour to two years, 15 to 150 %, within four standard deviations. */
function marketGrid(): IvColumns {
  const next = uniform(5);
  return columns(
    Array.from({ length: 4000 }, () => {
      const years = (1 / 8760) * 17_520 ** next();
      const vol = 0.15 * 10 ** next();
      return { x: (8 * next() - 4) * vol * Math.sqrt(years), vol, years };
    }),
  );
}

function greekRows(): GreekColumns {
  const next = uniform(7);
  const column = (from: number, to: number): Float64Array =>
    Float64Array.from({ length: GREEK_ROWS }, () => from + (to - from) * next());
  return {
    spot: column(90, 110),
    strike: column(60, 140),
    years: column(0.01, 2),
    rate: column(0, 0.05),
    yieldRate: column(0, 0.03),
    vol: column(0.1, 1),
    isCall: Uint8Array.from({ length: GREEK_ROWS }, () => (next() < 0.5 ? 1 : 0)),
  };
}

function solver(of: IvColumns): () => void {
  const into = { vol: new Float64Array(of.price.length), status: new Uint8Array(of.price.length) };
  return () => {
    impliedVolBatch(of, into);
  };
}

function exponentials(): () => void {
  const next = uniform(11);
  const from = Float64Array.from({ length: EXPONENTIALS }, () => -40 * next());
  const into = new Float64Array(EXPONENTIALS);
  return () => {
    for (let i = 0; i < EXPONENTIALS; i++) into[i] = Math.exp(from[i] as number);
  };
}

const nanos = (ms: number, count: number): number => (ms * 1e6) / count;

function each({ minMs, medianMs }: Timing, count: number): string {
  return `${nanos(minMs, count).toFixed(1)} ns min, ${nanos(medianMs, count).toFixed(1)} ns median`;
}

export async function run(): Promise<readonly Figure[]> {
  const wide = wideGrid();
  const market = marketGrid();
  const greeks = greekRows();
  const table = makeGreekTable(GREEK_ROWS);
  const of = { spot: 440, strike: 445, years: 0.12, rate: 0.05, yieldRate: 0, vol: 0.14 };
  const spy = { ...of, right: 'put', dividends: [{ years: 0.05, amount: 1.7 }] } as const;
  const runs = {
    exp: exponentials(),
    wide: solver(wide),
    market: solver(market),
    greeks: () => {
      greeksBatch(greeks, table);
    },
    american: () => {
      americanPrice(spy);
    },
  };
  await interleaved(WARM_UP, runs);
  const times = await interleaved(ROUNDS, runs);
  const time = (name: keyof typeof runs): Timing => times[name] ?? { minMs: NaN, medianMs: NaN };
  const exp = time('exp');
  const figure = (
    name: string,
    goal: number,
    at: { of: keyof typeof runs; count: number },
  ): Figure => {
    const per = time(at.of);
    const median = nanos(per.medianMs, at.count) / nanos(exp.medianMs, EXPONENTIALS);
    return {
      name,
      measured: `${each(per, at.count)} an option; ratio of the medians ${median.toFixed(2)}`,
      baseline: `one Math.exp: ${each(exp, EXPONENTIALS)}`,
      ratio: nanos(per.minMs, at.count) / nanos(exp.minMs, EXPONENTIALS),
      goal: `at most ${goal}`,
    };
  };
  return [
    figure('implied volatility, wide grid', 22, { of: 'wide', count: wide.price.length }),
    figure('implied volatility, market grid', 22, { of: 'market', count: market.price.length }),
    figure('16 greeks', 12, { of: 'greeks', count: GREEK_ROWS }),
    {
      name: 'American put with a dividend, two grids to 400 × 200',
      measured: milliseconds(time('american')),
      baseline: 'none',
      ratio: null,
      goal: 'for information',
    },
  ];
}
