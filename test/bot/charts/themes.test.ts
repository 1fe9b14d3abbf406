import { describe, expect, it } from 'vitest';
import { CHART_SIZE, THEMES, TYPE_PX } from '../../../src/bot/charts/themes.js';
import { contrast, deltaE } from './colour.js';

const BUBBLE_CSS_PX = 360;
const NAMES = ['light', 'dark'] as const;

describe.each(NAMES)('the %s theme', (name) => {
  const theme = THEMES[name];

  it('keeps every text at WCAG AA against its ground', () => {
    const { background, text, quiet, level, up, down, series, onPill, paper, live } = theme;
    for (const ink of [text, quiet, level, up, down, ...Object.values(series)]) {
      expect(contrast(ink, background), ink).toBeGreaterThanOrEqual(4.5);
    }
    for (const pill of [paper, live]) {
      expect(contrast(onPill, pill), pill).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('keeps the mean line visible over an area of the main series', () => {
    expect(contrast(theme.series.muted, theme.fill.main)).toBeGreaterThanOrEqual(3);
    expect(contrast(theme.level, theme.fill.main)).toBeGreaterThanOrEqual(3);
  });

  it.each(['normal', 'deuteranopia', 'protanopia'] as const)(
    'keeps series apart under %s',
    (vision) => {
      const inks = Object.values(theme.series);
      for (const [i, one] of inks.entries()) {
        for (const other of inks.slice(i + 1)) {
          expect(deltaE(one, other, vision), `${one} ${other}`).toBeGreaterThan(18);
        }
      }
    },
  );
});

it('shows no type under 11 CSS pixels on a phone, and a title twice that', () => {
  const shrink = BUBBLE_CSS_PX / CHART_SIZE.widthPx;
  expect(Math.min(...Object.values(TYPE_PX)) * shrink).toBeGreaterThanOrEqual(11);
  expect(TYPE_PX.title * shrink).toBeGreaterThanOrEqual(22);
});
