import { createRequire } from 'node:module';
import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spread } from '../../../src/bot/charts/end-labels.js';
import { EDGE_PX, planFrame } from '../../../src/bot/charts/frame.js';
import { fitText, textWidthPx } from '../../../src/bot/charts/text-width.js';
import { CHART_SIZE, THEMES } from '../../../src/bot/charts/themes.js';
import { historySpec } from './specs.js';

describe('text widths', () => {
  it.each(['normal', 'bold'] as const)('agree with the %s font, never below it', (weight) => {
    const file = weight === 'bold' ? 'DejaVuSans-Bold' : 'DejaVuSans';
    const path = createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${file}.ttf`);
    GlobalFonts.registerFromPath(path, 'Width Test');
    const on = createCanvas(10, 10).getContext('2d');
    on.font = `${weight} 20px "Width Test"`;
    on.fontKerning = 'none';
    for (const text of [
      'VIX 17.42',
      'M2/M1 +4.9 %',
      '2026-11-20 16:15 America/New_York',
      '▲ −1 · 2',
    ]) {
      const real = on.measureText(text).width;
      const guess = textWidthPx(text, { sizePx: 20, weight });
      expect(guess, text).toBeGreaterThan(real - 0.5);
      expect(guess, text).toBeLessThan(real * 1.05);
    }
  });

  it('cut what does not fit and say so', () => {
    const font = { sizePx: 17, weight: 'normal' } as const;
    const cut = fitText('a subtitle far too long for its place', font, 120);
    expect(cut.endsWith('…')).toBe(true);
    expect(textWidthPx(cut, font)).toBeLessThanOrEqual(120);
    expect(fitText('short', font, 120)).toBe('short');
  });
});

describe('the frame', () => {
  it('keeps everything inside the picture and the headline clear of itself', () => {
    const long = historySpec({
      title: 'BTC-27NOV26-120000-C 0.0425',
      delta: { text: '+0.0012 (+2.91 %) on the day', direction: 'up' },
      subtitle: 'a subtitle that goes on and on and on, far beyond the badge',
      mode: 'REPLAY',
      footer: '2026-11-20 16:15:00 America/Argentina/ComodRivadavia · 12 s · delayed',
    });
    const { texts, pill } = planFrame(long, THEMES.light);
    const right = CHART_SIZE.widthPx - EDGE_PX + 1;
    const boxes = texts.map((text) => {
      const widthPx = textWidthPx(text.text, text);
      const share = { left: 0, center: 0.5, right: 1 }[text.align];
      return { from: text.xPx - widthPx * share, to: text.xPx + widthPx * (1 - share) };
    });
    for (const { from, to } of boxes) {
      expect(from).toBeGreaterThanOrEqual(EDGE_PX - 1);
      expect(to).toBeLessThanOrEqual(right);
    }
    expect(boxes[0]?.to).toBeLessThan(boxes[1]?.from ?? 0);
    expect(boxes[2]?.to).toBeLessThan(pill.leftPx);
  });

  it('says the direction with an arrow', () => {
    const arrows = (['up', 'down', 'flat'] as const).map((direction) => {
      const plan = planFrame(historySpec({ delta: { text: '1', direction } }), THEMES.dark);
      return plan.texts[1]?.text;
    });
    expect(arrows).toEqual(['▲ 1', '▼ 1', '◆ 1']);
  });
});

describe('labels at line ends', () => {
  it('never overlap and never leave their column', () => {
    const wanted = fc.array(fc.double({ noNaN: true, min: 0, max: 300 }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(wanted, (centres) => {
        const blocks = centres.map((wantedPx) => ({ wantedPx, heightPx: 44 }));
        const tops = [...spread(blocks, { topPx: 10, bottomPx: 290 })].sort((a, b) => a - b);
        tops.forEach((top, i) => {
          expect(top).toBeGreaterThanOrEqual(10 - 1e-6);
          expect(top + 44).toBeLessThanOrEqual(290 + 1e-6);
          if (i > 0) expect(top - (tops[i - 1] ?? 0)).toBeGreaterThanOrEqual(44 - 1e-6);
        });
      }),
      { numRuns: 200, seed: 3 },
    );
  });

  it('stay where they want to be while nothing is near', () => {
    const blocks = [
      { wantedPx: 200, heightPx: 40 },
      { wantedPx: 50, heightPx: 40 },
    ];
    expect(spread(blocks, { topPx: 0, bottomPx: 300 })).toEqual([180, 30]);
  });
});
