import { FOOTER_HEIGHT_PX, HEADER_BOTTOM_PX } from './frame.js';
import { CHART_SIZE } from './themes.js';

export type Px = readonly [number, number];

/** A place in the box: both ways on the ground from −1 to 1, height from 0 to 1. */
export interface Place {
  readonly across: number;
  readonly along: number;
  readonly up: number;
}

const ELEVATION = (32 * Math.PI) / 180;
const HEIGHT = 1.3;
const TOP_PX = HEADER_BOTTOM_PX + 12;
const BOTTOM_PX = CHART_SIZE.heightPx - FOOTER_HEIGHT_PX - 26;

/** Off every axis by a quarter of a right angle, so that no turn looks along the mesh. */
export function azimuthOf(turn: number): number {
  return ((337.5 + 45 * turn) * Math.PI) / 180;
}

export interface Camera {
  /** Which way of the ground leads away from the viewer, by sign. */
  readonly away: { readonly across: number; readonly along: number };
  toPx(place: Place): Px;
}

/** Looks down from one side without perspective, so that equal heights measure the same. */
export function cameraAt(
  turn: number,
  side: { readonly leftPx: number; readonly rightPx: number },
): Camera {
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
  return { away: { across: sin, along: cos }, toPx };
}
