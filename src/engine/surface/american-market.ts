import { newYorkInstant } from '../domain/new-york.js';
import { nthWeekday } from '../domain/trading-day.js';
import type { EpochMs } from '../domain/units.js';
import type { Dividend } from '../pricing/american.js';
import { timeToExpiry } from '../pricing/day-count.js';
import { europeanEquivalent } from './european-equivalent.js';
import { forwardCurve } from './forward.js';
import type { ExpiryInput, SurfaceInput } from './quotes.js';

/** What the early exercise of an underlying's options depends on, beside their quotes. */
export interface AmericanMarket {
  readonly spot: number;
  /** Interest a year by settlement, ascending, such as the index's; empty has it from the quotes. */
  readonly rates: readonly { readonly settlesAtMs: EpochMs; readonly rate: number }[];
  /** Share of the spot paid a year, in four parts. */
  readonly dividendYield: number;
}

/** Both sides are kept this near to the spot, in |ln(K/S)|, for put-call parity. */
const BOTH_WITHIN = 0.04;
/** Coarse, because the premium alone is taken from the grid: a difference whose errors cancel. */
const RESOLUTION = 60;
/** Strikes of an expiry at which the premium is worked out; between them it is a line. */
const NODES = 14;
/** No rate from quotes of American options is believed beyond these. */
const LEAST_RATE = 0;
const MOST_RATE = 0.08;

/**
 * Dividends of a fund that pays each quarter: ex-date on the third Friday of March, June, September
 * and December, at the open.
 */
export function quarterlyDividends(
  { fromMs, toMs }: { readonly fromMs: EpochMs; readonly toMs: EpochMs },
  amount: number,
): Dividend[] {
  const found: Dividend[] = [];
  const first = new Date(fromMs).getUTCFullYear();
  const last = new Date(toMs).getUTCFullYear();
  for (let year = first; year <= last; year++) {
    for (const month of [3, 6, 9, 12]) {
      const exMs = newYorkInstant(nthWeekday(year, month, { weekday: 5, n: 3 }), '9:30');
      if (exMs > fromMs && exMs < toMs) {
        found.push({ years: timeToExpiry(fromMs, exMs).years, amount });
      }
    }
  }
  return found;
}

function nearestRate(market: AmericanMarket, settlesAtMs: EpochMs): number | null {
  let found: { readonly apartMs: number; readonly rate: number } | null = null;
  for (const one of market.rates) {
    const apartMs = Math.abs(one.settlesAtMs - settlesAtMs);
    if (!found || apartMs < found.apartMs) found = { apartMs, rate: one.rate };
  }
  return found?.rate ?? null;
}

/** Interest by expiry: as given, else from the expiries' own parity, within what is believed. */
function ratesOf(expiries: readonly ExpiryInput[], of: SurfaceInput, market: AmericanMarket) {
  if (market.rates.length > 0) {
    return expiries.map(({ settlesAtMs }) => nearestRate(market, settlesAtMs) as number);
  }
  const years = expiries.map(({ settlesAtMs }) => timeToExpiry(of.atMs, settlesAtMs).years);
  return forwardCurve(expiries, years).map((point) =>
    Math.min(MOST_RATE, Math.max(LEAST_RATE, point?.rate ?? LEAST_RATE)),
  );
}

/** The same surface's input as if its options were European, with interest given. */
export function asEuropean(input: SurfaceInput, market: AmericanMarket): SurfaceInput {
  const live = input.expiries.filter(({ settlesAtMs }) => settlesAtMs > input.atMs);
  const rates = ratesOf(live, input, market);
  const amount = (market.dividendYield * market.spot) / 4;
  const expiries = live.map((one, i) => {
    const { years } = timeToExpiry(input.atMs, one.settlesAtMs);
    const rate = rates[i] as number;
    const dividends = quarterlyDividends({ fromMs: input.atMs, toMs: one.settlesAtMs }, amount);
    const facts = { spot: market.spot, years, rate, yieldRate: 0, dividends };
    const quotes = europeanEquivalent(one.quotes, facts, {
      bothWithin: BOTH_WITHIN,
      resolution: RESOLUTION,
      nodes: NODES,
    });
    return { ...one, rate, quotes };
  });
  return { ...input, expiries };
}
