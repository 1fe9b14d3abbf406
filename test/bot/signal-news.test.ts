import { afterEach, describe, expect, it } from 'vitest';
import { noticeCard } from '../../src/bot/views/notice-card.js';
import type { Notice } from '../../src/engine/domain/notice.js';
import type { UserId } from '../../src/engine/domain/people.js';
import { fakeScore } from '../support/score-api.js';
import { OLD_MODEL, signalView } from '../support/score-views.js';
import { STAMP } from '../support/trading-views.js';
import { day } from '../../src/engine/domain/trading-day.js';
import { GROUP, OWNER, TestDesk } from './support/desk.js';

const TRADER = 2001 as UserId;
const VIEWER = 2002 as UserId;
const signal: Notice = {
  id: 'signal:sim:1:2026-11-23',
  createdAtMs: 0,
  body: { kind: 'signal', view: signalView() },
};

let desk: TestDesk;
afterEach(() => desk.close());

async function start(muted: readonly UserId[]): Promise<void> {
  desk = await TestDesk.start({
    group: { chatId: GROUP, topicId: null },
    score: fakeScore({ mutedUntilMs: (userId) => (muted.includes(userId) ? 1 : null) }),
    bot: { noticeCards: noticeCard },
  });
  desk.engine.people.grant(OWNER, TRADER, 'trader');
  desk.engine.people.grant(OWNER, VIEWER, 'viewer');
  for (const user of [OWNER, TRADER, VIEWER]) await desk.ask('hello', user);
}

const newsOf = (chatId: number) => desk.written(chatId).slice(1);

describe('a signal', () => {
  it('reaches owners and traders with its picture and buttons, and neither viewers nor the group', async () => {
    await start([]);
    await desk.bot.notifier.deliver(signal);
    await desk.bot.notifier.deliver(signal);
    await desk.idle();
    for (const user of [OWNER, TRADER]) {
      const [message, more] = newsOf(user);
      expect(more).toBeUndefined();
      expect(message?.photo).not.toBeNull();
      expect(message?.caption).toContain('Strength 0.74 of 1.00');
      expect(message?.buttons.flat().map(({ text }) => text)).toEqual([
        'Details',
        'Analogs',
        'Mute 24 h',
      ]);
    }
    expect(newsOf(VIEWER)).toEqual([]);
    expect(desk.written(GROUP)).toEqual([]);
  });

  it('is kept from the one who muted it, and from nobody else', async () => {
    await start([OWNER]);
    await desk.bot.notifier.deliver(signal);
    await desk.idle();
    expect(newsOf(OWNER)).toEqual([]);
    expect(newsOf(TRADER)).toHaveLength(1);
  });

  it('that is muted does not mute a reminder of the model', async () => {
    await start([OWNER]);
    await desk.bot.notifier.deliver({
      id: 'model:1',
      createdAtMs: 0,
      body: {
        kind: 'model-health',
        stamp: STAMP,
        model: 'vix-drop@1',
        trainedTo: day('2023-11-29'),
        health: OLD_MODEL,
      },
    });
    await desk.idle();
    expect(newsOf(OWNER)).toHaveLength(1);
  });
});
