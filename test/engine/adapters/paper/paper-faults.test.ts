import { describe, expect, it } from 'vitest';
import type { PaperFault } from '../../../../src/engine/adapters/paper/paper-broker.js';
import { value } from '../../../contract/broker.js';
import { approved, ref } from '../../../support/orders.js';
import { DEADLINE_MS, market, settle } from './paper-market.js';

const UNKNOWN = { ok: false, error: { code: 'unknown-outcome' } };
const NOT_READY = { ok: false, error: { code: 'not-ready' } };

async function during(...faults: PaperFault[]) {
  const made = market();
  await made.listen();
  const ends = faults.map((fault) => made.broker.fault(fault));
  const end = () => {
    for (const each of ends) each();
  };
  return { ...made, end };
}

describe('silence', () => {
  it.each(['accepted', 'lost'] as const)(
    'gives an unknown outcome at the deadline, %s',
    async (fate) => {
      const { broker, wall, heard } = await during({ kind: 'silence', fate });
      let answered: 'yes' | 'no' = 'no';
      const placing = broker.place(approved({})).then((answer) => {
        answered = 'yes';
        return answer;
      });
      wall.advance(DEADLINE_MS - 1);
      await settle();
      expect(answered).toBe('no');
      wall.advance(1);
      expect(await placing).toEqual(UNKNOWN);
      expect(heard.reports).toEqual([]);
      expect(heard.fills).toEqual([]);
      // The truth, when it is asked for.
      expect(await value(broker.orders())).toHaveLength(fate === 'accepted' ? 1 : 0);
      expect(await value(broker.fills())).toHaveLength(fate === 'accepted' ? 2 : 0);
    },
  );

  it('does not even say that a reference was used or an order is wrong', async () => {
    const { broker, wall, end } = await during();
    await broker.place(approved({}));
    broker.fault({ kind: 'silence', fate: 'accepted' });
    const placing = broker.place(approved({}));
    wall.advance(DEADLINE_MS);
    expect(await placing).toEqual(UNKNOWN);
    expect(await value(broker.orders())).toHaveLength(1);
    end();
  });

  it('ends with an unknown outcome when the broker stops', async () => {
    const { broker, wall } = await during({ kind: 'silence', fate: 'accepted' });
    const placing = broker.place(approved({}));
    await broker.stop();
    expect(await placing).toEqual(UNKNOWN);
    expect(wall.waiting()).toBe(0);
  });

  it('is over for an order once the fault is', async () => {
    const { broker, quote, heard, end } = await during({ kind: 'silence', fate: 'accepted' });
    void broker.place(approved({ limitTicks: -53 }));
    end();
    quote({ short: { bid: 1.53 } });
    await settle();
    expect(heard.reports).toMatchObject([{ state: 'filled' }]);
    await broker.stop();
  });

  it('lets a lost order be sent again under its reference', async () => {
    const { broker, wall, end } = await during({ kind: 'silence', fate: 'lost' });
    void broker.place(approved({}));
    wall.advance(DEADLINE_MS);
    end();
    expect(await broker.place(approved({}))).toMatchObject({ ok: true });
  });
});

describe('late news', () => {
  it('comes so much market time later, after a cancel that was quicker', async () => {
    const { broker, clock, heard, end } = await during({ kind: 'late-fill', delayMs: 30_000 });
    await broker.place(approved({ ref: ref('a.1') }));
    await broker.place(approved({ ref: ref('b.1'), limitTicks: -60 }));
    end();
    await broker.cancel(ref('b.1'));
    await settle();
    expect(heard.reports).toMatchObject([{ ref: 'b.1', state: 'cancelled' }]);
    clock.advance(29_999);
    await settle();
    expect(heard.fills).toEqual([]);
    clock.advance(1);
    await settle();
    expect(heard.fills).toHaveLength(2);
    expect(heard.reports.at(-1)).toMatchObject({ ref: 'b.1', state: 'working' });
  });
});

it('late news dies with the broker that would have told it', async () => {
  const { broker, clock, heard } = await during({ kind: 'late-fill', delayMs: 30_000 });
  await broker.place(approved({}));
  await broker.stop();
  expect(clock.waiting()).toBe(0);
  clock.advance(60_000);
  await settle();
  expect(heard.fills).toEqual([]);
});

