import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PaperFault } from '../../../../src/engine/adapters/paper/paper-broker.js';
import type { TicketView } from '../../../../src/engine/domain/desk-views.js';
import { newYorkInstant } from '../../../../src/engine/domain/new-york.js';
import type { OrderRef } from '../../../../src/engine/domain/order.js';
import type { UserId } from '../../../../src/engine/domain/people.js';
import type { DeskRecord } from '../../../../src/engine/domain/record.js';
import type { TapAction } from '../../../../src/engine/domain/tap.js';
import { day } from '../../../../src/engine/domain/trading-day.js';
import { approved } from '../../../support/orders.js';
import {
  RoughDesk,
  STRANGER,
  type AskedTap,
  type RoughOptions,
} from '../../../support/rough-desk.js';
import { OWNER, QUIET_CALENDAR, TRADER, VIEWER } from '../../../support/trading-desk.js';

let desk: RoughDesk;

afterEach(() => {
  desk.end();
});

async function begin(options: RoughOptions = {}): Promise<void> {
  desk = new RoughDesk(options);
  await desk.start();
}

async function arm(quantity = 2): Promise<void> {
  void desk.trading.arm(OWNER, { strategy: 'putlite', quantity, until: { kind: 'close' } });
  await desk.settle();
}

function records<K extends DeskRecord['kind']>(kind: K): Extract<DeskRecord, { kind: K }>[] {
  return desk.rows.flatMap(({ record }) =>
    record.kind === kind ? [record as Extract<DeskRecord, { kind: K }>] : [],
  );
}

async function until(holds: () => boolean, mostMs = 600_000): Promise<void> {
  for (let passed = 0; !holds(); passed += 5_000) {
    if (passed >= mostMs) throw new Error('it never came to that');
    await desk.pass(5_000);
  }
}

/** The ticket that an armed desk puts within a minute or two. */
async function ticket(quantity = 2): Promise<TicketView> {
  await arm(quantity);
  await until(() => desk.trading.tickets().length > 0);
  return now();
}

function now(): TicketView {
  const [view] = desk.trading.tickets();
  if (!view) throw new Error('no ticket waits');
  return view;
}

async function tap(id: string, action: TapAction = 'send', userId = OWNER): Promise<AskedTap> {
  const asked = desk.tap({ id, action, userId });
  await desk.settle();
  return asked;
}

function stateOf(id: string): string {
  const found = desk.trading.ticket(id);
  return found.ok ? found.value.state : found.error.code;
}

/** A position that is open, and a desk that proposes nothing more. */
async function position(quantity = 2): Promise<TicketView> {
  const { ticket: of } = await ticket(quantity);
  await tap(of.id);
  await until(() => records('run-end').length > 0);
  void desk.trading.disarm(OWNER, null);
  await desk.settle();
  const found = desk.trading.ticket(of.id);
  if (!found.ok) throw new Error(found.error.code);
  expect(found.value.position?.units).toBe(quantity);
  return found.value;
}

function held(): Readonly<Record<string, number>> {
  const legs = desk.trading.ticket(records('fill')[0]?.positionId ?? '');
  const of = legs.ok ? (legs.value.position?.legs ?? []) : [];
  return Object.fromEntries(of.map(({ instrument, quantity }) => [instrument, quantity]));
}

