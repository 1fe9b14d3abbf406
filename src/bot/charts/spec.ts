import type { Mode } from '../../engine/domain/mode.js';

/**
 * A chart as data: the same spec draws the same picture. Text inside is language-neutral (tickers,
 * numbers, symbols, ISO dates), because a picture cannot be translated in place.
 */
export type ChartSpec = LineChartSpec;

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

export type ThemeName = 'light' | 'dark';

/** Draws specs outside the main thread. */
export interface ChartRenderer {
  /** @returns PNG bytes, 2 pixels to the logical pixel. */
  render(spec: ChartSpec, theme: ThemeName): Promise<Uint8Array>;
  close(): Promise<void>;
}
