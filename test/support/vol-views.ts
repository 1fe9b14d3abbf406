import { coinOf, optionId } from '../../src/engine/domain/instrument.js';
import { ok, type Result } from '../../src/engine/domain/result.js';
import { addDays, day } from '../../src/engine/domain/trading-day.js';
import { DAY_MS, MINUTE_MS } from '../../src/engine/domain/units.js';
import type {
  ArbView,
  AtmView,
  ChainView,
  GreeksView,
  IvRankView,
  SkewView,
  SliceView,
  SmileView,
  SurfaceHead,
  SurfaceView,
  TermView,
  VolApi,
  VolError,
} from '../../src/engine/domain/vol-views.js';
import { fakeVol } from './vol-api.js';
import { DESK_NOW, STAMP, TODAY } from './trading-views.js';

export const UNDERLYINGS = ['BTC', 'ETH', 'SPX', 'SPY'];
const DAYS = [1, 4, 11, 32, 67, 123, 214, 305, 396];
const COLUMNS = ['5P', '10P', '25P', '40P', 'ATM', '40C', '25C', '10C', '5C'];
const SPOT = 91_234.5;

export const DELAYED = { ...STAMP, delayMs: 15 * MINUTE_MS, source: 'cboe' };

export function surfaceHead(parts: Partial<SurfaceHead> = {}): SurfaceHead {
  return {
    stamp: STAMP,
    age: 'fresh',
    underlying: 'BTC',
    coin: 'BTC',
    spot: SPOT,
    atm30d: 0.4523,
    rr25At30d: -0.0312,
    bf25At30d: 0.0121,
    atm30dChange: 0.0124,
    ...parts,
  };
}

function slice(days: number): SliceView {
  const expiry = addDays(TODAY, days);
  const atmVol = 0.42 + 0.0017 * Math.sqrt(days);
  return {
    id: `BTC/${expiry}`,
    expiry,
    settlesAtMs: DESK_NOW + days * DAY_MS,
    years: days / 365,
    days,
    forward: SPOT * (1 + days / 9000),
    discount: 1,
    params: { a: 0.01, b: 0.1, rho: -0.3, m: 0, sigma: 0.2 },
    atmVol,
    forwardVol: atmVol + 0.006,
    rr25: -0.03,
    bf25: 0.012,
    rr10: -0.06,
    bf10: 0.03,
    rmseVolPts: 0.21,
    quotes: 41,
  };
}

export const SLICES: readonly SliceView[] = DAYS.map(slice);

/** A smile by standard deviations: puts dearer than calls. */
const bent = (atmVol: number, deviation: number): number =>
  atmVol * (1 + 0.06 * deviation ** 2 - 0.05 * deviation);

export function surfaceView(parts: Partial<SurfaceView> = {}): SurfaceView {
  const vols = SLICES.map(({ atmVol }) => COLUMNS.map((_, i) => bent(atmVol, (i - 4) / 2)));
  const deviations = Array.from({ length: 11 }, (_, i) => (i - 5) / 2);
  return {
    ...surfaceHead(),
    slices: SLICES,
    grid: {
      columns: COLUMNS,
      vols,
      changes: vols.map((row, r) => row.map((_, c) => (r === 0 ? NaN : (c - 3) / 500))),
      comparedWithMs: DESK_NOW - DAY_MS,
    },
    mesh: {
      days: DAYS,
      deviations,
      vols: SLICES.map(({ atmVol }) => deviations.map((deviation) => bent(atmVol, deviation))),
    },
    arbitrage: 'free',
    skipped: [],
    fitMs: 31,
    insideShare: 0.93,
    ...parts,
  };
}

const AT_30 = SLICES[3] as SliceView;

