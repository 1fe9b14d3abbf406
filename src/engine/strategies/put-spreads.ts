import type { ChainRow } from '../domain/chain.js';
import type { GateReading } from '../domain/gate-reading.js';
import { microsToUsd, type EpochMs, type UsdMicros } from '../domain/units.js';
import { deltaOf, isTwoSided, midOf, type ChainReading } from './chain-reading.js';
import { priceTerms, type OrderPrice } from './order-price.js';
import type { PutliteParams } from './putlite-params.js';
import { atLeast, atMost } from './reading.js';
import type { AccountView, OrderTerms } from './strategy.js';
import { ticksOf } from '../domain/ticks.js';

/** Price steps of combinations, by underlying. */
const TICK_MICROS = { SPX: 50_000 as UsdMicros, SPY: 10_000 as UsdMicros } as const;
const MULTIPLIER = 100;

export interface SpreadSearch {
  readonly params: PutliteParams;
  readonly account: AccountView;
  readonly exitByMs: EpochMs;
}

/** A put spread that could be sold, with what each of its gates says. */
export interface SpreadCandidate {
  readonly reading: ChainReading;
  readonly terms: OrderTerms;
  readonly price: OrderPrice | null;
  readonly gates: readonly GateReading[];
  readonly failing: number;
  readonly rank: readonly number[];
}

interface Spread {
  readonly reading: ChainReading;
  readonly short: ChainRow;
  readonly long: ChainRow;
  readonly midUsd: number;
  readonly delta: number;
}

function spreadsOf(reading: ChainReading, widthPoints: number): Spread[] {
  const { rows } = reading.chain;
  const byStrike = new Map<number, ChainRow>(rows.map((row) => [row.strike, row]));
  return rows.flatMap((short) => {
    const long = byStrike.get(short.strike - widthPoints);
    if (short.strike >= reading.forward || !long || !isTwoSided(short.put)) return [];
    const [shortMid, longMid] = [midOf(short.put), midOf(long.put)];
    const delta = deltaOf(reading, short, 'put');
    if (shortMid === null || longMid === null || delta === null) return [];
    return [{ reading, short, long, midUsd: longMid - shortMid, delta: Math.abs(delta) }];
  });
}

function termsOf(spread: Spread, search: SpreadSearch): Omit<OrderTerms, 'quantity'> {
  const { params, account, exitByMs } = search;
  const { reading, short, long } = spread;
  const tickMicros = TICK_MICROS[params.underlying];
  const credit = Math.max(
    params.minCreditUsd,
    (params.minCreditPctOfWidth / 100) * params.spreadWidthPoints,
  );
  return {
    underlying: params.underlying,
    expiry: reading.chain.expiry,
    legs: [
      { instrument: short.put.instrument, ratio: -1, multiplier: MULTIPLIER },
      { instrument: long.put.instrument, ratio: 1, multiplier: MULTIPLIER },
    ],
    tickMicros,
    floorTicks: -ticksOf(credit, tickMicros, 'up'),
    bandTicks: ticksOf(params.bandBelowMidUsd, tickMicros, 'down'),
    limitOffsetTicks: ticksOf(params.limitBelowMidUsd, tickMicros, 'down'),
    feePerContractMicros: Math.ceil(params.feePerContractUsd * 1e6 - 1e-3) as UsdMicros,
    exit: {
      targetShare: params.targetCreditPct / 100,
      plannedLossMicros: account.caps.plannedMicros,
      slippageTicks: params.stopSlippageTicks,
      leastStopMultiple: params.minStopToCredit,
      exitByMs,
    },
  };
}

function fits(price: OrderPrice, { caps, dayLossMicros, openWorstMicros }: AccountView): boolean {
  return (
    price.plannedLossMicros <= caps.plannedMicros &&
    price.worstLossMicros <= caps.worstMicros &&
    dayLossMicros + price.plannedLossMicros <= caps.dayMicros &&
    openWorstMicros + price.worstLossMicros <= caps.openWorstMicros
  );
}

/** The most units, up to the arming's, that every cap has room for; one where none has. */
function sized(spread: Spread, search: SpreadSearch) {
  const base = termsOf(spread, search);
  const most = Math.max(1, Math.floor(search.account.quantity));
  for (let quantity = most; quantity > 1; quantity--) {
    const terms = { ...base, quantity };
    const priced = priceTerms(terms, spread.midUsd);
    if (priced.ok && fits(priced.value, search.account)) return { terms, priced };
  }
  const terms = { ...base, quantity: 1 };
  return { terms, priced: priceTerms(terms, spread.midUsd) };
}

