import { afterEach, describe, expect, test } from 'vitest';
import { futureId, spotId } from '../../src/engine/domain/instrument.js';
import type { Notice } from '../../src/engine/domain/notice.js';
import type { UserId } from '../../src/engine/domain/people.js';
import { day } from '../../src/engine/domain/trading-day.js';
import { HOUR_MS, MINUTE_MS } from '../../src/engine/domain/units.js';
import type { AlertNews, DataNews } from '../../src/engine/domain/vol-alert.js';
import type { Engine } from '../../src/engine/engine.js';
import type { Store } from '../../src/engine/ports/store.js';
import { quoteOf, type ScriptedFeed } from '../support/scripted-feed.js';
import { feedWithHistory, openBook, START, startedDesk } from '../support/started-desk.js';

const OWNER = 1000 as UserId;
const VIEWER = 2002 as UserId;
const STRANGER = 3003 as UserId;
const VIX = spotId('VIX');
const FRONT = futureId('VX', day('2026-12-16'));
const NEXT = futureId('VX', day('2027-01-20'));

const open: Engine[] = [];
afterEach(async () => {
  for (const engine of open.splice(0)) await engine.stop();
});

async function desk(parts: { store?: Store; startAtMs?: number; feed?: ScriptedFeed } = {}) {
  const feed = parts.feed ?? feedWithHistory();
  [FRONT, NEXT].forEach((id) => feed.list(id));
  const started = await startedDesk({ ...parts, feeds: [feed] });
  open.push(started.engine);
  const { clock, engine, notifier } = started;
  const { alerts, people } = engine.api;
  people.grant(OWNER, VIEWER, 'viewer');
  /** A price of VIX, so many minutes later. */
  const vix = async (last: number, minutes = 0, ageMs = 0) => {
    if (minutes > 0) await started.pass(minutes * MINUTE_MS);
    feed.say(quoteOf(VIX, { last, atMs: clock.nowMs() - ageMs }));
    await started.pass(0);
  };
  const told = () =>
    notifier.notices.flatMap(({ body }) => (body.kind === 'vol-alert' ? [body] : []));
  const data = () => notifier.notices.flatMap(({ body }) => (body.kind === 'data' ? [body] : []));
  const kinds = () => notifier.notices.map(({ body }) => body.kind);
  return { ...started, feed, alerts, vix, told, data, kinds };
}

const worst = ({ count, worst: of }: AlertNews) => [count, of];
const phases = (news: readonly DataNews[]) => news.map(({ problem, phase }) => [problem, phase]);

