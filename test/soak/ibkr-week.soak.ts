import { expect, it } from 'vitest';
import { newYorkInstant, type TimeOfDay } from '../../src/engine/domain/new-york.js';
import { day } from '../../src/engine/domain/trading-day.js';
import { HOUR_MS, MINUTE_MS } from '../../src/engine/domain/units.js';
import { createIbkrFeed } from '../../src/engine/adapters/ibkr/market-data.js';
import type { DataGap } from '../../src/engine/domain/data-gap.js';
import { spotId, type InstrumentId } from '../../src/engine/domain/instrument.js';
import { listen, value } from '../contract/broker.js';
import { uncovered, unmarkedPauses, type Span } from '../engine/adapters/ibkr/gap-cover.js';
import { CLIENT_ID, openIbkr, QUICK, type IbkrWorld } from '../engine/adapters/ibkr/ibkr-world.js';
import type { Misbehaviour } from '../standins/ib-gateway/gateway.js';
import { listening } from '../support/market-sink.js';
import { SOAK } from '../support/soak.js';
import { approved, PUT_650, PUT_655, quoteOf, ref } from '../support/orders.js';

const STEP_MS = SOAK === 'long' ? MINUTE_MS / 2 : MINUTE_MS;
/** Deadlines of minutes, as time goes by in minutes. */
const TIMING = {
  ...QUICK,
  connectWithinMs: 2 * MINUTE_MS,
  answerWithinMs: 2 * MINUTE_MS,
  heartbeatMs: 4 * MINUTE_MS,
  heartbeatWithinMs: 2 * MINUTE_MS,
  backoffMs: MINUTE_MS,
  backoffMostMs: 5 * MINUTE_MS,
  lostAfterMs: 4 * MINUTE_MS,
  commissionWithinMs: 2 * MINUTE_MS,
  unreachableAfterMs: 30 * MINUTE_MS,
};

type Event = readonly [atMs: number, how: Misbehaviour];

function at(on: string, time: TimeOfDay): number {
  return newYorkInstant(day(on), time);
}

/** Friday 20 to Friday 27 November 2026, with Thanksgiving in it. */
function week(): readonly Event[] {
  const events: Event[] = [];
  const add = (on: string, time: TimeOfDay, how: Misbehaviour) => events.push([at(on, time), how]);
  const nights = ['2026-11-20', '2026-11-22', '2026-11-23', '2026-11-24', '2026-11-25'];
  nights.forEach((on, i) => {
    add(on, '23:50', {
      kind: 'nightly-reset',
      downMs: 20 * MINUTE_MS,
      data: i % 2 ? 'kept' : 'lost',
    });
  });
  for (const on of ['2026-11-20', '2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26']) {
    add(on, '21:00', { kind: 'restart', downMs: 2 * MINUTE_MS });
  }
  // On Sunday the login waits for its second factor.
  add('2026-11-22', '01:00', { kind: 'log-out' });
  add('2026-11-22', '14:00', { kind: 'log-in' });
  // An earlier session of this client lingers after a drop.
  add('2026-11-23', '11:10', { kind: 'linger', clientId: CLIENT_ID, state: 'on' });
  add('2026-11-23', '11:10', { kind: 'drop' });
  add('2026-11-23', '11:40', { kind: 'linger', clientId: CLIENT_ID, state: 'off' });
  // A lost day: the servers are away from before the open until after the close.
  add('2026-11-24', '09:00', { kind: 'server-lost' });
  add('2026-11-24', '16:30', { kind: 'server-back', data: 'lost' });
  // Twice somebody logs in by phone and takes the prices.
  add('2026-11-23', '13:00', { kind: 'competing', state: 'on' });
  add('2026-11-23', '13:25', { kind: 'competing', state: 'off' });
  add('2026-11-25', '10:05', { kind: 'competing', state: 'on' });
  add('2026-11-25', '10:20', { kind: 'competing', state: 'off' });
  add('2026-11-25', '12:05', { kind: 'half-open' });
  add('2026-11-25', '13:05', { kind: 'accept', mode: 'mute' });
  add('2026-11-25', '13:05', { kind: 'drop' });
  add('2026-11-25', '13:30', { kind: 'accept', mode: 'serve' });
  return events.sort(([a], [b]) => a - b);
}

/** An answer while time goes by: what is sent is paced. */
async function answer<T>(w: IbkrWorld, asked: Parameters<typeof value<T>>[0]): Promise<T> {
  const got: unknown[] = [];
  void asked.then((one) => got.push(one));
  while (got.length === 0) await w.pass(250, 250);
  return value(asked);
}

/** Positions and orders of the adapter are those of the gateway, and no order is there twice. */
async function compare(w: IbkrWorld): Promise<void> {
  const { broker, gateway } = w;
  const held = new Map(
    (await answer(w, broker.positions())).map((p) => [p.instrument, p.quantity]),
  );
  const there = [...gateway.book.positions.values()].filter(({ quantity }) => quantity !== 0);
  expect(held).toEqual(new Map(there.map((p) => [p.contract.instrument, p.quantity])));
  const reports = new Map((await answer(w, broker.orders())).map((r) => [String(r.ref), r]));
  const names = gateway.orders().map(({ placed }) => placed.orderRef);
  expect(new Set(names).size).toBe(names.length);
  for (const { placed, filled, status } of gateway.orders()) {
    const report = reports.get(placed.orderRef);
    expect(report?.filledQuantity).toBe(filled);
    if (status === 'Filled') expect(report?.state).toBe('filled');
    if (status === 'Cancelled') expect(report?.state).toBe('cancelled');
  }
}

