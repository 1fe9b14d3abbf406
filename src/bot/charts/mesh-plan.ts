import { daysPlace, daysTicks } from './days-axis.js';
import { EDGE_PX, FOOTER_HEIGHT_PX, HEADER_BOTTOM_PX } from './frame.js';
import { formatNumber, numberTicks } from './number-ticks.js';
import type { MeshChartSpec } from './spec.js';
import { textWidthPx, type TextFont } from './text-width.js';
import { CHART_SIZE, TYPE_PX } from './themes.js';

export type Px = readonly [number, number];

/** A piece of the surface. Pieces are listed far to near: whoever comes later covers. */
export interface MeshFace {
  readonly corners: readonly Px[];
  /** Of the way from the least volatility to the largest. */
  readonly share: number;
  /** Sides that lie on lines of the mesh. */
  readonly lines: readonly (readonly [Px, Px])[];
}

export interface MeshLabel {
  readonly text: string;
  readonly xPx: number;
  /** Of the baseline. */
  readonly yPx: number;
  readonly align: 'left' | 'right' | 'center';
}

/** Everything of a mesh that does not depend on the theme, in logical pixels. */
export interface MeshPlan {
  /** Behind the surface: outlines, and lines at the ticks. */
  readonly walls: readonly (readonly Px[])[];
  readonly wallLines: readonly (readonly [Px, Px])[];
  readonly faces: readonly MeshFace[];
  /** From the surface's near edges down to the floor. */
  readonly curtains: readonly (readonly Px[])[];
  readonly tickMarks: readonly (readonly [Px, Px])[];
  readonly labels: readonly MeshLabel[];
  /** Least and largest volatility, for the scale bar. */
  readonly scale: { readonly low: string; readonly high: string };
}

/** A place in the box: both ways on the ground from −1 to 1, height from 0 to 1. */
interface Place {
  readonly across: number;
  readonly along: number;
  readonly up: number;
}

const LABEL_FONT: TextFont = { sizePx: TYPE_PX.small, weight: 'normal' };
const ELEVATION = (32 * Math.PI) / 180;
const HEIGHT = 1.3;
/** Each cell is drawn in so many parts each way, for its colours. */
const PARTS = 3;
const TICK_PX = 7;
const TOP_PX = HEADER_BOTTOM_PX + 12;
const BOTTOM_PX = CHART_SIZE.heightPx - FOOTER_HEIGHT_PX - 26;

/** Off every axis by a quarter of a right angle, so that no turn looks along the mesh. */
export function azimuthOf(turn: number): number {
  return ((337.5 + 45 * turn) * Math.PI) / 180;
}

interface Camera {
  /** Which way of the ground leads away from the viewer, by sign. */
  readonly away: { readonly across: number; readonly along: number };
  toPx(place: Place): Px;
}

/** Looks down from one side without perspective, so that equal heights measure the same. */
function cameraAt(turn: number, side: { readonly leftPx: number; readonly rightPx: number }) {
  const azimuth = azimuthOf(turn);
  const [sin, cos] = [Math.sin(azimuth), Math.cos(azimuth)];
  const flat = ({ across, along, up }: Place): Px => [
    across * cos - along * sin,
    -(up * HEIGHT * Math.cos(ELEVATION) + (across * sin + along * cos) * Math.sin(ELEVATION)),
  ];
  const corners = [-1, 1].flatMap((across) =>
    [-1, 1].flatMap((along) => [0, 1].map((up) => flat({ across, along, up }))),
  );
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  const scaleX = (side.rightPx - side.leftPx) / (right - left);
  const scaleY = (BOTTOM_PX - TOP_PX) / (bottom - top);
  const toPx = (place: Place): Px => {
    const [x, y] = flat(place);
    return [side.leftPx + (x - left) * scaleX, TOP_PX + (y - top) * scaleY];
  };
  return { away: { across: sin, along: cos }, toPx } satisfies Camera;
}

