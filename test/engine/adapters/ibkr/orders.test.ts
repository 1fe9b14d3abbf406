import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { spotId } from '../../../../src/engine/domain/instrument.js';
import type { Leg } from '../../../../src/engine/domain/order.js';
import { listen, value } from '../../../contract/broker.js';
import {
  approved,
  NOW_MS,
  PUT_650,
  PUT_655,
  quoteOf,
  ref,
  SPY,
  usd,
} from '../../../support/orders.js';
import { openIbkr, type IbkrWorld } from './ibkr-world.js';

let w: IbkrWorld;

const spread = (text: string) => approved({ ref: ref(text), quantity: 2, limitTicks: -52 });
const resting = (text: string) => approved({ ref: ref(text), quantity: 2, limitTicks: -53 });

function order(text: string, legs: readonly Leg[], limitTicks: number) {
  return approved({ ref: ref(text), legs, quantity: 2, limitTicks });
}

beforeEach(async () => {
  w = await openIbkr();
  await w.gateway.say(quoteOf(PUT_655, { bid: 1.52, ask: 1.6, bidSize: 500, askSize: 500 }));
  await w.gateway.say(quoteOf(PUT_650, { bid: 0.9, ask: 1, bidSize: 500, askSize: 500 }));
  await w.gateway.say(quoteOf(SPY, { bid: 515, ask: 515.02, bidSize: 900, askSize: 900 }));
  await w.broker.start();
});
afterEach(async () => {
  await w.close();
});

describe('orders over the gateway', () => {
  it('book each leg with its own price, commission and time, and nothing of the combination itself', async () => {
    const heard = listen(w.broker);
    await w.broker.place(spread('a.1'));
    await w.settle();
    expect(heard.fills).toMatchObject([
      {
        instrument: PUT_655,
        quantity: -2,
        priceMicros: usd(1.52),
        feeMicros: usd(1.4),
        ref: 'a.1',
      },
      { instrument: PUT_650, quantity: 2, priceMicros: usd(1), feeMicros: usd(1.4), atMs: NOW_MS },
    ]);
  });

  it('are told as partly filled, unit by unit, with the fills that belong to it', async () => {
    await w.gateway.misbehave({ kind: 'fills', mode: 'manual' });
    const heard = listen(w.broker);
    await w.broker.place(resting('a.1'));
    const [placed] = w.gateway.orders();
    for (let unit = 1; unit <= 2; unit++) {
      await w.gateway.fill(placed?.orderId ?? 0, { quantity: 1, partPrices: [1.53, 1] });
      await w.settle();
      const { filledQuantity, remainingQuantity } = heard.reports.at(-1) ?? {};
      expect([filledQuantity, remainingQuantity]).toEqual([unit, 2 - unit]);
      expect(heard.fills).toHaveLength(2 * unit);
    }
    expect(heard.reports.map(({ state }) => state)).toEqual(['working', 'partly-filled', 'filled']);
  });

  it.each(['none', 'twice'] as const)(
    'are filled by their executions where statuses come %s',
    async (mode) => {
      await w.gateway.misbehave({ kind: 'statuses', mode });
      const heard = listen(w.broker);
      await w.broker.place(spread('a.1'));
      await w.settle();
      expect(heard.reports.filter(({ state }) => state === 'filled')).toHaveLength(1);
      expect(heard.fills).toHaveLength(2);
      expect(await value(w.broker.fills())).toEqual(heard.fills);
    },
  );

  it('keep the fill that was told when the exchange corrects it, and a person is told', async () => {
    const heard = listen(w.broker);
    await w.broker.place(spread('a.1'));
    await w.settle();
    const told = [...heard.fills];
    const leg = w.gateway.executions().find(({ conId }) => conId !== null);
    w.gateway.correct(leg?.execId ?? '', 1.4);
    await w.settle();
    expect(await value(w.broker.fills())).toEqual(told);
    expect(w.connection.need()).toMatchObject({ code: 'fill-corrected' });
  });

  it('are told as cancelled when the exchange ends them', async () => {
    const heard = listen(w.broker);
    await w.broker.place(resting('a.1'));
    w.gateway.expire(w.gateway.orders()[0]?.orderId ?? 0);
    await w.settle();
    expect(heard.reports.at(-1)).toMatchObject({ state: 'cancelled', filledQuantity: 0 });
  });

  it('that fill while their cancel is on its way are filled, and the cancel is refused', async () => {
    await w.gateway.misbehave({ kind: 'cancels', mode: 'held' });
    const heard = listen(w.broker);
    await w.broker.place(resting('a.1'));
    const cancelling = w.broker.cancel(ref('a.1'));
    await w.settle();
    await w.gateway.fill(w.gateway.orders()[0]?.orderId ?? 0, { partPrices: [1.53, 1] });
    expect(await cancelling).toEqual({
      ok: false,
      error: { code: 'refused', reason: 'already filled' },
    });
    expect(heard.reports.at(-1)).toMatchObject({ state: 'filled' });
  });

  it('whose cancel is not answered are not known, until it is', async () => {
    await w.gateway.misbehave({ kind: 'cancels', mode: 'held' });
    await w.broker.place(resting('a.1'));
    const cancelling = w.broker.cancel(ref('a.1'));
    await w.pass(1_500);
    expect(await cancelling).toEqual({ ok: false, error: { code: 'unknown-outcome' } });
    await w.gateway.misbehave({ kind: 'cancels', mode: 'done' });
    await w.settle();
    expect(await w.broker.cancel(ref('a.1'))).toEqual({ ok: true, value: undefined });
  });

  it('of one leg are bought and sold at positive prices', async () => {
    const heard = listen(w.broker);
    const put = { instrument: PUT_650, multiplier: 100 };
    expect(await w.broker.place(order('b.1', [{ ...put, ratio: 1 }], 100))).toMatchObject({
      ok: true,
    });
    expect(await w.broker.place(order('s.1', [{ ...put, ratio: -1 }], -90))).toMatchObject({
      ok: true,
    });
    await w.settle();
    expect(heard.fills.map(({ quantity, priceMicros }) => [quantity, priceMicros])).toEqual([
      [2, usd(1)],
      [-2, usd(0.9)],
    ]);
  });

  it.each([
    ['a credit for one bought leg', [{ instrument: PUT_650, ratio: 1, multiplier: 100 }], -10],
    ['ratios with a common part', [{ instrument: PUT_650, ratio: 2, multiplier: 100 }], 10],
    [
      'shares beside an option',
      [
        { instrument: SPY, ratio: 100, multiplier: 1 },
        { instrument: PUT_655, ratio: -1, multiplier: 100 },
      ],
      51_400,
    ],
    [
      'legs of different underlyings',
      [
        { instrument: PUT_650, ratio: 1, multiplier: 100 },
        { instrument: spotId('QQQ'), ratio: 1, multiplier: 1 },
      ],
      10,
    ],
  ])('with %s are refused here, and nothing is sent', async (_, legs, limitTicks) => {
    const answer = await w.broker.place(order('x.1', legs, limitTicks));
    expect(answer).toMatchObject({ ok: false, error: { code: 'refused' } });
    expect(w.gateway.orders()).toEqual([]);
    expect(await w.broker.place(order('x.1', legs, limitTicks))).toEqual(answer);
  });
});
