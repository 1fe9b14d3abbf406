import { parseDay } from '../src/engine/domain/trading-day.js';
import { blackPrice } from '../src/engine/pricing/black.js';
import { timeToExpiry } from '../src/engine/pricing/day-count.js';
import { greeksBatch, makeGreekTable } from '../src/engine/pricing/greeks-batch.js';
import { buildSurface, updateExpiry } from '../src/engine/surface/build.js';
import { DEFAULT_LIMITS } from '../src/engine/surface/filters.js';
import { fitPoints } from '../src/engine/surface/points.js';
import type { ExpiryInput, SurfaceInput } from '../src/engine/surface/quotes.js';
import { fitSlice } from '../src/engine/surface/slice-fit.js';
import type { Surface } from '../src/engine/surface/surface.js';
import { sviVariance, type SviParams } from '../src/engine/surface/svi.js';
import { interleaved, milliseconds, type Figure, type Timing } from './report.js';

const NOW = Date.UTC(2026, 2, 3, 15, 0);
const DAYS = [1, 2, 3, 7, 14, 24, 52, 87, 115, 206, 297, 388];
const FORWARD = 68_000;
const ROUNDS = 200;

/** One row of a book summary as a venue sends it: premiums in coin. */
interface SummaryRow {
  readonly instrument_name: string;
  readonly bid_price: number | null;
  readonly ask_price: number | null;
  readonly underlying_price: number;
}

/** A smile with a bend that SVI does not follow exactly, growing with time. */
function volOf(k: number, years: number): number {
  const z = k / Math.sqrt(years);
  return (
    0.45 - 0.06 * Math.tanh(1.5 * z) + 0.05 * z * z * Math.exp(-0.2 * Math.abs(z)) + 0.02 * years
  );
}

function rowsOf(days: number): object[] {
  const settlesAtMs = NOW + days * 86_400_000 - 7 * 3_600_000;
  const { years } = timeToExpiry(NOW, settlesAtMs);
  const day = new Date(settlesAtMs).toISOString().slice(0, 10);
  const forward = FORWARD * (1 + 0.04 * years);
  const rows: object[] = [];
  for (let i = 0; i < 42; i++) {
    const k = 0.45 * Math.sqrt(years) * (-3 + (5.5 * i) / 41);
    const strike = Math.round(forward * Math.exp(k));
    const volSqrtT = volOf(k, years) * Math.sqrt(years);
    for (const right of ['call', 'put'] as const) {
      const price = blackPrice({ forward, strike, volSqrtT, discount: 1, right }) / forward;
      const half = Math.max(0.0001, 0.01 * price);
      rows.push({
        instrument_name: `BTC/${day}/${strike}/${right === 'call' ? 'C' : 'P'}`,
        volume: 12.5,
        volume_usd: 81_234.55,
        underlying_price: forward,
        underlying_index: `BTC-${day}`,
        quote_currency: 'BTC',
        price_change: -3.125,
        open_interest: 1204.7,
        mid_price: price,
        mark_price: price,
        mark_iv: 100 * volOf(k, years),
        low: null,
        last: price,
        interest_rate: 0,
        high: null,
        estimated_delivery_price: FORWARD,
        creation_timestamp: NOW,
        bid_price: price > half ? price - half : null,
        base_currency: 'BTC',
        ask_price: price + half,
      });
    }
  }
  return rows;
}

/** Parsed rows to columns: rows of one expiry come together, strikes ascending, call before put. */
function inputOf(rows: readonly SummaryRow[]): SurfaceInput {
  const expiries: ExpiryInput[] = [];
  let from = 0;
  const dayAt = (i: number) => rows[i]?.instrument_name.slice(4, 14) ?? '';
  while (from < rows.length) {
    const day = dayAt(from);
    let to = from;
    while (to < rows.length && dayAt(to) === day) to++;
    expiries.push(expiryOf(rows, { from, to, day }));
    from = to;
  }
  return { underlying: 'BTC', atMs: NOW, delayMs: 0, source: 'bench', expiries };
}

function expiryOf(
  rows: readonly SummaryRow[],
  of: { readonly from: number; readonly to: number; readonly day: string },
): ExpiryInput {
  const count = (of.to - of.from) / 2;
  const make = () => new Float64Array(count);
  const [strike, callBid, callAsk, putBid, putAsk] = [make(), make(), make(), make(), make()];
  const future = rows[of.from]?.underlying_price ?? NaN;
  for (let i = 0; i < count; i++) {
    const call = rows[of.from + 2 * i] as SummaryRow;
    const put = rows[of.from + 2 * i + 1] as SummaryRow;
    strike[i] = Number(call.instrument_name.slice(15, -2));
    callBid[i] = (call.bid_price ?? 0) * future;
    callAsk[i] = (call.ask_price ?? 0) * future;
    putBid[i] = (put.bid_price ?? 0) * future;
    putAsk[i] = (put.ask_price ?? 0) * future;
  }
  const expiry = parseDay(of.day);
  if (!expiry) throw new Error(`not a day: ${of.day}`);
  const sizes = { callSize: null, putSize: null, callAgeMs: null, putAgeMs: null };
  const quotes = { strike, callBid, callAsk, putBid, putAsk, ...sizes };
  const settlesAtMs = Date.parse(`${of.day}T08:00:00Z`);
  return { id: `BTC/${of.day}`, expiry, settlesAtMs, quotes, future, rate: 0 };
}

