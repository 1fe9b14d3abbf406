import { err, ok, type Result } from '../domain/result.js';
import {
  expiryVariance,
  thirtyDayIndex,
  type ExpiryVariance,
  type StripRow,
} from '../pricing/variance-index.js';
import type { Surface, SurfaceSlice } from './surface.js';

/** A 30-day index by Cboe's formula, and the two expiries that it stands on. */
export interface VolIndex {
  /** Points: 20 is 20 % a year. */
  readonly points: number;
  readonly near: ExpiryVariance;
  readonly next: ExpiryVariance;
  readonly nearId: string;
  readonly nextId: string;
  /** `bracketed`: 30 days lie between the two. `extrapolated`: they do not. */
  readonly state: 'bracketed' | 'extrapolated';
}

export type VolIndexError =
  | { readonly code: 'too-few-expiries'; readonly count: number }
  | { readonly code: 'no-strip'; readonly id: string };

const MINUTES_PER_YEAR = 525_600;
const MINUTES_30_DAYS = 43_200;
/** Cboe's nearest near-term expiry: more than 23 days. Shorter ones count only where none is longer. */
const LEAST_MINUTES = 7 * 1440;

/** A strike without any quote has no place in a strip; one with asks alone is a zero bid. */
function stripOf(slice: SurfaceSlice): StripRow[] {
  const { strike, callBid, callAsk, putBid, putAsk } = slice.input.quotes;
  const rows: StripRow[] = [];
  for (let i = 0; i < strike.length; i++) {
    const row = {
      strike: strike[i] as number,
      callBid: callBid[i] as number,
      callAsk: callAsk[i] as number,
      putBid: putBid[i] as number,
      putAsk: putAsk[i] as number,
    };
    if (row.callAsk > 0 && row.putAsk > 0) rows.push(row);
  }
  return rows;
}

/**
 * The formula of the VIX on any underlying's quotes: the last expiry of at least a week up to 30
 * days and the first after it; the two nearest where 30 days is not bracketed.
 */
export function volIndex(surface: Surface): Result<VolIndex, VolIndexError> {
  const minutes = (slice: SurfaceSlice) => slice.years * MINUTES_PER_YEAR;
  const usable = surface.slices.filter((slice) => minutes(slice) >= LEAST_MINUTES);
  if (usable.length < 2) return err({ code: 'too-few-expiries', count: usable.length });
  const after = usable.findIndex((slice) => minutes(slice) > MINUTES_30_DAYS);
  const at = after < 0 ? usable.length - 1 : Math.max(1, after);
  const near = usable[at - 1] as SurfaceSlice;
  const next = usable[at] as SurfaceSlice;
  const [nearVariance, nextVariance] = [near, next].map((slice) =>
    expiryVariance(stripOf(slice), { minutes: minutes(slice), rate: slice.curve.rate }),
  );
  if (!nearVariance?.ok) return err({ code: 'no-strip', id: near.id });
  if (!nextVariance?.ok) return err({ code: 'no-strip', id: next.id });
  return ok({
    points: thirtyDayIndex(nearVariance.value, nextVariance.value),
    near: nearVariance.value,
    next: nextVariance.value,
    nearId: near.id,
    nextId: next.id,
    state: after > 0 ? 'bracketed' : 'extrapolated',
  });
}
