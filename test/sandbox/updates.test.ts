import { Bot } from 'grammy';
import { describe, expect, it } from 'vitest';
import type { TestChat } from './harness.js';
import { GROUP, OWNER, TOKEN, openChat, postJson, refusalOf, until } from './harness.js';

const DAY_MS = 24 * 3_600_000;

function ids(updates: readonly { readonly update_id: number }[]): number[] {
  return updates.map(({ update_id }) => update_id);
}

/** Starts a long poll and waits until the server holds it. */
async function hold(chat: TestChat, timeout: number): Promise<{ poll: Promise<unknown[]> }> {
  const before = chat.clock.waiting();
  const poll = chat.api.getUpdates({ timeout });
  poll.catch(() => undefined);
  await until(() => chat.clock.waiting() > before);
  return { poll };
}

describe('asking for updates', () => {
  it('gives them in order until an offset confirms them', async () => {
    const { api, control } = await openChat();
    for (const text of ['a', 'b', 'c']) control.userSays({ text });
    const first = await api.getUpdates();
    expect(first.map((update) => update.message?.text)).toEqual(['a', 'b', 'c']);
    expect(first[1]?.update_id).toBe((first[0]?.update_id ?? 0) + 1);
    const again = await api.getUpdates({ limit: 2 });
    expect(ids(again)).toEqual(ids(first).slice(0, 2));
    const rest = await api.getUpdates({ offset: first[2]?.update_id ?? 0 });
    expect(ids(rest)).toEqual(ids(first).slice(2));
    expect(control.updatesWaiting()).toBe(1);
  });

  it('keeps only the last ones with a negative offset', async () => {
    const { api, control } = await openChat();
    for (const text of ['a', 'b', 'c']) control.userSays({ text });
    const last = await api.getUpdates({ offset: -1 });
    expect(last.map((update) => update.message?.text)).toEqual(['c']);
    expect(control.updatesWaiting()).toBe(1);
  });

  it('clamps limit to 100 and takes 0 for 100', async () => {
    const { api, control } = await openChat();
    for (let i = 0; i < 101; i++) control.userSays({ text: `${i}` });
    expect(await api.getUpdates({ limit: 0 })).toHaveLength(100);
    expect(await api.getUpdates({ limit: 500 })).toHaveLength(100);
  });

  it('waits, and answers as soon as somebody writes', async () => {
    const chat = await openChat();
    const { poll } = await hold(chat, 30);
    chat.control.userSays({ text: 'hello' });
    expect(await poll).toMatchObject([{ message: { text: 'hello', from: { id: OWNER } } }]);
  });

  it('answers empty when the time is up, at most 50 seconds', async () => {
    const chat = await openChat();
    const { poll } = await hold(chat, 500);
    chat.clock.advance(49_999);
    expect(chat.clock.waiting()).toBe(1);
    chat.clock.advance(1);
    expect(chat.clock.waiting()).toBe(0);
    expect(await poll).toEqual([]);
  });

  it('holds a repeated question for three seconds', async () => {
    const chat = await openChat({ limits: {} });
    expect(await chat.api.getUpdates()).toEqual([]);
    chat.clock.advance(2_999);
    const { poll } = await hold(chat, 0);
    chat.clock.advance(3_000);
    expect(await poll).toEqual([]);
    chat.clock.advance(3_000);
    expect(await chat.api.getUpdates()).toEqual([]);
  });

  it('drops what nobody fetched for 24 hours', async () => {
    const { api, clock, control } = await openChat();
    control.userSays({ text: 'old' });
    clock.advance(DAY_MS + 1);
    control.userSays({ text: 'new' });
    expect(await api.getUpdates()).toMatchObject([{ message: { text: 'new' } }]);
  });
});

describe('the selection of updates', () => {
  it('sticks until another one comes, and empty means the default', async () => {
    const { api, control } = await openChat();
    await api.getUpdates({ allowed_updates: ['callback_query'] });
    control.userSays({ text: 'unheard' });
    expect(await api.getUpdates({ offset: 1 })).toEqual([]);
    expect((await api.getWebhookInfo()).allowed_updates).toEqual(['callback_query']);
    await api.getUpdates({ offset: 2, allowed_updates: [] });
    control.userSays({ text: 'heard' });
    expect(await api.getUpdates({ offset: 3 })).toMatchObject([{ message: { text: 'heard' } }]);
  });

  it('still delivers what was queued before it', async () => {
    const { api, control } = await openChat();
    control.userSays({ text: 'queued' });
    expect(await api.getUpdates({ allowed_updates: ['callback_query'] })).toHaveLength(1);
  });
});