describe('one tap', () => {
  beforeEach(() => begin());

  it('twice sends once, and the second is told that the ticket is taken', async () => {
    const { ticket: of } = await ticket();
    const first = desk.tap({ id: of.id, action: 'send', userId: OWNER });
    const second = await tap(of.id);
    expect(first.outcome?.kind).toBe('sent');
    expect(second.outcome).toMatchObject({
      kind: 'refused',
      refusal: { code: 'not-open', state: 'checking' },
    });
    expect(records('run')).toHaveLength(1);
  });

  it('is told on every card at once, also where two steps have news in one breath', async () => {
    const { ticket: of } = await ticket();
    desk.tap({ id: of.id, action: 'less', userId: TRADER });
    await tap(of.id);
    expect(desk.news('ticket').at(-1)?.view.state).toBe('sent');
    await desk.settle();
    expect(desk.book.pendingNotices()).toEqual([]);
  });

  it('from two phones sends once', async () => {
    const { ticket: of, short } = await ticket();
    const asked = [OWNER, TRADER].map((userId) => desk.tap({ id: short, action: 'send', userId }));
    await desk.settle();
    expect(asked.map(({ outcome }) => outcome?.kind)).toEqual(['sent', 'refused']);
    expect(records('send').map(({ order }) => order.ref)).toEqual([`${of.id}.1`]);
  });

  it('that arrives again much later sends nothing', async () => {
    const { ticket: of } = await position();
    await desk.pass(120_000);
    const again = await tap(of.id);
    expect(again.outcome).toMatchObject({ refusal: { code: 'not-open', state: 'sent' } });
    expect(records('run')).toHaveLength(1);
  });

  it('after a restart finds its ticket void, because a restart disarms', async () => {
    const { ticket: of } = await ticket();
    await desk.kill();
    const late = await tap(of.id);
    expect(late.outcome).toMatchObject({ refusal: { code: 'not-open', state: 'void' } });
    expect(records('run')).toEqual([]);
  });

  it('whose process dies while quotes are taken sends nothing', async () => {
    const { ticket: of } = await ticket();
    desk.process.trap = 'after-commit';
    desk.tap({ id: of.id, action: 'send', userId: OWNER });
    await desk.settle();
    await desk.mend();
    expect(desk.processes).toBe(2);
    expect(stateOf(of.id)).toBe('void');
    expect(records('run')).toEqual([]);
  });

  it('after the life of its ticket is told so, and nothing is sent', async () => {
    const { ticket: of } = await ticket();
    await desk.time(90_000, 'wall');
    const late = await tap(of.id);
    expect(late.outcome).toMatchObject({ refusal: { code: 'not-open', state: 'expired' } });
    expect(records('run')).toEqual([]);
  });

  it('whose quotes come after the life of its ticket sends nothing', async () => {
    const { ticket: of } = await ticket();
    await desk.time(of.expiresWallMs - desk.wall.nowMs() - 1_000, 'wall');
    desk.prices.look = 'silent';
    const asked = desk.tap({ id: of.id, action: 'send', userId: OWNER });
    await desk.settle();
    await desk.time(5_000, 'wall');
    expect(asked.outcome).toMatchObject({ refusal: { code: 'not-open', state: 'expired' } });
    expect(records('run')).toEqual([]);
  });

  it('at a price out of the band puts a new ticket that shows the change', async () => {
    const { ticket: of } = await ticket();
    desk.prices.vol = 0.36;
    const asked = await tap(of.id);
    const { outcome } = asked;
    if (outcome?.kind !== 'replaced') throw new Error(outcome?.kind);
    expect(outcome.view.state).toBe('replaced');
    expect(outcome.next.ticket.replaces).toEqual({
      id: of.id,
      limitTicks: of.limitTicks,
      midUsd: of.seen.midUsd,
    });
    expect(outcome.next.ticket.limitTicks).toBeLessThan(of.limitTicks);
    expect(records('run')).toEqual([]);
    expect((await tap(outcome.next.ticket.id)).outcome?.kind).toBe('sent');
  });

  it.each<[string, UserId]>([
    ['viewer', VIEWER],
    ['stranger', STRANGER],
  ])('of a %s is refused and changes nothing', async (_, userId) => {
    const before = await ticket();
    for (const action of ['send', 'skip', 'less', 'more'] as const) {
      const asked = await tap(before.ticket.id, action, userId);
      expect(asked.outcome).toMatchObject({ kind: 'refused', refusal: { code: 'not-allowed' } });
    }
    expect(now()).toEqual(before);
    expect(records('run')).toEqual([]);
  });

  it('on less and more moves the limit within the band and no further', async () => {
    const { ticket: of } = await ticket();
    const kinds: (string | undefined)[] = [];
    for (let n = 0; n < 12; n++) kinds.push((await tap(of.id, 'less')).outcome?.kind);
    expect(now().limitTicks).toBe(of.worstTicks);
    expect(kinds.at(-1)).toBe('refused');
    for (let n = 0; n < 12; n++) await tap(of.id, 'more');
    expect(now().limitTicks).toBe(of.bestTicks);
    await tap(of.id, 'less');
    await tap(of.id);
    const [run] = records('run');
    expect(run?.run.schedule.limitTicks).toBe(of.bestTicks + 1);
  });

  it('while somebody halts sends nothing and says so', async () => {
    const { ticket: of } = await ticket();
    const asked = desk.tap({ id: of.id, action: 'send', userId: OWNER });
    await new Promise((resolve) => setImmediate(resolve));
    expect(stateOf(of.id)).toBe('checking');
    expect(desk.trading.halt(TRADER).ok).toBe(true);
    await desk.settle();
    expect(asked.outcome).toMatchObject({ refusal: { code: 'not-open', state: 'void' } });
    expect(records('run')).toEqual([]);
  });

  it.each(['unoffered', 'crossed', 'stale', 'delayed', 'none', 'silent'] as const)(
    'on a market that is %s sends nothing, says which leg, and is answered',
    async (look) => {
      const { ticket: of } = await ticket();
      desk.prices.look = look;
      if (look === 'stale') await desk.time(25_000, 'market');
      const asked = desk.tap({ id: of.id, action: 'send', userId: OWNER });
      await desk.settle();
      await desk.time(5_000, 'wall');
      expect(asked.outcome).toMatchObject({ kind: 'refused', refusal: { code: 'refused' } });
      expect(JSON.stringify(asked.outcome)).toContain(of.legs[0]?.instrument);
      expect(records('run')).toEqual([]);
    },
  );

  it('is told at once where the disk takes nothing, and may be tried again', async () => {
    const { ticket: of } = await ticket();
    desk.process.failing = 1;
    const failed = await tap(of.id);
    expect(failed.outcome).toMatchObject({ refusal: { code: 'no-answer' } });
    expect(records('run')).toEqual([]);
    // Book and broker are compared again first.
    await desk.pass(2_000);
    expect((await tap(of.id)).outcome?.kind).toBe('sent');
  });
});

