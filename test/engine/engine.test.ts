import { afterEach, describe, expect, test } from 'vitest';
import { futureId, spotId } from '../../src/engine/domain/instrument.js';
import { newYorkInstant } from '../../src/engine/domain/new-york.js';
import type { UserId } from '../../src/engine/domain/people.js';
import { err, ok } from '../../src/engine/domain/result.js';
import type { Notice } from '../../src/engine/domain/notice.js';
import { day } from '../../src/engine/domain/trading-day.js';
import { HOUR_MS, MINUTE_MS } from '../../src/engine/domain/units.js';
import { createEngine, type Engine } from '../../src/engine/engine.js';
import type { Notifier } from '../../src/engine/ports/notifier.js';
import { ManualClock } from '../support/manual-clock.js';
import { quoteOf, ScriptedFeed } from '../support/scripted-feed.js';
import { feedWithHistory, openBook, START, startedDesk } from '../support/started-desk.js';
import { plainEngine } from '../support/plain-engine.js';

const vix = spotId('VIX');
const open: Engine[] = [];

afterEach(async () => {
  for (const engine of open.splice(0)) await engine.stop();
});

async function desk(parts: Parameters<typeof startedDesk>[0] = {}) {
  const started = await startedDesk(parts);
  open.push(started.engine);
  return started;
}

const nobody: Notifier = { deliver: () => Promise.resolve(ok(undefined)) };

describe('quotes', () => {
  test('are coalesced before the queue and all kept as ticks', async () => {
    const { feed, engine, ticks, clock } = await desk();
    const stepsBefore = (await engine.api.status()).queue.steps;
    for (let i = 0; i < 50; i++) feed.say(quoteOf(vix, { last: 20 + i, atMs: clock.nowMs() }));
    await engine.idle();
    expect((await engine.api.status()).queue.steps - stepsBefore).toBe(1);
    const view = await engine.api.vix('1m');
    expect(view.ok && view.value.vix.level).toBe(69);
    const span = { fromMs: START, toMs: START + 1 };
    const kept = await ticks.ticks(vix, span);
    expect(kept.ok && kept.value.length).toBe(50);
  });

  test('come from the first feed that carries the instrument', async () => {
    const first = feedWithHistory();
    const second = new ScriptedFeed('second');
    second.list(vix);
    second.list(spotId('BTC'));
    const { engine } = await desk({ feeds: [first, second] });
    second.say(quoteOf(vix, { last: 99, atMs: START }));
    second.say(quoteOf(spotId('BTC'), { last: 70_000, atMs: START }));
    await engine.idle();
    const level = await engine.api.vix('1m');
    expect(level.ok && level.value.vix.level).not.toBe(99);
    const btc = await engine.api.quote('btc');
    expect(btc.ok && btc.value.move.level).toBe(70_000);
  });

  test('of a contract listed later are taken up at the next open', async () => {
    const { feed, engine, pass } = await desk();
    const listed = futureId('VX', day('2027-01-20'));
    feed.list(listed);
    await pass(24 * HOUR_MS);
    feed.say(quoteOf(listed, { last: 21, atMs: START + 24 * HOUR_MS }));
    await engine.idle();
    expect(engine.quote(listed)?.last).toBe(21);
  });
});

describe('symbols', () => {
  test('are taken in any case, with a caret, and futures by rank', async () => {
    const { feed, engine } = await desk();
    feed.list(futureId('VX', day('2026-12-16')));
    feed.say(quoteOf(futureId('VX', day('2026-12-16')), { last: 19, atMs: START }));
    const byRank = await engine.api.quote('vx1');
    expect(byRank.ok && byRank.value.symbol).toBe('VX/2026-12-16');
    expect((await engine.api.quote('^vix')).ok).toBe(true);
  });

  test('that are unknown answer with the nearest known', async () => {
    const { engine } = await desk();
    expect(await engine.api.quote('VXI')).toEqual({
      ok: false,
      error: { code: 'unknown-symbol', symbol: 'VXI', nearest: ['VIX'] },
    });
  });
});

/** A feed without prices is news too, and no digest. */
const digests = (notices: readonly Notice[]) =>
  notices.filter(({ body }) => body.kind === 'digest');

