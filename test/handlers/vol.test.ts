import { describe, expect, test } from 'vitest';
import { parseArguments } from '../../src/bot/arguments.js';
import { CALLBACK_MAX_BYTES } from '../../src/bot/callback.js';
import { specProblems } from '../../src/bot/charts/spec-check.js';
import { plainText } from '../../src/bot/html.js';
import { CAPTION_MAX } from '../../src/bot/pages.js';
import { err, ok } from '../../src/engine/domain/result.js';
import { day } from '../../src/engine/domain/trading-day.js';
import type { VolError } from '../../src/engine/domain/vol-views.js';
import { COMMANDS } from '../../src/handlers/index.js';
import { columns, labels, pressed } from '../support/trading-context.js';
import { fakeVol } from '../support/vol-api.js';
import {
  chainView,
  fullVol,
  greeksView,
  SLICES,
  smileView,
  surfaceHead,
  surfaceView,
  termView,
} from '../support/vol-views.js';
import { commandsOf, volChat } from '../support/vol-chat.js';

const LANGUAGES = ['en', 'zh'] as const;
const NAMES = ['surface', 'greeks', 'smile', 'term', 'skew', 'atm', 'chain', 'ivrank', 'arb'];

const EVERY = [
  ...['heat', 'mesh', 'smiles', 'change'].flatMap((show) => [
    `surface ${show}`,
    `surface SPX ${show} text`,
  ]),
  ...['smile', 'smile eth 30d', 'smile text', 'term', 'term text', 'skew', 'skew text'],
  ...['atm', 'greeks X', 'greeks profile X', 'greeks X text', 'chain', 'chain vols p-3'],
  ...['ivrank', 'ivrank text', 'arb'],
];

describe.each(LANGUAGES)('every card of volatility in %s', (language) => {
  test.each(EVERY)('/%s fits a caption and a phone, and its buttons lead on', async (line) => {
    const desk = volChat(fullVol(), { language, kind: language === 'en' ? 'private' : 'group' });
    const card = await desk.card(line);
    expect(plainText(card.text).length).toBeLessThanOrEqual(CAPTION_MAX);
    expect(card.chart && specProblems(card.chart)).toEqual(card.chart && []);
    expect(Math.max(0, ...columns(card.text))).toBeLessThanOrEqual(36);
    expect(card.text).toMatch(/SIM/u);
    expect(commandsOf(card).length).toBeGreaterThan(0);
    for (const data of commandsOf(card)) {
      expect(Buffer.byteLength(data)).toBeLessThanOrEqual(CALLBACK_MAX_BYTES);
      expect((await desk.card(data)).text).not.toBe('');
    }
  });

  test('has tables whose rows are all as wide as their head', async () => {
    const desk = volChat(fullVol(), { language });
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
  const desk = volChat(vol);
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
      const card = await volChat(vol).card(line);
      expect(plainText(card.text)).toContain(en);
      expect(await volChat(vol, { language: 'zh' }).text(line)).toContain(zh);
      for (const data of commandsOf(card)) expect(data.startsWith(`${name} `)).toBe(true);
    }
  });

  test.each(['crashed', 'late', 'superseded', 'stopped', 'no-fitter', 'too-few-quotes'])(
    'has words for a fit that ended with %s',
    async (reason) => {
      const failing = () =>
        Promise.resolve(err<VolError>({ code: 'no-surface', underlying: 'BTC', reason }));
      const vol = fakeVol({ underlyings: () => ['BTC'], surface: failing });
      for (const language of LANGUAGES) {
        expect(await volChat(vol, { language }).text('surface')).not.toContain(reason);
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
    expect(labels(await volChat(vol).card('greeks X'))).toEqual(['BTC-27NOV26-90000-C']);
    const listed = SLICES.map(({ expiry }) => expiry);
    const unknown: VolError = { code: 'unknown-expiry', underlying: 'BTC', typed: '1d', listed };
    const other = fullVol({ smile: () => Promise.resolve(err(unknown)) });
    const card = await volChat(other).card('smile 1d');
    expect(labels(card)).toHaveLength(6);
    expect(pressed(card, '2026-11-27')).toBe('smile BTC 2026-11-27');
  });
});

test('in a market without chains every command says so', async () => {
  const none = { code: 'no-chain', underlying: '', known: [] } as const;
  const failing = () => Promise.resolve(err<VolError>(none));
  const vol = fakeVol({ surface: failing, term: failing });
  expect(await volChat(vol).text('surface')).toContain('This market has no option chains.');
  expect(await volChat(vol).text('term')).toContain('sim, deribit and cboe carry chains');
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
  const card = await volChat().card('surface');
  for (const name of ['smile', 'term', 'skew', 'arb']) {
    expect(commandsOf(card)).toContain(`${name} BTC`);
  }
});

test('a head without a change has none in the picture either', async () => {
  const view = termView(surfaceHead({ atm30dChange: null }));
  const { chart } = await volChat(fullVol({ term: () => Promise.resolve(ok(view)) })).card('term');
  expect(chart?.delta).toBeNull();
});
