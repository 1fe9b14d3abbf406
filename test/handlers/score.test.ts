import { describe, expect, test } from 'vitest';
import { specProblems } from '../../src/bot/charts/spec-check.js';
import type { Card, CommandContext } from '../../src/bot/command.js';
import { plainText } from '../../src/bot/html.js';
import { CAPTION_MAX } from '../../src/bot/pages.js';
import { noticeCard } from '../../src/bot/views/notice-card.js';
import type { DigestView, EngineApi, StatusView } from '../../src/engine/api.js';
import type { UserId } from '../../src/engine/domain/people.js';
import { err, ok } from '../../src/engine/domain/result.js';
import type { ScoreApi } from '../../src/engine/domain/score-views.js';
import { day } from '../../src/engine/domain/trading-day.js';
import { COMMANDS } from '../../src/handlers/index.js';
import { fakeScore } from '../support/score-api.js';
import {
  analogsView,
  modelView,
  OLD_MODEL,
  ruleAlone,
  scoreView,
  scoreWhyView,
  signalView,
  SPREAD,
} from '../support/score-views.js';
import { columns, Desk, labels, pressed, tradingContext } from '../support/trading-context.js';
import { DESK_NOW, STAMP } from '../support/trading-views.js';

const LANGUAGES = ['en', 'zh'] as const;

async function full(): Promise<ScoreApi> {
  const model = await modelView();
  const muted = new Map<UserId, number>();
  return fakeScore({
    score: () => Promise.resolve(ok(scoreView())),
    why: () => Promise.resolve(ok(scoreWhyView())),
    analogs: () => Promise.resolve(ok(analogsView())),
    model: () => Promise.resolve(ok(model)),
    lastSignal: () => signalView(),
    mute: (userId) => {
      muted.set(userId, DESK_NOW + 86_400_000);
      return DESK_NOW + 86_400_000;
    },
    unmute: (userId) => void muted.delete(userId),
    mutedUntilMs: (userId) => muted.get(userId) ?? null,
  });
}

const deskOf = (score: ScoreApi, parts: Parameters<typeof tradingContext>[0] = {}) =>
  new Desk(COMMANDS, tradingContext({ ...parts, score }));

const EVERY = [
  'score',
  'score text',
  'why score',
  'analogs',
  'analogs text',
  'model',
  'model text',
  'signal',
];

describe.each(LANGUAGES)('every card of the score in %s', (language) => {
  test.each(EVERY)('/%s fits a caption, can be drawn, and its buttons lead on', async (line) => {
    const desk = deskOf(await full(), { language });
    const card = await desk.card(line);
    expect(plainText(card.text).length).toBeLessThanOrEqual(CAPTION_MAX);
    expect(card.chart && specProblems(card.chart)).toEqual([]);
    expect(Math.max(0, ...columns(card.text))).toBeLessThanOrEqual(36);
    for (const label of labels(card)) {
      expect((await desk.reply(pressed(card, label))).kind).toMatch(/card|toast/);
    }
  });
});

describe('/score', () => {
  test('says confidence, place, expected VIX with interval, the rule and both triggers', async () => {
    const text = await deskOf(await full()).text('score');
    expect(text).toContain('Confidence 0.74 of 1.00 · VIX 34.20 ▲ +4.10');
    expect(text).toContain('Above 91 % of past days with VIX over 25');
    expect(text).toContain('VIX in 30 days: 29.4 (19.8 to 41.3, 80 %)');
    expect(text).toContain('Rule (z-score +2.31): 37 %');
    expect(text).toContain('🔔 Alert over 0.61 and VIX over 25: met');
    expect(text).toContain('🔔 Mission over 0.70 and VIX over 28: met');
    expect(text).toMatch(/SIM.*old/);
  });

  test('without a model shows the rule alone, and why', async () => {
    const desk = deskOf(fakeScore({ score: () => Promise.resolve(ok(ruleAlone())) }));
    const card = await desk.card('score');
    const text = plainText(card.text);
    expect(text).toContain('The rule alone');
    expect(text).toContain('No confidence without a model.');
    expect(text).toContain('the model reads features f0, this program makes f1');
    expect(text).toContain('Rule (z-score +2.31): 37 %');
    expect(text).not.toContain('Confidence');
    expect(card.chart?.kind === 'line' && card.chart.series.map(({ name }) => name)).toEqual([
      'z₆₀',
    ]);
  });

  test('warns of a day that was trained on, of figures never seen, and of missing futures', async () => {
    const { reading } = scoreView();
    if (!reading) throw new Error('no reading');
    const seen = { ...reading, sample: 'seen', beyond: ['vix_spot'], premiumFrom: 'none' } as const;
    const desk = deskOf(
      fakeScore({ score: () => Promise.resolve(ok(scoreView({ reading: seen }))) }),
    );
    const text = await desk.text('score');
    expect(text).toContain('The model was trained on this day: no forecast.');
    expect(text).toContain('Beyond what training knew: vix_spot');
    expect(text).toContain('No futures: the premium is taken as usual.');
  });

  test('leads to the last alert only where there was one', async () => {
    expect(labels(await deskOf(await full()).card('score'))).toContain('Alert');
    const none = fakeScore({ score: () => Promise.resolve(ok(scoreView())) });
    expect(labels(await deskOf(none).card('score'))).not.toContain('Alert');
    expect(await deskOf(none).text('signal')).toContain('no alert in this market yet');
  });

  test.each([
    [{ code: 'late' }, 'did not come in time'],
    [{ code: 'no-data', what: 'VIX' }, 'No data for VIX'],
    [{ code: 'no-confidence', why: 'no-model', model: { code: 'none' } }, 'no model was loaded'],
    [
      {
        code: 'no-confidence',
        why: 'short-history',
        model: { code: 'none' },
      },
      'it needs 126 sessions',
    ],
  ] as const)('that fails with %o says so', async (error, words) => {
    const failing = () => Promise.resolve(err(error));
    const desk = deskOf(
      fakeScore({ score: failing, why: failing, analogs: failing, model: failing }),
    );
    for (const line of ['score', 'why score', 'analogs', 'model']) {
      expect(await desk.text(line)).toContain(words);
    }
  });
});

