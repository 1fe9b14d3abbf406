import { EDGE_PX, FOOTER_HEIGHT_PX, HEADER_BOTTOM_PX } from './frame.js';
import { formatNumber, formatValue } from './number-ticks.js';
import type { HeatChartSpec } from './spec.js';
import { textWidthPx, type TextFont } from './text-width.js';
import { CHART_SIZE, TYPE_PX } from './themes.js';

export interface HeatCell {
  readonly leftPx: number;
  readonly topPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly text: string;
  /**
   * By sign from −1 to 1, the figure over the largest; by size from 0 to 1, least to largest. NaN is
   * no figure.
   */
  readonly share: number;
}

export interface HeatPlan {
  readonly cells: readonly HeatCell[];
  /** Of the figures in the cells. */
  readonly font: TextFont;
  readonly columns: readonly { readonly text: string; readonly xPx: number }[];
  readonly rows: readonly { readonly text: string; readonly yPx: number }[];
  readonly leftPx: number;
  readonly topPx: number;
}

const HEAD: TextFont = { sizePx: TYPE_PX.small, weight: 'bold' };
const HEAD_ROW_PX = 28;
const LARGEST_FIGURE_PX = 20;
/** From here on a figure is told in thousands. */
const LARGE = 1000;
/** 11 pixels of a phone's screen. */
const LEAST_FIGURE_PX = 16.5;
const BOTTOM_PX = CHART_SIZE.heightPx - FOOTER_HEIGHT_PX - 2;

/** Where whole figures have no room: large ones in thousands, of others those from ten on rounded. */
type Writing = 'whole' | 'rounded' | 'thousands';

function written(value: number, decimals: number, writing: Writing): string {
  switch (writing) {
    case 'whole':
      return formatValue(value, decimals);
    case 'rounded':
      return formatValue(value, Math.abs(value) < 9.95 ? decimals : 0);
    case 'thousands':
      return `${formatNumber(value / 1000, Math.abs(value) < 9950 ? 1 : 0)}k`;
  }
}

function textOf(value: number, { colours, decimals }: HeatChartSpec, writing: Writing): string {
  if (!Number.isFinite(value)) return '';
  const text = written(value, decimals, writing);
  return value > 0 && colours !== 'size' && /[1-9]/u.test(text) ? `+${text}` : text;
}

function sharesOf({ cells, colours }: HeatChartSpec): (value: number) => number {
  const values = cells.flat().filter(Number.isFinite);
  if (colours === 'size') {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return (value) => (high > low ? (value - low) / (high - low) : 0.5);
  }
  const largest = Math.max(1e-12, ...values.map(Math.abs));
  return (value) => value / largest;
}

function figureFont(texts: readonly string[], widthPx: number, heightPx: number): TextFont {
  let font: TextFont = { sizePx: Math.min(LARGEST_FIGURE_PX, heightPx - 6), weight: 'bold' };
  const widest = (): number => Math.max(0, ...texts.map((text) => textWidthPx(text, font)));
  while (font.sizePx > LEAST_FIGURE_PX && widest() > widthPx - 8) {
    font = { ...font, sizePx: font.sizePx - 0.5 };
  }
  return widest() > widthPx - 8 ? { ...font, weight: 'normal' } : font;
}

function tooWide(texts: readonly string[], font: TextFont, widthPx: number): boolean {
  return texts.some((text) => textWidthPx(text, font) > widthPx - 6);
}

/** @returns null without cells. Pure. */
export function planHeat(spec: HeatChartSpec): HeatPlan | null {
  const { cells, columns, rows } = spec;
  if (rows.length === 0 || columns.length === 0) return null;
  const heads = [...rows, spec.axes.rows, `${spec.axes.rows}/${spec.axes.columns}`];
  const leftPx = EDGE_PX + Math.ceil(Math.max(...heads.map((t) => textWidthPx(t, HEAD)))) + 10;
  const topPx = HEADER_BOTTOM_PX + HEAD_ROW_PX;
  const widthPx = (CHART_SIZE.widthPx - EDGE_PX - leftPx) / columns.length;
  const heightPx = (BOTTOM_PX - topPx) / rows.length;
  const shareOf = sharesOf(spec);
  const textsIn = (writing: Writing) =>
    cells.map((row) => row.map((value) => textOf(value, spec, writing)));
  const whole = textsIn('whole');
  const wholeFont = figureFont(whole.flat(), widthPx, heightPx);
  const large = cells.flat().some((value) => Math.abs(value) >= LARGE);
  const shorter = large ? 'thousands' : 'rounded';
  const texts = tooWide(whole.flat(), wholeFont, widthPx) ? textsIn(shorter) : whole;
  return {
    leftPx,
    topPx,
    font: figureFont(texts.flat(), widthPx, heightPx),
    columns: columns.map((text, i) => ({ text, xPx: leftPx + (i + 0.5) * widthPx })),
    rows: rows.map((text, i) => ({ text, yPx: topPx + (i + 0.5) * heightPx })),
    cells: cells.flatMap((row, r) =>
      row.map((value, c) => ({
        leftPx: leftPx + c * widthPx,
        topPx: topPx + r * heightPx,
        widthPx,
        heightPx,
        text: texts[r]?.[c] ?? '',
        share: Number.isFinite(value) ? shareOf(value) : NaN,
      })),
    ),
  };
}
