import type { Right } from '../../domain/instrument.js';
import type { SurfaceView } from '../../domain/vol-views.js';
import { deltaSkew } from '../../surface/skew.js';
import type { Smile } from '../../surface/smile-at.js';
import type { SmileSet } from '../../surface/surface.js';
import { atmVol } from '../../surface/term-structure.js';
import { smileAtDays } from './surface-minute.js';

/** A column of the heat grid: a forward delta of a side, or the money. */
export interface GridColumn {
  readonly name: string;
  readonly delta: number;
  readonly side: Right | 'money';
}

const DELTAS = [5, 10, 25, 40];

export const GRID_COLUMNS: readonly GridColumn[] = [
  ...DELTAS.map((pct): GridColumn => ({ name: `${pct}P`, delta: pct / 100, side: 'put' })),
  { name: 'ATM', delta: 0.5, side: 'money' },
  ...DELTAS.map((pct): GridColumn => ({
    name: `${pct}C`,
    delta: pct / 100,
    side: 'call',
  })).reverse(),
];

/** Volatility a year at a forward delta of a side; at the money, at the forward itself. */
export function smileVolAt(smile: Smile, delta: number, side: GridColumn['side']): number {
  if (side === 'money') return atmVol(smile);
  const skew = deltaSkew(smile, delta);
  return side === 'call' ? skew.callVol : skew.putVol;
}

export function moneyVol(smile: Smile | null): number | null {
  return smile && atmVol(smile);
}

const MESH_ROWS = 15;
const MESH_COLUMNS = 21;
/** Standard deviations to both sides of the forward. */
const MESH_DEVIATIONS = 2.5;
const DAYS_PER_YEAR = 365;

/** The surface over days, evenly in their logarithm, and standard deviations at the money. */
export function meshOf(smiles: SmileSet): SurfaceView['mesh'] {
  const first = (smiles.slices[0]?.years ?? 0) * DAYS_PER_YEAR;
  const last = (smiles.slices.at(-1)?.years ?? 0) * DAYS_PER_YEAR;
  const rows = smiles.slices.length > 1 ? MESH_ROWS : 1;
  const days = Array.from({ length: rows }, (_, i) =>
    rows === 1 ? first : first * (last / first) ** (i / (rows - 1)),
  );
  const deviations = Array.from(
    { length: MESH_COLUMNS },
    (_, i) => MESH_DEVIATIONS * ((2 * i) / (MESH_COLUMNS - 1) - 1),
  );
  const vols = days.map((at) => {
    const smile = smileAtDays(smiles, at);
    if (!smile) return deviations.map(() => NaN);
    const unit = Math.sqrt(smile.jet(0).w);
    return deviations.map((deviation) => Math.sqrt(smile.jet(deviation * unit).w / smile.years));
  });
  return { days, deviations, vols };
}
