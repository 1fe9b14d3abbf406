import { describe, expect, test } from 'vitest';
import { plainText } from '../../src/bot/html.js';
import { ok } from '../../src/engine/domain/result.js';
import { day } from '../../src/engine/domain/trading-day.js';
import { labels, pressed } from '../support/trading-context.js';
import {
  atmView,
  DELAYED,
  fullVol,
  SLICES,
  skewView,
  smileView,
  surfaceView,
  termView,
} from '../support/vol-views.js';
import { volChat } from '../support/vol-chat.js';

describe('/surface', () => {
  test('says level, change, skew, smile and spot, with mode and age', async () => {
    expect(await volChat().text('surface')).toBe(
      [
        'BTC 45.2 %  ▲ +1.2 · 30 d ATM',
        'RR25 −3.1 · BF25 +1.2 · spot 91,235',
        '🧪 SIM · 10:59:58 EST · 2 s old',
      ].join('\n'),
    );
  });

  test('changes picture, underlying, form and turn in place', async () => {
    const desk = volChat();
    const heat = await desk.card('surface');
    expect(labels(heat).slice(0, 8)).toEqual([
      '• Heat',
      '3-D',
      'Smiles',
      'Change',
      '• BTC',
      'ETH',
      'SPX',
      'SPY',
    ]);
    expect(labels(heat)).not.toContain('⟳');
    const mesh = await desk.card(pressed(heat, '3-D'));
    expect(mesh.chart).toMatchObject({ kind: 'mesh', turn: 0 });
    const turned = await desk.card(pressed(mesh, '⟳'));
    expect(turned.chart).toMatchObject({ kind: 'mesh', turn: 1 });
    const back = await desk.card(pressed(await desk.card(pressed(turned, '⟲')), '⟲'));
    expect(back.chart).toMatchObject({ kind: 'mesh', turn: 7 });
    const other = await desk.card(pressed(back, 'SPX'));
    expect(other.chart).toMatchObject({ kind: 'mesh', turn: 7 });
    expect(other.chart?.title).toBe('SPX 45.2%');
    const words = await desk.card(pressed(other, 'Text'));
    expect(words.chart).toMatchObject({ kind: 'mesh', turn: 7 });
    expect(plainText(words.text)).toContain('10P   25P   ATM   25C   10C');
    expect(labels(words)).toContain('Short');
  });

  test('draws figures by size, and the change by sign, in percent', async () => {
    const heat = (await volChat().card('surface')).chart;
    expect(heat).toMatchObject({ kind: 'heat', colours: 'size' });
    const cells = heat?.kind === 'heat' ? heat.cells : [];
    expect(cells[0]?.[4]).toBeCloseTo(100 * (SLICES[0]?.atmVol ?? 0), 9);
    const change = (await volChat().card('surface change')).chart;
    expect(change).toMatchObject({ kind: 'heat', colours: 'sign' });
    expect(change?.kind === 'heat' && change.cells[1]?.[8]).toBeCloseTo(1, 9);
    expect(await volChat().text('surface change')).toContain('Since 2026-11-22 11:00 EST');
  });

  test('has at most eleven rows however many expiries are listed', async () => {
    const slices = Array.from({ length: 58 }, (_, i) => ({ ...SLICES[0], days: 1 + i * 9 }));
    const grid = { ...surfaceView().grid, vols: slices.map(() => Array<number>(9).fill(0.2)) };
    const view = surfaceView({ slices: slices as typeof SLICES, grid: { ...grid, changes: null } });
    const vol = fullVol({ surface: () => Promise.resolve(ok(view)) });
    const { chart } = await volChat(vol).card('surface');
    const rows = chart?.kind === 'heat' ? chart.rows : [];
    expect(rows).toHaveLength(11);
    expect([rows[0], rows.at(-1)]).toEqual(['1d', '514d']);
  });

  test('without an earlier surface says so, and shows the one there is', async () => {
    const { grid } = surfaceView();
    const view = surfaceView({ grid: { ...grid, changes: null, comparedWithMs: null } });
    const card = await volChat(fullVol({ surface: () => Promise.resolve(ok(view)) })).card(
      'surface change',
    );
    expect(card.chart).toMatchObject({ kind: 'heat', colours: 'size' });
    expect(plainText(card.text)).toContain('No earlier surface is kept yet');
  });

  test('says when the fit is not free of arbitrage, when prices are old, and when delayed', async () => {
    const view = surfaceView({ arbitrage: 'found', age: 'old', stamp: DELAYED });
    const card = await volChat(fullVol({ surface: () => Promise.resolve(ok(view)) })).card(
      'surface',
    );
    const text = plainText(card.text);
    expect(text).toContain('Some arbitrage is left in the fit');
    expect(text).toContain('Old prices: the market is closed, or the feed is silent.');
    expect(text).toContain('The source is 15 min late. Delayed data never trades.');
    expect(card.chart?.subtitle).toContain('−15 min');
  });

  test('with nothing known beyond the near expiries has dashes', async () => {
    const none = { atm30d: null, rr25At30d: null, bf25At30d: null, atm30dChange: null };
    const view = surfaceView({ ...none, insideShare: NaN });
    const desk = volChat(fullVol({ surface: () => Promise.resolve(ok(view)) }));
    expect(await desk.text('surface')).toContain('BTC – · 30 d');
    expect(await desk.text('surface text')).toContain('9 expiries\n');
  });
});

