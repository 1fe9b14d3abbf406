import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openModel } from '../../src/desk/open-model.js';
import { seriesId } from '../../src/engine/domain/bar.js';
import type { Chain } from '../../src/engine/domain/chain.js';
import { futureId, optionId, spotId } from '../../src/engine/domain/instrument.js';
import { newYorkInstant } from '../../src/engine/domain/new-york.js';
import type { UserId } from '../../src/engine/domain/people.js';
import { err, ok } from '../../src/engine/domain/result.js';
import { day, type TradingDay } from '../../src/engine/domain/trading-day.js';
import { DAY_MS, HOUR_MS, MINUTE_MS, type Strike } from '../../src/engine/domain/units.js';
import type { Engine } from '../../src/engine/engine.js';
import { featureHistory, featuresOn } from '../../src/engine/features/compute.js';
import { expiriesFor } from '../../src/engine/flow/score/signal-view.js';
import type { ScoreModel } from '../../src/engine/score-model.js';
import { dropConfidence, dropInputs } from '../../src/engine/scoring/drop-model.js';
import { barOf, barsUntil } from '../support/bars.js';
import { folderOf } from '../support/folder.js';
import { quietLog } from '../support/quiet-log.js';
import { quoteOf, ScriptedFeed } from '../support/scripted-feed.js';
import { openBook, START, startedDesk } from '../support/started-desk.js';
import { watchModel, type WatchedModel } from '../support/watched-model.js';

const SHIPPED = join(import.meta.dirname, '..', '..', 'models', 'vix-drop.onnx');
const VIX = spotId('VIX');
const FRONT = futureId('VX', day('2026-12-16'));
const NEXT = futureId('VX', day('2027-01-20'));
const open: Engine[] = [];
const folders: { remove(): void }[] = [];
let watched: WatchedModel;
let model: ScoreModel;

beforeAll(async () => {
  watched = watchModel(await openModel(SHIPPED, quietLog()));
  ({ model } = watched);
});
afterEach(async () => {
  for (const engine of open.splice(0)) await engine.stop();
  for (const folder of folders.splice(0)) folder.remove();
});
afterAll(async () => {
  if (model.kind === 'ready') await model.scorer.stop();
});

function facts() {
  if (model.kind !== 'ready') throw new Error('the shipped model does not open');
  return model.facts;
}

/** VIX around 17 for 400 sessions, futures a little above it. */
function calmFeed<F extends ScriptedFeed>(feed: F): F {
  [VIX, FRONT, NEXT, spotId('SPY')].forEach((instrument) => feed.list(instrument));
  const wave = (base: number) => Array.from({ length: 400 }, (_, i) => base + (i % 5));
  feed.remember(barsUntil('VIX', '2026-11-20', wave(15)));
  feed.remember(barsUntil('VX1', '2026-11-20', wave(17)));
  feed.remember(barsUntil('VX2', '2026-11-20', wave(18)));
  feed.remember(barsUntil('SPY', '2026-11-20', wave(600)));
  return feed;
}

type Parts = Parameters<typeof startedDesk>[0];

async function desk(parts: Parts & { feed?: ScriptedFeed } = {}) {
  const feed = parts.feed ?? calmFeed(new ScriptedFeed());
  const started = await startedDesk({
    ...parts,
    feeds: [feed],
    options: { model, ...parts.options },
  });
  open.push(started.engine);
  const sayAged = (vix: number, { vixMs, futuresMs }: { vixMs: number; futuresMs: number }) => {
    const nowMs = started.clock.nowMs();
    feed.say(quoteOf(VIX, { last: vix, atMs: nowMs - vixMs }));
    feed.say(quoteOf(FRONT, { last: vix * 0.9, atMs: nowMs - futuresMs }));
    feed.say(quoteOf(NEXT, { last: vix * 0.85, atMs: nowMs - futuresMs }));
    feed.say(quoteOf(spotId('SPY'), { last: 560, atMs: nowMs }));
  };
  const spike = (vix: number) => sayAged(vix, { vixMs: 0, futuresMs: 0 });
  /** Five minutes with fresh prices at their end. */
  const look = async (vix: number, times = 1) => {
    for (let i = 0; i < times; i++) {
      await started.pass(4 * MINUTE_MS + 50_000);
      spike(vix);
      await started.engine.idle();
      await started.pass(10_000);
      await settled();
      await started.engine.idle();
    }
  };
  const signals = () =>
    started.notifier.notices.flatMap(({ body }) => (body.kind === 'signal' ? [body.view] : []));
  return { ...started, feed, spike, sayAged, look, signals };
}

