import { expect, it } from 'vitest';
import type { InstrumentId } from '../../src/engine/domain/instrument.js';
import type { ApprovedOrder, Fill } from '../../src/engine/domain/order.js';
import type { Broker } from '../../src/engine/ports/broker.js';
import { ref } from '../support/orders.js';
import { listen, value, type BrokerRig } from './broker.js';

/** A broker with something that can be made to go wrong. */
export interface FaultRig extends BrokerRig {
  readonly begin: () => void;
  readonly end: () => void;
  /** Lets every deadline and delay go by, on both clocks. */
  readonly pass: () => Promise<void>;
}

const CODES = ['not-ready', 'refused', 'unknown-outcome', 'duplicate-ref', 'no-such-order'];

type Quantities = Map<InstrumentId, number>;

async function held(broker: Broker): Promise<Quantities> {
  const positions = await value(broker.positions());
  return new Map(positions.map(({ instrument, quantity }) => [instrument, quantity]));
}

function add(to: Quantities, instrument: InstrumentId, quantity: number): void {
  const now = (to.get(instrument) ?? 0) + quantity;
  if (now === 0) to.delete(instrument);
  else to.set(instrument, now);
}

/** Orders, fills, settlements and positions of a broker agree with each other. */
async function expectTruth(broker: Broker, from: Quantities, orders: readonly ApprovedOrder[]) {
  const reports = await value(broker.orders());
  const fills = await value(broker.fills());
  expect(new Set(reports.map((report) => report.ref)).size).toBe(reports.length);
  expect(new Set(fills.map((fill) => fill.fillId)).size).toBe(fills.length);
  for (const { ref: of, filledQuantity } of reports) {
    const order = orders.find((each) => each.ref === of);
    for (const { instrument, ratio } of order?.legs ?? []) {
      const own = fills.filter((fill) => fill.ref === of && fill.instrument === instrument);
      expect(own.reduce((sum, fill) => sum + fill.quantity, 0)).toBe(0 + ratio * filledQuantity);
    }
    expect(filledQuantity).toBeLessThanOrEqual(order?.quantity ?? 0);
  }
  const sum = new Map(from);
  for (const { instrument, quantity } of fills) add(sum, instrument, quantity);
  for (const { instrument, quantity, delivered } of await value(broker.settlements())) {
    add(sum, instrument, -quantity);
    if (delivered) add(sum, delivered.instrument, delivered.quantity);
  }
  expect(await held(broker)).toEqual(sum);
  return { reports, fills };
}

/** What every broker keeps while something goes wrong and after it. Call inside a `describe`. */
export function brokerFaultContract(make: () => FaultRig): void {
  async function started() {
    const rig = make();
    await rig.broker.start();
    return { ...rig, from: await held(rig.broker) };
  }

  it('answers every call within its deadline, if only that it does not know', async () => {
    const { broker, begin, pass, marketable, resting } = await started();
    await broker.place(resting('r.1'));
    begin();
    const answers: { readonly ok: boolean; readonly error?: { code: string } }[] = [];
    const calls = [
      broker.place(marketable('a.1')),
      broker.cancel(ref('r.1')),
      broker.whatIf(marketable('b.1')),
      broker.account(),
      broker.orders(),
      broker.fills(),
      broker.settlements(),
      broker.positions(),
    ];
    for (const call of calls) void call.then((answer) => answers.push(answer));
    await pass();
    expect(answers).toHaveLength(calls.length);
    for (const answer of answers) if (answer.error) expect(CODES).toContain(answer.error.code);
    await broker.stop();
  });

  it('never makes two orders of one reference, however often it is sent', async () => {
    const { broker, begin, end, pass, marketable, from } = await started();
    const order = marketable('a.1');
    begin();
    for (let i = 0; i < 3; i++) {
      void broker.place(order);
      await pass();
    }
    end();
    await pass();
    const known = (await value(broker.orders())).some((report) => report.ref === 'a.1');
    const again = await broker.place(order);
    if (known) expect(again).toEqual({ ok: false, error: { code: 'duplicate-ref' } });
    await pass();
    const { reports } = await expectTruth(broker, from, [order]);
    expect(reports.length).toBeLessThanOrEqual(1);
    await broker.stop();
  });

  it('tells the truth when it is asked after the fault', async () => {
    const { broker, begin, end, pass, reach, marketable, resting, from } = await started();
    const heard = listen(broker);
    const orders = [resting('before.1'), marketable('a.1'), resting('b.1'), resting('c.1')];
    const [before, ...during] = orders;
    if (before) await broker.place(before);
    begin();
    for (const order of during) void broker.place(order);
    await pass();
    void broker.cancel(ref('c.1'));
    await pass();
    reach();
    await pass();
    end();
    await pass();
    const { reports, fills } = await expectTruth(broker, from, orders);
    expect(reports[0]?.ref).toBe('before.1');
    expect(reports[0]?.filledQuantity).toBeGreaterThan(0);
    for (const fill of heard.fills) expect(fills).toContainEqual(fill);
    for (const { ref: of, filledQuantity } of heard.reports) {
      const truth = reports.find((report) => report.ref === of);
      expect(filledQuantity).toBeLessThanOrEqual(truth?.filledQuantity ?? -1);
    }
    await broker.stop();
  });

  it('never tells two different fills under one id', async () => {
    const { broker, begin, end, pass, reach, marketable, resting } = await started();
    const byId = new Map<string, Fill>();
    broker.subscribe({
      report: () => undefined,
      fill: (fill) => {
        expect(byId.get(fill.fillId) ?? fill).toEqual(fill);
        byId.set(fill.fillId, fill);
      },
      settled: () => undefined,
      state: () => undefined,
    });
    begin();
    void broker.place(marketable('a.1'));
    void broker.place(resting('b.1'));
    await pass();
    reach();
    await pass();
    end();
    reach();
    await pass();
    const ids = (await value(broker.fills())).map((fill) => fill.fillId);
    for (const id of byId.keys()) expect(ids).toContain(id);
    await broker.stop();
  });

  it('never fills an order after it has confirmed its cancel', async () => {
    const { broker, begin, end, pass, reach, resting, from } = await started();
    const order = resting('a.1');
    await broker.place(order);
    begin();
    const cancelling = broker.cancel(ref('a.1'));
    await pass();
    const confirmed = (await cancelling).ok;
    end();
    await pass();
    if (!confirmed) expect(await broker.cancel(ref('a.1'))).toMatchObject({ ok: true });
    reach();
    await pass();
    const { reports, fills } = await expectTruth(broker, from, [order]);
    expect(reports[0]?.state).toBe('cancelled');
    expect(fills).toEqual([]);
    await broker.stop();
  });

  it('works as before once the fault is over', async () => {
    const { broker, begin, end, pass, marketable, from } = await started();
    begin();
    await pass();
    end();
    await pass();
    const heard = listen(broker);
    const order = marketable('after.1');
    expect(await broker.place(order)).toMatchObject({ ok: true });
    await pass();
    expect(heard.reports.at(-1)).toMatchObject({ ref: 'after.1', state: 'filled' });
    await expectTruth(broker, from, [order]);
    await broker.stop();
  });
}
