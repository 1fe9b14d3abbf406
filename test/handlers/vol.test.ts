import { describe, expect, test } from 'vitest';
import { parseArguments } from '../../src/bot/arguments.js';
import { CALLBACK_MAX_BYTES } from '../../src/bot/callback.js';
import { specProblems } from '../../src/bot/charts/spec-check.js';
import type { Card } from '../../src/bot/command.js';
import { plainText } from '../../src/bot/html.js';
import { CAPTION_MAX } from '../../src/bot/pages.js';
import { err, ok } from '../../src/engine/domain/result.js';
import { day } from '../../src/engine/domain/trading-day.js';
import type { VolApi, VolError } from '../../src/engine/domain/vol-views.js';
import { COMMANDS } from '../../src/handlers/index.js';
import { columns, Desk, labels, pressed, tradingContext } from '../support/trading-context.js';
import { fakeVol } from '../support/vol-api.js';
import {
  arbView,
  atmView,
  chainView,
  DELAYED,
  fullVol,
  greeksView,
  ivRankView,
  SLICES,
  skewView,
  smileView,
  surfaceHead,
  surfaceView,
  termView,
} from '../support/vol-views.js';

const LANGUAGES = ['en', 'zh'] as const;
const NAMES = ['surface', 'greeks', 'smile', 'term', 'skew', 'atm', 'chain', 'ivrank', 'arb'];

const deskOf = (vol: VolApi = fullVol(), parts: Parameters<typeof tradingContext>[0] = {}): Desk =>
  new Desk(COMMANDS, tradingContext({ ...parts, vol }));

const EVERY = [
  ...['heat', 'mesh', 'smiles', 'change'].flatMap((show) => [
    `surface ${show}`,
    `surface SPX ${show} text`,
  ]),
  ...['smile', 'smile eth 30d', 'smile text', 'term', 'term text', 'skew', 'skew text'],
  ...['atm', 'greeks X', 'greeks profile X', 'greeks X text', 'chain', 'chain vols p-3'],
  ...['ivrank', 'ivrank text', 'arb'],
];

const commands = (card: Card): readonly string[] =>
  (card.buttons ?? []).flat().flatMap((each) => (each.kind === 'command' ? [each.data] : []));

describe.each(LANGUAGES)('every card of volatility in %s', (language) => {
  test.each(EVERY)('/%s fits a caption and a phone, and its buttons lead on', async (line) => {
    const desk = deskOf(fullVol(), { language, kind: language === 'en' ? 'private' : 'group' });
    const card = await desk.card(line);
    expect(plainText(card.text).length).toBeLessThanOrEqual(CAPTION_MAX);
    expect(card.chart && specProblems(card.chart)).toEqual(card.chart && []);
    expect(Math.max(0, ...columns(card.text))).toBeLessThanOrEqual(36);
    expect(card.text).toMatch(/SIM/u);
    expect(commands(card).length).toBeGreaterThan(0);
    for (const data of commands(card)) {
      expect(Buffer.byteLength(data)).toBeLessThanOrEqual(CALLBACK_MAX_BYTES);
      expect((await desk.card(data)).text).not.toBe('');
    }
  });

  test('has tables whose rows are all as wide as their head', async () => {
    const desk = deskOf(fullVol(), { language });
    const lines = ['surface text', 'smile text', 'term text', 'skew text', 'atm', 'chain'];
    for (const line of [...lines, 'chain vols', 'greeks X']) {
      const widths = columns((await desk.card(line)).text);
      expect(widths.length).toBeGreaterThan(3);
      expect([line, new Set(widths).size]).toEqual([line, 1]);
    }
  });
});

