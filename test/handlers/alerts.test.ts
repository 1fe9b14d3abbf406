import { describe, expect, test } from 'vitest';
import type { Card, Dialog } from '../../src/bot/command.js';
import { plainText } from '../../src/bot/html.js';
import { dataLine, dataPage } from '../../src/bot/views/data-card.js';
import { noticeCard } from '../../src/bot/views/notice-card.js';
import type { FeedQuality } from '../../src/engine/domain/data-quality.js';
import type { Notice } from '../../src/engine/domain/notice.js';
import { err, ok } from '../../src/engine/domain/result.js';
import {
  BUILT_INS,
  type AlertApi,
  type AlertRule,
  type AlertsView,
  type AlertView,
  type Condition,
} from '../../src/engine/domain/vol-alert.js';
import { parseCondition } from '../../src/engine/flow/alerts/condition.js';
import { COMMANDS } from '../../src/handlers/index.js';
import { fakeAlerts } from '../support/alert-api.js';
import { Desk, labels, pressed, tradingContext } from '../support/trading-context.js';
import { DESK_NOW, OWNER, STAMP } from '../support/trading-views.js';

const LANGUAGES = ['en', 'zh'] as const;
const CONDITION: Condition = { subject: 'BTC', measure: 'atm30d', comparison: '>', level: 60 };

const WORDS = {
  symbols: ['VIX', 'SPX', 'BTC'],
  surfaces: ['BTC'],
  ranked: ['BTC', 'VIX'],
};

function ruleOf(condition: Condition, id = '0a1b2c3d'): AlertRule {
  return { id, by: OWNER, chat: 'private', condition, createdAtMs: 0, snoozedUntilMs: null };
}

function viewOf(parts: Partial<AlertView> = {}): AlertView {
  return {
    rule: ruleOf(CONDITION),
    text: 'BTC atm30d > 60',
    state: 'armed',
    now: { value: 55.2, stamp: STAMP },
    distance: 4.8,
    margin: 1.2,
    count: 0,
    ...parts,
  };
}

function listOf(rules: readonly AlertView[]): AlertsView {
  return {
    rules,
    builtIns: BUILT_INS.map((name) => ({
      name,
      state: name === 'stale' ? 'off' : 'on',
      fired: name === 'term-inverted' ? ['VIX', 'BTC'] : [],
    })),
    most: 20,
  };
}

/** Alerts of a person whose rules a test gives, with what was asked of them. */
function alertsOf(rules: readonly AlertView[] = []) {
  const asked: string[] = [];
  const find = (id: string) => {
    const view = rules.find(({ rule }) => rule.id === id);
    return view ? ok(view) : err({ code: 'unknown-alert' as const, id });
  };
  const api: AlertApi = fakeAlerts({
    list: () => listOf(rules),
    check: (typed) => parseCondition(typed, WORDS),
    offers: () => [
      {
        subject: 'BTC',
        measures: [
          { measure: 'level', now: 90_000 },
          { measure: 'atm30d', now: 55.2 },
          { measure: 'term', now: -2 },
        ],
      },
      { subject: 'VIX', measures: [{ measure: 'change-pct', now: 3.1 }] },
    ],
    add(by, chat, typed) {
      asked.push(`${by} ${chat} ${typed}`);
      const condition = parseCondition(typed, WORDS);
      return condition.ok
        ? ok(viewOf({ rule: { ...ruleOf(condition.value), chat }, text: typed }))
        : err({ code: 'condition', typed, error: condition.error });
    },
    remove: (_, id) => {
      asked.push(`remove ${id}`);
      return find(id);
    },
    snooze: (_, id) => {
      asked.push(`snooze ${id}`);
      return find(id);
    },
    setBuiltIn: (_, name, to) => void asked.push(`${name} ${to}`),
  });
  return { api, asked };
}

const deskOf = (alerts: AlertApi, parts: Parameters<typeof tradingContext>[0] = {}) =>
  new Desk(COMMANDS, tradingContext({ ...parts, alerts }));

const MANY = (['armed', 'fired', 'snoozed', 'stale', 'no-data'] as const).map((state, i) =>
  viewOf({
    state,
    count: i,
    rule: ruleOf(CONDITION, `0000000${i}`),
    now: state === 'no-data' ? null : { value: 61, stamp: STAMP },
    distance: state === 'no-data' ? null : -1,
  }),
);

