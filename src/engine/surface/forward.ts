import { fitParity, parityRows, type ParityFit } from './parity.js';
import type { ExpiryInput } from './quotes.js';

/** Forward and discount factor of one expiry, and how they were found. */
export interface ForwardCurvePoint {
  readonly forward: number;
  readonly discount: number;
  /** Interest a year, continuously compounded. */
  readonly rate: number;
  readonly source: 'future' | 'parity';
  /** Forward from parity, its standard error, and how many strikes stood far off the line. */
  readonly parity: ParityFit | null;
}

/** Strikes nearest to the forward that parity is taken from. */
const MOST_ROWS = 60;
/** No rate from a regression is believed beyond these. */
const LEAST_RATE = -0.05;
const MOST_RATE = 0.2;
/** Least error of a rate, and what it grows by for each factor e in time between two expiries. */
const RATE_ERROR = 5e-4;
const RATE_DRIFT = 4e-3;

interface RateGuess {
  readonly years: number;
  readonly rate: number;
  readonly error: number;
}

function rateGuess(fit: ParityFit | null, years: number): RateGuess | null {
  if (!fit || !(years > 0)) return null;
  const rate = -Math.log(fit.discount) / years;
  if (!(rate > LEAST_RATE && rate < MOST_RATE)) return null;
  return { years, rate, error: fit.discountError / (fit.discount * years) + RATE_ERROR };
}

/**
 * Rates by expiry: each from its own regression where that is sharp, leaning on near expiries where
 * it is not, because days from expiry a slope says nothing about interest.
 */
function smoothRates(guesses: readonly (RateGuess | null)[], years: readonly number[]): number[] {
  return years.map((at) => {
    let total = 0;
    let sum = 0;
    for (const guess of guesses) {
      if (!guess) continue;
      const apart = RATE_DRIFT * Math.log(Math.max(at, 1e-6) / guess.years);
      const weight = 1 / (guess.error * guess.error + apart * apart);
      total += weight;
      sum += weight * guess.rate;
    }
    return total > 0 ? sum / total : 0;
  });
}

/**
 * Forwards and discount factors of all expiries: the future where there is one, put-call parity
 * else. Null where an expiry has neither a future nor a strike with both sides.
 * @param years time to each expiry.
 */
export function forwardCurve(
  expiries: readonly ExpiryInput[],
  years: readonly number[],
): (ForwardCurvePoint | null)[] {
  const open = expiries.some(({ rate }) => rate === null);
  const rows = expiries.map(({ quotes }) => parityRows(quotes, MOST_ROWS));
  const guesses = open
    ? rows.map((row, i) => rateGuess(fitParity(row, null), years[i] as number))
    : [];
  const rates = open ? smoothRates(guesses, years) : [];
  return expiries.map(({ future, rate: given }, i) => {
    const rate = given ?? (rates[i] as number);
    const discount = Math.exp(-rate * (years[i] as number));
    const parity = fitParity(rows[i] as ReturnType<typeof parityRows>, discount);
    const forward = future ?? parity?.forward ?? null;
    if (forward === null || !(forward > 0)) return null;
    return { forward, discount, rate, source: future === null ? 'parity' : 'future', parity };
  });
}
