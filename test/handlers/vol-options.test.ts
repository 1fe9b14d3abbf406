import { describe, expect, test } from 'vitest';
import { plainText } from '../../src/bot/html.js';
import { err, ok } from '../../src/engine/domain/result.js';
import { day } from '../../src/engine/domain/trading-day.js';
import type { VolError } from '../../src/engine/domain/vol-views.js';
import { labels, pressed } from '../support/trading-context.js';
import { arbView, chainView, fullVol, greeksView, ivRankView } from '../support/vol-views.js';
import { commandsOf, volChat } from '../support/vol-chat.js';

const LANGUAGES = ['en', 'zh'] as const;

describe('/greeks', () => {
  test('shows ours beside the venue’s, in dollars and in coin', async () => {
    const text = await volChat().text('greeks BTC-25DEC26-90000-C');
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
    const text = await volChat(fullVol({ greeks: () => Promise.resolve(ok(view)) })).text(
      'greeks text SPX 6500 P',
    );
    expect(text).toContain('Bid 5,721.10 · ask – $');
    expect(text).toMatch(/Δ +\+0\.5712 +–/u);
    expect(text).not.toMatch(/BTC|Δ net/u);
  });

  test('switches between payoff and profile in place', async () => {
    const desk = volChat();
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
    const desk = volChat(fullVol(failing));
    const card = await desk.card('greeks BTC 90000');
    expect(plainText(card.text)).toBe('I know no option “BTC 90000”. Tap the one you mean:');
    expect(commandsOf(card)).toEqual(nearest.map((name) => `greeks ${name}`));
    const open = await desk.card('greeks');
    expect(plainText(open.text)).toContain('Which BTC option? Tap one near the money');
    expect(labels(open).slice(-4)).toEqual(['• BTC', 'ETH', 'SPX', 'SPY']);
  });
});

describe('/chain', () => {
  test('marks the strike next to the forward, and turns pages and expiries', async () => {
    const desk = volChat();
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
    expect(await volChat(vol).text('chain SPX')).toContain('›4900 1234.5 1240.0    9.4    9.6');
  });

  test('says that a page is empty', async () => {
    const vol = fullVol({ chain: () => Promise.resolve(ok(chainView({ lines: [] }))) });
    expect(await volChat(vol).text('chain p9')).toContain('No strikes on this page.');
  });
});

describe('/ivrank', () => {
  test('says rank, percentile and the year’s ends, and draws them', async () => {
    const card = await volChat().card('ivrank');
    expect(plainText(card.text)).toContain('IV rank 46 % · percentile 51 %');
    expect(plainText(card.text)).toContain('Low 37.0 · high 53.0 · 252 days');
    expect(card.chart?.kind === 'line' && card.chart.levels).toHaveLength(2);
    const later = ivRankView({ nowPts: 61, history: ivRankView().history.slice(0, -1) });
    const { chart } = await volChat(fullVol({ ivRank: () => Promise.resolve(ok(later)) })).card(
      'ivrank',
    );
    expect(chart?.kind === 'line' && chart.series[0]?.points.at(-1)?.y).toBe(61);
  });
});

describe('/arb', () => {
  test('says plainly that there is none, and what was tested', async () => {
    const text = await volChat().text('arb');
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
      const text = await volChat(vol, { language }).text('arb');
      expect(text).toContain('12-25 90000/92000/94000 C');
      expect(text.match(/\$12\.30/gu)).toHaveLength(8);
    }
    const vol = fullVol({ arb: () => Promise.resolve(ok(view)) });
    const text = await volChat(vol).text('arb');
    expect(text).toContain('BTC: 10 arbitrages after costs');
    expect(text).toContain(
      '• Butterfly 12-25 90000/92000/94000 C: +$12.30 ($45.50 before fees) × 3',
    );
    expect(text).toContain('• Box 12-25 90000/92000/94000: +$12.30');
    expect(text).toContain('… and 2 more');
    expect(text).toContain('There is no fitted surface now.');
  });
});