/** What a feed on the same session told of the week. */
async function watch({ connection }: IbkrWorld) {
  const feed = createIbkrFeed({ connection, symbols: ['VIX', 'SPY'] });
  await feed.start();
  const gaps: DataGap[] = [];
  const pricesMs = new Map<InstrumentId, number[]>();
  feed.subscribe(
    feed.instruments(),
    listening({
      gap: (gap) => gaps.push(gap),
      quote: ({ instrument, atMs }) => {
        const own = pricesMs.get(instrument) ?? [];
        pricesMs.set(instrument, own);
        own.push(atMs);
      },
    }),
  );
  return { feed, gaps, pricesMs };
}

/** Every outage of the gateway's own record is covered by gaps, and every gap is of one. */
function compareGaps({ gateway }: IbkrWorld, gaps: readonly DataGap[]): void {
  const outages = gateway.outages().filter((of): of is Span => of.toMs !== null);
  expect(outages.length).toBeGreaterThan(15);
  for (const outage of outages) {
    const left = uncovered(outage, gaps).filter(({ fromMs, toMs }) => toMs - fromMs > STEP_MS);
    expect(left, new Date(outage.fromMs).toISOString()).toEqual([]);
  }
  // The market beats once a minute here, so that a pause may be a little longer than the rhythm.
  const told = gaps.filter(
    ({ reason, fromMs, toMs }) => reason !== 'no-messages' || toMs - fromMs > 2 * MINUTE_MS,
  );
  for (const gap of told) {
    const isReal = outages.some(({ fromMs, toMs }) => fromMs <= gap.toMs && toMs >= gap.fromMs);
    expect(isReal, JSON.stringify(gap)).toBe(true);
  }
  expect(new Set(told.map(({ reason }) => reason))).toEqual(
    new Set(['disconnected', 'feed-broken', 'refused']),
  );
  // The lost day is one gap, from before its open to after its close.
  const lost = gaps.find(({ fromMs }) => Math.abs(fromMs - at('2026-11-24', '09:00')) < HOUR_MS);
  expect(lost?.toMs).toBeGreaterThanOrEqual(at('2026-11-24', '16:30'));
}

it('a week of resets, restarts, a lost day, a Sunday login, a lingering id and two phones', async () => {
  const w = await openIbkr({
    // What is sent within a step arrives in one instant.
    gateway: { beatMs: MINUTE_MS, pacing: 'off' },
    quotePeriodMs: MINUTE_MS,
    settings: { restartAt: '21:00', timing: TIMING },
  });
  const { broker, clock, gateway } = w;
  await gateway.say(quoteOf(PUT_655, { bid: 1.52, ask: 1.6, bidSize: 9e6, askSize: 9e6 }));
  await gateway.say(quoteOf(PUT_650, { bid: 0.9, ask: 1, bidSize: 9e6, askSize: 9e6 }));
  await broker.start();
  const watched = await watch(w);
  const heard = listen(broker);
  const events = [...week()];
  const counts = { placed: 0, refused: 0, compared: 0 };
  const endAtMs = at('2026-11-27', '16:00');
  let nextOrderAtMs = clock.nowMs();
  let wasReady = false;
  while (clock.nowMs() < endAtMs) {
    for (let next = events[0]; next && next[0] <= clock.nowMs(); next = events[0]) {
      events.shift();
      // An order is on its way when it happens.
      if (broker.state() === 'ready') void broker.place(order(++counts.placed));
      void gateway.misbehave(next[1]);
    }
    if (clock.nowMs() >= nextOrderAtMs) {
      nextOrderAtMs += 20 * MINUTE_MS;
      void broker.place(order(++counts.placed)).then(({ ok }) => {
        if (!ok) counts.refused++;
      });
    }
    await w.pass(STEP_MS, STEP_MS);
    const isReady = broker.state() === 'ready';
    if (isReady && (!wasReady || clock.nowMs() % HOUR_MS < STEP_MS)) {
      await compare(w);
      counts.compared++;
    }
    wasReady = isReady;
  }
  await compare(w);
  compareGaps(w, watched.gaps);
  for (const instrument of ['VIX', 'SPY'].map(spotId)) {
    const pricesMs = watched.pricesMs.get(instrument) ?? [];
    expect(pricesMs.length).toBeGreaterThan(1_000);
    expect(unmarkedPauses(instrument, pricesMs, watched.gaps)).toEqual([]);
  }
  expect(new Set(heard.fills.map(({ fillId }) => fillId)).size).toBe(heard.fills.length);
  expect(await answer(w, broker.fills())).toEqual(expect.arrayContaining(heard.fills));
  expect(w.connection.need()).toBeNull();
  expect(counts.compared).toBeGreaterThan(50);
  expect(counts.refused).toBeGreaterThan(0);
  expect(gateway.orders().length).toBeGreaterThan(300);
  await watched.feed.stop();
  await w.close();
});

/** Every third one rests below the market until its day ends. */
function order(n: number) {
  return approved({ ref: ref(`week.${n}`), quantity: 1, limitTicks: n % 3 === 0 ? -60 : -52 });
}
