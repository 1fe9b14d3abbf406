import { expect, it } from 'vitest';
import type { Settlement } from '../../src/engine/domain/ledger.js';
import type { ApprovedOrder, Fill, OrderReport } from '../../src/engine/domain/order.js';
import type { Broker } from '../../src/engine/ports/broker.js';
import { ref } from '../support/orders.js';

/** A broker under test, with orders whose fate is known beforehand. Not started. */
export interface BrokerRig {
  readonly broker: Broker;
  /** An order of 2 units that fills wholly as soon as it is placed. */
  readonly marketable: (refText: string) => ApprovedOrder;
  /** An order of 2 units whose limit the market has not reached. */
  readonly resting: (refText: string) => ApprovedOrder;
  /** Moves the market so that resting orders fill. */
  readonly reach: () => void;
  /** Lets the broker's news arrive. */
  readonly settle: () => Promise<void>;
}

export interface Heard {
  readonly reports: OrderReport[];
  readonly fills: Fill[];
  readonly settled: Settlement[];
  readonly states: ('ready' | 'down')[];
}

/** Everything that a broker tells, fills once each: a fill is known by its id. */
export function listen(broker: Broker): Heard {
  const heard: Heard = { reports: [], fills: [], settled: [], states: [] };
  broker.subscribe({
    report: (report) => heard.reports.push(report),
    fill: (fill) => {
      if (!heard.fills.some(({ fillId }) => fillId === fill.fillId)) heard.fills.push(fill);
    },
    settled: (settlement) => heard.settled.push(settlement),
    state: (state) => heard.states.push(state),
  });
  return heard;
}