/** The model runs on a thread of its own. */
const settled = (): Promise<void> => watched.settled();

describe('the score on demand', () => {
  test('is what the model says of the features of that day', async () => {
    const { engine, feed, clock, spike } = await desk();
    spike(38);
    await engine.idle();
    const view = await engine.api.score.score();
    if (!view.ok) throw new Error(view.error.code);
    const today = day('2026-11-23');
    const now: Record<string, number> = { VIX: 38, VX1: 38 * 0.9, VX2: 38 * 0.85, SPY: 560 };
    const bars = new Map<string, readonly ReturnType<typeof barOf>[]>();
    for (const series of feed.series()) {
      const kept = await feed.history(series);
      const close = now[series];
      const last = close === undefined ? [] : [barOf(series, today, { close })];
      bars.set(series, [...kept.value, ...last]);
    }
    const row = featuresOn(
      featureHistory((series) => bars.get(series) ?? []),
      today,
    );
    const inputs = row && dropInputs(row);
    if (!inputs) throw new Error('no inputs');
    expect(view.value.reading?.confidence).toBeCloseTo(dropConfidence(inputs, facts()), 5);
    expect(view.value.day).toBe(today);
    expect(view.value.reading?.premiumFrom).toBe('futures');
    expect(view.value.reading?.sample).toBe('unseen');
    expect(view.value.stamp.asOfMs).toBe(clock.nowMs());
    expect(view.value.history).toHaveLength(252);
    expect(view.value.history.at(-1)?.confidence).toBe(view.value.reading?.confidence);
  });

  test('counts its own day once when the close is in', async () => {
    const { engine, feed, pass, spike } = await desk();
    await pass(5 * HOUR_MS);
    spike(30);
    await pass(50 * MINUTE_MS);
    feed.close(barOf('VIX', '2026-11-23', { close: 31 }));
    await engine.idle();
    const view = await engine.api.score.score();
    if (!view.ok) throw new Error(view.error.code);
    const days = view.value.history.map((point) => point.day);
    expect(new Set(days).size).toBe(days.length);
    expect(view.value.history.at(-1)).toMatchObject({ day: '2026-11-23', vix: 31 });
  });

  test('without a model shows the rule alone and says so', async () => {
    const { engine, spike, look, notifier } = await desk({
      options: { model: { kind: 'refused', error: { code: 'failed', reason: 'no such file' } } },
    });
    spike(38);
    await engine.idle();
    const view = await engine.api.score.score();
    expect(view).toMatchObject({
      ok: true,
      value: {
        reading: null,
        missing: 'no-model',
        model: { code: 'unusable', reason: 'no such file' },
      },
    });
    expect(view.ok && view.value.rule.scorePct).toBeGreaterThan(50);
    expect((await engine.api.status()).model).toEqual({ code: 'unusable', reason: 'no such file' });
    expect(engine.health().find(({ part }) => part === 'model')?.state).toBe('degraded');
    expect(await engine.api.score.model()).toMatchObject({
      ok: false,
      error: { code: 'no-confidence', why: 'no-model' },
    });
    await look(45, 2);
    expect(notifier.notices.filter(({ body }) => body.kind === 'signal')).toEqual([]);
  });

  test('says that the history is too short', async () => {
    const feed = new ScriptedFeed();
    feed.list(VIX);
    feed.remember(
      barsUntil(
        'VIX',
        '2026-11-20',
        Array.from({ length: 90 }, (_, i) => 15 + (i % 5)),
      ),
    );
    const { engine } = await desk({ feed });
    const view = await engine.api.score.score();
    expect(view.ok && [view.value.missing, view.value.reading]).toEqual(['short-history', null]);
  });

  test('a model that gives no answer is said to have failed', async () => {
    if (model.kind !== 'ready') throw new Error('no model');
    const { card } = model.scorer;
    const broken: ScoreModel = {
      kind: 'ready',
      facts: model.facts,
      scorer: {
        card,
        score: () => Promise.resolve(err({ code: 'failed', reason: 'gone' })),
        stop: () => Promise.resolve(),
      },
    };
    const { engine, spike } = await desk({ options: { model: broken } });
    spike(38);
    await engine.idle();
    const view = await engine.api.score.score();
    expect(view.ok && view.value.missing).toBe('model-failed');
    expect(engine.health().find(({ part }) => part === 'model')?.state).toBe('degraded');
  });

  test('its parts sum to the difference from the usual day', async () => {
    const { engine, spike } = await desk();
    spike(38);
    await engine.idle();
    const why = await engine.api.score.why();
    if (!why.ok) throw new Error(why.error.code);
    const sum = why.value.contributions.reduce((total, { share }) => total + share, 0);
    expect(sum).toBeCloseTo(why.value.confidence - why.value.usual, 12);
    expect(why.value.contributions.map(({ term }) => term)).toEqual([
      'rule',
      'half-year',
      'premium',
      'level',
    ]);
  });

  test('finds days like it, each a month from the next', async () => {
    const { engine } = await desk();
    const view = await engine.api.score.analogs();
    if (!view.ok) throw new Error(view.error.code);
    expect(view.value.analogs.length).toBeGreaterThanOrEqual(5);
    for (const { path, day: on } of view.value.analogs) {
      expect(path).toHaveLength(22);
      expect(path[0]).toBe(1);
      expect(on < view.value.day).toBe(true);
    }
  });
});

