import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { UserId } from '../../../../src/engine/domain/people.js';
import { OrderDesk } from '../../../support/order-desk.js';
import { STRANGER } from '../../../support/rough-desk.js';
import { OWNER, TRADER, VIEWER } from '../../../support/trading-desk.js';

let desk: OrderDesk;

afterEach(() => {
  desk.end();
});

describe('one tap', () => {
  beforeEach(async () => {
    desk = await OrderDesk.begin();
  });

  it('twice sends once, and the second is told that the ticket is taken', async () => {
    const { ticket: of } = await desk.ticket();
    const first = desk.tap({ id: of.id, action: 'send', userId: OWNER });
    const second = await desk.tapped(of.id);
    expect(first.outcome?.kind).toBe('sent');
    expect(second.outcome).toMatchObject({
      kind: 'refused',
      refusal: { code: 'not-open', state: 'checking' },
    });
    expect(desk.records('run')).toHaveLength(1);
  });

  it('is told on every card at once, also where two steps have news in one breath', async () => {
    const { ticket: of } = await desk.ticket();
    desk.tap({ id: of.id, action: 'less', userId: TRADER });
    await desk.tapped(of.id);
    expect(desk.news('ticket').at(-1)?.view.state).toBe('sent');
    await desk.settle();
    expect(desk.book.pendingNotices()).toEqual([]);
  });

  it('from two phones sends once', async () => {
    const { ticket: of, short } = await desk.ticket();
    const asked = [OWNER, TRADER].map((userId) => desk.tap({ id: short, action: 'send', userId }));
    await desk.settle();
    expect(asked.map(({ outcome }) => outcome?.kind)).toEqual(['sent', 'refused']);
    expect(desk.records('send').map(({ order }) => order.ref)).toEqual([`${of.id}.1`]);
  });

  it('that arrives again much later sends nothing', async () => {
    const { ticket: of } = await desk.position();
    await desk.pass(120_000);
    const again = await desk.tapped(of.id);
    expect(again.outcome).toMatchObject({ refusal: { code: 'not-open', state: 'sent' } });
    expect(desk.records('run')).toHaveLength(1);
  });

  it('after a restart finds its ticket void, because a restart disarms', async () => {
    const { ticket: of } = await desk.ticket();
    await desk.kill();
    const late = await desk.tapped(of.id);
    expect(late.outcome).toMatchObject({ refusal: { code: 'not-open', state: 'void' } });
    expect(desk.records('run')).toEqual([]);
  });

  it('whose process dies while quotes are taken sends nothing', async () => {
    const { ticket: of } = await desk.ticket();
    desk.process.trap = 'after-commit';
    desk.tap({ id: of.id, action: 'send', userId: OWNER });
    await desk.settle();
    await desk.mend();
    expect(desk.processes).toBe(2);
    expect(desk.stateOf(of.id)).toBe('void');
    expect(desk.records('run')).toEqual([]);
  });

  it('after the life of its ticket is told so, and nothing is sent', async () => {
    const { ticket: of } = await desk.ticket();
    await desk.time(90_000, 'wall');
    const late = await desk.tapped(of.id);
    expect(late.outcome).toMatchObject({ refusal: { code: 'not-open', state: 'expired' } });
    expect(desk.records('run')).toEqual([]);
  });

  it('whose quotes come after the life of its ticket sends nothing', async () => {
    const { ticket: of } = await desk.ticket();
    await desk.time(of.expiresWallMs - desk.wall.nowMs() - 1_000, 'wall');
    desk.prices.look = 'silent';
    const asked = desk.tap({ id: of.id, action: 'send', userId: OWNER });
    await desk.settle();
    await desk.time(5_000, 'wall');
    expect(asked.outcome).toMatchObject({ refusal: { code: 'not-open', state: 'expired' } });
    expect(desk.records('run')).toEqual([]);
  });

  it('at a price out of the band puts a new ticket that shows the change', async () => {
    const { ticket: of } = await desk.ticket();
    desk.prices.vol = 0.36;
    const asked = await desk.tapped(of.id);
    const { outcome } = asked;
    if (outcome?.kind !== 'replaced') throw new Error(outcome?.kind);
    expect(outcome.view.state).toBe('replaced');
    expect(outcome.next.ticket.replaces).toEqual({
      id: of.id,
      limitTicks: of.limitTicks,
      midUsd: of.seen.midUsd,
    });
    expect(outcome.next.ticket.limitTicks).toBeLessThan(of.limitTicks);
    expect(desk.records('run')).toEqual([]);
    expect((await desk.tapped(outcome.next.ticket.id)).outcome?.kind).toBe('sent');
  });

  it.each<[string, UserId]>([
    ['viewer', VIEWER],
    ['stranger', STRANGER],
  ])('of a %s is refused and changes nothing', async (_, userId) => {
    const before = await desk.ticket();
    for (const action of ['send', 'skip', 'less', 'more'] as const) {
      const asked = await desk.tapped(before.ticket.id, action, userId);
      expect(asked.outcome).toMatchObject({ kind: 'refused', refusal: { code: 'not-allowed' } });
    }
    expect(desk.waiting()).toEqual(before);
    expect(desk.records('run')).toEqual([]);
  });

  it('on less and more moves the limit within the band and no further', async () => {
    const { ticket: of } = await desk.ticket();
    const kinds: (string | undefined)[] = [];
    for (let n = 0; n < 12; n++) kinds.push((await desk.tapped(of.id, 'less')).outcome?.kind);
    expect(desk.waiting().limitTicks).toBe(of.worstTicks);
    expect(kinds.at(-1)).toBe('refused');
    for (let n = 0; n < 12; n++) await desk.tapped(of.id, 'more');
    expect(desk.waiting().limitTicks).toBe(of.bestTicks);
    await desk.tapped(of.id, 'less');
    await desk.tapped(of.id);
    const [run] = desk.records('run');
    expect(run?.run.schedule.limitTicks).toBe(of.bestTicks + 1);
  });

  it('while somebody halts sends nothing and says so', async () => {
    const { ticket: of } = await desk.ticket();
    const asked = desk.tap({ id: of.id, action: 'send', userId: OWNER });
    await new Promise((resolve) => setImmediate(resolve));
    expect(desk.stateOf(of.id)).toBe('checking');
    expect(desk.trading.halt(TRADER).ok).toBe(true);
    await desk.settle();
    expect(asked.outcome).toMatchObject({ refusal: { code: 'not-open', state: 'void' } });
    expect(desk.records('run')).toEqual([]);
  });

  it.each(['unoffered', 'crossed', 'stale', 'delayed', 'none', 'silent'] as const)(
    'on a market that is %s sends nothing, says which leg, and is answered',
    async (look) => {
      const { ticket: of } = await desk.ticket();
      desk.prices.look = look;
      if (look === 'stale') await desk.time(25_000, 'market');
      const asked = desk.tap({ id: of.id, action: 'send', userId: OWNER });
      await desk.settle();
      await desk.time(5_000, 'wall');
      expect(asked.outcome).toMatchObject({ kind: 'refused', refusal: { code: 'refused' } });
      expect(JSON.stringify(asked.outcome)).toContain(of.legs[0]?.instrument);
      expect(desk.records('run')).toEqual([]);
    },
  );

  it('is told at once where the disk takes nothing, and may be tried again', async () => {
    const { ticket: of } = await desk.ticket();
    desk.process.failing = 1;
    const failed = await desk.tapped(of.id);
    expect(failed.outcome).toMatchObject({ refusal: { code: 'no-answer' } });
    expect(desk.records('run')).toEqual([]);
    // Book and broker are compared again first.
    await desk.pass(2_000);
    expect((await desk.tapped(of.id)).outcome?.kind).toBe('sent');
  });
});
