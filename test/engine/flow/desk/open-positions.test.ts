import { afterEach, describe, expect, it } from 'vitest';
import { newYorkInstant } from '../../../../src/engine/domain/new-york.js';
import type { OrderRef } from '../../../../src/engine/domain/order.js';
import { day } from '../../../../src/engine/domain/trading-day.js';
import { OrderDesk } from '../../../support/order-desk.js';
import { approved } from '../../../support/orders.js';
import { OWNER, QUIET_CALENDAR, TRADER } from '../../../support/trading-desk.js';

let desk: OrderDesk;

afterEach(() => {
  desk.end();
});

describe('what is open', () => {
  it('bars entries while the broker holds otherwise, and says what', async () => {
    desk = await OrderDesk.begin();
    const { ticket: of } = await desk.position();
    const [short] = of.legs;
    if (!short) throw new Error('no leg');
    await desk.broker.place(
      approved({
        ref: 'another.1' as OrderRef,
        legs: [{ ...short, ratio: 1 }],
        quantity: 1,
        limitTicks: 500,
      }),
    );
    await desk.settle();
    void desk.trading.reconcile(OWNER);
    await desk.settle();
    expect(desk.records('reconciled').at(-1)?.differences).toHaveLength(1);
    expect(desk.alerts()).toContain('mismatch');
    await desk.arm();
    await desk.pass(130_000);
    expect(desk.trading.tickets()).toEqual([]);
  });

  it('is left by a ticket that only takes away what is held', async () => {
    desk = await OrderDesk.begin();
    const { ticket: of } = await desk.position();
    for (let n = 0; n < 2; n++) void desk.trading.close(TRADER, of.id);
    await desk.settle();
    const exits = desk.trading.tickets();
    expect(exits.length).toBeGreaterThan(0);
    for (const { ticket: exit } of exits) {
      await desk.tapped(exit.id, 'send', TRADER);
      await desk.pass(60_000);
    }
    expect(desk.held()).toEqual([0, 0]);
    expect(desk.trading.tickets()).toEqual([]);
  });

  it('is not left a second time by a ticket that waited while a rule left it', async () => {
    desk = await OrderDesk.begin();
    const { ticket: of } = await desk.position();
    void desk.trading.close(TRADER, of.id);
    await desk.settle();
    const exit = desk.waiting();
    desk.prices.vol = 0.6;
    await desk.until(() => desk.news('closed').length > 0, 60_000);
    const late = await desk.tapped(exit.ticket.id, 'send', TRADER);
    expect(late.outcome).toMatchObject({ refusal: { code: 'not-open', state: 'void' } });
    expect(desk.held()).toEqual([0, 0]);
  });

  it('is closed when the day’s loss reaches its cap, and no entry follows until armed on another day', async () => {
    desk = await OrderDesk.begin();
    await desk.ticket(2);
    await desk.tapped(desk.waiting().ticket.id);
    await desk.until(() => desk.records('run-end').length > 0);
    await desk.until(() => desk.trading.tickets().length > 0);
    await desk.tapped(desk.waiting().ticket.id);
    await desk.until(() => desk.records('run-end').length > 1);
    desk.prices.vol = 0.9;
    await desk.until(() => desk.news('closed').length === 2);
    await desk.pass(5_000);
    expect(desk.records('disarmed').at(-1)?.reason).toBe('day-loss');
    expect(desk.alerts()).toContain('day-loss');
    await desk.arm();
    await desk.pass(130_000);
    expect(desk.trading.bots()[0]?.arming).toBeNull();
    expect(desk.trading.tickets()).toEqual([]);
    desk.prices.vol = 0.3;
    await desk.time(24 * 3_600_000);
    await desk.pass(130_000, 20_000);
    expect(desk.trading.tickets()).toEqual([]);
    expect((await desk.ticket()).state).toBe('open');
  });

  it('is flat by the cut-off of an early close', async () => {
    desk = await OrderDesk.begin({ startAtMs: newYorkInstant(day('2026-11-27'), '11:30') });
    await desk.position();
    desk.prices.vol = 0.45;
    await desk.until(
      () => desk.market.nowMs() >= newYorkInstant(day('2026-11-27'), '12:30'),
      4_000_000,
    );
    expect(desk.held()).toEqual([0, 0]);
    const orders = await desk.broker.orders();
    const live = orders.ok
      ? orders.value.filter(({ remainingQuantity }) => remainingQuantity > 0)
      : [];
    expect(live.filter(({ state }) => state === 'working')).toEqual([]);
    expect(desk.alerts()).not.toContain('not-flat');
  });

  it('at its expiry is settled, booked and closed, with the exit that could not trade', async () => {
    desk = await OrderDesk.begin({ startAtMs: newYorkInstant(day('2026-11-23'), '13:00') });
    const { ticket: of } = await desk.position();
    desk.prices.look = 'unoffered';
    const closeMs = newYorkInstant(day('2026-11-23'), '16:00');
    await desk.pass(closeMs + 60_000 - desk.market.nowMs(), 20_000);
    const closed = desk.trading.ticket(of.id);
    expect(closed).toMatchObject({ value: { position: { state: 'closed', exitRule: 'expiry' } } });
    expect(desk.records('settlement')).toHaveLength(2);
    expect(desk.news('closed')).toHaveLength(1);
    await desk.pass(30_000);
    expect(desk.trading.orders().runs.filter(({ run }) => run.phase !== 'done')).toEqual([]);
    expect(desk.alerts()).toContain('not-flat');
  });
});

describe('a day of an event', () => {
  it('is not touched, and the gate names the event', async () => {
    const today = day('2026-11-23');
    const cpi = { day: today, kind: 'cpi', symbol: null, note: null } as const;
    desk = await OrderDesk.begin({ calendar: { ...QUIET_CALENDAR, events: [cpi] as never } });
    await desk.arm();
    await desk.pass(180_000);
    expect(desk.records('ticket')).toEqual([]);
    const [bot] = desk.trading.bots();
    expect(bot?.failing.map(({ name }) => name)).toContain('blackout');
  });
});
