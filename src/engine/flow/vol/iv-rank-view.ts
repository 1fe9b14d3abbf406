import { barCloseAtMs, seriesId, type DailyBar, type SeriesId } from '../../domain/bar.js';
import type { Stamp } from '../../domain/digest.js';
import type { IvRankView } from '../../domain/vol-views.js';
import type { EpochMs } from '../../domain/units.js';
import { IV_WINDOW, ivStanding } from '../../pricing/iv-rank.js';

/** The index of an underlying's volatility, as a series of the house. */
export interface VolSeries {
  readonly series: SeriesId;
  readonly measure: string;
}

const OF_UNDERLYING: Readonly<Record<string, VolSeries>> = {
  SPX: { series: seriesId('VIX'), measure: 'VIX' },
  SPY: { series: seriesId('VIX'), measure: 'VIX' },
  VIX: { series: seriesId('VVIX'), measure: 'VVIX' },
  BTC: { series: seriesId('BTCDVOL'), measure: 'DVOL' },
  ETH: { series: seriesId('ETHDVOL'), measure: 'DVOL' },
};

export function volSeriesOf(underlying: string): VolSeries | null {
  return OF_UNDERLYING[underlying] ?? null;
}

export interface PastLevel {
  readonly atMs: EpochMs;
  readonly pts: number;
}

/** Closes of a series as levels with their instants. */
export function closesOf({ series }: VolSeries, bars: readonly DailyBar[]): readonly PastLevel[] {
  return bars.map(({ day, close }) => ({ atMs: barCloseAtMs(series, day), pts: close }));
}

/** Fewest past days that a rank is told from. */
const FEWEST_DAYS = 20;

/** @returns null with too few past days, or none that differ. */
export function ivRankView(
  stamp: Stamp,
  of: {
    readonly underlying: string;
    readonly measure: string;
    readonly nowPts: number;
    /** Before now, ascending. */
    readonly past: readonly PastLevel[];
  },
): IvRankView | null {
  const past = of.past.slice(-IV_WINDOW);
  const levels = past.map(({ pts }) => pts);
  const standing = ivStanding(levels, of.nowPts);
  const [lowPts, highPts] = [Math.min(...levels, of.nowPts), Math.max(...levels, of.nowPts)];
  if (!standing || highPts === lowPts || standing.days < FEWEST_DAYS) return null;
  return {
    stamp,
    underlying: of.underlying,
    measure: of.measure,
    nowPts: of.nowPts,
    lowPts,
    highPts,
    // A new extreme is the end of the range.
    rankPct: (100 * (of.nowPts - lowPts)) / (highPts - lowPts),
    percentilePct: standing.percentilePct,
    sessions: standing.days,
    history: past,
  };
}