describe('a signal', () => {
  test('goes out once confidence and VIX are over the shipped threshold', async () => {
    const { look, signals } = await desk();
    await look(18, 2);
    expect(signals()).toEqual([]);
    await look(38);
    expect(signals()).toHaveLength(1);
    const [view] = signals();
    expect(view?.reading.confidence).toBeGreaterThan(facts().triggers.bestFifth.confidence);
    expect(view?.triggers).toMatchObject({
      shipped: { state: 'fires' },
      mission: { state: 'fires', confidence: 0.7, vix: 28 },
    });
    expect(view).toMatchObject({ daysAbove25: 1, day: '2026-11-23' });
    expect(view?.abovePct).toBeGreaterThan(100);
    expect(view?.slopePct).toBeLessThan(0);
  });

  test('says for each suggestion that the feed has no chain for it', async () => {
    const { look, signals } = await desk();
    await look(38);
    expect(signals()[0]?.suggestions).toEqual({
      offers: [],
      best: null,
      missing: [
        { kind: 'vix-put', code: 'no-chain' },
        { kind: 'vix-put-spread', code: 'no-chain' },
        { kind: 'uvxy-put', code: 'no-chain' },
      ],
    });
  });

  test('prices its suggestion from the chains of the moment', async () => {
    const { look, signals } = await desk({ feed: calmFeed(new FeedWithPuts()) });
    await look(38);
    const { suggestions } = signals()[0] ?? {};
    expect(suggestions?.offers.map(({ kind }) => kind).sort()).toEqual([
      'vix-put',
      'vix-put-spread',
    ]);
    const put = suggestions?.offers.find(({ kind }) => kind === 'vix-put');
    expect(put).toMatchObject({
      expiry: '2026-12-23',
      costUsd: 100 * 3.1 + 1,
      breakEven: 30 - 3.11,
    });
    expect(suggestions?.missing).toEqual([{ kind: 'uvxy-put', code: 'no-chain' }]);
  });

  test('does not come again within 24 hours of wall time, and then may', async () => {
    const { look, signals, pass } = await desk();
    await look(38, 30);
    expect(signals()).toHaveLength(1);
    await pass(20 * HOUR_MS);
    await look(39, 6);
    expect(signals()).toHaveLength(1);
    await look(40, 40);
    expect(signals()).toHaveLength(2);
    const [first, second] = signals();
    expect((second?.stamp.nowMs ?? 0) - (first?.stamp.nowMs ?? 0)).toBeGreaterThanOrEqual(DAY_MS);
  });

  test('is still in its cool-down after a restart, and can be read again', async () => {
    const store = openBook();
    const before = await desk({ store });
    await before.look(38);
    expect(before.signals()).toHaveLength(1);
    await before.engine.stop();
    const after = await desk({ store, startAtMs: START + 2 * HOUR_MS });
    expect(after.engine.api.score.lastSignal()).toEqual(before.signals()[0]);
    await after.look(41, 6);
    expect(after.signals()).toEqual([]);
  });

  test('does not rest on prices older than one look', async () => {
    const { sayAged, pass, signals, look } = await desk();
    sayAged(45, { vixMs: 6 * MINUTE_MS, futuresMs: 0 });
    await pass(5 * MINUTE_MS);
    await settled();
    expect(signals()).toEqual([]);
    await look(45);
    expect(signals()).toHaveLength(1);
  });

  test('waits for futures that are as fresh as VIX', async () => {
    const { sayAged, pass, signals, look } = await desk();
    sayAged(45, { vixMs: 0, futuresMs: 6 * MINUTE_MS });
    await pass(5 * MINUTE_MS);
    await settled();
    expect(signals()).toEqual([]);
    await look(45);
    expect(signals()).toHaveLength(1);
  });

  test('is not looked for while the session is closed', async () => {
    const { look, signals } = await desk({
      startAtMs: newYorkInstant(day('2026-11-23'), '07:00'),
    });
    await look(45, 24);
    expect(signals()).toEqual([]);
  });

  test('is not raised by a question before the open, whatever the price', async () => {
    const { engine, spike, signals } = await desk({
      startAtMs: newYorkInstant(day('2026-11-23'), '09:00'),
    });
    spike(45);
    await engine.idle();
    const view = await engine.api.score.score();
    expect(view.ok && view.value.triggers?.shipped.state).toBe('fires');
    await settled();
    await engine.idle();
    expect(signals()).toEqual([]);
  });

  test('asks for expiries near the wanted days and for none of the next two weeks', () => {
    const listed = ['2026-11-25', '2026-12-04', '2026-12-09', '2026-12-23', '2027-01-20'].map(day);
    const today = day('2026-11-23');
    expect(expiriesFor(listed, { today, wantedDays: 30 })).toEqual(['2026-12-23', '2026-12-09']);
    expect(expiriesFor(listed, { today, wantedDays: 60 })).toEqual(['2027-01-20', '2026-12-23']);
    expect(expiriesFor(listed.slice(0, 2), { today, wantedDays: 30 })).toEqual([]);
  });

  test('of a replayed day is told once, however often it is replayed', async () => {
    const store = openBook();
    const replay = { mode: 'REPLAY' as const, staleAfterMs: DAY_MS };
    const first = await desk({ store, options: { ...replay, world: 'replay:1' } });
    await first.look(38, 3);
    expect(first.signals()).toHaveLength(1);
    await first.engine.stop();
    const second = await desk({ store, options: { ...replay, world: 'replay:2' } });
    await second.look(38, 3);
    expect(second.signals()).toEqual([]);
  });
});