describe('two pollers', () => {
  it('end the older with a conflict', async () => {
    const chat = await openChat();
    const older = await hold(chat, 30);
    const younger = chat.api.getUpdates({ timeout: 30 });
    expect(await refusalOf(older.poll)).toMatchObject({
      code: 409,
      description:
        'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
    });
    chat.control.userSays({ text: 'for the younger' });
    expect(await younger).toHaveLength(1);
  });

  it('hold back a second conflict for three seconds', async () => {
    const chat = await openChat();
    const first = await hold(chat, 30);
    const second = chat.api.getUpdates({ timeout: 30 });
    await refusalOf(first.poll);
    const third = chat.api.getUpdates({ timeout: 30 });
    third.catch(() => undefined);
    let isOver = false;
    const over = refusalOf(second).then((refusal) => {
      isOver = true;
      return refusal;
    });
    await until(() => chat.clock.waiting() === 2);
    chat.clock.advance(2_999);
    await new Promise((resolve) => setImmediate(resolve));
    expect(isOver).toBe(false);
    chat.clock.advance(1);
    expect(await over).toMatchObject({ code: 409 });
  });

  it('make grammY give up polling', async () => {
    const chat = await openChat();
    const bot = new Bot(TOKEN, { client: { apiRoot: chat.apiRoot } });
    const running = bot.start();
    running.catch(() => undefined);
    await until(() => chat.clock.waiting() === 1);
    const other = chat.api.getUpdates({ timeout: 1 });
    await expect(running).rejects.toMatchObject({ error_code: 409 });
    await until(() => chat.clock.waiting() === 1);
    chat.clock.advance(1_000);
    expect(await other).toEqual([]);
  });
});

describe('a webhook', () => {
  const URL_OF_HOOK = 'https://desk.example.org/hook';

  it('excludes polling until it is deleted', async () => {
    const chat = await openChat();
    const { poll } = await hold(chat, 30);
    await chat.api.setWebhook(URL_OF_HOOK);
    expect(await refusalOf(poll)).toMatchObject({
      code: 409,
      description: 'Conflict: terminated by setWebhook request',
    });
    expect(await refusalOf(chat.api.getUpdates())).toMatchObject({
      code: 409,
      description:
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    });
    chat.control.userSays({ text: 'waits' });
    expect(await chat.api.getWebhookInfo()).toMatchObject({
      url: URL_OF_HOOK,
      pending_update_count: 1,
    });
    await chat.api.deleteWebhook({ drop_pending_updates: true });
    expect(await chat.api.getUpdates()).toEqual([]);
  });

  it('must be secure, well kept and not set twice a second', async () => {
    const { api, clock } = await openChat();
    expect(await refusalOf(api.setWebhook('http://x.org'))).toMatchObject({
      code: 400,
      description: 'Bad Request: bad webhook: An HTTPS URL must be provided for webhook',
    });
    const secret = api.setWebhook(URL_OF_HOOK, { secret_token: 'not ok' });
    expect(await refusalOf(secret)).toMatchObject({ code: 400 });
    await api.setWebhook(URL_OF_HOOK);
    expect(await refusalOf(api.setWebhook(URL_OF_HOOK))).toMatchObject({
      code: 429,
      parameters: { retry_after: 1 },
    });
    clock.advance(1_000);
    expect(await api.setWebhook(URL_OF_HOOK, { secret_token: 'a-B_9' })).toBe(true);
  });
});

describe('in a group the bot', () => {
  const heard = async (chat: TestChat): Promise<(string | undefined)[]> => {
    const updates = await chat.api.getUpdates();
    return updates.map((update) => update.message?.text);
  };

  it('hears commands, its own name and answers to itself, and nothing else', async () => {
    const chat = await openChat();
    const { message_id: replyTo } = await chat.api.sendMessage(GROUP, 'card');
    const say = (text: string): unknown => chat.control.userSays({ chatId: GROUP, text });
    say('gossip');
    say('/vix');
    say('/vix@voldesk_local_bot 3m');
    say('/vix@other_bot');
    say('look at /vix');
    chat.control.userSays({ chatId: GROUP, text: 'an answer', replyTo });
    expect(await heard(chat)).toEqual(['/vix', '/vix@voldesk_local_bot 3m', 'an answer']);
  });

  it('hears everything as an administrator', async () => {
    const chat = await openChat();
    chat.control.setMembership({ chatId: GROUP, userId: 'bot', status: 'administrator' });
    chat.control.userSays({ chatId: GROUP, userId: 5, text: 'gossip' });
    const updates = await chat.api.getUpdates();
    expect(updates[0]).toMatchObject({
      my_chat_member: { new_chat_member: { status: 'administrator' } },
    });
    expect(updates[1]).toMatchObject({ message: { text: 'gossip', from: { id: 5 } } });
  });

  it('hears of corrected messages', async () => {
    const { api, control } = await openChat();
    const { messageId } = control.userSays({ text: '/vix' });
    control.userEdits({ messageId, text: '/vix 3m' });
    const updates = await api.getUpdates();
    expect(updates[1]).toMatchObject({
      edited_message: { message_id: messageId, text: '/vix 3m' },
    });
  });
});

describe('the wire', () => {
  it('takes numbers and lists as text', async () => {
    const { apiRoot, control } = await openChat();
    control.userSays({ text: 'a' });
    const query = 'offset=0&limit=1&timeout=0&allowed_updates=%5B%22message%22%5D';
    const response = await fetch(`${apiRoot}/bot${TOKEN}/getUpdates?${query}`);
    expect(await response.json()).toMatchObject({ ok: true, result: [{ message: { text: 'a' } }] });
    const empty = await postJson(`${apiRoot}/bot${TOKEN}/getUpdates`, { offset: 999_999_999 });
    expect(empty.json).toEqual({ ok: true, result: [] });
  });
});