describe.each(LANGUAGES)('the alerts in %s', (language) => {
  test('are listed with where they stand, each with its buttons, on a phone', async () => {
    const { api, asked } = alertsOf([...MANY, ...MANY.map((view) => ({ ...view }))]);
    const desk = deskOf(api, { language });
    const card = await desk.card('alerts');
    const text = plainText(card.text);
    expect(text).toContain('BTC atm30d > 60');
    expect(text).not.toContain('{');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(80);
    for (const label of labels(card)) {
      expect((await desk.reply(pressed(card, label))).kind).toMatch(/card|toast|dialog/u);
    }
    expect(asked).toContain('stale on');
    expect(plainText((await desk.card('alerts 2')).text)).toContain('6.');
  });

  test('that there are none of say how one is made', async () => {
    const text = await deskOf(alertsOf().api, { language }).text('alerts');
    expect(text).toContain('/alert BTC atm30d > 60');
  });

  test.each([
    'alert',
    'alert VXI > 25',
    'alert BTC skw25 > 1',
    'alert BTC foo > 1',
    'alert VIX 25',
    'alert VIX >',
    'alert VIX > high',
    'alert VIX > 25%',
    'alert BTC atm30d > 0.6',
    'alert SPX skew25 < 0',
  ])('/%s in the group is answered with one sentence and two examples', async (line) => {
    const desk = deskOf(alertsOf().api, { language, kind: 'group' });
    const [sentence, ...rest] = (await desk.text(line)).split('\n');
    expect(sentence?.length).toBeGreaterThan(10);
    expect(rest.slice(-2)).toEqual(['/alert BTC atm30d > 60', '/alert VIX change > 3']);
  });
});

describe('/alert', () => {
  test('in one line makes the rule and says how far the value is', async () => {
    const { api, asked } = alertsOf();
    const card = await deskOf(api).card('alert BTC atm30d > 60');
    expect(asked).toEqual(['1000 private BTC atm30d > 60']);
    expect(plainText(card.text)).toContain('Now 55.20, 4.80 away');
    expect(plainText(card.text)).toContain('back by 1.20');
    expect(labels(card)).toEqual(['Surface', 'Alerts', 'Remove']);
    expect(pressed(card, 'Surface')).toBe('surface BTC');
  });

  test('names the nearest symbol', async () => {
    const text = await deskOf(alertsOf().api).text('alert VXI > 25');
    expect(text).toContain('I do not know the symbol vxi; did you mean VIX?');
  });

  test('alone asks for symbol, measure, direction and level, with the value now', async () => {
    const { api, asked } = alertsOf();
    const desk = deskOf(api);
    const dialog = (await desk.reply('alert')) as Dialog;
    const answers: Record<string, string> = {};
    const questions: string[] = [];
    for (const [step, typed] of dialog.steps.map(
      (step, at) => [step, ['btc', 'atm30d', 'above', '60'][at]] as const,
    )) {
      const { text, choices } = step.ask(desk.context, answers);
      questions.push(
        `${plainText(text)} [${choices.map(({ label }) => plainText(label)).join(' | ')}]`,
      );
      const heard = step.accept(desk.context, typed ?? '');
      if (!heard.ok) throw new Error(plainText(heard.say));
      answers[step.key] = heard.value;
    }
    expect(questions).toEqual([
      'What shall I watch? Choose, or type a symbol. [VIX | BTC]',
      'What of BTC? [Price 90,000.00 | ATM vol 30 d 55.20 | Inversion, points −2.00]',
      'ATM vol 30 d, now 55.20: tell you above or below a level? [Above | Below]',
      'At which level? Now 55.20. Choose, or type a number. [58.00 | 60.70 | 66.20]',
    ]);
    const card: Card = await dialog.finish(desk.context, answers);
    expect(asked).toEqual(['1000 private BTC atm30d > 60']);
    expect(plainText(card.text)).toContain('BTC atm30d > 60');
  });

  test('asks for no level of an inversion, and refuses what it does not know', async () => {
    const { api, asked } = alertsOf();
    const desk = deskOf(api);
    const dialog = (await desk.reply('alert')) as Dialog;
    const [subject, measure, direction, level] = dialog.steps;
    expect(subject?.accept(desk.context, 'XYZ')).toMatchObject({ ok: false });
    expect(measure?.accept(desk.context, 'beauty')).toMatchObject({ ok: false });
    expect(direction?.accept(desk.context, 'sideways')).toMatchObject({ ok: false });
    expect(level?.accept(desk.context, 'far')).toMatchObject({ ok: false });
    const answers = { subject: 'BTC', measure: 'term' };
    expect([direction?.skip?.(answers), level?.skip?.(answers)]).toEqual([true, true]);
    await dialog.finish(desk.context, answers);
    expect(asked).toEqual(['1000 private BTC term inverted']);
  });

  test('of a change in percent says so of the number that is typed', async () => {
    const { api, asked } = alertsOf();
    const desk = deskOf(api);
    const dialog = (await desk.reply('alert')) as Dialog;
    const answers = { subject: 'VIX', measure: 'change-pct', direction: '<', level: '-5' };
    await dialog.finish(desk.context, answers);
    expect(asked).toEqual(['1000 private VIX change < -5%']);
  });
});

describe('/alerts', () => {
  test('removes and snoozes by number or by button, and says what it did', async () => {
    const { api, asked } = alertsOf(MANY);
    const desk = deskOf(api);
    expect(await desk.text('alerts remove 2')).toContain('Removed: BTC atm30d > 60');
    await desk.card('alerts snooze 00000003');
    expect(asked).toEqual(['remove 00000001', 'snooze 00000003']);
    expect(await desk.text('alerts remove 9')).toContain('I do not know this alert');
  });

  test('switches what the desk watches by itself, for this person', async () => {
    const { api, asked } = alertsOf();
    const card = await deskOf(api).card('alerts off skew-flip');
    expect(asked).toEqual(['skew-flip off']);
    expect(card.toast && plainText(card.toast)).toBe('Skew inversion is off for you.');
    expect(labels(card)).toContain('🔔 Data quality');
  });
});

