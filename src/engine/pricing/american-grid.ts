import {
  intrinsic,
  paid,
  type AmericanInput,
  type Exercise,
  type GridPrice,
} from './american-terms.js';

/** Half-width of the grid in standard deviations: beyond it lies less than 1e-11 of the law. */
const HALF_WIDTH = 7;

interface Grid {
  readonly spots: Float64Array;
  readonly payoff: Float64Array;
  /** Log spacing times the direction: node 0 lies at the end where exercise pays. */
  readonly spacing: number;
  readonly middle: number;
}

function makeGrid(of: AmericanInput, nodes: number): Grid {
  const { spot, vol, years, rate, yieldRate } = of;
  const drop = paid(of).reduce((sum, { amount }) => sum + amount, 0) / spot;
  const width =
    HALF_WIDTH * vol * Math.sqrt(years) + Math.abs(rate - yieldRate) * years + Math.min(1, drop);
  const middle = nodes / 2;
  const spacing = ((of.right === 'call' ? -1 : 1) * width) / middle;
  const spots = new Float64Array(nodes + 1);
  const payoff = new Float64Array(nodes + 1);
  for (let i = 0; i <= nodes; i++) {
    spots[i] = spot * Math.exp((i - middle) * spacing);
    payoff[i] = intrinsic(of, spots[i] as number);
  }
  return { spots, payoff, spacing, middle };
}

/** Payoff at expiry, its kink averaged over the cell that holds it so that errors fall smoothly. */
function expiryValues(of: AmericanInput, grid: Grid): Float64Array {
  const values = grid.payoff.slice();
  const half = Math.abs(grid.spacing) / 2;
  values.forEach((_, i) => {
    const spot = grid.spots[i] as number;
    const low = spot * Math.exp(-half);
    const high = spot * Math.exp(half);
    if (of.strike <= low || of.strike >= high) return;
    // Mean over ln S of (S - K)⁺ or (K - S)⁺ within the cell.
    const above = high - of.strike - of.strike * Math.log(high / of.strike);
    const below = of.strike * Math.log(of.strike / low) - (of.strike - low);
    values[i] = (of.right === 'call' ? above : below) / (2 * half);
  });
  return values;
}

/** Value the moment before an ex-date: the spot falls by the dividend, not below the grid. */
function beforeDividend(grid: Grid, values: Float64Array, amount: number): Float64Array {
  const { spots, spacing, middle } = grid;
  const last = values.length - 1;
  const lowest = Math.min(spots[0] as number, spots[last] as number);
  const centre = spots[middle] as number;
  return values.map((_, i) => {
    const fallen = Math.max(lowest, (spots[i] as number) - amount);
    const at = Math.min(last, Math.max(0, Math.log(fallen / centre) / spacing + middle));
    const from = Math.min(Math.max(Math.floor(at) - 1, 0), last - 3);
    const t = at - from;
    const v = (k: number): number => values[from + k] as number;
    return (
      (-(t - 1) * (t - 2) * (t - 3) * v(0)) / 6 +
      (t * (t - 2) * (t - 3) * v(1)) / 2 -
      (t * (t - 1) * (t - 3) * v(2)) / 2 +
      (t * (t - 1) * (t - 2) * v(3)) / 6
    );
  });
}

/** Exercise where it is worth more, its kink averaged over the cell like that of expiry. */
function exercised(values: Float64Array, floor: Float64Array): Float64Array {
  const gain = (i: number): number => (floor[i] ?? NaN) - (values[i] ?? NaN);
  return values.map((value, i) => {
    const here = gain(i);
    const left = (gain(i - 1) + here) / 2;
    const right = (here + gain(i + 1)) / 2;
    if (!(left * right < 0)) return value + Math.max(0, here);
    return value + Math.max(left, right) ** 2 / (2 * Math.abs(right - left));
  });
}

/** One time step of the θ-scheme: constant coefficients, factored once. */
interface Stepper {
  readonly dt: number;
  readonly explicit: readonly [number, number, number];
  readonly below: number;
  /** Upper coefficient over the next pivot, and one over the pivot, by node. */
  readonly ratio: Float64Array;
  readonly inverse: Float64Array;
}

function makeStepper(of: AmericanInput, grid: Grid, step: { dt: number; theta: number }): Stepper {
  const { dt, theta } = step;
  const { spacing } = grid;
  const spread = (0.5 * of.vol * of.vol) / (spacing * spacing);
  // Fitted so that the scheme carries S itself without error: L(eˣ) = (r - q)eˣ on the grid.
  const carried = of.rate - of.yieldRate - spread * 4 * Math.sinh(spacing / 2) ** 2;
  const convection = carried / (2 * Math.sinh(spacing));
  // Where the drift outruns the spread, upwind: coefficients must not be negative.
  const diffusion = Math.max(spread, Math.abs(convection));
  const lower = diffusion - convection;
  const upper = diffusion + convection;
  const centre = -2 * diffusion - of.rate;
  const implicit = theta * dt;
  const explicit = (1 - theta) * dt;
  const last = grid.spots.length - 1;
  const ratio = new Float64Array(last + 1);
  const inverse = new Float64Array(last + 1);
  for (let i = last - 1; i > 0; i--) {
    const above = i === last - 1 ? 0 : (inverse[i + 1] as number);
    ratio[i] = -implicit * upper * above;
    const pivot = 1 - implicit * centre - (ratio[i] as number) * -implicit * lower;
    inverse[i] = 1 / pivot;
  }
  return {
    dt,
    explicit: [explicit * lower, 1 + explicit * centre, explicit * upper],
    below: -implicit * lower,
    ratio,
    inverse,
  };
}

