/** A smile through points, for comparison with a fit. Total volatility at forward log-moneyness. */
export type SmileCurve = (k: number) => number;

/** Index of the last node at or below k, within the inner intervals. */
function interval(nodes: Float64Array, k: number): number {
  let low = 0;
  let high = nodes.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((nodes[middle] as number) <= k) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Straight lines between the points, flat outside. @param k ascending, at least two. */
export function linearSmile(k: Float64Array, totalVol: Float64Array): SmileCurve {
  const first = k[0] as number;
  const last = k[k.length - 1] as number;
  return (at) => {
    const x = Math.min(last, Math.max(first, at));
    const i = interval(k, x);
    const share = (x - (k[i] as number)) / ((k[i + 1] as number) - (k[i] as number));
    return (1 - share) * (totalVol[i] as number) + share * (totalVol[i + 1] as number);
  };
}

/** Second derivatives at the nodes of the natural cubic spline (tridiagonal elimination). */
function bends(k: Float64Array, v: Float64Array): Float64Array {
  const n = k.length;
  const upper = new Float64Array(n);
  const bend = new Float64Array(n);
  for (let i = 1; i + 1 < n; i++) {
    const left = (k[i] as number) - (k[i - 1] as number);
    const right = (k[i + 1] as number) - (k[i] as number);
    const slopes =
      ((v[i + 1] as number) - (v[i] as number)) / right -
      ((v[i] as number) - (v[i - 1] as number)) / left;
    const pivot = 2 * (left + right) - left * (upper[i - 1] as number);
    upper[i] = right / pivot;
    bend[i] = (6 * slopes - left * (bend[i - 1] as number)) / pivot;
  }
  for (let i = n - 2; i > 0; i--) {
    bend[i] = (bend[i] as number) - (upper[i] as number) * (bend[i + 1] as number);
  }
  return bend;
}

/** Natural cubic spline through the points, flat outside. @param k strictly ascending, at least two. */
export function splineSmile(k: Float64Array, totalVol: Float64Array): SmileCurve {
  const bend = bends(k, totalVol);
  const first = k[0] as number;
  const last = k[k.length - 1] as number;
  return (at) => {
    const x = Math.min(last, Math.max(first, at));
    const i = interval(k, x);
    const width = (k[i + 1] as number) - (k[i] as number);
    const b = (x - (k[i] as number)) / width;
    const a = 1 - b;
    const cubic =
      ((a * a * a - a) * (bend[i] as number) + (b * b * b - b) * (bend[i + 1] as number)) *
      ((width * width) / 6);
    return a * (totalVol[i] as number) + b * (totalVol[i + 1] as number) + cubic;
  };
}
