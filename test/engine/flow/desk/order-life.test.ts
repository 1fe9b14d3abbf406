import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PaperFault } from '../../../../src/engine/adapters/paper/paper-broker.js';
import type { TicketView } from '../../../../src/engine/domain/desk-views.js';
import { OrderDesk } from '../../../support/order-desk.js';
import { OWNER, TRADER } from '../../../support/trading-desk.js';

let desk: OrderDesk;

afterEach(() => {
  desk.end();
});

describe('an order', () => {
  beforeEach(async () => {
    desk = await OrderDesk.begin();
  });

  const withFault = async (fault: PaperFault): Promise<TicketView> => {
    const view = await desk.ticket();
    desk.fault(fault);
    await desk.tapped(view.ticket.id);
    return view;
  };

  it('of unknown fate is never sent again, and the button learns what became of it', async () => {
    const { ticket: of } = await withFault({ kind: 'silence', fate: 'accepted' });
    await desk.time(6_000, 'wall');
    expect(desk.trading.ticket(of.id)).toMatchObject({ value: { run: { phase: 'unknown' } } });
    expect(desk.alerts()).toContain('order-unknown');
    desk.endFaults();
    void desk.trading.reconcile(TRADER);
    await desk.settle();
    expect(desk.trading.ticket(of.id)).toMatchObject({ value: { run: { phase: 'working' } } });
    expect(desk.records('send')).toHaveLength(1);
    await desk.until(() => desk.records('run-end').length > 0);
    expect(desk.held()).toEqual([-2, 2]);
  });

  it('that was lost is sent under a new name once the broker has said that it never came', async () => {
    const { ticket: of } = await withFault({ kind: 'silence', fate: 'lost' });
    await desk.time(6_000, 'wall');
    expect(desk.records('send')).toHaveLength(1);
    desk.endFaults();
    await desk.until(() => desk.records('run-end').length > 0);
    expect(desk.records('send').map(({ order }) => order.ref)[1]).toBe(`${of.id}.2`);
    expect(desk.held()).toEqual([-2, 2]);
  });

  it('that fills in part is given up in time, and the rest is never opened', async () => {
    const { ticket: of } = await withFault({ kind: 'partial', units: 1 });
    await desk.until(() => desk.records('fill').length > 0);
    // No more is bid for: the rest waits until its time is over.
    desk.prices.size = 0;
    await desk.until(() => desk.records('run-end').length > 0);
    expect(desk.records('run-end')[0]?.outcome).toBe('partly-filled');
    expect(desk.held()).toEqual([-1, 1]);
    expect(desk.trading.ticket(of.id)).toMatchObject({ value: { position: { units: 1 } } });
  });

  it('is not taken for stopped out between the fills of its legs', async () => {
    await withFault({ kind: 'partial', units: 1 });
    await desk.until(() => desk.records('run-end').length > 0);
    expect(desk.records('cancel').map(({ why }) => why)).not.toContain('asked');
    expect(desk.held()).toEqual([-2, 2]);
  });

  it('that the broker rejects ends, is told, and opens nothing', async () => {
    await withFault({ kind: 'reject', reason: 'no such luck', when: 'at-once' });
    await desk.pass(10_000);
    expect(desk.records('run-end').map(({ outcome }) => outcome)).toEqual(['rejected']);
    const alerts = desk.news('alert').map(({ alert }) => alert);
    expect(alerts).toContainEqual(expect.objectContaining({ code: 'order-rejected' }));
    expect(desk.records('fill')).toEqual([]);
  });

  it('of an exit that the broker rejects is tried again, but not in the same breath', async () => {
    await desk.position();
    desk.fault({ kind: 'reject', reason: 'closed for lunch', when: 'at-once' });
    desk.prices.vol = 0.6;
    await desk.pass(60_000, 1_000);
    const tries = desk.records('run').filter(({ run }) => run.purpose === 'exit').length;
    expect(tries).toBeGreaterThan(3);
    expect(tries).toBeLessThanOrEqual(12);
  });

  it('waits while the broker is gone and goes on where it stood', async () => {
    const { ticket: of } = await desk.ticket();
    desk.prices.halfCents = 4;
    await desk.tapped(of.id);
    desk.fault({ kind: 'disconnect' });
    await desk.pass(20_000);
    expect(desk.alerts()).toContain('broker-down');
    const { length } = desk.records('send');
    await desk.pass(20_000);
    expect(desk.records('send')).toHaveLength(length);
    desk.endFaults();
    await desk.until(() => desk.records('run-end').length > 0);
    expect(desk.alerts()).toContain('broker-back');
    expect(desk.records('reconciled').map(({ cause }) => cause)).toContain('reconnect');
  });

  it('whose rows are on disk when the process dies is looked for before anything is sent', async () => {
    const { ticket: of } = await desk.ticket();
    desk.prices.halfCents = 4;
    desk.tap({ id: of.id, action: 'send', userId: OWNER });
    await new Promise((resolve) => setImmediate(resolve));
    desk.process.trap = 'after-commit';
    await desk.settle();
    await desk.mend();
    await desk.pass(60_000);
    const placed = await desk.broker.orders();
    expect(placed.ok && placed.value).toEqual([]);
    expect(desk.records('send')).toHaveLength(1);
    // Nobody has armed the new process.
    expect(desk.records('run-end').map(({ outcome }) => outcome)).toEqual(['refused']);
  });

  it('that the broker has taken when the process dies is found again', async () => {
    const { ticket: of } = await desk.ticket();
    desk.prices.halfCents = 4;
    desk.process.trap = 'after-paper-row';
    await desk.tapped(of.id);
    await desk.mend();
    expect(desk.processes).toBe(2);
    expect(desk.trading.ticket(of.id)).toMatchObject({
      value: { run: { phase: 'working', n: 1 } },
    });
    expect(desk.records('send')).toHaveLength(1);
  });

  it('whose fill the disk does not take is booked in the end, once', async () => {
    const { ticket: of } = await desk.ticket();
    desk.prices.halfCents = 4;
    await desk.tapped(of.id);
    desk.prices.halfCents = 1;
    for (let n = 0; n < 30 && desk.records('fill').length === 0; n++) {
      desk.process.failing = 1;
      await desk.pass(5_000);
    }
    await desk.until(() => desk.records('run-end').length > 0);
    expect(desk.records('fill')).toHaveLength(2);
    expect(desk.news('fill')).toHaveLength(1);
  });
});