describe('an alert', () => {
  test('is told to its maker when the price crosses, and not again while it stays there', async () => {
    const { alerts, vix, told } = await desk();
    await vix(20);
    expect(alerts.add(VIEWER, 'private', 'vix above 25')).toMatchObject({
      ok: true,
      value: { text: 'VIX > 25', state: 'armed', distance: 5, now: { value: 20 } },
    });
    await vix(24.9, 1);
    expect(told()).toEqual([]);
    await vix(25.5, 1);
    await vix(30, 1);
    expect(told()).toMatchObject([
      { to: { kind: 'person', userId: VIEWER }, phase: 'first', value: 25.5, count: 1 },
    ]);
    expect(told()[0]?.stamp).toMatchObject({ mode: 'SIM', source: 'scripted' });
  });

  test('whose condition holds already says so and waits for the next crossing', async () => {
    const { alerts, vix, told } = await desk();
    await vix(30);
    expect(alerts.add(OWNER, 'private', 'VIX > 25')).toMatchObject({
      value: { state: 'fired', count: 0, distance: -5 },
    });
    await vix(31, 1);
    expect(told()).toEqual([]);
    await vix(24, 1);
    await vix(26, 1);
    expect(told()).toHaveLength(1);
  });

  test('that comes true again within the hour edits its message, and after it is a new one', async () => {
    const { alerts, vix, told } = await desk();
    await vix(20);
    alerts.add(OWNER, 'private', 'VIX > 25');
    await vix(26, 1);
    await vix(33, 1);
    await vix(20, 5);
    await vix(27, 5);
    const [first, second] = told();
    expect(told().map(({ phase }) => phase)).toEqual(['first', 'again']);
    expect(second && worst(second)).toEqual([2, 33]);
    expect(second?.handle).toBe(first?.handle);
    expect(second?.firstAtMs).toBe(first?.stamp.asOfMs);
    await vix(20, 60);
    await vix(28, 1);
    expect(told().at(-1)).toMatchObject({ phase: 'first', count: 1, value: 28 });
    expect(told().at(-1)?.handle).not.toBe(first?.handle);
  });

  test('does not fire again after a restart, and fires for what was crossed meanwhile', async () => {
    const store = openBook();
    const before = await desk({ store });
    await before.vix(20);
    before.alerts.add(OWNER, 'private', 'VIX > 25');
    before.alerts.add(OWNER, 'private', 'VIX > 28');
    await before.vix(26, 1);
    expect(before.told()).toHaveLength(1);
    await before.engine.stop();
    const after = await desk({ store, startAtMs: START + 10 * MINUTE_MS });
    await after.vix(29);
    expect(after.told()).toMatchObject([{ condition: { level: 28 }, count: 1 }]);
    expect(after.alerts.list(OWNER, 'private').rules.map(({ state }) => state)).toEqual([
      'fired',
      'fired',
    ]);
  });

  test('is not lost where the disk did not take it', async () => {
    const store = openBook();
    const { alerts, vix, told } = await desk({ store });
    await vix(20);
    alerts.add(OWNER, 'private', 'VIX > 25');
    const kept = store.transaction.bind(store);
    store.transaction = () => {
      throw new Error('disk full');
    };
    await vix(26, 1);
    expect(told()).toEqual([]);
    store.transaction = kept;
    await vix(27, 1);
    expect(told()).toMatchObject([{ value: 27, count: 1 }]);
  });

  test('watches changes on the previous close, in points and in percent', async () => {
    const { alerts, vix, told } = await desk();
    await vix(19);
    alerts.add(OWNER, 'private', 'VIX change > 3');
    alerts.add(OWNER, 'private', 'VIX change > 20%');
    // The last close of the history is 19.
    await vix(22.5, 1);
    await vix(22.9, 1);
    expect(told().map(({ condition, value }) => [condition.measure, value])).toEqual([
      ['change', 3.5],
      ['change-pct', expect.closeTo(20.5, 1)],
    ]);
  });

  test('ranks a level within the year behind it', async () => {
    const { alerts, vix, told } = await desk();
    await vix(17);
    expect(alerts.add(OWNER, 'private', 'VIX ivrank > 80')).toMatchObject({
      value: { now: { value: 50 } },
    });
    await vix(18.9, 1);
    expect(told()[0]?.value).toBeCloseTo(97.5);
  });
});

describe('old prices', () => {
  test('fire nothing; their reader is told once that they are old', async () => {
    const { alerts, vix, told, kinds, pass, notifier } = await desk();
    await vix(20);
    alerts.add(VIEWER, 'private', 'VIX > 25');
    alerts.add(VIEWER, 'private', 'VIX change < -3');
    await pass(20 * MINUTE_MS);
    await vix(26, 0, 5 * MINUTE_MS);
    expect(told()).toEqual([]);
    expect(kinds().filter((kind) => kind === 'alerts-stale')).toHaveLength(1);
    const stale = notifier.notices.find(({ body }) => body.kind === 'alerts-stale')?.body;
    expect(stale).toMatchObject({
      to: { kind: 'person', userId: VIEWER },
      rules: [{ text: 'VIX > 25' }, { text: 'VIX change < -3' }],
    });
    expect(alerts.list(VIEWER, 'private').rules[0]?.state).toBe('stale');
    await vix(26);
    expect(told()).toHaveLength(1);
    await pass(20 * MINUTE_MS);
    expect(kinds().filter((kind) => kind === 'alerts-stale')).toHaveLength(2);
  });

  test('are no news while the market is closed', async () => {
    const lastMinute = START + 5 * HOUR_MS + 29.5 * MINUTE_MS;
    const { alerts, vix, kinds, pass } = await desk({ startAtMs: lastMinute });
    await vix(20);
    alerts.add(OWNER, 'private', 'VIX > 25');
    await pass(3 * HOUR_MS);
    expect(kinds().filter((kind) => kind === 'alerts-stale' || kind === 'data')).toEqual([]);
    expect(alerts.list(OWNER, 'private').rules[0]?.state).toBe('armed');
  });

  test('of a feed are told after a minute, once, and it is said when they are over', async () => {
    const { vix, data, pass, engine } = await desk();
    await vix(20);
    await pass(MINUTE_MS);
    expect(data()).toEqual([]);
    await pass(30_000);
    expect(phases(data())).toEqual([['stale', 'begins']]);
    await pass(10 * MINUTE_MS);
    expect(data()).toHaveLength(1);
    await vix(21);
    await pass(15_000);
    expect(phases(data())).toEqual([
      ['stale', 'begins'],
      ['stale', 'over'],
    ]);
    expect(data()[0]?.handle).toBe(data()[1]?.handle);
    await pass(5 * MINUTE_MS);
    expect(data().at(-1)).toMatchObject({ phase: 'begins', times: 2, handle: data()[0]?.handle });
    await vix(21);
    await pass(15_000);
    const status = await engine.api.status();
    expect(status.quality).toMatchObject([{ feed: 'scripted', hour: { stale: 2, gap: 2 } }]);
    expect(engine.health().find(({ part }) => part === 'data')?.detail).toContain('2 stale');
  });
});

