import type { Chain, ChainRow, OptionSide } from '../domain/chain.js';
import type { InstrumentId } from '../domain/instrument.js';
import type { FundLink } from '../domain/model-facts.js';
import { daysBetween, type TradingDay } from '../domain/trading-day.js';
import type { Outlook } from './outlook.js';

export type SuggestionKind = 'vix-put' | 'vix-put-spread' | 'uvxy-put';

/** Shares or index points a contract stands for. */
const MULTIPLIER = 100;
/** An option nearer its end than this is no bet on the next month. */
const FEWEST_DAYS = 14;
/** Three points that stand for a normal variable: mean, variance and kurtosis are its own. */
const NORMAL_POINTS = [
  { at: -Math.sqrt(3), weight: 1 / 6 },
  { at: 0, weight: 2 / 3 },
  { at: Math.sqrt(3), weight: 1 / 6 },
] as const;

export interface SuggestionLeg {
  readonly side: 'buy' | 'sell';
  readonly instrument: InstrumentId;
  readonly strike: number;
  /** Per share: the ask where bought, the bid where sold. */
  readonly priceUsd: number;
}

/** One order of one contract each leg, bought at the ask and held to its expiry. */
export interface Suggestion {
  readonly kind: SuggestionKind;
  readonly expiry: TradingDay;
  readonly daysToExpiry: number;
  readonly legs: readonly SuggestionLeg[];
  /** With fees: all that can be lost. */
  readonly costUsd: number;
  readonly worstCaseUsd: number;
  /** Level of the underlying at expiry below which it wins. */
  readonly breakEven: number;
  /** Mean gain over the outlook's points, after cost; below zero the market asks more than history paid. */
  readonly expectedValueUsd: number;
  readonly winChance: number;
}

export type NoSuggestion = {
  readonly kind: SuggestionKind;
  readonly code: 'no-chain' | 'no-expiry' | 'no-two-sided-put' | 'no-lower-strike' | 'no-fund-link';
};

export interface SuggestRequest {
  /** Chains of VIX and UVXY, all expiries at hand, newest of each. */
  readonly chains: readonly Chain[];
  readonly outlook: Outlook;
  readonly vix: number;
  readonly today: TradingDay;
  /** Null where it was not measured: no suggestion in the fund then. */
  readonly fund: FundLink | null;
  readonly feeUsdPerContract: number;
}

interface Point {
  readonly level: number;
  readonly weight: number;
}

function twoSided(side: OptionSide): boolean {
  return side.bid > 0 && side.ask >= side.bid;
}

function mid(side: OptionSide): number {
  return (side.bid + side.ask) / 2;
}

/** The forward by parity at the strike where call and put are nearest; the spot where none is quoted. */
function forwardOf(chain: Chain): number {
  let best: { gap: number; forward: number } | null = null;
  for (const { strike, call, put } of chain.rows) {
    if (!twoSided(call) || !twoSided(put)) continue;
    const gap = mid(call) - mid(put);
    if (!best || Math.abs(gap) < best.gap) best = { gap: Math.abs(gap), forward: strike + gap };
  }
  return best?.forward ?? chain.spot;
}

/** The expiry nearest the outlook's days, the later of two as near. */
function chainOf(request: SuggestRequest, underlying: string): Chain | 'no-chain' | 'no-expiry' {
  const listed = request.chains.filter((chain) => chain.underlying === underlying);
  if (listed.length === 0) return 'no-chain';
  const wanted = request.outlook.expiryDays;
  const off = (chain: Chain) => Math.abs(daysBetween(request.today, chain.expiry) - wanted);
  const [nearest] = listed
    .filter(({ expiry }) => daysBetween(request.today, expiry) >= FEWEST_DAYS)
    .sort((a, b) => off(a) - off(b) || (a.expiry < b.expiry ? 1 : -1));
  return nearest ?? 'no-expiry';
}

function nearestPut(rows: readonly ChainRow[], level: number): ChainRow | null {
  const quoted = rows.filter(({ put }) => twoSided(put));
  return quoted.reduce<ChainRow | null>(
    (best, row) =>
      !best || Math.abs(row.strike - level) < Math.abs(best.strike - level) ? row : best,
    null,
  );
}

function leg(side: 'buy' | 'sell', { strike, put }: ChainRow): SuggestionLeg {
  const priceUsd = side === 'buy' ? put.ask : put.bid;
  return { side, instrument: put.instrument, strike, priceUsd };
}

/** Worth of the legs at expiry, per share. */
function worth(legs: readonly SuggestionLeg[], level: number): number {
  return legs.reduce(
    (sum, { side, strike }) => sum + (side === 'buy' ? 1 : -1) * Math.max(strike - level, 0),
    0,
  );
}