/** All sixteen greeks of every listed option at the fitted volatility. */
function greeksOf(surface: Surface): number {
  let sum = 0;
  for (const { curve, years, params, input } of surface.slices) {
    const { strike } = input.quotes;
    const n = strike.length;
    const both = new Float64Array(2 * n);
    const vol = new Float64Array(2 * n);
    for (let i = 0; i < n; i++) {
      const here = strike[i] as number;
      both[i] = both[n + i] = here;
      vol[i] = Math.sqrt(sviVariance(params, Math.log(here / curve.forward)) / years);
      vol[n + i] = vol[i] as number;
    }
    const columns = {
      spot: new Float64Array(2 * n).fill(curve.forward),
      strike: both,
      years: new Float64Array(2 * n).fill(years),
      rate: new Float64Array(2 * n).fill(curve.rate),
      yieldRate: new Float64Array(2 * n).fill(curve.rate),
      vol,
      isCall: new Uint8Array(2 * n).fill(1, 0, n),
    };
    const table = makeGreekTable(2 * n);
    greeksBatch(columns, table);
    sum += table.vega[0] as number;
  }
  return sum;
}

function must<T>(
  result:
    | { readonly ok: true; readonly value: T }
    | { readonly ok: false; readonly error: { readonly code: string } },
): T {
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}

/** 12 expiries of 30 strikes, volatilities known: the fits alone. */
function pointSets() {
  return DAYS.map((days) => {
    const years = days / 365;
    const k = Float64Array.from(
      { length: 30 },
      (_, i) => 0.45 * Math.sqrt(years) * (-3 + (5 * i) / 29),
    );
    const totalVol = k.map((x) => volOf(x, years) * Math.sqrt(years));
    return fitPoints(k, totalVol, { halfSpreadVol: null, years });
  });
}

function figure(name: string, of: { goal: number; own: Timing | undefined; base: Timing }): Figure {
  const own = of.own ?? { minMs: NaN, medianMs: NaN };
  const medians = (own.medianMs / of.base.medianMs).toFixed(2);
  return {
    name,
    measured: `${milliseconds(own)}, ratio of medians ${medians}`,
    baseline: `JSON.parse of the chain: ${milliseconds(of.base)}`,
    ratio: own.minMs / of.base.minMs,
    goal: `at most ${of.goal}`,
  };
}

export async function run(): Promise<readonly Figure[]> {
  const text = JSON.stringify({ result: DAYS.flatMap(rowsOf) });
  const parse = () => (JSON.parse(text) as { result: SummaryRow[] }).result;
  const points = pointSets();
  const input = inputOf(parse());
  const surface = must(buildSurface(input));
  const next = input.expiries[6] as ExpiryInput;
  let kept: Surface = surface;
  const whole = () => {
    const built = must(buildSurface(inputOf(parse())));
    greeksOf(built);
  };
  const warm = () => {
    const options = { limits: DEFAULT_LIMITS, earlier: kept };
    kept = must(buildSurface(inputOf(parse()), options));
    greeksOf(kept);
  };
  const fits = (): SviParams[] => points.map((one) => fitSlice(one, null).params);
  const update = () => {
    must(updateExpiry(surface, next, { atMs: NOW + 1000, limits: DEFAULT_LIMITS }));
  };
  const runs = { parse: () => void parse(), whole, warm, fits: () => void fits(), update };
  await interleaved(20, runs);
  const taken = await interleaved(ROUNDS, runs);
  const base = taken.parse as Timing;
  const joint = surface.slices.filter((slice) => slice.method !== 'svi').length;
  const state = `${surface.diagnostics.state}, ${joint} slices joint`;
  return [
    figure(`1,008 options from ${text.length} bytes to surface (${state}) and greeks`, {
      goal: 2.7,
      own: taken.whole,
      base,
    }),
    figure('the same from the parameters before', { goal: 2.7, own: taken.warm, base }),
    figure('SVI of 12 expiries of 30 strikes', { goal: 1.1, own: taken.fits, base }),
    figure('update of one expiry of 42 strikes', { goal: 0.22, own: taken.update, base }),
  ];
}
