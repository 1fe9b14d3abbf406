import { afterEach, describe, expect, it } from 'vitest';
import { createDeskBot } from '../../src/bot/desk-bot.js';
import { isQuiet } from '../../src/bot/notifier.js';
import type { DigestView } from '../../src/engine/domain/digest.js';
import type { Notice } from '../../src/engine/domain/notice.js';
import { DEFAULT_SETTINGS, type UserSettings } from '../../src/engine/domain/people.js';
import type { TradingDay } from '../../src/engine/domain/trading-day.js';
import { GROUP, OWNER, seededChance, TestDesk } from './support/desk.js';

const notice: Notice = {
  id: 'digest:2026-11-20',
  createdAtMs: 0,
  body: { kind: 'digest', view: { day: '2026-11-20' as TradingDay } as DigestView },
};

let desk: TestDesk;
afterEach(() => desk.close());

const group = { chatId: GROUP, topicId: null };

describe('a notice', () => {
  it('reaches the owner and the group once, however often it is given', async () => {
    desk = await TestDesk.start({ group });
    for (let turn = 0; turn < 3; turn++) {
      expect(await desk.bot.notifier.deliver(notice)).toEqual({ ok: true, value: undefined });
    }
    await desk.idle();
    await desk.restart();
    await desk.bot.notifier.deliver(notice);
    await desk.idle();
    expect(desk.texts()).toEqual(['digest of 2026-11-20']);
    expect(desk.texts(GROUP)).toEqual(['digest of 2026-11-20']);
  });

  it('given before the bot could start is sent when it can', async () => {
    desk = await TestDesk.make({ group: null });
    await desk.bot.notifier.deliver(notice);
    expect(desk.store.chat.waiting()).toBe(1);
    await desk.bot.start();
    await desk.idle();
    expect(desk.texts()).toEqual(['digest of 2026-11-20']);
  });

  it('goes to the topic of the group that was configured', async () => {
    desk = await TestDesk.make();
    desk.control.makeForum(GROUP);
    // The first topic has number 1, which is the general one's.
    desk.control.addTopic(GROUP, 'chatter');
    const topicId = desk.control.addTopic(GROUP, 'digests');
    desk.bot = createDeskBot({
      ...desk.optionsOfAnother(),
      chance: seededChance(),
      group: { chatId: GROUP, topicId },
    });
    await desk.bot.start();
    await desk.bot.notifier.deliver(notice);
    await desk.idle();
    expect(desk.written(GROUP)[0]).toMatchObject({ threadId: topicId });
  });

  it('follows the group to its new number', async () => {
    desk = await TestDesk.start({ group });
    const moved = desk.control.migrate(GROUP);
    await desk.bot.notifier.deliver(notice);
    await desk.idle();
    await desk.bot.notifier.deliver({ ...notice, id: 'digest:2026-11-23' });
    await desk.idle();
    expect(desk.texts(moved)).toHaveLength(2);
  });

  it('that fails to be composed stays with the one who gave it', async () => {
    desk = await TestDesk.make({
      bot: {
        noticeCards: () => {
          throw new Error('no card');
        },
      },
    });
    expect(await desk.bot.notifier.deliver(notice)).toMatchObject({ ok: false });
    expect(desk.store.chat.waiting()).toBe(0);
  });

  it('makes no sound in quiet hours', async () => {
    desk = await TestDesk.make();
    const quiet = { from: '00:00', to: '23:59' } as const;
    desk.engine.people.saveSettings(OWNER, { ...DEFAULT_SETTINGS, quiet });
    await desk.bot.notifier.deliver(notice);
    const [row] = desk.store.chat.due(desk.clock.nowMs(), 1);
    expect(JSON.parse(row?.body ?? '')).toMatchObject({ sound: 'silent' });
  });
});

describe('quiet hours', () => {
  const at = (time: string): number => Date.parse(`2026-11-20T${time}:00-05:00`);
  const settings = (from: string, to: string): UserSettings => ({
    ...DEFAULT_SETTINGS,
    quiet: { from, to } as NonNullable<UserSettings['quiet']>,
  });

  it('may span midnight, in the zone of the person', async () => {
    desk = await TestDesk.make();
    const night = settings('22:00', '07:00');
    expect(
      ['21:59', '22:00', '03:00', '06:59', '07:00'].map((time) => isQuiet(night, at(time))),
    ).toEqual([false, true, true, true, false]);
    expect(isQuiet({ ...night, zone: 'Asia/Shanghai' }, at('12:00'))).toBe(true);
    expect(isQuiet(settings('12:00', '13:00'), at('12:30'))).toBe(true);
    expect(isQuiet(DEFAULT_SETTINGS, at('03:00'))).toBe(false);
  });
});
