import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { blackPrice, bsmPrice } from '../../../src/engine/pricing/black.js';
import { settlesAtMs, timeToExpiry } from '../../../src/engine/pricing/day-count.js';
import { expectedMoves } from '../../../src/engine/pricing/expected-move.js';
import { bsmGreeks, type Greeks } from '../../../src/engine/pricing/greeks.js';
import { impliedVol } from '../../../src/engine/pricing/implied-vol.js';
import { deribitGreeks } from '../../../src/engine/pricing/inverse.js';
import { ivStanding } from '../../../src/engine/pricing/iv-rank.js';
import {
  closeToCloseVol,
  garmanKlassVol,
  parkinsonVol,
  rogersSatchellVol,
  yangZhangVol,
  zeroMeanVol,
} from '../../../src/engine/pricing/realized-vol.js';
import { expiryVariance, thirtyDayIndex } from '../../../src/engine/pricing/variance-index.js';
import { parseDay } from '../../../src/engine/domain/trading-day.js';
import { sharedPath } from '../../support/shared.js';

type Numbers = Readonly<Record<string, number>>;

interface Vector {
  readonly id: string;
  readonly category: string;
  // The file has one shape a category; each test below names the one that it reads.
  readonly inputs: unknown;
  readonly expected: unknown;
  readonly tolerance: Numbers;
}

const path = sharedPath('vectors', 'vectors.json');
const vectors =
  path === null ? [] : (JSON.parse(readFileSync(path, 'utf8')) as { public: Vector[] }).public;

// Each category has a shape of its own, which its caller names.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- see above
function listed<I, E>(...categories: string[]): { id: string; in: I; out: E; within: Numbers }[] {
  return vectors
    .filter(({ category }) => categories.includes(category))
    .map((vector) => ({
      id: vector.id,
      in: vector.inputs as I,
      out: vector.expected as E,
      within: vector.tolerance,
    }));
}

function near(got: number, wanted: number, within: { rel?: number; abs?: number }): void {
  const room = Math.max((within.rel ?? 0) * Math.abs(wanted), within.abs ?? 0);
  expect(Math.abs(got - wanted), `${got} for ${wanted}`).toBeLessThanOrEqual(room);
}

const rightOf = (type: string): 'call' | 'put' => (type === 'C' ? 'call' : 'put');

interface OptionInputs {
  readonly type: string;
  readonly S: number;
  readonly F: number;
  readonly K: number;
  readonly T: number;
  readonly r: number;
  readonly q: number;
  readonly sigma: number;
  readonly price: number;
  readonly greek: keyof Greeks;
}

const spotInput = ({ type, S, K, T, r, q, sigma }: OptionInputs) => ({
  ...{ spot: S, strike: K, years: T, rate: r, yieldRate: q, vol: sigma, right: rightOf(type) },
});

