import type { SeriesRole, ThemeName } from './spec.js';

/** Colours of one theme as `#rrggbb`; tests hold text to WCAG AA and series apart for colour-blind eyes. */
export interface Theme {
  readonly background: string;
  readonly text: string;
  readonly quiet: string;
  readonly grid: string;
  readonly axis: string;
  readonly level: string;
  readonly up: string;
  readonly down: string;
  readonly series: Readonly<Record<SeriesRole, string>>;
  /** Fill under an area series: opaque, so that the picture keeps few colours. */
  readonly fill: Readonly<Record<SeriesRole, string>>;
  /** Slanted lines over the fill of a loss. */
  readonly hatch: string;
  readonly paper: string;
  readonly live: string;
  readonly onPill: string;
}

// Hues after Okabe and Ito, "Color Universal Design" (2008): blue, vermillion, bluish green, grey;
// darkened on white and lightened on navy until each reads as text.
export const THEMES: Readonly<Record<ThemeName, Theme>> = {
  light: {
    background: '#ffffff',
    text: '#16202a',
    quiet: '#56636f',
    grid: '#e4e9ee',
    axis: '#aab4be',
    level: '#7d4b93',
    up: '#0063a8',
    down: '#b84800',
    series: { main: '#0063a8', second: '#c24e00', third: '#006848', muted: '#697581' },
    fill: { main: '#e0edf6', second: '#f9e9de', third: '#dfeee9', muted: '#edeff1' },
    hatch: '#e2a87c',
    paper: '#0063a8',
    live: '#b3261e',
    onPill: '#ffffff',
  },
  dark: {
    background: '#17212b',
    text: '#f2f6fa',
    quiet: '#a3b1be',
    grid: '#2a3744',
    axis: '#5a6a79',
    level: '#cfa6e3',
    up: '#56b4e9',
    down: '#f0a02c',
    series: { main: '#56b4e9', second: '#f0a02c', third: '#5ee6b8', muted: '#8b99a6' },
    fill: { main: '#21394b', second: '#39352b', third: '#244141', muted: '#2a3540' },
    hatch: '#7d6136',
    paper: '#56b4e9',
    live: '#ff8a80',
    onPill: '#10181f',
  },
};

export const FONT_FAMILY = 'Voldesk Sans';

/** Logical size; 540 logical pixels become 360 CSS pixels in a phone's chat bubble. */
export const CHART_SIZE = { widthPx: 540, heightPx: 420, scale: 2 } as const;

/** Type sizes in logical pixels; the least is 11 CSS pixels on a phone. */
export const TYPE_PX = {
  title: 36,
  delta: 23,
  value: 20,
  small: 17,
} as const;

export function font(sizePx: number, weight: 'normal' | 'bold'): string {
  return `${weight} ${sizePx}px "${FONT_FAMILY}"`;
}
