import { afterEach, describe, expect, it } from 'vitest';
import { noticeCard } from '../../src/bot/views/notice-card.js';
import type { Notice } from '../../src/engine/domain/notice.js';
import type { UserId } from '../../src/engine/domain/people.js';
import type { AlertNews, AlertReader } from '../../src/engine/domain/vol-alert.js';
import { fakeAlerts } from '../support/alert-api.js';
import { STAMP } from '../support/trading-views.js';
import { GROUP, OWNER, TestDesk } from './support/desk.js';

const TRADER = 2001 as UserId;
const VIEWER = 2002 as UserId;

let desk: TestDesk;
afterEach(() => desk.close());

async function start(off: readonly UserId[] = []): Promise<void> {
  desk = await TestDesk.start({
    group: { chatId: GROUP, topicId: null },
    alerts: fakeAlerts({ builtIn: (userId) => (off.includes(userId) ? 'off' : 'on') }),
    bot: { noticeCards: noticeCard },
  });
  desk.engine.people.grant(OWNER, TRADER, 'trader');
  desk.engine.people.grant(OWNER, VIEWER, 'viewer');
  for (const user of [OWNER, TRADER, VIEWER]) await desk.ask('hello', user);
}

function fired(to: AlertReader, parts: Partial<AlertNews> = {}): AlertNews {
  return {
    kind: 'vol-alert',
    to,
    handle: 'alert:1',
    phase: 'first',
    condition: { subject: 'VIX', measure: 'level', comparison: '>', level: 25 },
    ruleId: '0a1b2c3d',
    builtIn: null,
    value: 25.5,
    stamp: STAMP,
    count: 1,
    worst: 25.5,
    firstAtMs: STAMP.asOfMs,
    lastAtMs: STAMP.asOfMs,
    ...parts,
  };
}

const newsOf = (chatId: number) => desk.written(chatId).slice(1);

async function tell(id: string, body: Notice['body']): Promise<void> {
  await desk.bot.notifier.deliver({ id, createdAtMs: 0, body });
  await desk.idle();
}

describe('an alert', () => {
  it('of a person is read by that person alone, a viewer too', async () => {
    await start();
    await tell('a', fired({ kind: 'person', userId: VIEWER }));
    expect(newsOf(VIEWER)).toHaveLength(1);
    for (const other of [OWNER, TRADER]) expect(newsOf(other)).toEqual([]);
    expect(desk.written(GROUP)).toEqual([]);
  });

  it('that repeats is the same message, with the count and the worst value', async () => {
    await start();
    const to = { kind: 'person', userId: VIEWER } as const;
    await tell('a:1', fired(to));
    await tell('a:2', fired(to, { phase: 'again', count: 2, worst: 33 }));
    const [message, more] = newsOf(VIEWER);
    expect(more).toBeUndefined();
    expect(message?.text).toContain('2 times within the hour: worst 33.00');
    await tell('a:3', fired(to, { handle: 'alert:3' }));
    expect(newsOf(VIEWER)).toHaveLength(2);
  });

  it('of the group is read in the group', async () => {
    await start();
    await tell('a', fired({ kind: 'group' }));
    expect(desk.written(GROUP)).toHaveLength(1);
    expect(newsOf(OWNER)).toEqual([]);
  });

  it('of the desk itself is read by owners and traders who have not switched it off', async () => {
    await start([TRADER]);
    await tell('a', fired({ kind: 'informed', unlessOff: 'term-inverted' }, { ruleId: null }));
    expect(newsOf(OWNER)).toHaveLength(1);
    for (const other of [TRADER, VIEWER]) expect(newsOf(other)).toEqual([]);
  });
});

describe('a feed that is quiet', () => {
  it('is one message, which says when it is over', async () => {
    await start();
    const silence = {
      kind: 'data',
      to: { kind: 'informed', unlessOff: 'stale' },
      handle: 'data:1',
      feed: 'deribit',
      problem: 'stale',
      times: 1,
      count: 1,
      ageMs: 75_000,
      sinceMs: STAMP.nowMs - 75_000,
      nowMs: STAMP.nowMs,
      mode: 'PAPER',
    } as const;
    await tell('d:begins', { ...silence, phase: 'begins' });
    expect(newsOf(OWNER)[0]?.text).toContain('No prices from deribit since');
    await tell('d:over', { ...silence, phase: 'over', nowMs: STAMP.nowMs + 60_000 });
    expect(newsOf(OWNER)).toHaveLength(1);
    expect(newsOf(OWNER)[0]?.text).toContain('Over since');
  });
});
