import { describe, expect, it } from 'vitest';
import type { HttpAnswer, TestChat } from './harness.js';
import { GROUP, OWNER, openChat, postJson, refusalOf } from './harness.js';

function order(chat: TestChat, body: object): Promise<HttpAnswer> {
  return postJson(`${chat.url}chat/control`, body);
}

describe('control over HTTP', () => {
  it('is closed unless it was asked for', async () => {
    const chat = await openChat();
    expect((await order(chat, { action: 'calls' })).status).toBe(404);
  });

  it('does what control in the program does', async () => {
    const chat = await openChat({ control: 'http' });
    expect(await order(chat, { action: 'userSays', text: 'hi' })).toMatchObject({
      status: 200,
      json: { messageId: 1 },
    });
    expect((await order(chat, { action: 'history' })).json).toMatchObject([{ text: 'hi' }]);
    expect((await order(chat, { action: 'state' })).json).toEqual({
      updatesWaiting: 1,
      faultsWaiting: 0,
    });
    await order(chat, { action: 'block', userId: OWNER });
    expect(await refusalOf(chat.api.sendMessage(OWNER, 'x'))).toMatchObject({ code: 403 });
    await order(chat, { action: 'unblock', userId: OWNER });
    const fault = { method: 'sendMessage', mode: 'answer', code: 502, description: 'Bad Gateway' };
    await order(chat, { action: 'failNext', faults: [fault, fault] });
    for (let i = 0; i < 2; i++) {
      expect(await refusalOf(chat.api.sendMessage(OWNER, 'x'))).toMatchObject({ code: 502 });
    }
    expect((await order(chat, { action: 'calls' })).json).toHaveLength(3);
    const { json } = await order(chat, { action: 'migrate', chatId: GROUP });
    expect(json).toEqual({ chatId: -1_000_000_002_000 });
    await order(chat, { action: 'addGroup', chatId: -5, title: 'Five' });
    await order(chat, { action: 'makeForum', chatId: -5 });
    const topic = await order(chat, { action: 'addTopic', chatId: -5, name: 'T' });
    expect(topic.json).toEqual({ threadId: 2 });
    const admin = { userId: 'bot', status: 'administrator' };
    await order(chat, { action: 'setMembership', chatId: -5, ...admin });
    expect(await chat.api.createForumTopic(-5, 'U')).toMatchObject({ name: 'U' });
    await order(chat, { action: 'kick', chatId: -5 });
    expect(await refusalOf(chat.api.sendMessage(-5, 'x'))).toMatchObject({ code: 403 });
  });

  it('says in one sentence what is wrong', async () => {
    const chat = await openChat({ control: 'http' });
    const error = async (body: object): Promise<unknown> => (await order(chat, body)).json;
    const said = async (body: object): Promise<string> => JSON.stringify(await error(body));
    expect(await said({ action: 'explode' })).toContain('action is one of userSays');
    expect(await said({ action: 'constructor' })).toContain('action is one of userSays');
    expect(await error({ action: 'block' })).toEqual({ error: 'userId is a whole number.' });
    expect(await error({ action: 'block', userId: 9 })).toEqual({ error: 'There is no chat 9.' });
    expect(await error({ action: 'kick', chatId: OWNER })).toEqual({
      error: 'Chat 1000 is private.',
    });
    expect(await said({ action: 'failNext', method: 'x', mode: 'y' })).toContain('mode is one of');
  });
});
