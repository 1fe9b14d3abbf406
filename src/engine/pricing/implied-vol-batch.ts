import { impliedTotalVol, type IvError } from './implied-vol.js';

/** Columns of equal length; one row an option on a forward. */
export interface IvColumns {
  readonly forward: Float64Array;
  readonly strike: Float64Array;
  /** Undiscounted: the premium over the discount factor to expiry. */
  readonly price: Float64Array;
  /** Years to expiry, as `day-count.ts` gives them. */
  readonly years: Float64Array;
  /** 1 is a call, 0 a put. */
  readonly isCall: Uint8Array;
}

/** Outcome of a row; its `vol` is 0 unless `ok`. */
export const IV_STATUS = {
  ok: 0,
  /** The price is the intrinsic value: volatility 0. */
  atIntrinsic: 1,
  belowIntrinsic: 2,
  aboveMaximum: 3,
  expired: 4,
  badInput: 5,
} as const;

const STATUS_OF: Record<IvError['code'], number> = {
  'bad-input': IV_STATUS.badInput,
  'below-intrinsic': IV_STATUS.belowIntrinsic,
  'above-maximum': IV_STATUS.aboveMaximum,
  expired: IV_STATUS.expired,
};

/** Fills volatility a year and status of every row; never NaN. */
export function impliedVolBatch(
  of: IvColumns,
  into: { readonly vol: Float64Array; readonly status: Uint8Array },
): void {
  for (let i = 0; i < of.price.length; i++) {
    const years = of.years[i] as number;
    into.vol[i] = 0;
    into.status[i] = IV_STATUS.expired;
    if (!(years > 0)) continue;
    const total = impliedTotalVol({
      forward: of.forward[i] as number,
      strike: of.strike[i] as number,
      right: of.isCall[i] === 1 ? 'call' : 'put',
      price: of.price[i] as number,
    });
    into.vol[i] = total.ok ? total.value / Math.sqrt(years) : 0;
    if (!total.ok) into.status[i] = STATUS_OF[total.error.code];
    else into.status[i] = total.value > 0 ? IV_STATUS.ok : IV_STATUS.atIntrinsic;
  }
}