describe('who may', () => {
  test('make alerts: viewers for themselves, the owner for the group, strangers none', async () => {
    const { alerts, vix } = await desk();
    await vix(20);
    const refused = { ok: false, error: { code: 'not-allowed' } };
    expect(alerts.add(STRANGER, 'private', 'VIX > 25')).toEqual(refused);
    expect(alerts.add(VIEWER, 'group', 'VIX > 25')).toEqual(refused);
    expect(alerts.add(OWNER, 'group', 'VIX > 25').ok).toBe(true);
    expect(alerts.list(VIEWER, 'group').rules).toHaveLength(1);
    expect(alerts.list(VIEWER, 'private').rules).toEqual([]);
    expect(alerts.list(OWNER, 'private').rules).toHaveLength(1);
  });

  test('take alerts away: their makers, and nobody else', async () => {
    const { alerts, vix, told } = await desk();
    await vix(20);
    const added = alerts.add(VIEWER, 'private', 'VIX > 25');
    const id = added.ok ? added.value.rule.id : '';
    expect(alerts.remove(OWNER, id)).toEqual({ ok: false, error: { code: 'unknown-alert', id } });
    expect(alerts.remove(VIEWER, id).ok).toBe(true);
    await vix(26, 1);
    expect(told()).toEqual([]);
  });

  test('have twenty, none of them twice', async () => {
    const { alerts, vix } = await desk();
    await vix(20);
    for (let n = 0; n < 20; n++) alerts.add(VIEWER, 'private', `VIX > ${30 + n}`);
    expect(alerts.add(VIEWER, 'private', 'vix over 30')).toMatchObject({ error: { code: 'same' } });
    expect(alerts.add(VIEWER, 'private', 'VIX > 60')).toEqual({
      ok: false,
      error: { code: 'too-many', most: 20 },
    });
    expect(alerts.add(OWNER, 'private', 'VIX > 60').ok).toBe(true);
  });

  test('hear of them: nobody who has left the desk', async () => {
    const { alerts, vix, told, engine } = await desk();
    await vix(20);
    alerts.add(VIEWER, 'private', 'VIX > 25');
    engine.api.people.revoke(OWNER, VIEWER);
    await vix(26, 1);
    expect(told()).toEqual([]);
  });
});

describe('a snoozed alert', () => {
  test('says nothing for an hour, then what still holds', async () => {
    const { alerts, vix, told } = await desk();
    await vix(20);
    const added = alerts.add(OWNER, 'private', 'VIX > 25');
    const id = added.ok ? added.value.rule.id : '';
    expect(alerts.snooze(OWNER, id)).toMatchObject({ value: { state: 'snoozed' } });
    await vix(26, 1);
    await vix(26, 30);
    expect(told()).toEqual([]);
    await vix(26, 30);
    expect(told()).toHaveLength(1);
  });

  test('wakes when it is snoozed again', async () => {
    const { alerts, vix, told } = await desk();
    await vix(20);
    const added = alerts.add(OWNER, 'private', 'VIX > 25');
    const id = added.ok ? added.value.rule.id : '';
    alerts.snooze(OWNER, id);
    expect(alerts.snooze(OWNER, id)).toMatchObject({ value: { state: 'armed' } });
    await vix(26, 1);
    expect(told()).toHaveLength(1);
  });
});