describe.each(LANGUAGES)('what is told in %s', (language) => {
  const fired = {
    kind: 'vol-alert',
    to: { kind: 'person', userId: OWNER },
    handle: 'h',
    phase: 'again',
    condition: CONDITION,
    ruleId: '0a1b2c3d',
    builtIn: null,
    value: 61.4,
    stamp: STAMP,
    count: 3,
    worst: 63.2,
    firstAtMs: DESK_NOW - 3_000_000,
    lastAtMs: DESK_NOW,
  } as const;
  const own = {
    ...fired,
    ruleId: null,
    count: 1,
    to: { kind: 'informed', unlessOff: 'stale' },
  } as const;
  const data = {
    kind: 'data',
    to: { kind: 'informed', unlessOff: 'stale' },
    handle: 'h',
    phase: 'begins',
    feed: 'deribit',
    problem: 'stale',
    times: 1,
    count: 1,
    ageMs: 75_000,
    sinceMs: DESK_NOW - 75_000,
    nowMs: DESK_NOW,
    mode: 'PAPER',
  } as const;
  const bodies = {
    fired,
    jump: { ...own, builtIn: { kind: 'atm-jump', underlying: 'BTC', meanPts: 50, hours: 120 } },
    flip: { ...own, builtIn: { kind: 'skew-flip', underlying: 'BTC', meanPts: -3, hours: 120 } },
    inverted: { ...own, builtIn: { kind: 'term-inverted', underlying: 'VIX' } },
    stale: data,
    over: { ...data, phase: 'over' },
    gaps: { ...data, problem: 'gap', count: 7, times: 2, ageMs: null },
    'old prices': {
      kind: 'alerts-stale',
      to: { kind: 'person', userId: OWNER },
      rules: [{ text: 'VIX > 25', asOfMs: DESK_NOW - 300_000 }],
      mode: 'SIM',
      nowMs: DESK_NOW,
    },
  } as const satisfies Record<string, Notice['body']>;

  test.each(Object.keys(bodies) as (keyof typeof bodies)[])('%s is short and leads on', (name) => {
    const context = tradingContext({ language });
    const card = noticeCard(context, { id: 'n', createdAtMs: 0, body: bodies[name] });
    const text = plainText(card.text);
    expect(text).not.toMatch(/[{}]|undefined|NaN/u);
    expect(text.split('\n').length).toBeLessThanOrEqual(6);
    expect(labels(card).length).toBeGreaterThan(0);
  });
});

describe('an alert card', () => {
  test('has the figure, the condition, how often, how old, and the picture', () => {
    const context = tradingContext();
    const body: Notice['body'] = {
      kind: 'vol-alert',
      to: { kind: 'person', userId: OWNER },
      handle: 'h',
      phase: 'again',
      condition: { subject: 'VIX', measure: 'change', comparison: '>', level: 3 },
      ruleId: '0a1b2c3d',
      builtIn: null,
      value: 3.4,
      stamp: STAMP,
      count: 2,
      worst: 4.1,
      firstAtMs: DESK_NOW - 600_000,
      lastAtMs: DESK_NOW,
    };
    const card = noticeCard(context, { id: 'n', createdAtMs: 0, body });
    expect(plainText(card.text)).toMatch(
      /^🔔 VIX change > 3\nChange, points: \+3\.40\n2 times within the hour: worst \+4\.10\n/u,
    );
    expect(plainText(card.text)).toContain('SIM');
    expect((card.buttons ?? []).flat().map((each) => each.kind === 'command' && each.data)).toEqual(
      ['vix', 'alerts snooze 0a1b2c3d', 'alerts'],
    );
  });
});

describe.each(LANGUAGES)('/status in %s', (language) => {
  const none = { stale: 0, crossed: 0, 'high-iv': 0, gap: 0, 'no-underlying': 0, dropped: 0 };
  const feed = (parts: Partial<FeedQuality>): FeedQuality => ({
    ...{ feed: 'sim', hour: none, day: none, quotes: 0, over: [], longestGapMs: null },
    ...parts,
  });

  test('counts what was wrong with prices, and has a page of it', () => {
    const context = tradingContext({ language });
    const bad = feed({
      feed: 'deribit',
      hour: { ...none, gap: 7 },
      day: { ...none, gap: 9, crossed: 2 },
      over: ['gap'],
      longestGapMs: 12_000,
    });
    expect(plainText(dataLine(context, [bad, feed({})]))).toMatch(/⚠️.*7 × /u);
    expect(plainText(dataLine(context, [feed({})]))).not.toContain('×');
    const page = plainText(dataPage(context, [bad, feed({})])).split('\n');
    expect(page).toHaveLength(7);
    expect(page[2]).toMatch(/^0 \/ 2 × /u);
    expect(page[3]).toMatch(/^⚠️ 7 \/ 9 × /u);
  });
});
