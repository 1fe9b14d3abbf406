import type { Chain, ChainRow, OptionSide } from '../../domain/chain.js';
import { coinOf } from '../../domain/instrument.js';
import type { EpochMs } from '../../domain/units.js';
import type { FitRequest, FittedSurface } from '../../ports/surface-fitter.js';
import { timeToExpiry } from '../../pricing/day-count.js';
import { expiryInput } from '../../surface/quotes.js';
import { quarterlyDividends, type AmericanMarket } from '../../surface/american-market.js';
import type { Dividend } from '../../pricing/american.js';
import { spread } from './spread.js';

/** Expiries that are fitted at most: an index lists three times as many, most of them days apart. */
export const MOST_EXPIRIES = 20;
/** The nearest so many are always among them. */
const NEAREST_EXPIRIES = 8;

/** Options on these settle in cash and are exercised at expiry alone; all others' at any time. */
const INDEX_ROOTS = new Set([
  'SPX',
  'SPXW',
  'XSP',
  'VIX',
  'VIXW',
  'NDX',
  'NDXP',
  'RUT',
  'RUTW',
  'DJX',
]);

export function isIndex(root: string): boolean {
  return INDEX_ROOTS.has(root);
}

export function isAmerican({ root, exercise }: Pick<Chain, 'root' | 'exercise'>): boolean {
  return exercise !== 'european' && coinOf(root) === null && !isIndex(root);
}

/** Shares of the price that the large funds pay out a year, rounded; what is not listed pays none. */
const DIVIDEND_YIELDS: Readonly<Record<string, number>> = { SPY: 0.012, QQQ: 0.006, IWM: 0.012 };

export function dividendYield(underlying: string): number {
  return DIVIDEND_YIELDS[underlying] ?? 0;
}

/** Dividends until a chain settles; null where its options cannot be exercised early. */
export function dividendsOf(chain: Chain): readonly Dividend[] | null {
  if (!isAmerican(chain)) return null;
  const amount = (dividendYield(chain.underlying) * chain.spot) / 4;
  return quarterlyDividends({ fromMs: chain.atMs, toMs: chain.settlesAtMs }, amount);
}

/**
 * The expiries to fit: the nearest eight, the last, and of those between, the ones that stand
 * farthest from their neighbours in the logarithm of time, twenty in all.
 * @param chains ascending by settlement.
 */
export function chooseExpiries(chains: readonly Chain[], atMs: EpochMs): readonly Chain[] {
  const live = chains.filter(({ settlesAtMs }) => settlesAtMs > atMs);
  return spread(live, {
    most: MOST_EXPIRIES,
    nearest: NEAREST_EXPIRIES,
    timeOf: ({ settlesAtMs }) => settlesAtMs - atMs,
  });
}

/** Time of a chain's newest quote: a chain's own time may be that of its oldest. */
function newestQuoteMs({ rows, atMs }: Chain): EpochMs {
  let newestMs = atMs;
  for (const { call, put } of rows) {
    newestMs = Math.max(newestMs, call.atMs ?? atMs, put.atMs ?? atMs);
  }
  return newestMs;
}

/** Time of a look: of its newest quote. */
export function lookAtMs(chains: readonly Chain[]): EpochMs {
  return chains.reduce((newestMs, chain) => Math.max(newestMs, newestQuoteMs(chain)), -Infinity);
}

/** The newest chain of a look. @param chains at least one. */
export function newestOf(chains: readonly Chain[]): Chain {
  return chains.reduce((newest, chain) => (chain.atMs > newest.atMs ? chain : newest));
}

function sameSide(a: OptionSide, b: OptionSide): boolean {
  return a.bid === b.bid && a.ask === b.ask && a.atMs === b.atMs;
}

/** Did every quote stay as it was? Then a fit would give the same. */
export function sameQuotes(before: readonly Chain[], chains: readonly Chain[]): boolean {
  if (before.length !== chains.length) return false;
  return chains.every((chain, i) => {
    const old = before[i] as Chain;
    return (
      old.atMs === chain.atMs &&
      old.settlesAtMs === chain.settlesAtMs &&
      old.root === chain.root &&
      old.source === chain.source &&
      old.future === chain.future &&
      old.rows.length === chain.rows.length &&
      chain.rows.every(({ strike, call, put }, j) => {
        const row = old.rows[j] as ChainRow;
        return row.strike === strike && sameSide(row.call, call) && sameSide(row.put, put);
      })
    );
  });
}

/** @param chains at least one, ascending by settlement, of one underlying. */
export function fitRequest(chains: readonly Chain[], rates: AmericanMarket['rates']): FitRequest {
  const newest = newestOf(chains);
  const atMs = lookAtMs(chains);
  const { underlying, delayMs, source, spot } = newest;
  const expiries = chooseExpiries(chains, atMs).map((chain) =>
    // Coins are lent for nothing in the venue's own prices; all else tells its interest by parity.
    expiryInput(chain, { future: chain.future ?? null, rate: chain.coin ? 0 : null }, atMs),
  );
  const american = { spot, rates, dividendYield: dividendYield(underlying) };
  return {
    input: { underlying, atMs, delayMs, source, expiries },
    american: isAmerican(newest) ? american : null,
  };
}

/** Time of the older of the two quotes next to the money, the side out of the money of each. */
function atTheMoneyMs(chain: Chain, forward: number): EpochMs {
  const above = chain.rows.findIndex(({ strike }) => strike >= forward);
  const near = [chain.rows[above - 1]?.put, above < 0 ? undefined : chain.rows[above]?.call];
  return Math.min(...near.map((side) => side?.atMs ?? chain.atMs));
}

/** Market time of the oldest quote next to the money of any expiry that was fitted. */
export function asOfMs(surface: FittedSurface, chains: readonly Chain[]): EpochMs {
  const byId = new Map(chains.map((chain) => [`${chain.root}/${chain.expiry}`, chain]));
  return surface.slices.reduce((oldest, { id, curve }) => {
    const chain = byId.get(id);
    return chain ? Math.min(oldest, atTheMoneyMs(chain, curve.forward)) : oldest;
  }, surface.atMs);
}

/** Calendar years to a chain's settlement at an instant; 0 once it has passed. */
export function yearsTo({ settlesAtMs }: Pick<Chain, 'settlesAtMs'>, atMs: EpochMs): number {
  const left = timeToExpiry(atMs, settlesAtMs);
  return left.state === 'expired' ? 0 : left.years;
}