export function smileView(parts: Partial<SmileView> = {}): SmileView {
  const strikes = Array.from({ length: 31 }, (_, i) => 60_000 + i * 2_000);
  const volAt = (strike: number): number =>
    bent(AT_30.atmVol, Math.log(strike / AT_30.forward) / 0.13);
  return {
    ...surfaceHead(),
    slice: AT_30,
    points: strikes.map((strike, i) => ({
      strike,
      right: strike < AT_30.forward ? 'put' : 'call',
      bidVol: i === 0 ? null : volAt(strike) - 0.006,
      askVol: volAt(strike) + (i === 30 ? 9 : 0.006),
      midVol: i === 0 ? null : volAt(strike) + 0.001,
      fitVol: volAt(strike),
    })),
    curve: strikes.map((strike) => ({ strike, vol: volAt(strike) })),
    expiries: SLICES.map(({ expiry }) => expiry),
    ...parts,
  };
}

export function termView(parts: Partial<TermView> = {}): TermView {
  return {
    ...surfaceHead(),
    slices: SLICES,
    before: SLICES.map(({ atmVol, days }) => ({ days, vol: atmVol - 0.012 })),
    comparedWithMs: DESK_NOW - DAY_MS,
    inversion: -0.0123,
    ...parts,
  };
}

export function skewView(parts: Partial<SkewView> = {}): SkewView {
  return {
    ...surfaceHead(),
    slices: SLICES,
    history: Array.from({ length: 300 }, (_, i) => ({
      atMs: DESK_NOW - (299 - i) * MINUTE_MS,
      rr25: -0.03 + Math.sin(i / 40) / 200,
    })),
    ...parts,
  };
}

export function atmView(parts: Partial<AtmView> = {}): AtmView {
  const head = (underlying: string, more: Partial<SurfaceHead> = {}): SurfaceHead =>
    surfaceHead({ underlying, coin: null, ...more });
  return {
    stamp: STAMP,
    lines: [
      { head: surfaceHead(), atm7d: 0.431, atm90d: 0.467, mean7d: 0.41 },
      { head: head('ETH', { atm30d: 0.664 }), atm7d: 0.632, atm90d: 0.701, mean7d: 0.66 },
      {
        head: head('SPX', { atm30d: 0.1411, stamp: DELAYED }),
        atm7d: 0.121,
        atm90d: null,
        mean7d: null,
      },
      {
        head: head('SPY', { atm30d: null, atm30dChange: null, rr25At30d: null, age: 'old' }),
        atm7d: null,
        atm90d: null,
        mean7d: null,
      },
    ],
    failed: [],
    ...parts,
  };
}

const SPOTS = Array.from({ length: 81 }, (_, i) => 70_000 + i * 500);

export function greeksView(parts: Partial<GreeksView> = {}): GreeksView {
  const expiry = day('2026-12-25');
  return {
    stamp: STAMP,
    instrument: optionId({ root: 'BTC', expiry, strike: 90_000, right: 'call' }),
    underlying: 'BTC',
    coin: 'BTC',
    expiry,
    settlesAtMs: DESK_NOW + 32 * DAY_MS,
    days: 32,
    strike: 90_000,
    right: 'call',
    spot: SPOT,
    forward: 91_560,
    bid: 5_721.1,
    ask: 5_812.7,
    bidCoin: 0.0625,
    askCoin: 0.0635,
    midVol: 0.4521,
    fitVol: 0.4533,
    ours: {
      price: 5_770.12,
      delta: 0.5712,
      gamma: 0.0000312,
      vegaUsdPerVolPt: 106.31,
      thetaUsdPerDay: -73.02,
      rhoUsdPerPct: 42.11,
      vannaPerVolPt: -0.00213,
      volgaUsdPerVolPt2: 0.412,
      charmPerDay: -0.00231,
    },
    smileDelta: 0.5533,
    priceCoin: 0.06302,
    netDelta: 0.5082,
    venue: {
      forward: 91_560,
      markPrice: 5_770.11,
      markIv: 0.4531,
      bidIv: 0.449,
      askIv: 0.456,
      greeks: {
        delta: 0.5711,
        gamma: 0.00003,
        vegaUsdPerVolPt: 106.3,
        thetaUsdPerDay: -73.1,
        rhoUsdPerPct: 42.1,
      },
      openInterest: 1_234,
      volume: 12,
    },
    payoff: {
      spots: SPOTS,
      nowUsd: SPOTS.map((spot) => 0.57 * (spot - SPOT)),
      expiryUsd: SPOTS.map((spot) => Math.max(0, spot - 90_000) - 5_770),
      breakevens: [95_770],
      expectedMove: 12_300,
    },
    profile: {
      delta: SPOTS.map((spot) => 1 / (1 + Math.exp((90_000 - spot) / 5_000))),
      gamma: SPOTS.map((spot) => 3e-5 * Math.exp(-(((spot - 90_000) / 12_000) ** 2))),
      vegaUsdPerVolPt: SPOTS.map((spot) => 106 * Math.exp(-(((spot - 90_000) / 15_000) ** 2))),
      thetaUsdPerDay: SPOTS.map((spot) => -73 * Math.exp(-(((spot - 90_000) / 15_000) ** 2))),
    },
    ...parts,
  };
}

