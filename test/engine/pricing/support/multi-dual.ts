import { normalCdf, normalPdf } from '../../../../src/engine/pricing/normal.js';

/**
 * A number with three nilpotent parts e1, e2, e3 (each squared is 0): entry m is the coefficient of
 * the product of the parts in bit mask m, so entry 7 is a third mixed derivative, exactly.
 */
export type Multi = readonly number[];

export function constant(value: number): Multi {
  return [value, 0, 0, 0, 0, 0, 0, 0];
}

/** A variable, differentiated once for each mask (1, 2 or 4) given. */
export function variable(value: number, masks: readonly number[]): Multi {
  return constant(value).map((entry, mask) => (masks.includes(mask) ? 1 : entry));
}

export function add(a: Multi, b: Multi): Multi {
  return a.map((entry, mask) => entry + (b[mask] ?? 0));
}

export function scale(a: Multi, factor: number): Multi {
  return a.map((entry) => entry * factor);
}

export function multiply(a: Multi, b: Multi): Multi {
  return a.map((_, mask) => {
    let sum = 0;
    for (let part = 0; part <= mask; part++) {
      if ((part & mask) === part) sum += (a[part] ?? 0) * (b[mask ^ part] ?? 0);
    }
    return sum;
  });
}

/** A function by its value and first three derivatives at the real part. */
function apply(a: Multi, derivatives: readonly [number, number, number, number]): Multi {
  const [value, first, second, third] = derivatives;
  const small = a.map((entry, mask) => (mask === 0 ? 0 : entry));
  const square = multiply(small, small);
  const cube = multiply(square, small);
  const sum = add(scale(small, first), add(scale(square, second / 2), scale(cube, third / 6)));
  return add(constant(value), sum);
}

export function exp(a: Multi): Multi {
  const e = Math.exp(a[0] ?? 0);
  return apply(a, [e, e, e, e]);
}

export function log(a: Multi): Multi {
  const v = a[0] ?? 0;
  return apply(a, [Math.log(v), 1 / v, -1 / (v * v), 2 / (v * v * v)]);
}

export function power(a: Multi, p: number): Multi {
  const v = a[0] ?? 0;
  return apply(a, [
    v ** p,
    p * v ** (p - 1),
    p * (p - 1) * v ** (p - 2),
    p * (p - 1) * (p - 2) * v ** (p - 3),
  ]);
}

export function cdf(a: Multi): Multi {
  const v = a[0] ?? 0;
  const density = normalPdf(v);
  return apply(a, [normalCdf(v), density, -v * density, (v * v - 1) * density]);
}