/** Values between the rows or columns of a mesh, `PARTS` to the cell. */
function refined(values: readonly number[]): readonly number[] {
  return values.flatMap((value, i) => {
    const next = values[i + 1];
    if (next === undefined) return [value];
    return Array.from({ length: PARTS }, (_, part) => value + ((next - value) * part) / PARTS);
  });
}

interface Grid {
  /** Places of the columns and the rows on the ground. */
  readonly across: readonly number[];
  readonly along: readonly number[];
  /** By row, then column; NaN is a hole. */
  readonly vols: readonly (readonly number[])[];
}

const span = (values: readonly number[]): readonly [number, number] => [
  Math.min(...values),
  Math.max(...values),
];

const placed = (value: number, [low, high]: readonly [number, number]): number =>
  high > low ? (2 * (value - low)) / (high - low) - 1 : 0;

function gridOf({ days, deviations, vols }: MeshChartSpec): Grid {
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

interface Heights {
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
function facesOf(grid: Grid, heights: Heights, camera: Camera): readonly MeshFace[] {
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

/** The side of the box that is near, and far, along each way of the ground. */
interface Sides {
  readonly nearAcross: number;
  readonly nearAlong: number;
}

function curtainsOf(grid: Grid, heights: Heights, camera: Camera): MeshPlan['curtains'] {
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

function wallsOf(
  ticks: readonly { readonly up: number }[],
  { nearAcross, nearAlong }: Sides,
  camera: Camera,
): Pick<MeshPlan, 'walls' | 'wallLines'> {
  const ends = [
    [-1, 1].map((across) => ({ across, along: -nearAlong })),
    [-1, 1].map((along) => ({ across: -nearAcross, along })),
  ];
  const [walls, wallLines] = [[] as Px[][], [] as [Px, Px][]];
  for (const [from, to] of ends) {
    if (!from || !to) continue;
    const at = (ground: typeof from, up: number): Px => camera.toPx({ ...ground, up });
    walls.push([at(from, 0), at(to, 0), at(to, 1), at(from, 1)]);
    for (const { up } of ticks) wallLines.push([at(from, up), at(to, up)]);
  }
  return { walls, wallLines };
}

interface Foot {
  readonly text: string;
  readonly across: number;
  readonly along: number;
}

/** A mark outwards from a near edge of the floor, and its label beyond. */
function footLabels(
  feet: readonly Foot[],
  outwards: { readonly across: number; readonly along: number },
  camera: Camera,
): Pick<MeshPlan, 'tickMarks' | 'labels'> {
  const labels: MeshLabel[] = [];
  const tickMarks: [Px, Px][] = [];
  for (const { across, along, text } of feet) {
    const from = camera.toPx({ across, along, up: 0 });
    const away = camera.toPx({
      across: across + outwards.across,
      along: along + outwards.along,
      up: 0,
    });
    const length = Math.hypot(away[0] - from[0], away[1] - from[1]) || 1;
    const [dx, dy] = [(away[0] - from[0]) / length, (away[1] - from[1]) / length];
    tickMarks.push([from, [from[0] + dx * TICK_PX, from[1] + dy * TICK_PX]]);
    labels.push({
      text,
      xPx: from[0] + dx * (TICK_PX + 4),
      yPx: from[1] + dy * (TICK_PX + 4) + 6 + 8 * Math.max(0, dy),
      align: dx > 0.35 ? 'left' : dx < -0.35 ? 'right' : 'center',
    });
  }
  return { tickMarks, labels };
}

function deviationFeet(spec: MeshChartSpec, camera: Camera, along: number): readonly Foot[] {
  const [low, high] = span(spec.deviations);
  const [a, b] = [-1, 1].map((across) => camera.toPx({ across, along, up: 0 }));
  const lengthPx = a && b ? Math.hypot(b[0] - a[0], b[1] - a[1]) : 1;
  const count = Math.max(2, Math.min(6, Math.floor(lengthPx / 48)));
  return numberTicks(low, high, count).map(({ value, label }) => ({
    text: `${value > 0 ? '+' : ''}${label}σ`,
    across: placed(value, [low, high]),
    along,
  }));
}

function dayFeet(spec: MeshChartSpec, camera: Camera, across: number): readonly Foot[] {
  const [low, high] = span(spec.days.map(daysPlace));
  const [a, b] = [-1, 1].map((along) => camera.toPx({ across, along, up: 0 }));
  const lengthPx = a && b ? Math.hypot(b[0] - a[0], b[1] - a[1]) : 1;
  const [minDays, maxDays] = span(spec.days);
  const toPx = (days: number): number =>
    ((placed(daysPlace(days), [low, high]) + 1) / 2) * lengthPx;
  return daysTicks({ minDays, maxDays, toPx, gapPx: 44 }).map(({ label, value }) => ({
    text: label,
    across,
    along: placed(daysPlace(value), [low, high]),
  }));
}

function heightsOf(vols: readonly number[]): Heights & { readonly ticks: readonly number[] } {
  const [low, high] = span(vols);
  const room = (high - low || Math.abs(high) * 0.1 || 1) * 0.08;
  const ticks = numberTicks(low - room, high + room, 5).map(({ value }) => value);
  const step = (ticks[1] ?? 1) - (ticks[0] ?? 0);
  const floor = Math.min(low - room, (ticks[0] ?? low) - (step > 0 ? 0 : room));
  return { low, high, floor, ceiling: high + room, ticks };
}

const percentText = (value: number): string => {
  const decimals = Math.abs(value - Math.round(value)) < 1e-9 ? 0 : 1;
  return `${formatNumber(value, decimals)}%`;
};

/** @returns null without two rows and columns of figures. Pure. */
export function planMesh(spec: MeshChartSpec): MeshPlan | null {
  const known = spec.vols.flat().filter(Number.isFinite);
  if (known.length < 4 || spec.days.length < 2 || spec.deviations.length < 2) return null;
  const { ticks, ...heights } = heightsOf(known);
  const upright = ticks.map((value) => ({
    text: percentText(value),
    up: (value - heights.floor) / (heights.ceiling - heights.floor),
  }));
  const marginPx = Math.max(...upright.map(({ text }) => textWidthPx(text, LABEL_FONT))) + 10;
  const camera = cameraAt(spec.turn, {
    leftPx: EDGE_PX + marginPx,
    rightPx: CHART_SIZE.widthPx - EDGE_PX - 34,
  });
  const nearAlong = camera.away.along > 0 ? -1 : 1;
  const nearAcross = camera.away.across > 0 ? -1 : 1;
  const grid = gridOf(spec);
  const front = footLabels(
    deviationFeet(spec, camera, nearAlong),
    { across: 0, along: 0.2 * nearAlong },
    camera,
  );
  const side = footLabels(
    dayFeet(spec, camera, nearAcross),
    { across: 0.2 * nearAcross, along: 0 },
    camera,
  );
  const edges = [-1, 1].flatMap((across) => [-1, 1].map((along) => ({ across, along })));
  const leftmost = edges.reduce((best, each) =>
    camera.toPx({ ...each, up: 0 })[0] < camera.toPx({ ...best, up: 0 })[0] ? each : best,
  );
  const rule = upright.map(({ text, up }): MeshLabel => {
    const [xPx, yPx] = camera.toPx({ ...leftmost, up });
    return { text, xPx: xPx - 8, yPx: yPx + 6, align: 'right' };
  });
  return {
    ...wallsOf(upright, { nearAcross, nearAlong }, camera),
    faces: facesOf(grid, heights, camera),
    curtains: curtainsOf(grid, heights, camera),
    tickMarks: [...front.tickMarks, ...side.tickMarks],
    labels: [...front.labels, ...side.labels, ...rule],
    scale: {
      low: percentText(Math.round(heights.low)),
      high: percentText(Math.round(heights.high)),
    },
  };
}