describe('/why score', () => {
  test('gives each feature its value and its part, which end at the confidence', async () => {
    const card = await deskOf(await full()).card('why score');
    const text = plainText(card.text);
    expect(text).toContain('z₆₀ +2.31: +9.0 %');
    expect(text).toContain('x̄₁₂₆ +86 %: +12.0 %');
    expect(text).toContain('M₁₂ unknown: −2.0 %');
    const bars = card.chart?.kind === 'bars' ? card.chart.bars : [];
    expect(bars.at(-1)?.total).toBeCloseTo(100 * (0.74 - 0.55), 9);
  });
});

describe('/analogs', () => {
  test('draws the nearest and the middle of all, and lists each in the text', async () => {
    const desk = deskOf(await full());
    const card = await desk.card('analogs');
    expect(card.chart?.kind === 'line' && card.chart.series).toHaveLength(6);
    expect(plainText(card.text)).toContain('4 of 6 closed 20 % lower within 30 days');
    const text = await desk.text('analogs text');
    for (const { day: on } of analogsView().analogs) expect(text).toContain(on);
  });

  test('without any comparable day says so and draws nothing', async () => {
    const none = analogsView({ analogs: [], known: 0, touched: 0, medianRatioIn21: null });
    const desk = deskOf(fakeScore({ analogs: () => Promise.resolve(ok(none)) }));
    const card = await desk.card('analogs');
    expect(card.chart).toBeUndefined();
    expect(plainText(card.text)).toContain('No day of the past can be compared');
  });
});

describe('/model', () => {
  test('says AUC with interval beside the rule, Brier, calibration, age and drift', async () => {
    const { facts } = await modelView();
    const text = await deskOf(await full()).text('model');
    expect(text).toMatch(/AUC 0\.\d\d \(0\.\d\d to 0\.\d\d\), the rule 0\.\d\d/);
    expect(text).toContain(`Brier ${facts.calibration.brier.toFixed(3)}`);
    expect(text).toContain('1,090 days ago; train it anew');
    expect(text).toContain('it said 0.61, 0.28 came true (5 spikes, 64 days)');
  });

  test('has words for all that its card says it does not know', async () => {
    const { facts } = await modelView();
    const text = await deskOf(await full()).text('model text');
    for (const code of facts.unknown) expect(text).not.toContain(`• ${code}`);
    expect(text).toContain('What it does not know');
  });
});

