/** A picture moved by (x, y) screen pixels from the centre and magnified. */
export interface View {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export const WHOLE: View = { scale: 1, x: 0, y: 0 };
const MAX_SCALE = 8;

/** Magnifies about a point (from the centre of the screen), which stays under the finger. */
export function zoomAt(view: View, at: Point, factor: number): View {
  const scale = Math.min(MAX_SCALE, Math.max(1, view.scale * factor));
  if (scale === 1) return WHOLE;
  const ratio = scale / view.scale;
  return { scale, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio };
}

/** Moves the picture, never further than half of what is magnified out of sight. */
export function pan(view: View, by: Point, size: { width: number; height: number }): View {
  const limitX = (size.width * (view.scale - 1)) / 2;
  const limitY = (size.height * (view.scale - 1)) / 2;
  const clamp = (value: number, limit: number) => Math.max(-limit, Math.min(limit, value));
  return { ...view, x: clamp(view.x + by.x, limitX), y: clamp(view.y + by.y, limitY) };
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

export function middle(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}