describe('the desk itself', () => {
  test('tells when the front future rises above the second', async () => {
    const { feed, clock, told, pass, alerts } = await desk();
    const say = async (front: number, next: number) => {
      await pass(10_000);
      feed.say(quoteOf(FRONT, { last: front, atMs: clock.nowMs() }));
      feed.say(quoteOf(NEXT, { last: next, atMs: clock.nowMs() }));
      await pass(0);
    };
    await say(18, 19);
    await say(21, 20.5);
    await say(22, 20.5);
    expect(told()).toMatchObject([
      {
        to: { kind: 'informed', unlessOff: 'term-inverted' },
        builtIn: { kind: 'term-inverted', underlying: 'VIX' },
        value: 0.5,
      },
    ]);
    const own = alerts.list(OWNER, 'private').builtIns;
    expect(own.find(({ name }) => name === 'term-inverted')).toEqual({
      name: 'term-inverted',
      state: 'on',
      fired: ['VIX'],
    });
  });

  test('asks nobody to hear what was switched off', async () => {
    const { alerts } = await desk();
    alerts.setBuiltIn(OWNER, 'stale', 'off');
    alerts.setBuiltIn(OWNER, 'skew-flip', 'off');
    alerts.setBuiltIn(OWNER, 'stale', 'on');
    const states = alerts.list(OWNER, 'private').builtIns.map(({ name, state }) => [name, state]);
    expect(Object.fromEntries(states)).toEqual({
      'atm-jump': 'on',
      'skew-flip': 'off',
      'term-inverted': 'on',
      stale: 'on',
    });
    expect(alerts.builtIn(VIEWER, 'skew-flip')).toBe('on');
  });
});

describe('a book that cannot be written', () => {
  const codes = (notices: readonly Notice[]) =>
    notices.flatMap(({ body }) => (body.kind === 'alert' ? [body.alert] : []));

  test('for a minute is told to people past the book, once', async () => {
    const store = openBook();
    const { alerts, vix, notifier, pass, engine } = await desk({ store });
    await vix(20);
    alerts.add(OWNER, 'private', 'VIX > 25');
    const [run, putFact] = [store.transaction.bind(store), store.chat.putFact.bind(store.chat)];
    const full = (): never => {
      throw new Error('disk full');
    };
    store.transaction = full;
    store.chat.putFact = full;
    await vix(26, 1);
    expect(codes(notifier.notices)).toEqual([]);
    await pass(MINUTE_MS);
    expect(codes(notifier.notices)).toEqual([{ code: 'store-failed', reason: 'disk full' }]);
    await pass(10 * MINUTE_MS);
    expect(codes(notifier.notices)).toHaveLength(1);
    const book = () => engine.health().find(({ part }) => part === 'book')?.state;
    expect(book()).toBe('down');
    store.transaction = run;
    store.chat.putFact = putFact;
    await pass(MINUTE_MS);
    expect(book()).toBe('ok');
  });

  test('for a moment is no news', async () => {
    const store = openBook();
    const { alerts, vix, notifier, pass, engine } = await desk({ store });
    await vix(20);
    alerts.add(OWNER, 'private', 'VIX > 25');
    const run = store.transaction.bind(store);
    store.transaction = () => {
      throw new Error('disk full');
    };
    await vix(26, 1);
    store.transaction = run;
    await pass(3 * MINUTE_MS);
    expect(codes(notifier.notices)).toEqual([]);
    expect(engine.health().find(({ part }) => part === 'book')?.state).toBe('ok');
  });

  test('is told as soon as somebody can be, where nobody could', async () => {
    const store = openBook();
    const { alerts, vix, notifier, pass } = await desk({ store });
    await vix(20);
    alerts.add(OWNER, 'private', 'VIX > 25');
    const full = (): never => {
      throw new Error('disk full');
    };
    store.transaction = full;
    store.chat.putFact = full;
    notifier.failing = true;
    await vix(26, 1);
    await pass(3 * MINUTE_MS);
    notifier.failing = false;
    await pass(MINUTE_MS);
    expect(codes(notifier.notices)).toHaveLength(1);
  });
});