test('words of a command may come in any order and case', async () => {
  const asked: unknown[] = [];
  const keep = (...words: unknown[]): void => void asked.push(words);
  const vol = fullVol({
    surface: (underlying) => (keep(underlying), Promise.resolve(ok(surfaceView()))),
    smile: (...words) => (keep(...words), Promise.resolve(ok(smileView()))),
    chain: (...words) => (keep(...words), Promise.resolve(ok(chainView()))),
    greeks: (typed) => (keep(typed), Promise.resolve(ok(greeksView()))),
  });
  const desk = deskOf(vol);
  for (const line of ['surface mesh eth text', 'surface ETH text MESH']) {
    const { chart } = await desk.card(line);
    expect(chart?.kind).toBe('mesh');
  }
  await desk.card('surface');
  await desk.card('smile 27nov26 eth');
  await desk.card('smile eth nov 27');
  await desk.card('smile');
  await desk.card('chain 2026-12-18 vols spx p2');
  await desk.card('greeks spx 2026-12-18 profile 6500 p');
  expect(asked).toEqual([
    ['ETH'],
    ['ETH'],
    ['BTC'],
    ['ETH', '27nov26'],
    ['ETH', 'nov 27'],
    ['BTC', null],
    ['SPX', { expiry: '2026-12-18', page: 2 }],
    ['spx 2026-12-18 6500 p'],
  ]);
});