describe('muting', () => {
  test('lasts 24 hours for one person and can be taken back', async () => {
    const { engine, pass } = await desk();
    const [one, other] = [1000 as UserId, 1001 as UserId];
    const untilMs = engine.api.score.mute(one);
    expect(untilMs).toBe(START + DAY_MS);
    expect(engine.api.score.mutedUntilMs(one)).toBe(untilMs);
    expect(engine.api.score.mutedUntilMs(other)).toBeNull();
    await pass(DAY_MS);
    expect(engine.api.score.mutedUntilMs(one)).toBeNull();
    engine.api.score.mute(one);
    engine.api.score.unmute(one);
    expect(engine.api.score.mutedUntilMs(one)).toBeNull();
  });
});

describe('the digest', () => {
  test('tells the confidence of its day, and an old model is reminded of once a month', async () => {
    const { engine, pass, feed, notifier, spike } = await desk();
    await pass(5 * HOUR_MS);
    spike(30);
    await engine.idle();
    await pass(30 * MINUTE_MS);
    feed.close(barOf('VIX', '2026-11-23', { close: 31 }));
    await settled();
    await engine.idle();
    await pass(3 * MINUTE_MS);
    await settled();
    await pass(3 * HOUR_MS);
    await settled();
    await pass(MINUTE_MS);
    const digest = notifier.notices.find(({ body }) => body.kind === 'digest');
    expect(digest?.body).toMatchObject({ view: { score: { among: 'elevated' } } });
    await pass(DAY_MS);
    await settled();
    await pass(DAY_MS);
    await settled();
    await pass(MINUTE_MS);
    const reminders = notifier.notices.filter(({ body }) => body.kind === 'model-health');
    expect(reminders).toHaveLength(1);
    expect(reminders[0]?.body).toMatchObject({
      health: { old: 'old', drift: 'too-few-spikes' },
      trainedTo: facts().trainedTo,
    });
  });
});

