import { solveGrid } from './american-grid.js';
import {
  intrinsic,
  paid,
  type AmericanInput,
  type Exercise,
  type GridPrice,
} from './american-terms.js';

export type { AmericanInput, Dividend, Exercise, GridPrice } from './american-terms.js';

/** Space intervals of the finer grid; time steps are half as many. */
const DEFAULT_RESOLUTION = 400;
/** Below this total volatility the share moves as good as surely. */
const SURE_BELOW = 1e-4;

function exercisedNow({ right }: AmericanInput, price: number): GridPrice {
  return { price, delta: right === 'call' ? 1 : -1, gamma: 0, theta: 0 };
}

/** Where the share moves surely, the best of exercising now, before each dividend or at expiry. */
function surePrice(of: AmericanInput, exercise: Exercise): GridPrice {
  const stops = paid(of).reverse();
  let spot = of.spot;
  let from = 0;
  let best = exercise === 'american' || of.years <= 0 ? intrinsic(of, of.spot) : 0;
  for (const { years, amount } of [...stops, { years: Math.max(0, of.years), amount: 0 }]) {
    spot *= Math.exp((of.rate - of.yieldRate) * (years - from));
    from = years;
    const value = intrinsic(of, spot) * Math.exp(-of.rate * years);
    if (exercise === 'american' || years === Math.max(0, of.years)) best = Math.max(best, value);
    spot = Math.max(0, spot - amount);
  }
  return best > 0 ? exercisedNow(of, best) : { price: 0, delta: 0, gamma: 0, theta: 0 };
}

/**
 * Price by finite differences in ln S: Crank-Nicolson with four half steps of implicit Euler after
 * expiry and after each dividend (R. Rannacher, 1984), the spot falling by each cash dividend on its
 * ex-date; two grids, extrapolated to none at second order. Without time or volatility, the best
 * sure exercise.
 * @param how space intervals of the finer grid, at least 40 (400: error about 5e-6 of the spot) and
 * exercise (american).
 */
export function americanPrice(
  of: AmericanInput,
  how: { readonly resolution?: number; readonly exercise?: Exercise } = {},
): GridPrice {
  const exercise = how.exercise ?? 'american';
  if (!(of.years > 0) || !(of.vol * Math.sqrt(of.years) > SURE_BELOW)) {
    return surePrice(of, exercise);
  }
  const half = 2 * Math.max(10, Math.round((how.resolution ?? DEFAULT_RESOLUTION) / 4));
  const coarse = solveGrid(of, exercise, half);
  const fine = solveGrid(of, exercise, 2 * half);
  const better = (name: keyof GridPrice): number => fine[name] + (fine[name] - coarse[name]) / 3;
  const least = exercise === 'american' ? intrinsic(of, of.spot) : 0;
  const price = better('price');
  if (least > 0 && price <= least) return exercisedNow(of, least);
  return {
    price: Math.max(0, price),
    delta: better('delta'),
    gamma: better('gamma'),
    theta: better('theta'),
  };
}