describe('the digest', () => {
  test('goes out once, twenty minutes after the close', async () => {
    const { feed, notifier, pass, store } = await desk();
    feed.say(quoteOf(vix, { last: 21, atMs: START }));
    await pass(6 * HOUR_MS);
    expect(digests(notifier.notices).map(({ id }) => id)).toEqual(['digest:test:2026-11-23']);
    expect(store.pendingNotices()).toEqual([]);
    await pass(10 * HOUR_MS);
    expect(digests(notifier.notices)).toHaveLength(1);
  });

  test('that could not be handed on is handed on when the way is free again', async () => {
    const { notifier, pass, store } = await desk();
    notifier.failing = true;
    await pass(6 * HOUR_MS);
    expect(digests(notifier.notices)).toEqual([]);
    expect(digests(store.pendingNotices())).toHaveLength(1);
    notifier.failing = false;
    await pass(2 * MINUTE_MS);
    expect(digests(notifier.notices)).toHaveLength(1);
    expect(store.pendingNotices()).toEqual([]);
  });

  test('missed while the desk was down runs once if its grace is not over', async () => {
    const store = openBook();
    store.markJobDone('test:digest', newYorkInstant(day('2026-11-20'), '16:20'));
    const late = newYorkInstant(day('2026-11-23'), '19:00');
    const { notifier } = await desk({ startAtMs: late, store });
    expect(digests(notifier.notices)).toHaveLength(1);
  });

  test('missed by more than its grace does not run', async () => {
    const store = openBook();
    store.markJobDone('test:digest', newYorkInstant(day('2026-11-20'), '16:20'));
    const tooLate = newYorkInstant(day('2026-11-23'), '23:00');
    const { notifier } = await desk({ startAtMs: tooLate, store });
    expect(digests(notifier.notices)).toHaveLength(0);
  });
});

describe('health', () => {
  test('says that a feed is stale while the session is open', async () => {
    const { feed, engine, pass, clock } = await desk();
    const feedHealth = () => engine.health().find(({ part }) => part.startsWith('feed:'));
    expect(feedHealth()?.state).toBe('degraded');
    feed.say(quoteOf(vix, { last: 21, atMs: clock.nowMs() }));
    expect(feedHealth()?.state).toBe('ok');
    await pass(2 * MINUTE_MS);
    expect(feedHealth()).toMatchObject({ state: 'degraded', detail: 'stale' });
  });

  test('a closed market may be old', async () => {
    const { feed, engine, pass, clock } = await desk();
    feed.say(quoteOf(vix, { last: 21, atMs: clock.nowMs() }));
    await pass(12 * HOUR_MS);
    expect(engine.health().every(({ state }) => state === 'ok')).toBe(true);
  });
});

describe('people', () => {
  const guest = 77 as UserId;
  const owner = 1000 as UserId;

  test('nobody is known but the owners until one of them says so', async () => {
    const { engine } = await desk();
    const { people } = engine.api;
    expect(people.roleOf(guest)).toBe('stranger');
    expect(people.grant(guest, guest, 'trader')).toEqual({
      ok: false,
      error: { code: 'not-owner' },
    });
    expect(people.grant(owner, guest, 'viewer').ok).toBe(true);
    expect(people.roleOf(guest)).toBe('viewer');
    expect(people.revoke(owner, guest).ok).toBe(true);
    expect(people.revoke(owner, guest)).toMatchObject({ error: { code: 'not-member' } });
    expect(people.roleOf(guest)).toBe('stranger');
  });

  test('an owner is changed by the configuration alone', async () => {
    const { people } = (await desk()).engine.api;
    expect(people.grant(owner, owner, 'viewer')).toMatchObject({ error: { code: 'is-owner' } });
    expect(people.revoke(owner, owner)).toMatchObject({ error: { code: 'is-owner' } });
  });

  test('roles and settings outlive a restart', async () => {
    const store = openBook();
    const first = await desk({ store });
    first.engine.api.people.grant(owner, guest, 'trader');
    const wanted = { ...first.engine.api.people.settings(guest), language: 'zh' as const };
    first.engine.api.people.saveSettings(guest, wanted);
    const second = (await desk({ store })).engine;
    expect(second.api.people.roleOf(guest)).toBe('trader');
    expect(second.api.people.settings(guest)).toEqual(wanted);
    expect(second.api.people.members()).toHaveLength(2);
  });
});

test('a feed that cannot start stops the desk from starting', async () => {
  const feed = feedWithHistory();
  feed.start = () => Promise.resolve(err({ code: 'no-data', name: 'history' }) as never);
  const clock = new ManualClock(START);
  const engine = createEngine({
    ...plainEngine({ store: openBook(), wall: clock, market: clock }),
    mode: 'REPLAY',
    feeds: [feed],
  });
  expect(await engine.start(nobody)).toMatchObject({ ok: false, error: { code: 'no-data' } });
});
