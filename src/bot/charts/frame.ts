import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Mode } from '../../engine/domain/mode.js';
import type { ChartFrame } from './spec.js';
import { fitText, textWidthPx, type TextFont } from './text-width.js';
import { CHART_SIZE, font, TYPE_PX, type Theme } from './themes.js';

export interface PlacedText extends TextFont {
  readonly text: string;
  readonly xPx: number;
  /** Of the baseline. */
  readonly yPx: number;
  readonly align: 'left' | 'right' | 'center';
  readonly colour: string;
}

interface Box {
  readonly leftPx: number;
  readonly topPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Title, change, subtitle, badge and footer, laid out; all kinds of chart paint it alike. */
export interface FramePlan {
  readonly texts: readonly PlacedText[];
  readonly pill: Box & { readonly mode: Mode };
}

export const EDGE_PX = 18;
export const HEADER_BOTTOM_PX = 84;
export const FOOTER_HEIGHT_PX = 37;

const TITLE_BASELINE_PX = 44;
const SUBTITLE_BASELINE_PX = 74;
const PILL_HEIGHT_PX = 26;
const LEAST_TITLE_PX = 24;
const LEAST_DELTA_PX = 18;
const ARROW = { up: '▲', down: '▼', flat: '◆' } as const;

function deltaText({ delta }: ChartFrame): string {
  return delta ? `${ARROW[delta.direction]} ${delta.text}` : '';
}

/** Title and change on one line: both shrink together down to their least size, then are cut. */
function headline(frame: ChartFrame, theme: Theme): readonly PlacedText[] {
  const room = CHART_SIZE.widthPx - 2 * EDGE_PX;
  const change = deltaText(frame);
  const gap = change ? 16 : 0;
  let title: TextFont = { sizePx: TYPE_PX.title, weight: 'bold' };
  let delta: TextFont = { sizePx: TYPE_PX.delta, weight: 'bold' };
  const wide = (): number =>
    textWidthPx(frame.title, title) + gap + (change ? textWidthPx(change, delta) : 0);
  while (wide() > room && (title.sizePx > LEAST_TITLE_PX || delta.sizePx > LEAST_DELTA_PX)) {
    title = { ...title, sizePx: Math.max(LEAST_TITLE_PX, title.sizePx - 1) };
    delta = { ...delta, sizePx: Math.max(LEAST_DELTA_PX, delta.sizePx - 0.5) };
  }
  const deltaPx = Math.min(change ? textWidthPx(change, delta) : 0, room / 2);
  const text = fitText(frame.title, title, room - gap - deltaPx);
  const place = { yPx: TITLE_BASELINE_PX, align: 'left' } as const;
  const placed: PlacedText[] = [{ text, ...title, ...place, xPx: EDGE_PX, colour: theme.text }];
  if (frame.delta) {
    const { direction } = frame.delta;
    placed.push({
      ...{ text: fitText(change, delta, deltaPx + 1), ...delta, ...place },
      xPx: EDGE_PX + textWidthPx(text, title) + gap,
      colour: direction === 'flat' ? theme.quiet : theme[direction],
    });
  }
  return placed;
}

/** Places everything that surrounds the plot; pure. */
export function planFrame(frame: ChartFrame, theme: Theme): FramePlan {
  const { widthPx, heightPx } = CHART_SIZE;
  const small: TextFont = { sizePx: TYPE_PX.small, weight: 'normal' };
  const badge: TextFont = { sizePx: TYPE_PX.small, weight: 'bold' };
  const pillWidthPx = Math.ceil(textWidthPx(frame.mode, badge)) + 22;
  const pill = {
    leftPx: widthPx - EDGE_PX - pillWidthPx,
    topPx: SUBTITLE_BASELINE_PX - 19,
    widthPx: pillWidthPx,
    heightPx: PILL_HEIGHT_PX,
    mode: frame.mode,
  };
  const filled = frame.mode === 'LIVE' || frame.mode === 'PAPER';
  const room = pill.leftPx - EDGE_PX - 10;
  return {
    pill,
    texts: [
      ...headline(frame, theme),
      {
        ...{ text: fitText(frame.subtitle, small, room), ...small, align: 'left' },
        ...{ xPx: EDGE_PX, yPx: SUBTITLE_BASELINE_PX, colour: theme.quiet },
      },
      {
        ...{ text: frame.mode, ...badge, align: 'center' },
        ...{ xPx: pill.leftPx + pillWidthPx / 2, yPx: pill.topPx + 19 },
        colour: filled ? theme.onPill : theme.quiet,
      },
      {
        ...{ text: fitText(frame.footer, small, widthPx - 2 * EDGE_PX), ...small, align: 'right' },
        ...{ xPx: widthPx - EDGE_PX, yPx: heightPx - 12, colour: theme.quiet },
      },
    ],
  };
}

export function paintText(on: SKRSContext2D, placed: PlacedText): void {
  on.font = font(placed.sizePx, placed.weight);
  on.textAlign = placed.align;
  on.textBaseline = 'alphabetic';
  on.fillStyle = placed.colour;
  on.fillText(placed.text, placed.xPx, placed.yPx);
}

/** Practice is an outline (broken for the past), an account is filled; LIVE alone is red. */
function paintPill(on: SKRSContext2D, pill: FramePlan['pill'], theme: Theme): void {
  on.beginPath();
  on.roundRect(pill.leftPx, pill.topPx, pill.widthPx, pill.heightPx, pill.heightPx / 2);
  if (pill.mode === 'LIVE' || pill.mode === 'PAPER') {
    on.fillStyle = pill.mode === 'LIVE' ? theme.live : theme.paper;
    on.fill();
    return;
  }
  on.setLineDash(pill.mode === 'REPLAY' ? [5, 4] : []);
  on.strokeStyle = theme.quiet;
  on.lineWidth = 2;
  on.stroke();
  on.setLineDash([]);
}

/** Paints header and footer over a picture in logical pixels. */
export function paintFrame(on: SKRSContext2D, plan: FramePlan, theme: Theme): void {
  on.save();
  paintPill(on, plan.pill, theme);
  for (const text of plan.texts) paintText(on, text);
  on.restore();
}
