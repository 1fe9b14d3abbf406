import { Bot } from 'grammy';
import { describe, expect, it } from 'vitest';
import type { TestChat } from './harness.js';
import { GROUP, OWNER, TOKEN, openChat, postJson, refusalOf, until } from './harness.js';

const TOO_OLD = 'Bad Request: query is too old and response timeout expired or query ID is invalid';
const KEYBOARD = { inline_keyboard: [[{ text: 'Send', callback_data: 'send' }]] };

async function queryId(chat: TestChat): Promise<string> {
  const updates = await chat.api.getUpdates({ offset: -1 });
  return updates[0]?.callback_query?.id ?? '';
}

describe('a press of a button', () => {
  it('brings message, data and person, and is answered by a toast', async () => {
    const { api, control } = await openChat();
    const { message_id } = await api.sendMessage(OWNER, 'card', { reply_markup: KEYBOARD });
    const press = control.userPresses({ messageId: message_id, data: 'send' });
    const [update] = await api.getUpdates();
    expect(update?.callback_query).toMatchObject({
      from: { id: OWNER },
      data: 'send',
      message: { message_id, text: 'card', reply_markup: KEYBOARD },
    });
    const id = update?.callback_query?.id ?? '';
    expect(await api.answerCallbackQuery(id, { text: 'sent', show_alert: true })).toBe(true);
    expect(await press).toEqual({ answer: 'sent', alert: true });
  });

  it('is answered once', async () => {
    const chat = await openChat();
    const { message_id } = await chat.api.sendMessage(OWNER, 'card', { reply_markup: KEYBOARD });
    const press = chat.control.userPresses({ messageId: message_id, data: 'send' });
    const id = await queryId(chat);
    await chat.api.answerCallbackQuery(id);
    expect(await press).toEqual({ answer: null, alert: false });
    const second = refusalOf(chat.api.answerCallbackQuery(id));
    expect(await second).toMatchObject({ code: 400, description: TOO_OLD });
    const unknown = refusalOf(chat.api.answerCallbackQuery('77'));
    expect(await unknown).toMatchObject({ code: 400, description: TOO_OLD });
  });

  it('is answered within 15 seconds or not at all', async () => {
    const chat = await openChat();
    const { message_id } = await chat.api.sendMessage(OWNER, 'card', { reply_markup: KEYBOARD });
    const press = chat.control.userPresses({ messageId: message_id, data: 'send' });
    const id = await queryId(chat);
    chat.clock.advance(15_000);
    expect(await press).toEqual({ answer: null, alert: false });
    const late = refusalOf(chat.api.answerCallbackQuery(id));
    expect(await late).toMatchObject({ description: TOO_OLD });
  });

  it('takes at most 200 characters of answer', async () => {
    const chat = await openChat();
    const { message_id } = await chat.api.sendMessage(OWNER, 'card', { reply_markup: KEYBOARD });
    const press = chat.control.userPresses({ messageId: message_id, data: 'send' });
    const id = await queryId(chat);
    const long = refusalOf(chat.api.answerCallbackQuery(id, { text: 'x'.repeat(201) }));
    expect(await long).toMatchObject({ description: 'Bad Request: MESSAGE_TOO_LONG' });
    await chat.api.answerCallbackQuery(id, { text: 'x'.repeat(200) });
    expect((await press).answer).toHaveLength(200);
  });

  it('can come from anybody in a group', async () => {
    const chat = await openChat();
    const { message_id } = await chat.api.sendMessage(GROUP, 'card', { reply_markup: KEYBOARD });
    const press = chat.control.userPresses({
      chatId: GROUP,
      userId: 5,
      messageId: message_id,
      data: 'send',
    });
    const [update] = await chat.api.getUpdates({ offset: -1 });
    expect(update?.callback_query?.from.id).toBe(5);
    await chat.api.answerCallbackQuery(update?.callback_query?.id ?? '');
    await press;
  });

  it('of a button that has gone is still heard from a slow phone', async () => {
    const chat = await openChat();
    const { message_id } = await chat.api.sendMessage(OWNER, 'card', { reply_markup: KEYBOARD });
    await chat.api.editMessageText(OWNER, message_id, 'done');
    const late = { chatId: OWNER, messageId: message_id, data: 'send' };
    await expect(chat.control.userPresses(late)).rejects.toThrow('no button');
    const press = chat.control.userPressesStale(late);
    await chat.api.answerCallbackQuery(await queryId(chat), { text: 'too late' });
    expect(await press).toEqual({ answer: 'too late', alert: false });
  });
});

describe('a press over HTTP', () => {
  it('waits for the answer of a running bot', async () => {
    const chat = await openChat();
    const bot = new Bot(TOKEN, { client: { apiRoot: chat.apiRoot } });
    bot.command('card', (context) => context.reply('one', { reply_markup: KEYBOARD }));
    bot.callbackQuery('send', async (context) => {
      await context.editMessageText('two');
      await context.answerCallbackQuery('sent');
    });
    const running = bot.start();
    await postJson(`${chat.url}chat/messages`, { text: '/card' });
    await until(() => chat.control.history().length === 2);
    const messageId = chat.control.history()[1]?.messageId;
    const press = await postJson(`${chat.url}chat/press`, { messageId, data: 'send' });
    expect(press.json).toEqual({ answer: 'sent', alert: false });
    expect(chat.control.history()[1]).toMatchObject({ text: 'two', buttons: [] });
    await bot.stop();
    await running;
  });

  it('says in one sentence why it cannot be', async () => {
    const { api, url } = await openChat();
    const { message_id } = await api.sendMessage(OWNER, 'card', { reply_markup: KEYBOARD });
    const press = async (body: object): Promise<unknown> => {
      const { status, json } = await postJson(`${url}chat/press`, body);
      return { status, json };
    };
    expect(await press({ messageId: 99, data: 'send' })).toEqual({
      status: 404,
      json: { error: 'There is no message 99.' },
    });
    expect(await press({ messageId: message_id, data: 'other' })).toEqual({
      status: 400,
      json: { error: `Message ${message_id} has no button with this data.` },
    });
    expect(await press({ data: 'send' })).toMatchObject({ status: 400 });
    expect(await press({ messageId: message_id })).toMatchObject({ status: 400 });
    expect(await press({ messageId: message_id, data: 'send', userId: 5 })).toMatchObject({
      status: 404,
    });
  });
});
