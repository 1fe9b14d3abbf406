import type { Chain } from '../../domain/chain.js';
import type { Coin } from '../../domain/instrument.js';
import type { SurfaceMinute } from '../../domain/surface-minute.js';
import type { VolError, VolLevels } from '../../domain/vol-views.js';
import type { DurationMs, EpochMs } from '../../domain/units.js';
import type { FittedSurface } from '../../ports/surface-fitter.js';

/** The newest surface of an underlying with the quotes that it was fitted to. */
export interface SurfaceNow {
  readonly surface: FittedSurface;
  /** All listed expiries, those too that were not fitted; ascending by settlement. */
  readonly chains: readonly Chain[];
  readonly coin: Coin | null;
  readonly spot: number;
  /** Market time of the oldest quote next to the money. */
  readonly asOfMs: EpochMs;
  readonly fitMs: DurationMs;
  readonly minute: SurfaceMinute;
  readonly levels: VolLevels;
}

/** A level of the past, as kept. Volatilities a year as fractions. */
export interface VolSample {
  readonly atMs: EpochMs;
  readonly atm30d: number | null;
  readonly rr25At30d: number | null;
}

/** Everything known of one underlying's volatility while the process runs. */
export interface UnderlyingVol {
  newest: SurfaceNow | null;
  /** Why the newest look gave no surface; null where it gave one. */
  trouble: VolError | null;
  /** Wall time since which a fit is under way; null where none is. */
  fittingSinceMs: EpochMs | null;
  /** Wall time at which somebody last asked, and at which the newest look at chains began. */
  askedAtMs: EpochMs;
  lookedAtMs: EpochMs;
  /** Wall time that the newest look at chains took. */
  lookMs: DurationMs;
  /** Wall time of the fit before the newest; 0 before there are two. */
  fitMsBefore: DurationMs;
  /** A surface to keep is due, and waits until no other is being made. */
  storing: 'due' | 'done';
  /** Looks in a row that found the same quotes. */
  still: number;
  /** Who waits for the fit under way: replies by number. */
  readonly waiting: { readonly id: number }[];
  /** Minute of market time whose surface is kept. */
  keptMinute: number;
  /** One an hour, ascending, at most of eight days. */
  readonly hourly: VolSample[];
  history: 'unread' | 'read';
}

/** Surfaces by underlying. */
export type VolState = Map<string, UnderlyingVol>;

export function volOf(state: VolState, underlying: string): UnderlyingVol {
  let known = state.get(underlying);
  if (!known) {
    known = {
      newest: null,
      trouble: null,
      fittingSinceMs: null,
      askedAtMs: Number.NEGATIVE_INFINITY,
      lookedAtMs: Number.NEGATIVE_INFINITY,
      lookMs: 0,
      fitMsBefore: 0,
      storing: 'done',
      still: 0,
      waiting: [],
      keptMinute: Number.NEGATIVE_INFINITY,
      hourly: [],
      history: 'unread',
    };
    state.set(underlying, known);
  }
  return known;
}

/** Mean of the 30-day level over the last 7 days, as kept; null before a day of it is kept. */
export function meanAtm7d({ hourly }: UnderlyingVol, nowMs: EpochMs): number | null {
  const week = hourly.filter(({ atMs }) => atMs > nowMs - 7 * 86_400_000 && atMs <= nowMs);
  const oldest = week[0];
  if (!oldest || nowMs - oldest.atMs < 86_400_000) return null;
  const levels = week.flatMap(({ atm30d }) => (atm30d === null ? [] : [atm30d]));
  return levels.length === 0 ? null : levels.reduce((sum, one) => sum + one, 0) / levels.length;
}
