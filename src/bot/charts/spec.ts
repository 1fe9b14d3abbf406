import type { Mode } from '../../engine/domain/mode.js';

/**
 * A chart as data: the same spec draws the same picture. Text inside is language-neutral (tickers,
 * numbers, symbols, ISO dates), because a picture cannot be translated in place.
 */
export type ChartSpec =
  LineChartSpec | PayoffChartSpec | BarsChartSpec | HeatChartSpec | MeshChartSpec | PlotChartSpec;

/** What a series means, which decides its colour and weight in every theme. */
export type SeriesRole = 'main' | 'second' | 'third' | 'muted';

export interface ChartPoint {
  /** Epoch ms on a time axis, category index on a category axis; ascending within a series. */
  readonly x: number;
  /** NaN is a gap. */
  readonly y: number;
}

export interface ChartSeries {
  readonly name: string;
  readonly role: SeriesRole;
  readonly style: 'line' | 'dashed' | 'dotted' | 'area' | 'points' | 'line-points';
  readonly points: readonly ChartPoint[];
}

/** What stands around every picture, whatever its kind. */
export interface ChartFrame {
  /** Large, such as `VIX 17.42`. */
  readonly title: string;
  /** Beside the title: the change, shown rising or falling by sign and arrow, not by colour alone. */
  readonly delta: { readonly text: string; readonly direction: 'up' | 'down' | 'flat' } | null;
  /** Under the title: range, unit, source. */
  readonly subtitle: string;
  readonly mode: Mode;
  /** Bottom right: instant and zone of the data. */
  readonly footer: string;
}

export interface LineChartSpec extends ChartFrame {
  readonly kind: 'line';
  readonly x:
    | { readonly kind: 'time'; readonly zone: string; readonly span: 'day' | 'months' | 'years' }
    | { readonly kind: 'category'; readonly labels: readonly string[] };
  /** A unit of one character (`%`, `$`) stands at each tick, a longer one above the axis. */
  readonly y: { readonly unit: string; readonly decimals: number };
  readonly series: readonly ChartSeries[];
  /** Horizontal lines with a short label, such as 25. */
  readonly levels: readonly { readonly value: number; readonly label: string }[];
}

/** Profit of a structure over the spot: now (`t₀`, dashed) and at expiry (`T`, solid). */
export interface PayoffChartSpec extends ChartFrame {
  readonly kind: 'payoff';
  /** Ascending, at least two; the profits stand for the same spots, in dollars. */
  readonly spots: readonly number[];
  readonly nowUsd: readonly number[];
  readonly expiryUsd: readonly number[];
  readonly breakevens: readonly number[];
  readonly strikes: readonly number[];
  readonly spot: number;
  /** Points either way of the spot, shaded; null is not known. */
  readonly expectedMove: number | null;
}

/** Results by session as bars, gains and losses told apart by side and hatching, with their sum. */
export interface BarsChartSpec extends ChartFrame {
  readonly kind: 'bars';
  /** A unit of one character stands at each tick. */
  readonly y: { readonly unit: string; readonly decimals: number };
  /** Oldest first; `total` is the running sum. Labels such as `11-20`. */
  readonly bars: readonly {
    readonly label: string;
    readonly value: number;
    readonly total: number;
  }[];
}

/** Figures in a grid; every cell shows its figure. */
export interface HeatChartSpec extends ChartFrame {
  readonly kind: 'heat';
  /** `sign` (where left out): by sign and size from zero, signs shown; `size`: from least to largest. */
  readonly colours?: 'sign' | 'size';
  /** What the columns and the rows are, such as `S` and `σ`. */
  readonly axes: { readonly columns: string; readonly rows: string };
  readonly columns: readonly string[];
  readonly rows: readonly string[];
  /** By row, then column; NaN is an empty cell. At most 9 columns and 11 rows. */
  readonly cells: readonly (readonly number[])[];
  readonly decimals: number;
}

/** Turns of a mesh, an eighth of a circle each; 0 has puts to the left and the nearest days in front. */
export const MESH_TURNS = 8;

/** A surface in three dimensions, coloured by its height, seen from one of a few sides. */
export interface MeshChartSpec extends ChartFrame {
  readonly kind: 'mesh';
  /** Rows: calendar days, ascending, at least two. */
  readonly days: readonly number[];
  /** Columns: standard deviations from the forward, ascending, at least two. */
  readonly deviations: readonly number[];
  /** By row, then column, in percent; NaN is a hole. */
  readonly vols: readonly (readonly number[])[];
  /** A whole number; whole circles do not matter. */
  readonly turn: number;
}

export interface PlotPoint {
  readonly x: number;
  /** NaN is a gap. */
  readonly y: number;
  /** Upper end, for `ranges` and `band`. */
  readonly high?: number;
}

export interface PlotSeries {
  /** Named in the legend; empty is not. */
  readonly name: string;
  readonly role: SeriesRole;
  /** `steps` hold a value from the point before; `ranges` are upright bars, `band` an area. */
  readonly style: 'line' | 'dashed' | 'steps' | 'dots' | 'ranges' | 'band';
  /** Ascending by x. */
  readonly points: readonly PlotPoint[];
}

/** A number, calendar days (the near ones spread, the far ones drawn together), or epoch ms. */
export type PlotX =
  | { readonly kind: 'number' }
  | { readonly kind: 'days' }
  | { readonly kind: 'time'; readonly zone: string; readonly span: 'day' | 'months' | 'years' };

export interface PlotPanel {
  /** In bold over the panel, such as `Δ −0.24`; may be empty. */
  readonly name: string;
  readonly x: PlotX;
  /** A unit of one character stands at each tick. */
  readonly y: { readonly unit: string; readonly decimals: number };
  readonly series: readonly PlotSeries[];
  /** Upright lines with a short label, such as the forward. */
  readonly marks: readonly { readonly x: number; readonly label: string }[];
  /** Level lines with a short label. */
  readonly levels: readonly { readonly value: number; readonly label: string }[];
}

/** One panel, two one above the other, or up to four in a square. */
export interface PlotChartSpec extends ChartFrame {
  readonly kind: 'plot';
  readonly panels: readonly PlotPanel[];
}

export type ThemeName = 'light' | 'dark';

/** Draws specs outside the main thread. */
export interface ChartRenderer {
  /** @returns PNG bytes, 2 pixels to the logical pixel. */
  render(spec: ChartSpec, theme: ThemeName): Promise<Uint8Array>;
  close(): Promise<void>;
}