describe.skipIf(path === null)('the shared vectors (needs the shared data)', () => {
  it('of Black-Scholes-Merton prices', () => {
    const list = listed<OptionInputs, Numbers>('bsm.price');
    expect(list.length).toBeGreaterThan(0);
    for (const { in: input, out, within } of list) {
      near(bsmPrice(spotInput(input)), out['exact'] ?? NaN, { rel: within['exact_rel'] ?? 0 });
      near(bsmPrice(spotInput(input)), out['published'] ?? NaN, {
        abs: within['published_abs'] ?? 0,
      });
    }
  });

  it('of Black 1976', () => {
    for (const { in: input, out, within } of listed<
      OptionInputs,
      { rows: (OptionInputs & Numbers)[] }
    >('black76.table')) {
      for (const row of out.rows) {
        const got = bsmPrice(spotInput({ ...input, ...row }));
        near(got, row['exact'] ?? NaN, { rel: within['exact_rel'] ?? 0 });
        near(got, row['published'] ?? NaN, { abs: within['published_abs'] ?? 0 });
      }
    }
    for (const { in: input, out, within } of listed<OptionInputs, Numbers>('black76.price')) {
      const got = blackPrice({
        forward: input.F,
        strike: input.K,
        volSqrtT: input.sigma * Math.sqrt(input.T),
        discount: Math.exp(-input.r * input.T),
        right: rightOf(input.type),
      });
      near(got, out['exact'] ?? NaN, { rel: within['exact_rel'] ?? 0 });
    }
  });

  it('of greeks', () => {
    for (const { in: input, out, within } of listed<OptionInputs, { exact: Numbers | number }>(
      ...['greeks.first', 'greeks.second', 'greeks.full'],
    )) {
      const greeks = bsmGreeks(spotInput(input));
      const exact = typeof out.exact === 'number' ? { [input.greek]: out.exact } : out.exact;
      for (const [name, value] of Object.entries(exact)) {
        near(greeks[name as keyof Greeks], value, { rel: within['exact_rel'] ?? 0 });
      }
    }
  });

  it('of implied volatility', () => {
    for (const { in: input, out, within } of listed<OptionInputs, { sigma: number }>(
      ...['iv.black', 'iv.bsm'],
    )) {
      const rate = input.r || 0;
      const forward = input.F || input.S * Math.exp((rate - input.q) * input.T);
      const got = impliedVol({
        ...{ forward, strike: input.K, right: rightOf(input.type), price: input.price },
        ...{ years: input.T, discount: Math.exp(-rate * input.T) },
      });
      near(got.ok ? got.value : NaN, out.sigma, { rel: within['rel'] ?? 0 });
    }
  });

  it('of implied volatility at the edges', () => {
    const [edge] = listed<{ cases: (OptionInputs & { expect: string })[] }, unknown>('iv.edge');
    for (const input of edge?.in.cases ?? []) {
      const got = impliedVol({
        ...{ forward: input.F, strike: input.K, right: rightOf(input.type), price: input.price },
        ...{ years: input.T, discount: 1 },
      });
      if (input.expect === '0') expect(got).toEqual({ ok: true, value: 0 });
      else
        expect(got.ok ? 'a value' : got.error.code).toBe(
          input.expect.split(' ')[0]?.replace('above-max', 'above-maximum'),
        );
    }
  });

  it('of recorded Deribit greeks', () => {
    interface Ticker extends Numbers {
      readonly instrument: never;
    }
    for (const { in: input, out, within } of listed<
      Ticker,
      { exchange_greeks: Numbers; mark_price_coin: number }
    >('deribit.greeks')) {
      const [, date = '', strike] = (input.instrument as string).split('-');
      const expiry = parseDay(new Date(`${date} UTC`).toISOString().slice(0, 10));
      if (expiry === null) throw new Error(date);
      const settles = settlesAtMs(expiry, 'deribit');
      const got = deribitGreeks({
        forward: input['underlying_price'] ?? NaN,
        strike: Number(strike),
        years: timeToExpiry(input['timestamp_ms'] ?? NaN, settles).years,
        vol: (input['mark_iv_pct'] ?? NaN) / 100,
        right: 'call',
      });
      const wanted = (name: string): number => out.exchange_greeks[name] ?? NaN;
      const room = (name: string): { rel: number; abs: number } => ({
        rel: within[`${name}_rel`] ?? 0,
        abs: within[`${name}_abs`] ?? 0,
      });
      near(got.delta, wanted('delta'), room('delta'));
      near(got.gamma, wanted('gamma'), room('gamma'));
      near(got.vegaUsdPerVolPt, wanted('vega'), room('vega'));
      near(got.thetaUsdPerDay, wanted('theta'), room('theta'));
      near(got.rhoUsdPerPct, wanted('rho'), room('rho'));
      near(got.markCoin, out.mark_price_coin, room('mark_price'));
    }
  });

  it('of the expected move, rank and realised volatility', () => {
    for (const { in: input, out, within } of listed<Numbers, Numbers>('expectedMove')) {
      const at = (name: string): number => input[name] ?? NaN;
      const got = expectedMoves({
        ...{ spot: at('S'), vol: at('sigma'), years: at('T'), straddle: at('straddle') },
        ...{ strangle1: at('strangle1'), strangle2: at('strangle2') },
      });
      const abs = within['abs'] ?? 0;
      near(got.standardDeviation, out['sd_move'] ?? NaN, { abs });
      near(got.straddle ?? NaN, out['straddle'] ?? NaN, { abs });
      near(got.straddle85 ?? NaN, out['straddle_x085'] ?? NaN, { abs });
      near(got.weighted603010 ?? NaN, out['weighted_60_30_10'] ?? NaN, { abs });
    }
    for (const { in: input, out, within } of listed<
      { history: number[]; current: number },
      Numbers
    >('ivrank')) {
      const got = ivStanding(input.history, input.current);
      near(got?.rankPct ?? NaN, out['iv_rank'] ?? NaN, { abs: within['abs'] ?? 0 });
      near(got?.percentilePct ?? NaN, out['iv_percentile'] ?? NaN, { abs: within['abs'] ?? 0 });
    }
    for (const { in: input, out, within } of listed<
      Record<'open' | 'high' | 'low' | 'close', number[]> & { annualisation: number },
      Numbers
    >('realizedVol')) {
      const bars = input.close.map((close, i) => ({
        ...{
          open: input.open[i] ?? NaN,
          high: input.high[i] ?? NaN,
          low: input.low[i] ?? NaN,
          close,
        },
      }));
      const year = input.annualisation;
      const all = {
        close_close: closeToCloseVol(input.close, year),
        close_close_zero_mean: zeroMeanVol(input.close, year),
        parkinson: parkinsonVol(bars, year),
        garman_klass: garmanKlassVol(bars, year),
        rogers_satchell: rogersSatchellVol(bars, year),
        yang_zhang: yangZhangVol(bars, year),
      };
      for (const [name, value] of Object.entries(all)) {
        near(value ?? NaN, out[name] ?? NaN, { rel: within['rel'] ?? 0 });
      }
    }
  });

  it('of the VIX', () => {
    interface Expiry {
      readonly minutes: number;
      readonly R: number;
      readonly quotes_K_cb_ca_pb_pa: [number, number, number, number, number][];
    }
    for (const { in: input, out, within } of listed<
      { near: Expiry; next: Expiry },
      { F: number[]; K0: number[]; sigma2: number[]; vix_exact: number; strip_range: number[][] }
    >('vix')) {
      const [first, second] = [input.near, input.next].map((expiry, i) => {
        const rows = expiry.quotes_K_cb_ca_pb_pa.map(
          ([strike, callBid, callAsk, putBid, putAsk]) => ({
            ...{ strike, callBid, callAsk, putBid, putAsk },
          }),
        );
        const found = expiryVariance(rows, { minutes: expiry.minutes, rate: expiry.R });
        if (!found.ok) throw new Error(found.error.code);
        near(found.value.forward, out.F[i] ?? NaN, { abs: within['F_abs'] ?? 0 });
        near(found.value.variance, out.sigma2[i] ?? NaN, { abs: within['sigma2_abs'] ?? 0 });
        expect(found.value.k0).toBe(out.K0[i]);
        expect([found.value.lowStrike, found.value.highStrike]).toEqual(out.strip_range[i]);
        return found.value;
      });
      if (!first || !second) throw new Error('two expiries');
      near(thirtyDayIndex(first, second), out.vix_exact, { abs: within['vix_abs'] ?? 0 });
    }
  });
});