describe('/smile', () => {
  test('walks through the expiries with its buttons', async () => {
    const desk = volChat();
    const first = await desk.card('smile');
    expect(labels(first).slice(0, 2)).toEqual(['◀ 12-04', '01-29 ▶']);
    const next = await desk.card(pressed(first, '▶'));
    expect(plainText(next.text)).toContain('BTC 2027-01-29 · 67d');
    const ends = await desk.card(`smile ${SLICES[0]?.expiry ?? ''}`);
    expect(labels(ends).filter((label) => label.includes('◀'))).toEqual([]);
  });

  test('draws bid to ask as bars inside the picture, dots and the fit, with the forward', async () => {
    const { chart } = await volChat().card('smile');
    const panel = chart?.kind === 'plot' ? chart.panels[0] : undefined;
    expect(panel?.series.map(({ name, style }) => [name, style])).toEqual([
      ['M', 'dots'],
      ['SVI', 'line'],
      ['B–A', 'ranges'],
    ]);
    expect(panel?.marks.map(({ label }) => label)).toEqual(['F 91\u202f559', 'S']);
    const highest = Math.max(...(panel?.series[2]?.points.map(({ high }) => high ?? 0) ?? []));
    const top = Math.max(...smileView().curve.map(({ vol }) => 100 * vol));
    expect(highest).toBeLessThanOrEqual(2 * top);
  });

  test('has a dash for a side that is not there, in the text', async () => {
    expect(await volChat().text('smile text')).toMatch(/60000 P {5}– +77\.\d +– +77\.\d/u);
  });
});

describe('/term and /skew', () => {
  test('say whether it is inverted, and by how much', async () => {
    expect(await volChat().text('term')).toContain('Rising: 90 d +1.2 against 7 d');
    const of = (inversion: number | null) =>
      volChat(fullVol({ term: () => Promise.resolve(ok(termView({ inversion }))) })).text('term');
    expect(await of(0.031)).toContain('⚠️ Inverted: 90 d −3.1 against 7 d');
    expect(await of(null)).toContain('not both listed');
  });

  test('draw level, forward steps, and the day before dashed over spread days', async () => {
    const { chart } = await volChat().card('term');
    const panel = chart?.kind === 'plot' ? chart.panels[0] : undefined;
    expect(panel?.x).toEqual({ kind: 'days' });
    expect(panel?.series.map(({ name, style }) => [name, style])).toEqual([
      ['ATM', 'line'],
      ['', 'dots'],
      ['FWD', 'steps'],
      ['11-22', 'dashed'],
    ]);
  });

  test('draw forward levels between expiries far enough apart, by total variance', async () => {
    const slices = Array.from({ length: 40 }, (_, i) => {
      const days = 7 + i * 7;
      const expiry = SLICES[0]?.expiry ?? day('2026-11-24');
      return {
        ...(SLICES[0] as (typeof SLICES)[number]),
        days,
        years: days / 365,
        expiry,
        atmVol: 0.2,
      };
    });
    const vol = fullVol({ term: () => Promise.resolve(ok(termView({ slices }))) });
    const { chart } = await volChat(vol).card('term');
    const steps = chart?.kind === 'plot' ? chart.panels[0]?.series[2]?.points : undefined;
    expect(steps).toHaveLength(12);
    for (const { y } of steps?.slice(1) ?? []) expect(y).toBeCloseTo(20, 9);
  });

  test('say which side is dearer, and draw its history where there is one', async () => {
    expect(await volChat().text('skew')).toContain('Puts dearer: RR25 −3.1 · BF25 +1.2');
    const with2 = (await volChat().card('skew')).chart;
    expect(with2?.kind === 'plot' && with2.panels).toHaveLength(2);
    const view = skewView({ history: [], rr25At30d: 0.011 });
    const desk = volChat(fullVol({ skew: () => Promise.resolve(ok(view)) }));
    const card = await desk.card('skew');
    expect(card.chart?.kind === 'plot' && card.chart.panels).toHaveLength(1);
    expect(plainText(card.text)).toContain('Calls dearer');
    expect(plainText(card.text)).toContain('Its history begins to be kept now.');
  });
});

describe('/atm', () => {
  test('has a line an underlying, marks delayed and old ones, and leads to each surface', async () => {
    const card = await volChat().card('atm');
    const text = plainText(card.text);
    expect(text).toContain('BTC     43.1  45.2  46.7  +1.2  −3.1');
    expect(text).toContain('SPX*    12.1  14.1     –  +1.2  −3.1');
    expect(text).toContain('SPY!       –     –     –     –     –');
    expect(text).toContain('BTC 45.2 % ▲ +10.3 % on its 7-day mean');
    expect(text).toContain('* delayed data, which never trades');
    expect(text).toContain('! old prices');
    expect(pressed(card, 'ETH')).toBe('surface ETH');
  });

  test('names what failed beside what did not', async () => {
    const error = { code: 'feed-failed', feed: 'cboe' } as const;
    const view = atmView({ failed: [{ underlying: 'SPX', error }] });
    const vol = fullVol({ atm: () => Promise.resolve(view) });
    expect(await volChat(vol).text('atm')).toContain('The feed cboe did not answer.');
    const none = fullVol({ atm: () => Promise.resolve(atmView({ lines: [] })) });
    expect(await volChat(none).text('atm')).toContain('no option chains');
  });
});