export function chainView(parts: Partial<ChainView> = {}): ChainView {
  return {
    stamp: STAMP,
    underlying: 'BTC',
    coin: 'BTC',
    unit: 'coin',
    spot: SPOT,
    forward: 91_560,
    expiry: AT_30.expiry,
    days: 32,
    expiries: SLICES.map(({ expiry }) => expiry),
    lines: Array.from({ length: 12 }, (_, i) => ({
      strike: 80_000 + i * 2_000,
      callBid: i === 11 ? null : 0.1234 - i / 100,
      callAsk: 0.1244 - i / 100,
      putBid: i / 100,
      putAsk: i === 0 ? null : i / 100 + 0.001,
      vol: i === 0 ? null : 0.45,
      callDelta: i === 0 ? null : 0.9 - i / 15,
      openInterest: i === 0 ? null : 100 * i,
    })),
    ...parts,
  };
}

export function ivRankView(parts: Partial<IvRankView> = {}): IvRankView {
  const history = Array.from({ length: 252 }, (_, i) => ({
    atMs: DESK_NOW - (251 - i) * DAY_MS,
    pts: 45 + 8 * Math.sin(i / 20),
  }));
  const pts = history.map((point) => point.pts);
  return {
    stamp: STAMP,
    underlying: 'BTC',
    measure: 'DVOL',
    nowPts: pts.at(-1) ?? 0,
    lowPts: Math.min(...pts),
    highPts: Math.max(...pts),
    rankPct: 46.1,
    percentilePct: 51.2,
    sessions: 252,
    history,
    ...parts,
  };
}

export function arbView(parts: Partial<ArbView> = {}): ArbView {
  return {
    stamp: STAMP,
    underlying: 'BTC',
    coin: 'BTC',
    tested: 8_412,
    beforeCosts: 0,
    findings: [],
    feeUsd: 27.37,
    fit: 'free',
    ...parts,
  };
}

/** A desk that knows everything about four underlyings. */
export function fullVol(parts: Partial<VolApi> = {}): VolApi {
  const answer = <T>(value: T): Promise<Result<T, VolError>> => Promise.resolve(ok(value));
  const named = (underlying: string) => ({ underlying, coin: coinOf(underlying) });
  return fakeVol({
    underlyings: () => UNDERLYINGS,
    surface: (underlying) => answer(surfaceView(named(underlying))),
    smile: (underlying, expiry) => {
      const found = SLICES.find((each) => each.expiry === expiry) ?? AT_30;
      return answer(smileView({ ...named(underlying), slice: found }));
    },
    term: (underlying) => answer(termView(named(underlying))),
    skew: (underlying) => answer(skewView(named(underlying))),
    atm: () => Promise.resolve(atmView()),
    greeks: () => answer(greeksView()),
    chain: (underlying, { expiry }) => {
      const found = SLICES.find((each) => each.expiry === expiry) ?? AT_30;
      return answer(chainView({ ...named(underlying), expiry: found.expiry }));
    },
    ivRank: (underlying) => answer(ivRankView(named(underlying))),
    arb: (underlying) => answer(arbView(named(underlying))),
    ...parts,
  });
}
