import { daysPlace, daysTicks } from './days-axis.js';
import { EDGE_PX } from './frame.js';
import { formatNumber, numberTicks } from './number-ticks.js';
import { cameraAt, type Camera, type Px } from './mesh-camera.js';
import {
  curtainsOf,
  facesOf,
  gridOf,
  placed,
  span,
  type Heights,
  type MeshFace,
} from './mesh-grid.js';
import type { MeshChartSpec } from './spec.js';
import { textWidthPx, type TextFont } from './text-width.js';
import { CHART_SIZE, TYPE_PX } from './themes.js';

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

const LABEL_FONT: TextFont = { sizePx: TYPE_PX.small, weight: 'normal' };
const TICK_PX = 7;
/** The side of the box that is near, and far, along each way of the ground. */
interface Sides {
  readonly nearAcross: number;
  readonly nearAlong: number;
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
