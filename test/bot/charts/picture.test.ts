import { describe, expect, it } from 'vitest';
import { xToPx, yToPx } from '../../../src/bot/charts/axes.js';
import { createDrawing } from '../../../src/bot/charts/draw.js';
import { planLine } from '../../../src/bot/charts/line-plan.js';
import { palettePng } from '../../../src/bot/charts/png.js';
import { CHART_SIZE, THEMES } from '../../../src/bot/charts/themes.js';
import { readPicture } from './picture.js';
import { curveSpec, historySpec } from './specs.js';

const draw = createDrawing();
const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const { scale } = CHART_SIZE;

describe('a picture', () => {
  it.each(['light', 'dark'] as const)(
    'is a %s PNG of two pixels to the logical one',
    async (name) => {
      const png = draw(historySpec(), name);
      expect([...png.subarray(0, 8)]).toEqual(SIGNATURE);
      const picture = await readPicture(png);
      expect([picture.widthPx, picture.heightPx]).toEqual([1080, 840]);
      for (const [x, y] of [
        [0, 0],
        [1079, 839],
        [1079, 0],
      ] as const) {
        expect(picture.colourAt(x, y)).toBe(THEMES[name].background);
      }
    },
  );

  it('has ink where title, subtitle, badge, ticks and footer stand', async () => {
    const picture = await readPicture(draw(historySpec(), 'light'));
    const ground = THEMES.light.background;
    expect(picture.inkIn([36, 30, 420, 96], ground)).toBeGreaterThan(4000);
    expect(picture.inkIn([36, 116, 300, 156], ground)).toBeGreaterThan(800);
    expect(picture.inkIn([920, 106, 1050, 166], ground)).toBeGreaterThan(800);
    expect(picture.inkIn([36, 200, 90, 700], ground)).toBeGreaterThan(500);
    expect(picture.inkIn([600, 785, 1050, 835], ground)).toBeGreaterThan(1500);
  });

  it('draws the line exactly where the plan has it', async () => {
    const spec = curveSpec();
    const plan = planLine(spec);
    if (!plan) throw new Error('no plan');
    const picture = await readPicture(draw(spec, 'dark'));
    const main = plan.series[0]?.points ?? [];
    for (const { x, y } of main) {
      const at = picture.colourAt(xToPx(x, plan) * scale, yToPx(y, plan) * scale);
      expect(at).toBe(THEMES.dark.series.main);
    }
    const [a, b] = main;
    if (!a || !b) throw new Error('no points');
    const between = [xToPx(0.5, plan) * scale, yToPx((a.y + b.y) / 2, plan) * scale] as const;
    expect(picture.colourAt(...between)).toBe(THEMES.dark.series.main);
  });

  it('fills under an area and draws a level across', async () => {
    const spec = historySpec();
    const plan = planLine(spec);
    const lineYPx = plan?.levels[0]?.lineYPx;
    if (!plan || lineYPx === undefined || lineYPx === null) throw new Error('no level');
    const picture = await readPicture(draw(spec, 'light'));
    const { leftPx, rightPx, bottomPx } = plan.plot;
    const middle = leftPx + rightPx;
    expect(picture.colourAt(middle, bottomPx * scale - 8)).toBe(THEMES.light.fill.main);
    const along = Array.from({ length: 80 }, (_, i) =>
      picture.colourAt(middle + i, lineYPx * scale),
    );
    expect(along).toContain(THEMES.light.level);
  });

  it('says that there is nothing with a dash', async () => {
    const picture = await readPicture(draw(historySpec({ series: [], levels: [] }), 'dark'));
    expect(picture.inkIn([400, 400, 680, 620], THEMES.dark.background)).toBeGreaterThan(500);
    expect(picture.inkIn([0, 200, 300, 770], THEMES.dark.background)).toBe(0);
  });

  it('is the same bytes for the same spec', () => {
    expect(draw(curveSpec(), 'light').equals(draw(curveSpec(), 'light'))).toBe(true);
  });
});

describe('a palette PNG', () => {
  const picture = (shades: number) => {
    const pixels = new Uint8Array(100 * 100 * 4).fill(255);
    for (let i = 0; i < shades; i++) pixels.set([i & 255, i >> 8, 40], (9999 - i) * 4);
    return { pixels, widthPx: 100, heightPx: 100 };
  };

  it('is exact up to 256 colours', async () => {
    const png = palettePng(picture(255));
    const read = await readPicture(png ?? new Uint8Array());
    expect([read.colourAt(0, 0), read.colourAt(99, 99)]).toEqual(['#ffffff', '#000028']);
    expect(read.colourAt(99 - 54, 97)).toBe('#fe0028');
  });

  it('takes the nearest colour for a shade too many', async () => {
    const read = await readPicture(palettePng(picture(300)) ?? new Uint8Array());
    expect(read.colourAt(0, 0)).toBe('#ffffff');
    expect(read.colourAt(99, 97)).toMatch(/^#(c[0-9a-f]|2[0-9a-f])0[01]28$/);
  });

  it('declines a picture of gradients', () => {
    expect(palettePng(picture(9000))).toBeNull();
  });
});
