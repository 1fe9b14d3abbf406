import { daysPlace } from './days-axis.js';
import type { Camera, Place, Px } from './mesh-camera.js';
import type { MeshChartSpec } from './spec.js';

/** A piece of the surface. Pieces are listed far to near: whoever comes later covers. */
export interface MeshFace {
  readonly corners: readonly Px[];
  /** Of the way from the least volatility to the largest. */
  readonly share: number;
  /** Sides that lie on lines of the mesh. */
  readonly lines: readonly (readonly [Px, Px])[];
}

/** Each cell is drawn in so many parts each way, for its colours. */
const PARTS = 3;
/** Values between the rows or columns of a mesh, `PARTS` to the cell. */
function refined(values: readonly number[]): readonly number[] {
  return values.flatMap((value, i) => {
    const next = values[i + 1];
    if (next === undefined) return [value];
    // A hole at the next line begins after this one.
    const between = (part: number): number =>
      part === 0 ? value : value + ((next - value) * part) / PARTS;
    return Array.from({ length: PARTS }, (_, part) => between(part));
  });
}

export interface Grid {
  /** Places of the columns and the rows on the ground. */
  readonly across: readonly number[];
  readonly along: readonly number[];
  /** By row, then column; NaN is a hole. */
  readonly vols: readonly (readonly number[])[];
}

export const span = (values: readonly number[]): readonly [number, number] => [
  Math.min(...values),
  Math.max(...values),
];

export const placed = (value: number, [low, high]: readonly [number, number]): number =>
  high > low ? (2 * (value - low)) / (high - low) - 1 : 0;

/** A mesh on the ground of the box, with colours between its lines. */
export function gridOf({ days, deviations, vols }: MeshChartSpec): Grid {
  const dayPlaces = days.map(daysPlace);
  const wide = vols.map(refined);
  return {
    across: refined(deviations.map((at) => placed(at, span(deviations)))),
    along: refined(dayPlaces.map((at) => placed(at, span(dayPlaces)))),
    vols: (wide[0] ?? [])
      .map((_, column) => refined(wide.map((row) => row[column] ?? NaN)))
      .reduce<number[][]>((rows, values) => {
        values.forEach((value, row) => (rows[row] ??= []).push(value));
        return rows;
      }, []),
  };
}

/** Indices of the cells along one side, the far ones first. */
function farFirst(cells: number, away: number): readonly number[] {
  const order = Array.from({ length: cells }, (_, i) => i);
  return away > 0 ? order.reverse() : order;
}

export interface Heights {
  readonly low: number;
  readonly high: number;
  readonly floor: number;
  readonly ceiling: number;
}

function placeAt(grid: Grid, heights: Heights, [row, column]: readonly [number, number]): Place {
  const vol = grid.vols[row]?.[column] ?? NaN;
  return {
    across: grid.across[column] ?? NaN,
    along: grid.along[row] ?? NaN,
    up: (vol - heights.floor) / (heights.ceiling - heights.floor),
  };
}

/**
 * Faces far to near. Of a surface over a grid, seen without perspective from outside, a cell can
 * only be covered by cells that are nearer both ways, so going by rows and then by columns is exact.
 */
export function facesOf(grid: Grid, heights: Heights, camera: Camera): readonly MeshFace[] {
  const [rows, columns] = [grid.along.length - 1, grid.across.length - 1];
  return farFirst(rows, camera.away.along).flatMap((row) =>
    farFirst(columns, camera.away.across).flatMap((column): readonly MeshFace[] => {
      const at = [
        [row, column],
        [row, column + 1],
        [row + 1, column + 1],
        [row + 1, column],
      ] as const;
      const places = at.map((each) => placeAt(grid, heights, each));
      if (places.some(({ up }) => !Number.isFinite(up))) return [];
      const corners = places.map((place) => camera.toPx(place));
      const vol = at.reduce((sum, [r, c]) => sum + (grid.vols[r]?.[c] ?? 0), 0) / 4;
      const sides = corners.map((corner, i) => [corner, corners[(i + 1) % 4] ?? corner] as const);
      const onLine = [row, column + 1, row + 1, column].map((index) => index % PARTS === 0);
      return [
        {
          corners,
          share: (vol - heights.low) / (heights.high - heights.low || 1),
          lines: sides.filter((_, i) => onLine[i]),
        },
      ];
    }),
  );
}

/** From the near edges down to the floor, where they have no hole. */
export function curtainsOf(
  grid: Grid,
  heights: Heights,
  camera: Camera,
): readonly (readonly Px[])[] {
  const nearRow = camera.away.along > 0 ? 0 : grid.along.length - 1;
  const nearColumn = camera.away.across > 0 ? 0 : grid.across.length - 1;
  const alongFront = grid.across.map((_, column) => [nearRow, column] as const);
  const alongSide = grid.along.map((_, row) => [row, nearColumn] as const);
  return [alongFront, alongSide].flatMap((edge) => {
    const places = edge.map((at) => placeAt(grid, heights, at));
    if (places.some(({ up }) => !Number.isFinite(up))) return [];
    const top = places.map((place) => camera.toPx(place));
    const foot = places.map((place) => camera.toPx({ ...place, up: 0 })).reverse();
    return [[...top, ...foot]];
  });
}
