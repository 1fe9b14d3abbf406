/**
 * Nodes u, with (k - m)/σ = sinh u, at which slices are examined: fine around the bend, coarser in
 * the wings, far enough that beyond them a slice is its asymptote.
 */
export interface Wave {
  readonly u: Float64Array;
  /** e^(u/2), sinh u, cosh u. */
  readonly e: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
}

function build(fine: number, coarse: number): Wave {
  const side: number[] = [];
  for (let u = fine; u < 4; u += fine) side.push(u);
  for (let u = 4; u <= 14; u += coarse) side.push(u);
  const u = Float64Array.from([...side.map((x) => -x).reverse(), 0, ...side]);
  return { u, e: u.map((x) => Math.exp(x / 2)), y: u.map(Math.sinh), z: u.map(Math.cosh) };
}

export const BUTTERFLY_WAVE = build(0.15, 0.5);
export const CALENDAR_WAVE = build(0.16, 0.3);

/** Where the parabola through three points has its least value, within their span. */
export function parabolaMinimum(
  u: readonly [number, number, number],
  f: readonly [number, number, number],
): number {
  const left = (f[1] - f[0]) / (u[1] - u[0]);
  const right = (f[2] - f[1]) / (u[2] - u[1]);
  const bend = (right - left) / (u[2] - u[0]);
  if (!(bend > 0)) return u[1];
  const at = 0.5 * (u[0] + u[1]) - left / (2 * bend);
  return Math.min(u[2], Math.max(u[0], at));
}
