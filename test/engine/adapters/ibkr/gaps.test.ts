import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createIbkrFeed } from '../../../../src/engine/adapters/ibkr/market-data.js';
import type { DataGap } from '../../../../src/engine/domain/data-gap.js';
import type { InstrumentId } from '../../../../src/engine/domain/instrument.js';
import { HOUR_MS, MINUTE_MS } from '../../../../src/engine/domain/units.js';
import type { MarketData } from '../../../../src/engine/ports/market-data.js';
import type { Misbehaviour } from '../../../standins/ib-gateway/gateway.js';
import { listening } from '../../../support/market-sink.js';
import { NOW_MS, quoteOf, SPY } from '../../../support/orders.js';
import { uncovered, unmarkedPauses } from './gap-cover.js';
import { CLIENT_ID, openIbkr, QUICK, type IbkrWorld } from './ibkr-world.js';
import { JumpingClock } from './jumping-clock.js';

const open: { readonly w: IbkrWorld; readonly feed: MarketData }[] = [];

/** Deadlines of seconds, as time goes by in seconds. */
const TIMING = {
  ...QUICK,
  connectWithinMs: 10_000,
  answerWithinMs: 10_000,
  heartbeatMs: 10_000,
  heartbeatWithinMs: 5_000,
  backoffMs: 1_000,
  backoffMostMs: 5_000,
};
const STEP_MS = 1_000;

async function begin(symbols: readonly string[] = ['VIX', 'SPX', 'SPY']) {
  const clock = new JumpingClock(NOW_MS);
  const w = await openIbkr({ clock, settings: { timing: TIMING } });
  const flow = { bars: 0, prints: 0, depth: 0 };
  const feed = createIbkrFeed({ connection: w.connection, symbols, flow });
  open.push({ w, feed });
  await feed.start();
  const heard = { gaps: [] as DataGap[], others: [] as DataGap[] };
  const pricesMs = new Map<InstrumentId, number[]>();
  feed.subscribe(
    feed.instruments(),
    listening({
      gap: (gap) => heard.gaps.push(gap),
      quote: ({ instrument, atMs }) =>
        pricesMs.set(instrument, [...(pricesMs.get(instrument) ?? []), atMs]),
    }),
  );
  feed.subscribe([SPY], listening({ gap: (gap) => heard.others.push(gap) }));
  await w.pass(20_000, STEP_MS);
  return { w, feed, clock, pricesMs, ...heard };
}

afterEach(async () => {
  for (const { w, feed } of open.splice(0)) {
    await feed.stop();
    await w.close();
  }
});

interface Trouble {
  readonly name: string;
  readonly reason: DataGap['reason'];
  readonly begins: readonly Misbehaviour[];
  readonly ends: readonly Misbehaviour[];
  /** How much later than the trouble the gap ends at most; 8 s unless told. */
  readonly lateMs?: number;
}

const TROUBLES: readonly Trouble[] = [
  {
    name: 'a closed gateway',
    reason: 'disconnected',
    begins: [{ kind: 'log-out' }],
    ends: [{ kind: 'log-in' }],
  },
  {
    name: 'accepted and closed',
    reason: 'disconnected',
    begins: [{ kind: 'accept', mode: 'close' }, { kind: 'drop' }],
    ends: [{ kind: 'accept', mode: 'serve' }],
  },
  {
    name: 'accepted and never answered',
    reason: 'disconnected',
    begins: [{ kind: 'accept', mode: 'mute' }, { kind: 'drop' }],
    ends: [{ kind: 'accept', mode: 'serve' }],
    lateMs: 18_000,
  },
  {
    name: 'a socket that is half open',
    reason: 'disconnected',
    begins: [{ kind: 'half-open' }],
    ends: [],
  },
  {
    name: 'a client id in use',
    reason: 'disconnected',
    begins: [{ kind: 'linger', clientId: CLIENT_ID, state: 'on' }, { kind: 'drop' }],
    ends: [{ kind: 'linger', clientId: CLIENT_ID, state: 'off' }],
  },
  {
    name: 'servers away, subscriptions lost',
    reason: 'feed-broken',
    begins: [{ kind: 'server-lost' }],
    ends: [{ kind: 'server-back', data: 'lost' }],
  },
  {
    name: 'servers away, subscriptions kept',
    reason: 'feed-broken',
    begins: [{ kind: 'server-lost', code: 2110 }],
    ends: [{ kind: 'server-back', data: 'kept' }],
  },
  {
    name: 'a broken farm',
    reason: 'feed-broken',
    begins: [{ kind: 'farm', farm: 'market', state: 'down' }],
    ends: [{ kind: 'farm', farm: 'market', state: 'up' }],
  },
  {
    name: 'a login elsewhere',
    reason: 'refused',
    begins: [{ kind: 'competing', state: 'on' }],
    ends: [{ kind: 'competing', state: 'off' }],
  },
  {
    name: 'bytes that are no message',
    reason: 'disconnected',
    begins: [{ kind: 'odd-bytes', bytes: Buffer.alloc(8, 0xff) }],
    ends: [],
  },
];