describe('/surface', () => {
  test('says level, change, skew, smile and spot, with mode and age', async () => {
    expect(await deskOf().text('surface')).toBe(
      [
        'BTC 45.2 %  ▲ +1.2 · 30 d ATM',
        'RR25 −3.1 · BF25 +1.2 · spot 91,235',
        '🧪 SIM · 10:59:58 EST · 2 s old',
      ].join('\n'),
    );
  });

  test('changes picture, underlying, form and turn in place', async () => {
    const desk = deskOf();
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
    const heat = (await deskOf().card('surface')).chart;
    expect(heat).toMatchObject({ kind: 'heat', colours: 'size' });
    const cells = heat?.kind === 'heat' ? heat.cells : [];
    expect(cells[0]?.[4]).toBeCloseTo(100 * (SLICES[0]?.atmVol ?? 0), 9);
    const change = (await deskOf().card('surface change')).chart;
    expect(change).toMatchObject({ kind: 'heat', colours: 'sign' });
    expect(change?.kind === 'heat' && change.cells[1]?.[8]).toBeCloseTo(1, 9);
    expect(await deskOf().text('surface change')).toContain('Since 2026-11-22 11:00 EST');
  });

  test('has at most eleven rows however many expiries are listed', async () => {
    const slices = Array.from({ length: 58 }, (_, i) => ({ ...SLICES[0], days: 1 + i * 9 }));
    const grid = { ...surfaceView().grid, vols: slices.map(() => Array<number>(9).fill(0.2)) };
    const view = surfaceView({ slices: slices as typeof SLICES, grid: { ...grid, changes: null } });
    const vol = fullVol({ surface: () => Promise.resolve(ok(view)) });
    const { chart } = await deskOf(vol).card('surface');
    const rows = chart?.kind === 'heat' ? chart.rows : [];
    expect(rows).toHaveLength(11);
    expect([rows[0], rows.at(-1)]).toEqual(['1d', '514d']);
  });

  test('without an earlier surface says so, and shows the one there is', async () => {
    const { grid } = surfaceView();
    const view = surfaceView({ grid: { ...grid, changes: null, comparedWithMs: null } });
    const card = await deskOf(fullVol({ surface: () => Promise.resolve(ok(view)) })).card(
      'surface change',
    );
    expect(card.chart).toMatchObject({ kind: 'heat', colours: 'size' });
    expect(plainText(card.text)).toContain('No earlier surface is kept yet');
  });

  test('says when the fit is not free of arbitrage, when prices are old, and when delayed', async () => {
    const view = surfaceView({ arbitrage: 'found', age: 'old', stamp: DELAYED });
    const card = await deskOf(fullVol({ surface: () => Promise.resolve(ok(view)) })).card(
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
    const desk = deskOf(fullVol({ surface: () => Promise.resolve(ok(view)) }));
    expect(await desk.text('surface')).toContain('BTC – · 30 d');
    expect(await desk.text('surface text')).toContain('9 expiries\n');
  });
});

describe('/smile', () => {
  test('walks through the expiries with its buttons', async () => {
    const desk = deskOf();
    const first = await desk.card('smile');
    expect(labels(first).slice(0, 2)).toEqual(['◀ 12-04', '01-29 ▶']);
    const next = await desk.card(pressed(first, '▶'));
    expect(plainText(next.text)).toContain('BTC 2027-01-29 · 67d');
    const ends = await desk.card(`smile ${SLICES[0]?.expiry ?? ''}`);
    expect(labels(ends).filter((label) => label.includes('◀'))).toEqual([]);
  });

  test('draws bid to ask as bars inside the picture, dots and the fit, with the forward', async () => {
    const { chart } = await deskOf().card('smile');
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
    expect(await deskOf().text('smile text')).toMatch(/60000 P {5}– +77\.\d +– +77\.\d/u);
  });
});

describe('/term and /skew', () => {
  test('say whether it is inverted, and by how much', async () => {
    expect(await deskOf().text('term')).toContain('Rising: 90 d +1.2 against 7 d');
    const of = (inversion: number | null) =>
      deskOf(fullVol({ term: () => Promise.resolve(ok(termView({ inversion }))) })).text('term');
    expect(await of(0.031)).toContain('⚠️ Inverted: 90 d −3.1 against 7 d');
    expect(await of(null)).toContain('not both listed');
  });

  test('draw level, forward steps, and the day before dashed over spread days', async () => {
    const { chart } = await deskOf().card('term');
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
    const { chart } = await deskOf(vol).card('term');
    const steps = chart?.kind === 'plot' ? chart.panels[0]?.series[2]?.points : undefined;
    expect(steps).toHaveLength(12);
    for (const { y } of steps?.slice(1) ?? []) expect(y).toBeCloseTo(20, 9);
  });

  test('say which side is dearer, and draw its history where there is one', async () => {
    expect(await deskOf().text('skew')).toContain('Puts dearer: RR25 −3.1 · BF25 +1.2');
    const with2 = (await deskOf().card('skew')).chart;
    expect(with2?.kind === 'plot' && with2.panels).toHaveLength(2);
    const view = skewView({ history: [], rr25At30d: 0.011 });
    const desk = deskOf(fullVol({ skew: () => Promise.resolve(ok(view)) }));
    const card = await desk.card('skew');
    expect(card.chart?.kind === 'plot' && card.chart.panels).toHaveLength(1);
    expect(plainText(card.text)).toContain('Calls dearer');
    expect(plainText(card.text)).toContain('Its history begins to be kept now.');
  });
});

describe('/atm', () => {
  test('has a line an underlying, marks delayed and old ones, and leads to each surface', async () => {
    const card = await deskOf().card('atm');
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
    expect(await deskOf(vol).text('atm')).toContain('The feed cboe did not answer.');
    const none = fullVol({ atm: () => Promise.resolve(atmView({ lines: [] })) });
    expect(await deskOf(none).text('atm')).toContain('no option chains');
  });
});

describe('/greeks', () => {
  test('shows ours beside the venue’s, in dollars and in coin', async () => {
    const text = await deskOf().text('greeks BTC-25DEC26-90000-C');
    expect(text).toContain('BTC 2026-12-25 90000 C · 32d');
    expect(text).toContain('Bid 0.0625 · ask 0.0635 BTC · σ 45.2 %');
    expect(text).toContain('$             5,770.12      5,770.11');
    expect(text).toContain('BTC            0.06302       0.06302');
    expect(text).toContain('Δ              +0.5712       +0.5711');
    expect(text).toContain('Γ            0.0000312     0.0000300');
  });

  test('in dollars has no coin, and without a venue’s word has dashes', async () => {
    const view = greeksView({
      ...{ underlying: 'SPX', coin: null, bidCoin: null, askCoin: null, priceCoin: null },
      ...{ netDelta: null, venue: null, ask: null },
    });
    const text = await deskOf(fullVol({ greeks: () => Promise.resolve(ok(view)) })).text(
      'greeks text SPX 6500 P',
    );
    expect(text).toContain('Bid 5,721.10 · ask – $');
    expect(text).toMatch(/Δ +\+0\.5712 +–/u);
    expect(text).not.toMatch(/BTC|Δ net/u);
  });

  test('switches between payoff and profile in place', async () => {
    const desk = deskOf();
    const payoff = await desk.card('greeks X');
    expect(payoff.chart).toMatchObject({ kind: 'payoff', strikes: [90_000], breakevens: [95_770] });
    const profile = await desk.card(pressed(payoff, 'Profile'));
    expect(profile.chart?.kind === 'plot' && profile.chart.panels.map(({ name }) => name)).toEqual([
      'Δ +0.571',
      'Γ/% +0.0285',
      'ν $ +106.31',
      'θ $ −73.02',
    ]);
    expect(pressed(profile, 'Text')).toBe('greeks profile text BTC/2026-12-25/90000/C');
  });

  test('offers what a part of a name may mean, to be tapped', async () => {
    const nearest = ['BTC-27NOV26-90000-C', 'SPX 2026-12-18 6500 P'];
    const failing = {
      greeks: (typed: string) =>
        Promise.resolve(err<VolError>({ code: 'unknown-option', typed, nearest })),
    };
    const desk = deskOf(fullVol(failing));
    const card = await desk.card('greeks BTC 90000');
    expect(plainText(card.text)).toBe('I know no option “BTC 90000”. Tap the one you mean:');
    expect(commands(card)).toEqual(nearest.map((name) => `greeks ${name}`));
    const open = await desk.card('greeks');
    expect(plainText(open.text)).toContain('Which BTC option? Tap one near the money');
    expect(labels(open).slice(-4)).toEqual(['• BTC', 'ETH', 'SPX', 'SPY']);
  });
});

describe('/chain', () => {
  test('marks the strike next to the forward, and turns pages and expiries', async () => {
    const desk = deskOf();
    const card = await desk.card('chain');
    const text = plainText(card.text);
    expect(text).toContain('  ›92000 0.0634 0.0644 0.0600 0.0610');
    expect(text).toContain('  102000      – 0.0144 0.1100 0.1110');
    expect(pressed(card, '▼ K+')).toBe('chain prices BTC p1 2026-12-25');
    expect(pressed(await desk.card('chain p60'), '▼ K+')).toContain(' p60 ');
    expect(plainText((await desk.card(pressed(card, 'Vols'))).text)).toContain(
      '0.83  −0.17    100',
    );
  });

  test('has the same decimals down a page of dollars', async () => {
    const [line] = chainView().lines;
    if (!line) throw new Error('no line');
    const lines = [
      { ...line, strike: 4900, callBid: 1234.5, callAsk: 1240, putBid: 9.4, putAsk: 9.6 },
    ];
    const view = chainView({ unit: 'usd', coin: null, underlying: 'SPX', lines });
    const vol = fullVol({ chain: () => Promise.resolve(ok(view)) });
    expect(await deskOf(vol).text('chain SPX')).toContain('›4900 1234.5 1240.0    9.4    9.6');
  });

  test('says that a page is empty', async () => {
    const vol = fullVol({ chain: () => Promise.resolve(ok(chainView({ lines: [] }))) });
    expect(await deskOf(vol).text('chain p9')).toContain('No strikes on this page.');
  });
});

describe('/ivrank', () => {
  test('says rank, percentile and the year’s ends, and draws them', async () => {
    const card = await deskOf().card('ivrank');
    expect(plainText(card.text)).toContain('IV rank 46 % · percentile 51 %');
    expect(plainText(card.text)).toContain('Low 37.0 · high 53.0 · 252 days');
    expect(card.chart?.kind === 'line' && card.chart.levels).toHaveLength(2);
    const later = ivRankView({ nowPts: 61, history: ivRankView().history.slice(0, -1) });
    const { chart } = await deskOf(fullVol({ ivRank: () => Promise.resolve(ok(later)) })).card(
      'ivrank',
    );
    expect(chart?.kind === 'line' && chart.series[0]?.points.at(-1)?.y).toBe(61);
  });
});

describe('/arb', () => {
  test('says plainly that there is none, and what was tested', async () => {
    const text = await deskOf().text('arb');
    expect(text).toContain('BTC: no arbitrage after costs');
    expect(text).toContain(
      'Tested 8,412 butterflies, verticals, calendars and boxes at bid and ask',
    );
    expect(text).toContain('none pays before fees of $27.37 a leg');
    expect(text).toContain('The fitted surface has none.');
  });

  test('lists what pays after fees, the best few of many', async () => {
    const finding = {
      kind: 'butterfly',
      expiries: [day('2026-12-25')],
      strikes: [90_000, 92_000, 94_000],
      right: 'call',
      gainUsd: 45.5,
      netUsd: 12.3,
      units: 3,
    } as const;
    const findings = [
      finding,
      { ...finding, kind: 'box', right: null, units: null } as const,
      ...Array.from({ length: 8 }, () => finding),
    ];
    const view = arbView({ findings, beforeCosts: 12, fit: 'none' });
    for (const language of LANGUAGES) {
      const vol = fullVol({ arb: () => Promise.resolve(ok(view)) });
      const text = await deskOf(vol, { language }).text('arb');
      expect(text).toContain('12-25 90000/92000/94000 C');
      expect(text.match(/\$12\.30/gu)).toHaveLength(8);
    }
    const vol = fullVol({ arb: () => Promise.resolve(ok(view)) });
    const text = await deskOf(vol).text('arb');
    expect(text).toContain('BTC: 10 arbitrages after costs');
    expect(text).toContain(
      '• Butterfly 12-25 90000/92000/94000 C: +$12.30 ($45.50 before fees) × 3',
    );
    expect(text).toContain('• Box 12-25 90000/92000/94000: +$12.30');
    expect(text).toContain('… and 2 more');
    expect(text).toContain('There is no fitted surface now.');
  });
});

describe('a question without an answer', () => {
  const ERRORS: readonly (readonly [VolError, string, string])[] = [
    [
      { code: 'no-chain', underlying: 'AAPL', known: ['BTC', 'SPX'] },
      'No option chain for AAPL. Try BTC, SPX.',
      '没有 AAPL 的期权链。可试 BTC, SPX。',
    ],
    [
      { code: 'no-chain', underlying: '', known: [] },
      'This market has no option chains.',
      '这个市场没有期权链。',
    ],
    [
      { code: 'no-surface', underlying: 'BTC', reason: 'no-usable-expiry expired too-few-quotes' },
      'No surface of BTC now: no expiry has enough quotes with two sides. Try /chain BTC',
      '暂无 BTC 的曲面：没有哪个到期日有足够的双边报价。',
    ],
    [
      { code: 'feed-failed', feed: 'deribit' },
      'The feed deribit did not answer. See /status',
      '行情来源 deribit 没有应答。',
    ],
    [
      {
        code: 'unknown-expiry',
        underlying: 'BTC',
        typed: '<b>31FEB</b>',
        listed: [day('2026-11-27'), day('2026-12-25')],
      },
      'BTC has no expiry “<b>31FEB</b>”. Type a day such as 27NOV26, 2026-11-27 or 30d; listed: 2026-11-27, 2026-12-25',
      'BTC 没有到期日“<b>31FEB</b>”。',
    ],
    [
      { code: 'unknown-option', typed: 'XYZ', nearest: [] },
      'I know no option “XYZ”. Type it such as BTC-27NOV26-90000-C',
      '不认识期权“XYZ”。请输入例如',
    ],
    [
      { code: 'unknown-option', typed: 'XYZ', nearest: ['BTC-27NOV26-90000-C'] },
      'I know no option “XYZ”. Tap the one you mean:',
      '不认识期权“XYZ”。请点选您要的：',
    ],
    [
      { code: 'no-history', underlying: 'SPY' },
      'No history of SPY is kept yet. Try /atm',
      '还没有保存 SPY 的历史。',
    ],
    [{ code: 'no-answer' }, 'The answer did not come in time. Try again.', '未能及时得到答案。'],
  ];

  test.each(ERRORS)('for %o says one sentence in either language', async (error, en, zh) => {
    const failing = () => Promise.resolve(err(error));
    const vol = fakeVol({
      ...{ underlyings: () => ['BTC'], surface: failing, smile: failing, term: failing },
      ...{ skew: failing, greeks: failing, chain: failing, ivRank: failing, arb: failing },
    });
    for (const name of NAMES.filter((each) => each !== 'atm')) {
      const line = name === 'greeks' ? 'greeks X' : name;
      const card = await deskOf(vol).card(line);
      expect(plainText(card.text)).toContain(en);
      expect(await deskOf(vol, { language: 'zh' }).text(line)).toContain(zh);
      for (const data of commands(card)) expect(data.startsWith(`${name} `)).toBe(true);
    }
  });

  test.each(['crashed', 'late', 'superseded', 'stopped', 'no-fitter', 'too-few-quotes'])(
    'has words for a fit that ended with %s',
    async (reason) => {
      const failing = () =>
        Promise.resolve(err<VolError>({ code: 'no-surface', underlying: 'BTC', reason }));
      const vol = fakeVol({ underlyings: () => ['BTC'], surface: failing });
      for (const language of LANGUAGES) {
        expect(await deskOf(vol, { language }).text('surface')).not.toContain(reason);
      }
    },
  );

  test('offers what is listed as buttons, and none that no button can carry', async () => {
    const error: VolError = {
      code: 'unknown-option',
      typed: 'X',
      nearest: ['BTC-27NOV26-90000-C', 'X'.repeat(80)],
    };
    const vol = fakeVol({ underlyings: () => [], greeks: () => Promise.resolve(err(error)) });
    expect(labels(await deskOf(vol).card('greeks X'))).toEqual(['BTC-27NOV26-90000-C']);
    const listed = SLICES.map(({ expiry }) => expiry);
    const unknown: VolError = { code: 'unknown-expiry', underlying: 'BTC', typed: '1d', listed };
    const other = fullVol({ smile: () => Promise.resolve(err(unknown)) });
    const card = await deskOf(other).card('smile 1d');
    expect(labels(card)).toHaveLength(6);
    expect(pressed(card, '2026-11-27')).toBe('smile BTC 2026-11-27');
  });
});

test('in a market without chains every command says so', async () => {
  const none = { code: 'no-chain', underlying: '', known: [] } as const;
  const failing = () => Promise.resolve(err<VolError>(none));
  const vol = fakeVol({ surface: failing, term: failing });
  expect(await deskOf(vol).text('surface')).toContain('This market has no option chains.');
  expect(await deskOf(vol).text('term')).toContain('sim, deribit and cboe carry chains');
});

test('a word that a command cannot use is named', () => {
  const found = COMMANDS.find(({ name }) => name === 'surface');
  if (!found) throw new Error('no /surface');
  expect(parseArguments(found.args, ['BTC', '!!'])).toMatchObject({
    ok: false,
    error: { code: 'unknown-word', word: '!!' },
  });
});

test('surface and greeks are in the menu, the rest is reached from them', async () => {
  const published = COMMANDS.filter(
    ({ menu, name }) => menu === 'published' && NAMES.includes(name),
  );
  expect(published.map(({ name }) => name)).toEqual(['surface', 'greeks']);
  const card = await deskOf().card('surface');
  for (const name of ['smile', 'term', 'skew', 'arb']) {
    expect(commands(card)).toContain(`${name} BTC`);
  }
});

test('a head without a change has none in the picture either', async () => {
  const view = termView(surfaceHead({ atm30dChange: null }));
  const { chart } = await deskOf(fullVol({ term: () => Promise.resolve(ok(view)) })).card('term');
  expect(chart?.delta).toBeNull();
});
