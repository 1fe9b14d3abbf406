import { err, ok, type Result } from '../domain/result.js';
import { sviJet, type VarianceJet } from './svi.js';
import type { SmileSet, SmileSlice } from './surface.js';

/** Why a surface says nothing at a date. Years count from the surface's time. */
export type QueryError =
  | { readonly code: 'expired'; readonly years: number }
  | { readonly code: 'beyond-last-expiry'; readonly years: number; readonly lastYears: number }
  | { readonly code: 'bad-strike'; readonly strike: number };

/** The smile of one date. */
export interface Smile {
  readonly years: number;
  readonly forward: number;
  readonly discount: number;
  /** Interest a year, continuously compounded. */
  readonly rate: number;
  /** Total variance and its derivatives at forward log-moneyness k. */
  jet(k: number): VarianceJet;
}

export function smileOf({ years, curve, params }: SmileSlice): Smile {
  const { forward, discount, rate } = curve;
  return { years, forward, discount, rate, jet: (k) => sviJet(params, k) };
}

/** Before the first expiry: its smile, total variance in proportion to time. */
function before(first: SmileSlice, years: number): Smile {
  const share = years / first.years;
  const { forward, rate } = first.curve;
  const jet = (k: number) => {
    const { w, w1, w2 } = sviJet(first.params, k);
    return { w: share * w, w1: share * w1, w2: share * w2 };
  };
  return { years, forward, rate, discount: Math.exp(-rate * years), jet };
}

function between(near: SmileSlice, far: SmileSlice, years: number): Smile {
  const share = (years - near.years) / (far.years - near.years);
  const mix = (x: number, y: number) => x + share * (y - x);
  const forward = Math.exp(mix(Math.log(near.curve.forward), Math.log(far.curve.forward)));
  const discount = Math.exp(mix(Math.log(near.curve.discount), Math.log(far.curve.discount)));
  const jet = (k: number) => {
    const x = sviJet(near.params, k);
    const y = sviJet(far.params, k);
    return { w: mix(x.w, y.w), w1: mix(x.w1, y.w1), w2: mix(x.w2, y.w2) };
  };
  return { years, forward, discount, rate: -Math.log(discount) / years, jet };
}

/**
 * The smile at any date up to the last expiry: total variance linear in time at fixed forward
 * log-moneyness, so that no two dates cross; forwards and discount factors log-linear. Beyond the
 * last expiry nothing is known, and it is an error.
 */
export function smileAt(surface: SmileSet, years: number): Result<Smile, QueryError> {
  if (!(years > 0)) return err({ code: 'expired', years });
  const { slices } = surface;
  const found = slices.findIndex((slice) => slice.years >= years);
  const last = slices[slices.length - 1];
  if (found < 0) return err({ code: 'beyond-last-expiry', years, lastYears: last?.years ?? 0 });
  const far = slices[found] as SmileSlice;
  if (far.years === years) return ok(smileOf(far));
  const near = slices[found - 1];
  return ok(near ? between(near, far, years) : before(far, years));
}