function lossGates(
  account: AccountView,
  of: { readonly plannedMicros: number | null; readonly worstMicros: number | null },
): GateReading[] {
  const { caps, dayLossMicros, openWorstMicros } = account;
  const usd = (micros: number | null) =>
    micros === null ? null : microsToUsd(micros as UsdMicros);
  const added = (before: number, micros: number | null) =>
    micros === null ? null : before + micros;
  const bound = (name: string, micros: number | null, capMicros: UsdMicros) =>
    atMost(name, { value: usd(micros), limit: microsToUsd(capMicros), unit: 'usd' });
  return [
    bound('planned-loss', of.plannedMicros, caps.plannedMicros),
    bound('worst-loss', of.worstMicros, caps.worstMicros),
    bound('day-loss', added(dayLossMicros, of.plannedMicros), caps.dayMicros),
    bound('open-worst', added(openWorstMicros, of.worstMicros), caps.openWorstMicros),
  ];
}

/** Gates of one spread; with null, the same gates of a spread that is not there. */
export function spreadGates(
  search: SpreadSearch,
  of: { readonly spread: Spread; readonly sized: ReturnType<typeof sized> } | null,
): readonly GateReading[] {
  const { params, account } = search;
  const spread = of?.spread ?? null;
  const priced = of?.sized.priced ?? null;
  const credit = spread ? -spread.midUsd : null;
  const sides = spread ? [spread.short.put, spread.long.put] : [];
  const room = spread ? spread.reading.forward - spread.short.strike : null;
  const planned = priced?.ok
    ? priced.value.plannedLossMicros
    : priced?.error.code === 'stop-too-near'
      ? priced.error.plannedLossMicros
      : null;
  return [
    atMost('delta', { value: spread?.delta ?? null, limit: params.maxShortDelta, unit: 'delta' }),
    atLeast('distance', {
      value: spread && room !== null ? room / spread.reading.straddle : null,
      limit: params.minDistanceInExpectedMoves,
      unit: 'ratio',
    }),
    atMost('leg-spread', {
      value: spread ? Math.max(...sides.map(({ bid, ask }) => ask - bid)) : null,
      limit: params.maxLegSpreadUsd,
      unit: 'usd',
    }),
    atLeast('credit', { value: credit, limit: params.minCreditUsd, unit: 'usd' }),
    atLeast('credit-share', {
      value: credit === null ? null : (100 * credit) / params.spreadWidthPoints,
      limit: params.minCreditPctOfWidth,
      unit: 'pct',
    }),
    ...lossGates(account, {
      plannedMicros: planned,
      worstMicros: priced?.ok ? priced.value.worstLossMicros : null,
    }),
  ];
}

/** Spreads whose deltas lie in the same hundredth are equally safe. */
const DELTA_CLASS = 0.01;

function candidate(spread: Spread, search: SpreadSearch): SpreadCandidate {
  const made = sized(spread, search);
  const { terms, priced } = made;
  const gates = spreadGates(search, { spread, sized: made });
  const price = priced.ok ? priced.value : null;
  const off = Math.abs(spread.delta - search.params.targetShortDelta);
  const paid = price ? -price.limitTicks / price.worstLossMicros : 0;
  return {
    reading: spread.reading,
    terms,
    price,
    gates,
    failing: gates.filter(({ verdict }) => verdict !== 'pass').length,
    rank: [
      spread.reading.chain.settlesAtMs,
      Math.floor(off / DELTA_CLASS),
      -paid,
      spread.short.strike,
    ],
  };
}

function compare(a: SpreadCandidate, b: SpreadCandidate): number {
  if (a.failing !== b.failing) return a.failing - b.failing;
  for (let i = 0; i < a.rank.length; i++) {
    const gap = (a.rank[i] ?? 0) - (b.rank[i] ?? 0);
    if (gap !== 0) return gap;
  }
  return 0;
}

/**
 * The spread to sell, or the one that is nearest to it: fewest gates against it, then the earliest
 * expiry, the delta nearest to the one looked for, the best credit for its worst loss among the
 * equally safe, and the lower strike.
 */
export function bestSpread(
  readings: readonly ChainReading[],
  search: SpreadSearch,
): SpreadCandidate | null {
  let best: SpreadCandidate | null = null;
  for (const reading of readings) {
    for (const spread of spreadsOf(reading, search.params.spreadWidthPoints)) {
      const next = candidate(spread, search);
      if (!best || compare(next, best) < 0) best = next;
    }
  }
  return best;
}