function made(
  of: { kind: SuggestionKind; chain: Chain; legs: readonly SuggestionLeg[] },
  points: readonly Point[],
  request: SuggestRequest,
): Suggestion {
  const { kind, chain, legs } = of;
  const paid = legs.reduce(
    (sum, { side, priceUsd }) => sum + (side === 'buy' ? priceUsd : -priceUsd),
    0,
  );
  const costUsd = MULTIPLIER * paid + request.feeUsdPerContract * legs.length;
  const gains = points.map(({ level, weight }) => ({
    gain: MULTIPLIER * worth(legs, level) - costUsd,
    weight,
  }));
  const highest = Math.max(
    ...legs.filter(({ side }) => side === 'buy').map(({ strike }) => strike),
  );
  return {
    kind,
    expiry: chain.expiry,
    daysToExpiry: daysBetween(request.today, chain.expiry),
    legs,
    costUsd,
    worstCaseUsd: -costUsd,
    breakEven: highest - costUsd / MULTIPLIER,
    expectedValueUsd: gains.reduce((sum, { gain, weight }) => sum + weight * gain, 0),
    winChance: gains.reduce((sum, { gain, weight }) => sum + (gain > 0 ? weight : 0), 0),
  };
}

function vixPoints({ outlook, vix }: SuggestRequest): readonly Point[] {
  return outlook.ratios.map((ratio) => ({ level: vix * ratio, weight: 1 / outlook.ratios.length }));
}

/** Levels of the fund, from those of VIX and the noise between the two. */
function fundPoints(request: SuggestRequest, spot: number, link: FundLink): readonly Point[] {
  const { ratios } = request.outlook;
  return ratios.flatMap((ratio) =>
    NORMAL_POINTS.map(({ at, weight }) => ({
      level: spot * Math.exp(link.base + link.perVix * Math.log(ratio) + link.sd * at),
      weight: weight / ratios.length,
    })),
  );
}

function vixPut(request: SuggestRequest): Suggestion | NoSuggestion['code'] {
  const chain = chainOf(request, 'VIX');
  if (typeof chain === 'string') return chain;
  const row = nearestPut(chain.rows, forwardOf(chain));
  if (!row) return 'no-two-sided-put';
  return made({ kind: 'vix-put', chain, legs: [leg('buy', row)] }, vixPoints(request), request);
}

function vixPutSpread(request: SuggestRequest): Suggestion | NoSuggestion['code'] {
  const chain = chainOf(request, 'VIX');
  if (typeof chain === 'string') return chain;
  const bought = nearestPut(chain.rows, forwardOf(chain));
  if (!bought) return 'no-two-sided-put';
  // Sold where one in ten of the outcomes lies lower: what is beyond is given up for the premium.
  const lower = chain.rows.filter(({ strike }) => strike < bought.strike);
  const sold = nearestPut(lower, request.outlook.lowVix);
  if (!sold) return 'no-lower-strike';
  const legs = [leg('buy', bought), leg('sell', sold)];
  return made({ kind: 'vix-put-spread', chain, legs }, vixPoints(request), request);
}

function uvxyPut(request: SuggestRequest): Suggestion | NoSuggestion['code'] {
  const chain = chainOf(request, 'UVXY');
  if (typeof chain === 'string') return chain;
  if (!request.fund) return 'no-fund-link';
  const row = nearestPut(chain.rows, chain.spot);
  if (!row) return 'no-two-sided-put';
  const points = fundPoints(request, chain.spot, request.fund);
  return made({ kind: 'uvxy-put', chain, legs: [leg('buy', row)] }, points, request);
}

const MAKERS = [
  ['vix-put', vixPut],
  ['vix-put-spread', vixPutSpread],
  ['uvxy-put', uvxyPut],
] as const;

export interface Suggestions {
  /** Best expected value per dollar first. */
  readonly suggestions: readonly Suggestion[];
  readonly missing: readonly NoSuggestion[];
  /** The first whose expected value is above zero; null where the market asks more than that for all. */
  readonly best: Suggestion | null;
}

/**
 * Puts that win when VIX falls, priced from live chains at the ask, each judged at expiry by what
 * followed days of like confidence out of sample. The outlook is that of 21 sessions, whatever the
 * expiry: a longer one is judged as if VIX stood still after them.
 */
export function suggestPuts(request: SuggestRequest): Suggestions {
  const suggestions: Suggestion[] = [];
  const missing: NoSuggestion[] = [];
  for (const [kind, make] of MAKERS) {
    const found = make(request);
    if (typeof found === 'string') missing.push({ kind, code: found });
    else suggestions.push(found);
  }
  const perDollar = (of: Suggestion) => of.expectedValueUsd / Math.max(of.costUsd, 0.01);
  suggestions.sort((a, b) => perDollar(b) - perDollar(a));
  const [first] = suggestions;
  return { suggestions, missing, best: first && first.expectedValueUsd > 0 ? first : null };
}
