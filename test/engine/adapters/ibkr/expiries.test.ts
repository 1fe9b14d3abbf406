import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createIbkrBroker } from '../../../../src/engine/adapters/ibkr/broker.js';
import { createIbkrFeed } from '../../../../src/engine/adapters/ibkr/market-data.js';
import type { Chain } from '../../../../src/engine/domain/chain.js';
import { spotId, type InstrumentId } from '../../../../src/engine/domain/instrument.js';
import { newYorkInstant } from '../../../../src/engine/domain/new-york.js';
import type { MarketData } from '../../../../src/engine/ports/market-data.js';
import { MINUTE_MS } from '../../../../src/engine/domain/units.js';
import { value } from '../../../contract/broker.js';
import { approved, quoteOf, ref, TODAY, usd } from '../../../support/orders.js';
import { CLIENT_ID, openIbkr, QUICK, type IbkrWorld } from './ibkr-world.js';

/** Deadlines of minutes, as time goes by in half minutes. */
const TIMING = {
  ...QUICK,
  connectWithinMs: 2 * MINUTE_MS,
  answerWithinMs: 2 * MINUTE_MS,
  heartbeatMs: 4 * MINUTE_MS,
  heartbeatWithinMs: 2 * MINUTE_MS,
  commissionWithinMs: 2 * MINUTE_MS,
};
const STEP_MS = 30_000;
const AFTER_CLOSE = newYorkInstant(TODAY, '16:30');

let w: IbkrWorld;
let feed: MarketData;

/** Fewer lines and strikes than usual: the far ones are far enough for a calm afternoon. */
async function chainOf(underlying: string): Promise<Chain> {
  const looked: Chain[] = [];
  void feed
    .chain(underlying, TODAY)
    .then((chain) => looked.push(...(chain.ok ? [chain.value] : [])));
  for (let n = 0; n < 40 && looked.length === 0; n++) await w.pass(1_000, 1_000);
  const [chain] = looked;
  if (!chain) throw new Error(`no chain of ${underlying}`);
  return chain;
}

async function trade(instrument: InstrumentId, ratio: 1 | -1, name: string): Promise<void> {
  await w.gateway.say(quoteOf(instrument, { bid: 1, ask: 1, bidSize: 500, askSize: 500 }));
  const legs = [{ instrument, ratio, multiplier: 100 }];
  const limitTicks = ratio * 100;
  const placed = w.broker.place(approved({ ref: ref(name), legs, quantity: 1, limitTicks }));
  await w.pass(2_000, 500);
  expect(await placed).toMatchObject({ ok: true });
  w.gateway.unsay(instrument);
}

const until = (atMs: number) => w.pass(atMs - w.clock.nowMs(), STEP_MS);

async function settled(ours: readonly (readonly [InstrumentId, number])[]) {
  const asked = w.broker.settlements(
    ours.map(([instrument, quantity]) => ({ instrument, quantity })),
  );
  await w.pass(4_000, 1_000);
  return value(asked);
}

async function closeOf(symbol: string): Promise<number> {
  const asked = feed.history(spotId(symbol) as never);
  await w.pass(4_000, 1_000);
  return (await value(asked)).find(({ day }) => day === TODAY)?.close ?? Number.NaN;
}

beforeEach(async () => {
  w = await openIbkr({ settings: { timing: TIMING }, gateway: { beatMs: STEP_MS } });
  feed = createIbkrFeed({ connection: w.connection, symbols: ['SPX', 'SPY'], coalesceMs: 0 });
  const started = w.broker.start();
  void feed.start();
  await w.pass(2_000, 500);
  await started;
  await w.broker.positions();
});

afterEach(async () => {
  await feed.stop();
  await w.close();
});

describe('options that have ended', () => {
  it('are settled by the close of their day: at nothing, by shares or in cash', async () => {
    const spy = await chainOf('SPY');
    const low = spy.rows[0]?.put.instrument ?? spotId('SPY');
    const high = spy.rows.at(-1);
    const spx = (await chainOf('SPX')).rows[0];
    if (!high || !spx) throw new Error('no rows');
    const inShares = high.put.instrument;
    const inCash = spx.call.instrument;
    await trade(low, -1, 'low.1');
    await trade(inShares, -1, 'high.1');
    await trade(inCash, 1, 'cash.1');
    const ours = [[low, -1] as const, [inShares, -1] as const, [inCash, 1] as const];
    expect(await settled(ours)).toEqual([]);

    await until(AFTER_CLOSE);
    const found = new Map((await settled(ours)).map((each) => [each.instrument, each]));
    const [spyClose, spxClose] = [await closeOf('SPY'), await closeOf('SPX')];
    expect(found.get(low)).toMatchObject({ kind: 'expired', quantity: -1, worthMicros: 0 });
    expect(found.get(inShares)).toMatchObject({
      kind: 'assigned',
      worthMicros: usd(high.strike - spyClose),
      delivered: { instrument: 'SPY', quantity: 100, priceMicros: usd(high.strike) },
    });
    expect(found.get(inCash)).toMatchObject({
      kind: 'cash-settled',
      quantity: 1,
      worthMicros: usd(spxClose - spx.strike),
      delivered: null,
    });
    expect(await settled(ours)).toEqual([...found.values()]);
  }, 60_000);

  it('are left alone where the account had let them go before', async () => {
    const low = (await chainOf('SPY')).rows[0]?.put.instrument ?? spotId('SPY');
    await trade(low, -1, 'low.1');
    await trade(low, 1, 'low.2');
    await until(AFTER_CLOSE);
    expect(await settled([[low, -1]])).toEqual([]);
  }, 60_000);

  it('are left alone where nobody saw them held until their end', async () => {
    const low = (await chainOf('SPY')).rows[0]?.put.instrument ?? spotId('SPY');
    await trade(low, -1, 'low.1');
    await until(AFTER_CLOSE);
    const later = createIbkrBroker({ connection: w.connection, clientId: CLIENT_ID });
    const started = later.start();
    await w.pass(4_000, 1_000);
    await started;
    const asked = later.settlements([{ instrument: low, quantity: -1 }]);
    await w.pass(4_000, 1_000);
    expect(await value(asked)).toEqual([]);
    expect(await settled([[low, -1]])).toMatchObject([{ kind: 'expired' }]);
    await later.stop();
  }, 60_000);
});