describe('a time without prices is told once, with its span and its reason:', () => {
  it.each(TROUBLES)('$name', async ({ reason, begins, ends, lateMs = 8_000 }) => {
    const { w, gaps, others } = await begin();
    const fromMs = w.clock.nowMs();
    for (const how of begins) await w.gateway.misbehave(how);
    await w.pass(MINUTE_MS, STEP_MS);
    const [recorded] = w.gateway.outages().slice(-1);
    const toMs = ends.length > 0 ? w.clock.nowMs() : (recorded?.toMs ?? fromMs);
    for (const how of ends) await w.gateway.misbehave(how);
    await w.pass(75_000, STEP_MS);
    expect(gaps).toHaveLength(1);
    expect(gaps[0]).toMatchObject({ feed: 'ibkr', instruments: null, reason });
    const gap = gaps[0] ?? { fromMs: 0, toMs: 0 };
    expect(gap.fromMs).toBeLessThanOrEqual(fromMs);
    expect(gap.fromMs).toBeGreaterThanOrEqual(fromMs - 2_000);
    expect(gap.toMs).toBeGreaterThanOrEqual(toMs);
    expect(gap.toMs).toBeLessThanOrEqual(toMs + lateMs);
    expect(others).toEqual(gaps);
  });

  it('a clock that is set forward, or a machine that slept', async () => {
    const { w, clock, gaps } = await begin();
    const fromMs = clock.nowMs();
    clock.jump(2 * HOUR_MS);
    await w.pass(MINUTE_MS, STEP_MS);
    expect(gaps).toMatchObject([{ reason: 'clock-jump', instruments: null }]);
    expect(gaps[0]?.fromMs).toBeGreaterThanOrEqual(fromMs - 2_000);
    expect(gaps[0]?.fromMs).toBeLessThanOrEqual(fromMs);
    expect(gaps[0]?.toMs).toBeGreaterThanOrEqual(fromMs + 2 * HOUR_MS);
    expect(gaps[0]?.toMs).toBeLessThan(fromMs + 2 * HOUR_MS + MINUTE_MS);
  });

  it('one instrument that is silent longer than its rhythm', async () => {
    const { w, gaps, pricesMs } = await begin();
    // Without any price the gateway has nothing to say of it, asked anew or not.
    const none = { bid: null, ask: null, last: null, prevClose: null };
    await w.gateway.say(quoteOf(SPY, { ...none, bidSize: null, askSize: null }));
    await w.pass(3 * MINUTE_MS, STEP_MS);
    const lastMs = pricesMs.get(SPY)?.at(-1) ?? 0;
    w.gateway.unsay(SPY);
    await w.pass(MINUTE_MS, STEP_MS);
    const firstMs = pricesMs.get(SPY)?.find((atMs) => atMs > lastMs);
    expect(gaps).toEqual([
      {
        feed: 'ibkr',
        instruments: ['SPY'],
        fromMs: lastMs,
        toMs: firstMs,
        reason: 'no-messages',
      },
    ]);
  });
});

describe('a price that stands', () => {
  it('is told again before its rhythm is over, and its pause is no gap', async () => {
    const { w, gaps, pricesMs } = await begin();
    await w.gateway.say(quoteOf(SPY, { bid: 515, ask: 515.1 }));
    await w.pass(3 * MINUTE_MS, STEP_MS);
    const spy = pricesMs.get(SPY) ?? [];
    const pauses = spy.slice(1).map((atMs, i) => atMs - (spy[i] ?? 0));
    expect(Math.max(...pauses)).toBeLessThanOrEqual(MINUTE_MS);
    expect(spy.length).toBeGreaterThan(4);
    expect(gaps).toEqual([]);
  });
});

it('no pause beyond the rhythm goes unmarked, and no gap is made up, whatever happens', async () => {
  const act = fc.tuple(
    fc.constantFrom(...TROUBLES),
    fc.integer({ min: 1, max: 150 }),
    fc.integer({ min: 1, max: 60 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 2, maxLength: 4 }), async (acts) => {
      const { w, gaps, pricesMs } = await begin(['VIX', 'SPY']);
      for (const [{ begins, ends }, lastsS, calmS] of acts) {
        for (const how of begins) await w.gateway.misbehave(how);
        await w.pass(lastsS * 1000, STEP_MS);
        for (const how of ends) await w.gateway.misbehave(how);
        await w.pass(calmS * 1000, STEP_MS);
      }
      await w.pass(2 * MINUTE_MS, STEP_MS);
      expect(pricesMs.size).toBeGreaterThanOrEqual(8);
      for (const [instrument, atMs] of pricesMs) {
        expect(unmarkedPauses(instrument, atMs, gaps), instrument).toEqual([]);
      }
      const outages = w.gateway.outages().map(({ fromMs, toMs }) => ({
        fromMs,
        toMs: toMs ?? Infinity,
      }));
      for (const outage of outages.filter(({ toMs }) => toMs < Infinity)) {
        const left = uncovered(outage, gaps).filter(({ fromMs, toMs }) => toMs - fromMs > STEP_MS);
        expect(left).toEqual([]);
      }
      for (const gap of gaps) {
        const real = outages.some((of) => of.fromMs < gap.toMs && of.toMs > gap.fromMs);
        expect(real, JSON.stringify(gap)).toBe(true);
      }
    }),
    { numRuns: 2, seed: 7 },
  );
});
