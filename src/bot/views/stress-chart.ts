import type { Mode } from '../../engine/domain/mode.js';
import type { StressPoint } from '../../engine/domain/ticket.js';
import type { EpochMs } from '../../engine/domain/units.js';
import type { ChartSpec } from '../charts/spec.js';
import type { CommandContext } from '../command.js';
import { instant, signed } from './format.js';
import { figuresHidden, usdText } from './money.js';

export interface StressPicture {
  readonly title: string;
  readonly points: readonly StressPoint[];
  readonly mode: Mode;
  /** Market time of the quotes behind it. */
  readonly atMs: EpochMs;
}

function ascending(values: readonly number[]): readonly number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

/** Moves of the spot by row, of volatility by column; null without points, or where money is hidden. */
export function stressChart(context: CommandContext, of: StressPicture): ChartSpec | null {
  const { points } = of;
  if (points.length === 0 || figuresHidden(context)) return null;
  const vols = ascending(points.map(({ volPts }) => volPts));
  const spots = ascending(points.map(({ spotShare }) => spotShare)).toReversed();
  const found = new Map(
    points.map(({ spotShare, volPts, profitUsd }) => [`${spotShare} ${volPts}`, profitUsd]),
  );
  const worst = Math.min(...points.map(({ profitUsd }) => profitUsd));
  return {
    kind: 'heat',
    title: of.title,
    delta: { text: usdText(Math.round(worst)), direction: worst < 0 ? 'down' : 'flat' },
    subtitle: '$',
    mode: of.mode,
    footer: instant(of.atMs, context.user.settings.zone),
    axes: { columns: 'Δσ', rows: 'ΔS' },
    columns: vols.map((vol) => signed(vol, 0)),
    rows: spots.map((share) => `${signed(100 * share, 0)}%`),
    cells: spots.map((spot) => vols.map((vol) => found.get(`${spot} ${vol}`) ?? NaN)),
    decimals: 0,
  };
}