describe('an order', () => {
  beforeEach(() => begin());

  const withFault = async (fault: PaperFault): Promise<TicketView> => {
    const view = await ticket();
    desk.fault(fault);
    await tap(view.ticket.id);
    return view;
  };

  it('of unknown fate is never sent again, and the button learns what became of it', async () => {
    const { ticket: of } = await withFault({ kind: 'silence', fate: 'accepted' });
    await desk.time(6_000, 'wall');
    expect(desk.trading.ticket(of.id)).toMatchObject({ value: { run: { phase: 'unknown' } } });
    expect(desk.news('alert').map(({ alert }) => alert.code)).toContain('order-unknown');
    desk.endFaults();
    void desk.trading.reconcile(TRADER);
    await desk.settle();
    expect(desk.trading.ticket(of.id)).toMatchObject({ value: { run: { phase: 'working' } } });
    expect(records('send')).toHaveLength(1);
    await until(() => records('run-end').length > 0);
    expect(Object.values(held())).toEqual([-2, 2]);
  });

  it('that was lost is sent under a new name once the broker has said that it never came', async () => {
    const { ticket: of } = await withFault({ kind: 'silence', fate: 'lost' });
    await desk.time(6_000, 'wall');
    expect(records('send')).toHaveLength(1);
    desk.endFaults();
    await until(() => records('run-end').length > 0);
    expect(records('send').map(({ order }) => order.ref)[1]).toBe(`${of.id}.2`);
    expect(Object.values(held())).toEqual([-2, 2]);
  });

  it('that fills in part is given up in time, and the rest is never opened', async () => {
    const { ticket: of } = await withFault({ kind: 'partial', units: 1 });
    await until(() => records('fill').length > 0);
    // No more is bid for: the rest waits until its time is over.
    desk.prices.size = 0;
    await until(() => records('run-end').length > 0);
    expect(records('run-end')[0]?.outcome).toBe('partly-filled');
    expect(Object.values(held())).toEqual([-1, 1]);
    expect(desk.trading.ticket(of.id)).toMatchObject({ value: { position: { units: 1 } } });
  });

  it('that the broker rejects ends, is told, and opens nothing', async () => {
    await withFault({ kind: 'reject', reason: 'no such luck', when: 'at-once' });
    await desk.pass(10_000);
    expect(records('run-end').map(({ outcome }) => outcome)).toEqual(['rejected']);
    const alerts = desk.news('alert').map(({ alert }) => alert);
    expect(alerts).toContainEqual(expect.objectContaining({ code: 'order-rejected' }));
    expect(records('fill')).toEqual([]);
  });

  it('of an exit that the broker rejects is tried again, but not in the same breath', async () => {
    await position();
    desk.fault({ kind: 'reject', reason: 'closed for lunch', when: 'at-once' });
    desk.prices.vol = 0.6;
    await desk.pass(60_000, 1_000);
    const tries = records('run').filter(({ run }) => run.purpose === 'exit').length;
    expect(tries).toBeGreaterThan(3);
    expect(tries).toBeLessThanOrEqual(12);
  });

  it('waits while the broker is gone and goes on where it stood', async () => {
    const { ticket: of } = await ticket();
    desk.prices.halfCents = 4;
    await tap(of.id);
    desk.fault({ kind: 'disconnect' });
    await desk.pass(20_000);
    expect(desk.news('alert').map(({ alert }) => alert.code)).toContain('broker-down');
    const { length } = records('send');
    await desk.pass(20_000);
    expect(records('send')).toHaveLength(length);
    desk.endFaults();
    await until(() => records('run-end').length > 0);
    expect(desk.news('alert').map(({ alert }) => alert.code)).toContain('broker-back');
    expect(records('reconciled').map(({ cause }) => cause)).toContain('reconnect');
  });

  it('whose rows are on disk when the process dies is looked for before anything is sent', async () => {
    const { ticket: of } = await ticket();
    desk.prices.halfCents = 4;
    desk.tap({ id: of.id, action: 'send', userId: OWNER });
    await new Promise((resolve) => setImmediate(resolve));
    desk.process.trap = 'after-commit';
    await desk.settle();
    await desk.mend();
    await desk.pass(60_000);
    const placed = await desk.broker.orders();
    expect(placed.ok && placed.value).toEqual([]);
    expect(records('send')).toHaveLength(1);
    // Nobody has armed the new process.
    expect(records('run-end').map(({ outcome }) => outcome)).toEqual(['refused']);
  });

  it('that the broker has taken when the process dies is found again', async () => {
    const { ticket: of } = await ticket();
    desk.prices.halfCents = 4;
    desk.process.trap = 'after-paper-row';
    await tap(of.id);
    await desk.mend();
    expect(desk.processes).toBe(2);
    expect(desk.trading.ticket(of.id)).toMatchObject({
      value: { run: { phase: 'working', n: 1 } },
    });
    expect(records('send')).toHaveLength(1);
  });

  it('whose fill the disk does not take is booked in the end, once', async () => {
    const { ticket: of } = await ticket();
    desk.prices.halfCents = 4;
    await tap(of.id);
    desk.prices.halfCents = 1;
    for (let n = 0; n < 30 && records('fill').length === 0; n++) {
      desk.process.failing = 1;
      await desk.pass(5_000);
    }
    await until(() => records('run-end').length > 0);
    expect(records('fill')).toHaveLength(2);
    expect(desk.news('fill')).toHaveLength(1);
  });
});