/**
 * Advances in place by one step: elimination towards the exercised end, then substitution away from
 * it under the payoff's floor, which solves the step's complementarity problem exactly (M. Brennan,
 * E. Schwartz, "The Valuation of American Put Options", 1977).
 */
function advance(stepper: Stepper, values: Float64Array, of: Boundary): void {
  const { explicit, below, ratio, inverse } = stepper;
  const [lower, centre, upper] = explicit;
  const { floor, right } = of;
  const last = values.length - 1;
  let beyond = 0;
  let above = values[last] as number;
  let here = values[last - 1] as number;
  for (let i = last - 1; i > 0; i--) {
    const next = values[i - 1] as number;
    beyond = lower * next + centre * here + upper * above - (ratio[i] as number) * beyond;
    above = here;
    here = next;
    right[i] = beyond;
  }
  let previous = of.edge;
  values[0] = previous;
  values[last] = 0;
  for (let i = 1; i < last; i++) {
    const free = ((right[i] as number) - below * previous) * (inverse[i] as number);
    const least = floor[i] as number;
    previous = free > least ? free : least;
    values[i] = previous;
  }
}

interface Boundary {
  /** Least value by node: the payoff, or minus infinity for a European option. */
  readonly floor: Float64Array;
  /** Value at node 0. */
  readonly edge: number;
  /** Scratch. */
  readonly right: Float64Array;
}

/** Value deep in the money with a time left: the forward's, and the payoff where that is more. */
function edgeValue(of: AmericanInput, exercise: Exercise, at: { spot: number; left: number }) {
  const now = of.years - at.left;
  const due = paid(of).filter((dividend) => dividend.years > now);
  const lost = due.reduce((sum, d) => sum + d.amount * Math.exp(-of.rate * (d.years - now)), 0);
  const asset = at.spot * Math.exp(-of.yieldRate * at.left);
  const cash = of.strike * Math.exp(-of.rate * at.left);
  const held = of.right === 'call' ? asset - lost - cash : cash - asset;
  return Math.max(exercise === 'american' ? intrinsic(of, at.spot) : 0, held);
}

/** One pass over a grid of an even number of space intervals and half as many time steps. */
export function solveGrid(of: AmericanInput, exercise: Exercise, nodes: number): GridPrice {
  const grid = makeGrid(of, nodes);
  const floor = exercise === 'american' ? grid.payoff : new Float64Array(nodes + 1).fill(-Infinity);
  const right = new Float64Array(nodes + 1);
  let values = expiryValues(of, grid);
  let left = 0;
  const edgeSpot = grid.spots[0] as number;
  const stops = [...paid(of), { years: 0, amount: 0 }];
  for (const stop of stops) {
    const span = of.years - left - stop.years;
    const steps = Math.max(8, Math.ceil((nodes / 2) * (span / of.years)));
    const dt = span / steps;
    const damped = makeStepper(of, grid, { dt: dt / 2, theta: 1 });
    const plain = makeStepper(of, grid, { dt, theta: 0.5 });
    for (let n = -2; n < steps; n++) {
      const stepper = n < 2 ? damped : plain;
      left += stepper.dt;
      const edge = edgeValue(of, exercise, { spot: edgeSpot, left });
      advance(stepper, values, { floor, edge, right });
    }
    left = of.years - stop.years;
    if (stop.amount > 0) {
      values = beforeDividend(grid, values, stop.amount);
      if (exercise === 'american') values = exercised(values, floor);
    }
  }
  return read(of, grid, { values, floor });
}

/** Price and differences at the middle node, which is the spot; theta by the equation itself. */
function read(of: AmericanInput, grid: Grid, at: { values: Float64Array; floor: Float64Array }) {
  const { middle, spacing } = grid;
  const { values, floor } = at;
  const price = values[middle] as number;
  const low = values[middle - 1] as number;
  const high = values[middle + 1] as number;
  const slope = (high - low) / (2 * spacing);
  const bend = (high - 2 * price + low) / (spacing * spacing) - slope;
  const carried = of.rate * price - (of.rate - of.yieldRate) * slope;
  return {
    price,
    delta: slope / of.spot,
    gamma: bend / (of.spot * of.spot),
    theta: price > (floor[middle] as number) ? carried - 0.5 * of.vol * of.vol * bend : 0,
  };
}