describe('the alert card', () => {
  const cardOf = (context: CommandContext, view = signalView()): Card =>
    noticeCard(context, { id: 's', createdAtMs: 0, body: { kind: 'signal', view } });

  test('has the four parts of the mission in order', () => {
    const text = plainText(cardOf(tradingContext()).text);
    const parts = ['Signal\n', 'Snapshot\n', 'Suggested trade\n', 'Context\n'];
    const places = parts.map((part) => text.indexOf(part));
    expect([...places].sort((a, b) => a - b)).toEqual(places);
    expect(Math.min(...places)).toBeGreaterThan(0);
    expect(text).toContain('Strength 0.74 of 1.00 · 2026-11-23');
    expect(text).toContain('VIX 34.20, +48 % from its 60-day mean');
    expect(text).toContain('M1 30.10 (4.3 % backwardation) · M2 28.80');
    expect(text).toContain('SPY 612.34, −6.2 % from its 20-day high');
    expect(text).toContain('Buy VIX put 30, 2026-12-23 (30 d)');
    expect(text).toContain(
      'Cost $311 · break-even 26.89 · worst −$311 · expected +$44.20, wins 58 %',
    );
    expect(text).toContain('VIX in 30 days: 29.4 (19.8 to 41.3, 80 %)');
    expect(text).toContain('12 days above 25');
    expect(text).toContain('62 % won, average −4 % of the premium (n 280 days, 24 spikes');
    expect(text).toContain('UVXY put: not in this feed');
  });

  test('carries Details, Analogs and Mute 24 h', () => {
    expect(labels(cardOf(tradingContext()))).toEqual(['Details', 'Analogs', 'Mute 24 h']);
  });

  test('says where puts cost more than history paid', () => {
    const suggestions = { offers: [SPREAD], best: null, missing: [] };
    const text = plainText(cardOf(tradingContext(), signalView({ suggestions })).text);
    expect(text).toContain('Puts cost more than history paid');
    expect(text).toContain('Buy VIX put 30, sell 22');
    expect(text).toContain('expected −$12');
  });

  test.each(LANGUAGES)('without a chain still fits its caption, in %s', (language) => {
    const kinds = ['vix-put', 'vix-put-spread', 'uvxy-put'] as const;
    const missing = kinds.map((kind) => ({ kind, code: 'no-chain' }));
    const suggestions = { offers: [], best: null, missing };
    const { reading } = signalView();
    const worst = signalView({
      suggestions,
      reading: { ...reading, sample: 'seen', beyond: ['vix_spot', 'futures_premium'] },
    });
    const text = plainText(cardOf(tradingContext({ language }), worst).text);
    expect(text.length).toBeLessThanOrEqual(CAPTION_MAX);
    if (language === 'en')
      expect(text).toContain('VIX put, VIX put spread, UVXY put: not in this feed');
  });

  test('Mute 24 h is a toast for the one who pressed, and can be taken back', async () => {
    const score = await full();
    const desk = deskOf(score);
    const muted = await desk.reply(pressed(cardOf(desk.context), 'Mute'));
    expect(muted.kind).toBe('toast');
    expect(score.mutedUntilMs(desk.context.user.id)).toBe(DESK_NOW + 86_400_000);
    expect(await desk.text('mute off')).toContain('on again');
    expect(score.mutedUntilMs(desk.context.user.id)).toBeNull();
  });
});

describe('other cards', () => {
  test('the digest gains a line of confidence', () => {
    const view: DigestView = {
      stamp: STAMP,
      day: day('2026-11-23'),
      vix: { level: 34.2, change: 4.1, changePct: 13.6 },
      measures: {
        zScore60: 2.3,
        percentile252: 99,
        daysAbove25: 12,
        m1: null,
        m2: null,
        slopePct: null,
        spxDrawdownPct: null,
        ruleScorePct: 37,
      },
      spx: null,
      spy: null,
      movers: [],
      nextSession: { day: day('2026-11-24'), kind: 'full' },
      score: {
        confidence: 0.74,
        place: 0.91,
        among: 'elevated',
        expectedVix: 29.4,
        modelAgeDays: 1_090,
      },
    };
    const cardOf = (of: DigestView) =>
      plainText(
        noticeCard(tradingContext(), {
          id: 'd',
          createdAtMs: 0,
          body: { kind: 'digest', view: of },
        }).text,
      );
    expect(cardOf(view)).toContain(
      'Confidence 0.74: above 91 % of days over 25 · VIX in 30 days 29.4 · model 1,090 d old',
    );
    // As one kept by an earlier version, or without a model.
    expect(cardOf({ ...view, score: null })).not.toContain('Confidence');
  });

  test('a reminder says how old the model is and whether it still comes true', () => {
    const card = noticeCard(tradingContext(), {
      id: 'm',
      createdAtMs: 0,
      body: {
        kind: 'model-health',
        stamp: STAMP,
        model: 'vix-drop@1',
        trainedTo: day('2023-11-29'),
        health: OLD_MODEL,
      },
    });
    const text = plainText(card.text);
    expect(text).toContain('vix-drop@1, trained to 2023-11-29');
    expect(text).toContain('1,090 days ago');
    expect(text).toContain('it said 0.61, 0.28 came true');
    expect(labels(card)).toEqual(['Model']);
  });

  test.each([
    [
      { code: 'ready', id: 'vix-drop', version: '1', trainedTo: day('2023-11-29') },
      '✅ Model: vix-drop 1, trained to 2023-11-29',
    ],
    [{ code: 'none' }, '⚠️ Model: no model was loaded'],
    [{ code: 'unusable', reason: 'no such file' }, 'cannot be used: no such file'],
  ] as const)('/status shows the model %o', async (model, words) => {
    const status: StatusView = {
      mode: 'SIM',
      version: '0.0.0',
      marketNowMs: DESK_NOW,
      wallNowMs: DESK_NOW,
      uptimeMs: 1_000,
      session: 'open',
      feeds: [],
      quality: [],
      queue: { waiting: 0, steps: 1, lagP50Ms: 0, lagP99Ms: 0 },
      gateway: null,
      broker: { name: 'paper', account: 'paper', state: 'ready' },
      ticks: null,
      model,
      deskBytes: 1,
      diskFreeBytes: 1,
      memoryBytes: 1,
      jobs: [],
    };
    const context = tradingContext();
    const given = { status: { value: () => Promise.resolve(status) } };
    const engine = Object.create(context.engine, given) as EngineApi;
    expect(await new Desk(COMMANDS, { ...context, engine }).text('status')).toContain(words);
  });
});