describe('what is open', () => {
  it('bars entries while the broker holds otherwise, and says what', async () => {
    await begin();
    const { ticket: of } = await position();
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
    expect(records('reconciled').at(-1)?.differences).toHaveLength(1);
    expect(desk.news('alert').map(({ alert }) => alert.code)).toContain('mismatch');
    await arm();
    await desk.pass(130_000);
    expect(desk.trading.tickets()).toEqual([]);
  });

  it('is left by a ticket that only takes away what is held', async () => {
    await begin();
    const { ticket: of } = await position();
    for (let n = 0; n < 2; n++) void desk.trading.close(TRADER, of.id);
    await desk.settle();
    const exits = desk.trading.tickets();
    expect(exits.length).toBeGreaterThan(0);
    for (const { ticket: exit } of exits) {
      await tap(exit.id, 'send', TRADER);
      await desk.pass(60_000);
    }
    expect(Object.values(held())).toEqual([0, 0]);
    expect(desk.trading.tickets()).toEqual([]);
  });

  it('is not left a second time by a ticket that waited while a rule left it', async () => {
    await begin();
    const { ticket: of } = await position();
    void desk.trading.close(TRADER, of.id);
    await desk.settle();
    const exit = now();
    desk.prices.vol = 0.6;
    await until(() => desk.news('closed').length > 0, 60_000);
    const late = await tap(exit.ticket.id, 'send', TRADER);
    expect(late.outcome).toMatchObject({ refusal: { code: 'not-open', state: 'void' } });
    expect(Object.values(held())).toEqual([0, 0]);
  });

  it('is closed when the day’s loss reaches its cap, and no entry follows until armed on another day', async () => {
    await begin();
    await ticket(2);
    await tap(now().ticket.id);
    await until(() => records('run-end').length > 0);
    await until(() => desk.trading.tickets().length > 0);
    await tap(now().ticket.id);
    await until(() => records('run-end').length > 1);
    desk.prices.vol = 0.9;
    await until(() => desk.news('closed').length === 2);
    await desk.pass(5_000);
    expect(records('disarmed').at(-1)?.reason).toBe('day-loss');
    expect(desk.news('alert').map(({ alert }) => alert.code)).toContain('day-loss');
    await arm();
    await desk.pass(130_000);
    expect(desk.trading.bots()[0]?.arming).toBeNull();
    expect(desk.trading.tickets()).toEqual([]);
    desk.prices.vol = 0.3;
    await desk.time(24 * 3_600_000);
    await desk.pass(130_000, 20_000);
    expect(desk.trading.tickets()).toEqual([]);
    expect((await ticket()).state).toBe('open');
  });

  it('is flat by the cut-off of an early close', async () => {
    await begin({ startAtMs: newYorkInstant(day('2026-11-27'), '11:30') });
    await position();
    desk.prices.vol = 0.45;
    await until(() => desk.market.nowMs() >= newYorkInstant(day('2026-11-27'), '12:30'), 4_000_000);
    expect(Object.values(held())).toEqual([0, 0]);
    const orders = await desk.broker.orders();
    const live = orders.ok
      ? orders.value.filter(({ remainingQuantity }) => remainingQuantity > 0)
      : [];
    expect(live.filter(({ state }) => state === 'working')).toEqual([]);
    expect(desk.news('alert').map(({ alert }) => alert.code)).not.toContain('not-flat');
  });

  it('at its expiry is settled, booked and closed, with the exit that could not trade', async () => {
    await begin({ startAtMs: newYorkInstant(day('2026-11-23'), '13:00') });
    const { ticket: of } = await position();
    desk.prices.look = 'unoffered';
    const closeMs = newYorkInstant(day('2026-11-23'), '16:00');
    await desk.pass(closeMs + 60_000 - desk.market.nowMs(), 20_000);
    const closed = desk.trading.ticket(of.id);
    expect(closed).toMatchObject({ value: { position: { state: 'closed', exitRule: 'expiry' } } });
    expect(records('settlement')).toHaveLength(2);
    expect(desk.news('closed')).toHaveLength(1);
    await desk.pass(30_000);
    expect(desk.trading.orders().runs.filter(({ run }) => run.phase !== 'done')).toEqual([]);
    expect(desk.news('alert').map(({ alert }) => alert.code)).toContain('not-flat');
  });
});

describe('a day of an event', () => {
  it('is not touched, and the gate names the event', async () => {
    const today = day('2026-11-23');
    const cpi = { day: today, kind: 'cpi', symbol: null, note: null } as const;
    await begin({ calendar: { ...QUIET_CALENDAR, events: [cpi] as never } });
    await arm();
    await desk.pass(180_000);
    expect(records('ticket')).toEqual([]);
    const [bot] = desk.trading.bots();
    expect(bot?.failing.map(({ name }) => name)).toContain('blackout');
  });
});