describe('a duplicate', () => {
  it('tells every report and fill twice, the same', async () => {
    const { broker, heard } = await during({ kind: 'duplicate' });
    await broker.place(approved({}));
    await settle();
    expect(heard.reports.map((report) => report.state)).toEqual([
      ...['working', 'working'],
      ...['filled', 'filled'],
    ]);
    expect(heard.fills[1]).toEqual(heard.fills[0]);
    expect(await value(broker.fills())).toHaveLength(2);
  });
});

describe('a rejection', () => {
  it('at once leaves nothing behind', async () => {
    const fault = { kind: 'reject', reason: 'margin desk closed', when: 'at-once' } as const;
    const { broker, heard } = await during(fault);
    expect(await broker.place(approved({}))).toEqual({
      ok: false,
      error: { code: 'refused', reason: 'margin desk closed' },
    });
    await settle();
    expect(heard.reports).toEqual([]);
    expect(await value(broker.orders())).toEqual([]);
  });

  it('later is a report with its words, and is kept', async () => {
    const fault = { kind: 'reject', reason: 'margin desk closed', when: 'later' } as const;
    const { broker, quote, heard, restart } = await during(fault);
    expect(await broker.place(approved({}))).toMatchObject({ ok: true });
    quote({ short: {} });
    await settle();
    const rejected = { state: 'rejected', reason: 'margin desk closed', remainingQuantity: 0 };
    expect(heard.reports.at(-1)).toMatchObject(rejected);
    expect(heard.fills).toEqual([]);
    expect(await value((await restart()).orders())).toMatchObject([rejected]);
  });
});

describe('a lost connection', () => {
  it('is told, answers nothing, and loses the news but not the orders', async () => {
    const { broker, quote, heard, end, clock } = await during();
    await broker.place(approved({ limitTicks: -53 }));
    await settle();
    const back = broker.fault({ kind: 'disconnect' });
    expect(broker.state()).toBe('down');
    for (const call of [
      broker.place(approved({ ref: ref('b.1') })),
      broker.cancel(ref('intent.1')),
      broker.whatIf(approved({})),
      broker.account(),
      broker.orders(),
      broker.fills(),
      broker.settlements(),
      broker.positions(),
    ]) {
      expect(await call).toEqual(NOT_READY);
    }
    quote({ short: { bid: 1.53 } });
    await settle();
    expect(heard.states).toEqual(['down']);
    back();
    end();
    await settle();
    expect(heard.states).toEqual(['down', 'ready']);
    clock.advance(60_000);
    await settle();
    expect(heard.fills).toEqual([]);
    expect(heard.reports).toMatchObject([{ state: 'working' }]);
    expect(await value(broker.orders())).toMatchObject([{ state: 'filled' }]);
    expect(await value(broker.fills())).toHaveLength(2);
  });

  it('loses what was under way', async () => {
    const { broker, heard } = await during();
    void broker.place(approved({}));
    broker.fault({ kind: 'disconnect' });
    await settle();
    expect(heard.fills).toEqual([]);
    expect(heard.states).toEqual(['down']);
  });

  it('is over only when every fault of its kind is', async () => {
    const { broker, heard } = await during();
    const first = broker.fault({ kind: 'disconnect' });
    const second = broker.fault({ kind: 'disconnect' });
    first();
    first();
    expect(broker.state()).toBe('down');
    second();
    await settle();
    expect(heard.states).toEqual(['down', 'ready']);
  });
});

describe('a thin market', () => {
  it('fills so many units a quote, and a quote once', async () => {
    const { broker, quote, heard } = await during({ kind: 'partial', units: 1 });
    await broker.place(approved({ quantity: 3 }));
    broker.onQuote();
    await settle();
    expect(heard.reports.at(-1)?.filledQuantity).toBe(1);
    quote({ short: {} });
    broker.onQuote();
    await settle();
    expect(heard.reports.at(-1)?.filledQuantity).toBe(2);
  });
});

describe('a lost cancel', () => {
  it('is not answered, and the order may yet fill', async () => {
    const { broker, wall, quote, heard } = await during({ kind: 'cancel-lost' });
    await broker.place(approved({ limitTicks: -53 }));
    const cancelling = broker.cancel(ref('intent.1'));
    wall.advance(DEADLINE_MS);
    expect(await cancelling).toEqual(UNKNOWN);
    quote({ short: { bid: 1.53 } });
    await settle();
    expect(heard.reports.at(-1)?.state).toBe('filled');
  });
});