export async function value<T>(
  answer: Promise<{ ok: true; value: T } | { ok: false; error: unknown }>,
) {
  const result = await answer;
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.error)}`);
  return result.value;
}

/** What every broker keeps. Call inside a `describe`. */
export function brokerContract(make: () => BrokerRig): void {
  it('is not ready before it is started, nor after it is stopped', async () => {
    const { broker, marketable } = make();
    const notReady = { ok: false, error: { code: 'not-ready' } };
    expect(await broker.place(marketable('a.1'))).toEqual(notReady);
    expect(await broker.orders()).toEqual(notReady);
    expect(await broker.settlements()).toEqual(notReady);
    expect(broker.state()).toBe('down');
    await broker.start();
    expect(broker.state()).toBe('ready');
    await broker.stop();
    expect(broker.state()).toBe('down');
    expect(await broker.place(marketable('a.1'))).toEqual(notReady);
    expect(await broker.account()).toEqual(notReady);
  });

  it('says whether its account is paper, and never its full number', async () => {
    const { broker } = make();
    await broker.start();
    const account = await value(broker.account());
    expect(account.label).not.toMatch(/\d{4,}/);
    expect(Number.isSafeInteger(account.cashMicros)).toBe(true);
    await broker.stop();
  });

  it('tells of an order and its fills after the call, in order, and the same when asked', async () => {
    const { broker, marketable, settle } = make();
    await broker.start();
    const heard = listen(broker);
    const placing = broker.place(marketable('a.1'));
    expect(heard.reports).toEqual([]);
    expect((await value(placing)).ref).toBe('a.1');
    await settle();
    expect(heard.reports[0]?.state).toMatch(/submitted|working/);
    expect(heard.reports.at(-1)).toMatchObject({
      ref: 'a.1',
      state: 'filled',
      filledQuantity: 2,
      remainingQuantity: 0,
    });
    expect(heard.fills.length).toBeGreaterThan(0);
    expect(await value(broker.fills())).toEqual(heard.fills);
    expect((await value(broker.orders())).at(-1)).toEqual(heard.reports.at(-1));
    await broker.stop();
  });

  it('says what an order would bind and cost, and sends nothing', async () => {
    const { broker, marketable, settle } = make();
    await broker.start();
    const heard = listen(broker);
    const order = marketable('a.1');
    const { marginBeforeMicros, marginAfterMicros, feeMicros } = await value(broker.whatIf(order));
    for (const micros of [marginBeforeMicros, marginAfterMicros, feeMicros]) {
      expect(Number.isSafeInteger(micros)).toBe(true);
      expect(micros).toBeGreaterThanOrEqual(0);
    }
    await settle();
    expect(heard.reports).toEqual([]);
    expect(await value(broker.orders())).toEqual([]);
    await broker.place(order);
    await settle();
    const paid = (await value(broker.fills())).reduce((sum, fill) => sum + fill.feeMicros, 0);
    expect(paid).toBeLessThanOrEqual(feeMicros);
    await broker.stop();
  });

  it('gives every fill an id of its own', async () => {
    const { broker, marketable, settle } = make();
    await broker.start();
    await broker.place(marketable('a.1'));
    await broker.place(marketable('b.1'));
    await settle();
    const ids = (await value(broker.fills())).map((fill) => fill.fillId);
    expect(new Set(ids).size).toBe(ids.length);
    await broker.stop();
  });

  it('moves positions by what was filled', async () => {
    const { broker, marketable, settle } = make();
    await broker.start();
    const before = new Map(
      (await value(broker.positions())).map((p) => [p.instrument, p.quantity]),
    );
    const order = marketable('a.1');
    await broker.place(order);
    await settle();
    const after = new Map((await value(broker.positions())).map((p) => [p.instrument, p.quantity]));
    for (const { instrument, ratio } of order.legs) {
      const moved = (after.get(instrument) ?? 0) - (before.get(instrument) ?? 0);
      expect(moved).toBe(ratio * order.quantity);
    }
    await broker.stop();
  });

  it('refuses a reference that it has seen, working or done', async () => {
    const { broker, marketable, resting, settle } = make();
    await broker.start();
    await broker.place(marketable('a.1'));
    await broker.place(resting('b.1'));
    await settle();
    const duplicate = { ok: false, error: { code: 'duplicate-ref' } };
    expect(await broker.place(marketable('a.1'))).toEqual(duplicate);
    expect(await broker.place(marketable('b.1'))).toEqual(duplicate);
    await broker.cancel(ref('b.1'));
    await settle();
    expect(await broker.place(resting('b.1'))).toEqual(duplicate);
    expect(await value(broker.orders())).toHaveLength(2);
    await broker.stop();
  });

  it('lets an order rest until the market comes to its limit', async () => {
    const { broker, resting, reach, settle } = make();
    await broker.start();
    const heard = listen(broker);
    await broker.place(resting('a.1'));
    await settle();
    expect(heard.fills).toEqual([]);
    reach();
    await settle();
    expect(heard.reports.at(-1)?.state).toBe('filled');
    await broker.stop();
  });

  it('cancels a resting order, which then never fills', async () => {
    const { broker, resting, reach, settle } = make();
    await broker.start();
    const heard = listen(broker);
    await broker.place(resting('a.1'));
    expect(await broker.cancel(ref('a.1'))).toEqual({ ok: true, value: undefined });
    reach();
    await settle();
    expect(heard.reports.at(-1)?.state).toBe('cancelled');
    expect(heard.fills).toEqual([]);
    await broker.stop();
  });

  it('cannot cancel what it does not know, nor what is done', async () => {
    const { broker, marketable, settle } = make();
    await broker.start();
    const unknown = await broker.cancel(ref('never.1'));
    expect(unknown).toEqual({ ok: false, error: { code: 'no-such-order' } });
    await broker.place(marketable('a.1'));
    await settle();
    expect(await broker.cancel(ref('a.1'))).toMatchObject({ ok: false });
    expect((await value(broker.orders()))[0]?.state).toBe('filled');
    await broker.stop();
  });

  it('says nothing to a listener that has left, nor after it is stopped', async () => {
    const { broker, marketable, settle } = make();
    await broker.start();
    const heard = listen(broker);
    const left: string[] = [];
    broker.subscribe({
      report: () => left.push('r'),
      fill: () => left.push('f'),
      settled: () => left.push('s'),
      state: () => left.push('state'),
    })();
    const placing = broker.place(marketable('a.1'));
    await broker.stop();
    await placing;
    await settle();
    expect(left).toEqual([]);
    expect(heard.fills).toEqual([]);
  });
}
