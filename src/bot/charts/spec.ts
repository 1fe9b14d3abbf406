import type { Mode } from '../../engine/domain/mode.js';

/**
 * A chart as data: the same spec draws the same picture. Text inside is language-neutral (tickers,
 * numbers, symbols, ISO dates), because a picture cannot be translated in place.
 */
export type ChartSpec = LineChartSpec | PayoffChartSpec | BarsChartSpec | HeatChartSpec;

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

/** Figures in a grid, coloured by sign and size; every cell shows its figure. */
export interface HeatChartSpec extends ChartFrame {
  readonly kind: 'heat';
  /** What the columns and the rows are, such as `S` and `σ`. */
  readonly axes: { readonly columns: string; readonly rows: string };
  readonly columns: readonly string[];
  readonly rows: readonly string[];
  /** By row, then column; NaN is an empty cell. At most 9 columns and 11 rows. */
  readonly cells: readonly (readonly number[])[];
  readonly decimals: number;
}

export type ThemeName = 'light' | 'dark';

/** Draws specs outside the main thread. */
export interface ChartRenderer {
  /** @returns PNG bytes, 2 pixels to the logical pixel. */
  render(spec: ChartSpec, theme: ThemeName): Promise<Uint8Array>;
  close(): Promise<void>;
}
