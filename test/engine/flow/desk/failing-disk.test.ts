import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeskRecord } from '../../../../src/engine/domain/record.js';
import { HOUR_MS, MINUTE_MS } from '../../../../src/engine/domain/units.js';
import { OrderDesk } from '../../../support/order-desk.js';
import { OWNER, tradingDesk } from '../../../support/trading-desk.js';

let desk: OrderDesk;

beforeEach(async () => {
  desk = await OrderDesk.begin();
});

afterEach(() => {
  desk.end();
});

/** The write that follows a record fails, once. */
function failAfter(is: (record: DeskRecord) => boolean): void {
  let failed = false;
  desk.onRows = (rows) => {
    if (failed || !rows.some(({ record }) => is(record))) return;
    failed = true;
    desk.process.failing = 1;
  };
}

describe('a disk that fails for a moment', () => {
  it('costs no answer of the broker: a rejected order ends', async () => {
    const { ticket } = await desk.ticket();
    desk.fault({ kind: 'reject', reason: 'no', when: 'at-once' });
    failAfter(({ kind }) => kind === 'send');
    await desk.tapped(ticket.id);
    desk.endFaults();
    await desk.until(() => desk.records('run-end').length > 0, 60_000);
    expect(desk.records('run-end').map(({ outcome }) => outcome)).toEqual(['rejected']);
    expect(desk.alerts()).toContain('order-rejected');
  });

  it('does not blind an armed desk', async () => {
    await desk.position();
    await desk.arm();
    desk.process.failing = 1;
    await desk.until(() => desk.trading.tickets().length > 0, 240_000);
    expect(desk.process.failing).toBe(0);
  });

  it('lets no comparison pass that was not kept', async () => {
    const { ticket } = await desk.ticket();
    desk.prices.halfCents = 4;
    await desk.tapped(ticket.id);
    desk.fault({ kind: 'disconnect' });
    Object.assign(desk.prices, { halfCents: 1, vol: 0.33 });
    await desk.pass(20_000);
    expect(desk.records('fill')).toEqual([]);
    failAfter((record) => record.kind === 'alert' && record.alert.code === 'broker-back');
    desk.endFaults();
    await desk.pass(10_000);
    expect(desk.records('fill')).toHaveLength(2);
  });

  it('keeps no alert back', async () => {
    const { ticket } = await desk.ticket();
    desk.fault({ kind: 'silence', fate: 'accepted' });
    await desk.tapped(ticket.id);
    desk.process.failing = 1;
    await desk.time(6_000, 'wall');
    await desk.time(2_000, 'wall');
    expect(desk.process.failing).toBe(0);
    expect(desk.alerts()).toContain('order-unknown');
  });
});

describe('fills', () => {
  it('are told by whole units, each once', async () => {
    const { ticket } = await desk.ticket();
    desk.fault({ kind: 'partial', units: 1 });
    await desk.tapped(ticket.id);
    await desk.until(() => desk.records('fill').length === 2);
    await desk.until(() => desk.records('fill').length === 4);
    expect(desk.news('fill').map(({ run }) => run.filledUnits)).toEqual([1, 2]);
  });
});

describe('a book that cannot be read any more', () => {
  it('sends nothing, says that the book is down, and ends no process', async () => {
    const of = await tradingDesk({ quotePeriodMs: 30_000 });
    const { trading } = of.engine.api;
    of.store.close();
    const until = { kind: 'for', ms: HOUR_MS } as const;
    const armed = trading.arm(OWNER, { strategy: 'putlite', quantity: 1, until });
    await of.pass(2 * MINUTE_MS);
    expect(await armed).toEqual({ ok: false, error: { code: 'no-answer' } });
    const book = of.engine.health().find(({ part }) => part === 'book');
    expect(book?.state).toBe('down');
    expect(trading.state()).toBe('active');
    expect(trading.tickets()).toEqual([]);
  });
});
