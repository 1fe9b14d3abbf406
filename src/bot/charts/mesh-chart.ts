import type { SKRSContext2D } from '@napi-rs/canvas';
import { scaleColour } from './colours.js';
import { EDGE_PX, paintText } from './frame.js';
import type { Px } from './mesh-camera.js';
import type { MeshFace } from './mesh-grid.js';
import { planMesh, type MeshPlan } from './mesh-plan.js';
import { painted, SMALL, strokeLine } from './painted.js';
import type { MeshChartSpec } from './spec.js';
import { textWidthPx } from './text-width.js';
import { CHART_SIZE, type Theme } from './themes.js';

const BAR = { widthPx: 96, heightPx: 13, parts: 48 };

function trace(on: SKRSContext2D, points: readonly Px[]): void {
  on.beginPath();
  points.forEach(([x, y], i) => (i === 0 ? on.moveTo(x, y) : on.lineTo(x, y)));
  on.closePath();
}

function paintWalls(on: SKRSContext2D, plan: MeshPlan, theme: Theme): void {
  for (const wall of plan.walls) {
    trace(on, wall);
    on.fillStyle = theme.fill.muted;
    on.fill();
    on.strokeStyle = theme.axis;
    on.lineWidth = 1;
    on.stroke();
  }
  for (const line of plan.wallLines) strokeLine(on, line, { colour: theme.axis, widthPx: 1 });
}

/** Fill with a hem of its own colour, as no gap may show between two; then the mesh's lines. */
function paintFace(on: SKRSContext2D, face: MeshFace, line: string): void {
  const colour = scaleColour(face.share);
  trace(on, face.corners);
  on.fillStyle = colour;
  on.fill();
  on.strokeStyle = colour;
  on.lineWidth = 0.8;
  on.stroke();
  on.strokeStyle = line;
  on.lineWidth = 1;
  for (const [from, to] of face.lines) {
    on.beginPath();
    on.moveTo(...from);
    on.lineTo(...to);
    on.stroke();
  }
}

function paintCurtains(on: SKRSContext2D, { curtains }: MeshPlan, theme: Theme): void {
  for (const curtain of curtains) {
    trace(on, curtain);
    on.fillStyle = theme.grid;
    on.fill();
    on.strokeStyle = theme.axis;
    on.lineWidth = 1;
    on.stroke();
    strokeLine(on, curtain.slice(0, curtain.length / 2), { colour: theme.text, widthPx: 1.5 });
  }
}

/** Bottom left: the colours from least to largest, with both figures. */
function paintScale(on: SKRSContext2D, { scale }: MeshPlan, theme: Theme): void {
  const yPx = CHART_SIZE.heightPx - 12;
  let xPx = EDGE_PX;
  const say = (text: string): void => {
    paintText(on, { text, ...SMALL, xPx, yPx, align: 'left', colour: theme.quiet });
    xPx += textWidthPx(text, SMALL) + 7;
  };
  say(scale.low);
  const partPx = BAR.widthPx / BAR.parts;
  for (let part = 0; part < BAR.parts; part++) {
    on.fillStyle = scaleColour(part / (BAR.parts - 1));
    on.fillRect(xPx + part * partPx, yPx - BAR.heightPx, partPx + 0.5, BAR.heightPx);
  }
  on.strokeStyle = theme.axis;
  on.lineWidth = 1;
  on.strokeRect(xPx, yPx - BAR.heightPx, BAR.widthPx, BAR.heightPx);
  xPx += BAR.widthPx + 7;
  say(scale.high);
}

/** Chart.js configuration of a surface in three dimensions; painted from the plan. */
export function meshChart(spec: MeshChartSpec, theme: Theme) {
  const plan = planMesh(spec);
  if (!plan) return painted(spec, theme, null);
  return painted(spec, theme, (on) => {
    on.lineJoin = 'round';
    paintWalls(on, plan, theme);
    for (const face of plan.faces) paintFace(on, face, 'rgba(0, 0, 0, 0.45)');
    paintCurtains(on, plan, theme);
    for (const mark of plan.tickMarks) strokeLine(on, mark, { colour: theme.axis, widthPx: 1.5 });
    for (const label of plan.labels) paintText(on, { ...label, ...SMALL, colour: theme.quiet });
    paintScale(on, plan, theme);
  });
}
