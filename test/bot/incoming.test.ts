import type { Update } from 'grammy/types';
import { describe, expect, it } from 'vitest';
import { markOf, readUpdate } from '../../src/bot/incoming.js';
import { AccessBook } from '../../src/bot/access.js';
import { loadTranslations } from '../../src/bot/i18n.js';
import { GROUP, LOCALES, OWNER, TestDesk } from './support/desk.js';

const chat = { id: GROUP, type: 'supergroup', title: 'desk' };
const person = { id: 7, is_bot: false, first_name: 'P' };

function message(fields: object): Update {
  const base = { message_id: 5, date: 1_000, chat, from: person, text: '/vix' };
  return { update_id: 1, message: { ...base, ...fields } } as unknown as Update;
}

describe('an update', () => {
  it('by an anonymous admin is by nobody in particular, who is a stranger in the group', async () => {
    const anonymous = message({
      sender_chat: chat,
      from: { id: 1_087_968_824, is_bot: true, first_name: 'Group' },
    });
    const incoming = readUpdate(anonymous);
    if (incoming.kind !== 'message') throw new Error(incoming.kind);
    expect(incoming.speaker).toMatchObject({ userId: GROUP, identity: 'anonymous' });
    const desk = await TestDesk.make();
    const access = new AccessBook({
      engine: desk.engine,
      chat: desk.store.chat,
      wall: desk.clock,
      owners: [OWNER],
      group: { chatId: GROUP, topicId: null },
      commands: [],
      translations: loadTranslations(LOCALES, () => undefined),
    });
    expect(access.of(incoming.speaker, incoming.place)).toMatchObject({
      standing: 'stranger',
      context: { user: { role: 'stranger' } },
    });
    await desk.close();
  });

  it('of a topic names it, and one of the general topic names none', () => {
    expect(readUpdate(message({ message_thread_id: 9, is_topic_message: true }))).toMatchObject({
      place: { topicId: 9 },
    });
    expect(readUpdate(message({ message_thread_id: 9 }))).toMatchObject({
      place: { topicId: null },
    });
  });

  it('by another bot, through another bot, without words or from a channel is passed over', () => {
    const others = [
      message({ from: { ...person, is_bot: true } }),
      message({ via_bot: person }),
      message({ text: undefined }),
      message({ chat: { id: -1, type: 'channel', title: 'news' } }),
      { update_id: 1, poll: {} } as unknown as Update,
    ];
    expect(others.map((update) => readUpdate(update).kind)).toEqual(others.map(() => 'other'));
  });

  it('delivered again has the same mark; an old id on something new has another', () => {
    const query = (id: string) => ({ update_id: 1, callback_query: { id } }) as unknown as Update;
    const updates = [
      message({}),
      message({ date: 1_001 }),
      { ...message({}), update_id: 2 },
      query('4000000000000001'),
      query('4000000000000002'),
    ];
    const marks = updates.map(markOf);
    expect(new Set(marks).size).toBe(updates.length);
    expect(updates.map(markOf)).toEqual(marks);
    expect(marks.every(Number.isSafeInteger)).toBe(true);
  });

  it('that moves a group names both numbers', () => {
    const moved = message({ text: undefined, migrate_to_chat_id: -100 });
    expect(readUpdate(moved)).toMatchObject({ kind: 'moved', fromChatId: GROUP, toChatId: -100 });
  });

  it('of a press on a message too old to be changed has no message', () => {
    const press = (date: number): Update =>
      ({
        update_id: 1,
        callback_query: {
          id: 'q',
          from: person,
          data: 'vix',
          message: { message_id: 5, date, chat, photo: [{}] },
        },
      }) as unknown as Update;
    expect(readUpdate(press(0))).toMatchObject({ kind: 'press', message: null });
    expect(readUpdate(press(1))).toMatchObject({ message: { messageId: 5, has: 'photo' } });
  });
});