test('a digest before the first look has the confidence of the card', async () => {
  const { engine, spike } = await desk();
  spike(38);
  await engine.idle();
  const digest = await engine.api.digest();
  const view = await engine.api.score.score();
  if (!digest.ok || !view.ok) throw new Error('no digest');
  expect(digest.value.score?.confidence).toBeCloseTo(view.value.reading?.confidence ?? 0, 5);
});

test('a replay is not reminded of an old model', async () => {
  const { pass, notifier } = await desk({ options: { mode: 'REPLAY' } });
  await pass(DAY_MS);
  await settled();
  await pass(MINUTE_MS);
  expect(notifier.notices.map(({ body }) => body.kind)).toEqual(['digest']);
});

describe('the shipped model', () => {
  test('is refused where its features are of another version', async () => {
    const card = JSON.parse(readFileSync(SHIPPED.replace('.onnx', '.json'), 'utf8')) as object;
    const folder = folderOf({
      'vix-drop.onnx': readFileSync(SHIPPED),
      'vix-drop.json': JSON.stringify({ ...card, featureVersion: 'f0' }),
    });
    folders.push(folder);
    expect(await openModel(join(folder.path, 'vix-drop.onnx'), quietLog())).toEqual({
      kind: 'refused',
      error: { code: 'wrong-features', expected: 'f1', got: 'f0' },
    });
    expect(await openModel(join(folder.path, 'none.onnx'), quietLog())).toMatchObject({
      kind: 'refused',
      error: { code: 'failed' },
    });
  });
});

/** Puts and calls on VIX around a forward of 30; nothing on UVXY. */
class FeedWithPuts extends ScriptedFeed {
  override expiries(underlying?: string) {
    const listed = ['2026-11-25', '2026-12-23', '2027-01-20', '2027-02-17'].map(day);
    return Promise.resolve(
      ok(underlying === 'VIX' ? listed : []) as ReturnType<typeof ok<never[]>>,
    );
  }

  override chain(underlying: string, expiry?: TradingDay) {
    if (underlying !== 'VIX' || !expiry) return super.chain(underlying);
    const side = (strike: number, right: 'call' | 'put', price: number) => ({
      instrument: optionId({ root: 'VIX', expiry, strike, right }),
      bid: price - 0.1,
      ask: price + 0.1,
      bidSize: 10,
      askSize: 10,
    });
    const chain: Chain = {
      underlying,
      root: 'VIX',
      expiry,
      settlesAtMs: newYorkInstant(expiry, '09:30'),
      spot: 38,
      rows: [20, 25, 30, 35].map((strike) => ({
        strike: strike as Strike,
        call: side(strike, 'call', 3 + Math.max(30 - strike, 0)),
        put: side(strike, 'put', 3 + Math.max(strike - 30, 0)),
      })),
      atMs: START,
      delayMs: 0,
      source: 'scripted',
    };
    return Promise.resolve(ok(chain) as never);
  }
}

test('a series that nobody has closed is not scored', async () => {
  const feed = new ScriptedFeed();
  feed.list(spotId('SPY'));
  const { engine } = await desk({ feed });
  expect(await engine.api.score.score()).toEqual(err({ code: 'no-data', what: 'VIX' }));
  expect(engine.bars(seriesId('VIX'))).toEqual([]);
});
