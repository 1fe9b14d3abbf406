import { describe, expect, it } from 'vitest';
import type { TestChat } from './harness.js';
import { GROUP, OWNER, TOKEN, getJson, openChat, postJson, raw, until } from './harness.js';

describe('the user side', () => {
  it('takes a message and lists it', async () => {
    const { url, api } = await openChat();
    const said = await postJson(`${url}chat/messages`, { text: ' /vix ' });
    expect(said).toMatchObject({ status: 200, json: { messageId: 1 } });
    await api.sendMessage(OWNER, '<b>17</b>', {
      parse_mode: 'HTML',
      reply_markup: { inline_keyboard: [[{ text: 'Docs', url: 'https://a.org/' }]] },
    });
    const { json } = await getJson(`${url}chat/messages`);
    expect(json).toMatchObject([
      { messageId: 1, from: 'user', userId: OWNER, text: '/vix', buttons: [], deleted: false },
      {
        messageId: 2,
        from: 'bot',
        text: '17',
        html: '<b>17</b>',
        caption: null,
        photo: null,
        document: null,
        buttons: [[{ text: 'Docs', data: null, url: 'https://a.org/' }]],
        replyTo: null,
        editedAtMs: null,
      },
    ]);
    expect((await getJson(`${url}chat/messages?after=1`)).json).toMatchObject([{ messageId: 2 }]);
    expect((await getJson(`${url}chat/messages?after=2`)).json).toEqual([]);
    expect((await getJson(`${url}chat/messages?chatId=${GROUP}`)).json).toEqual([]);
  });

  it('puts every person into the own private chat', async () => {
    const { url, control } = await openChat();
    const say = async (body: object): Promise<number> =>
      (await postJson(`${url}chat/messages`, body)).status;
    expect(await say({ text: 'a', userId: 1001 })).toBe(200);
    expect(await say({ text: 'b', userId: 1001, chatId: OWNER })).toBe(200);
    expect(await say({ text: 'c', chatId: 1001 })).toBe(200);
    expect(control.history(1001).map(({ text }) => text)).toEqual(['a', 'b', 'c']);
    expect(control.history()).toEqual([]);
    expect(await say({ text: 'd', userId: 1001, chatId: GROUP })).toBe(200);
    expect(control.history(GROUP)).toMatchObject([{ userId: 1001, chatId: GROUP }]);
    expect((await getJson(`${url}chat/people`)).json).toEqual({
      users: [
        { userId: OWNER, firstName: 'Owner', username: 'owner', languageCode: 'en', isOwner: true },
        {
          userId: 1001,
          firstName: 'User 1001',
          username: 'user_1001',
          languageCode: 'en',
          isOwner: false,
        },
      ],
      chats: [
        { chatId: OWNER, kind: 'private', title: 'Owner', topics: [] },
        { chatId: GROUP, kind: 'group', title: 'voldesk desk', topics: [] },
        { chatId: 1001, kind: 'private', title: 'User 1001', topics: [] },
      ],
      bot: { firstName: 'voldesk', username: 'voldesk_local_bot' },
    });
  });

  it('says in one sentence what is wrong', async () => {
    const { url } = await openChat();
    const say = async (body: unknown): Promise<unknown> => {
      const { status, json } = await postJson(`${url}chat/messages`, body);
      return { status, json };
    };
    const wrong = (error: string, status = 400): object => ({ status, json: { error } });
    expect(await say({})).toEqual(wrong('text is a string.'));
    expect(await say([])).toEqual(wrong('The body is not a JSON object.'));
    expect(await say({ text: '  ' })).toEqual(wrong('The text is empty.'));
    expect(await say({ text: 'x'.repeat(4097) })).toMatchObject({ status: 400 });
    expect(await say({ text: 'x', userId: '7' })).toEqual(wrong('userId is a whole number.'));
    expect(await say({ text: 'x', userId: -7 })).toMatchObject({ status: 400 });
    expect(await say({ text: 'x', chatId: -9 })).toEqual(wrong('There is no chat -9.', 404));
    expect(await say({ text: 'x', replyTo: 9 })).toMatchObject({ status: 404 });
    expect((await getJson(`${url}chat/messages?after=x`)).status).toBe(400);
    expect((await getJson(`${url}chat/nothing`)).status).toBe(404);
    expect((await postJson(`${url}chat/nothing`, {})).status).toBe(404);
    expect((await fetch(`${url}chat/files/1/a.png`)).status).toBe(404);
    expect((await fetch(`${url}chat/messages`, { method: 'DELETE' })).status).toBe(405);
  });

  it('takes JSON alone', async () => {
    const { url, control } = await openChat();
    const body = JSON.stringify({ text: 'x' });
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      const headers = { 'content-type': type };
      const response = await fetch(`${url}chat/messages`, { method: 'POST', headers, body });
      expect(response.status).toBe(415);
    }
    const large = JSON.stringify({ text: 'x'.repeat(1_100_000) });
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    const over = await fetch(`${url}chat/messages`, { method: 'POST', headers, body: large });
    expect(over.status).toBe(413);
    expect(control.history()).toEqual([]);
  });

  it('shows its token nowhere', async () => {
    const chat = await openChat({ control: 'http' });
    chat.control.userSays({ text: 'x' });
    await chat.api.sendMessage(OWNER, 'y');
    for (const path of ['chat/messages', 'chat/people', 'chat/commands', '', 'chat/none']) {
      const response = await fetch(chat.url + path);
      expect(await response.text()).not.toContain(TOKEN.split(':')[1]);
    }
  });
});

interface Stream {
  readonly events: { readonly event: string; readonly data: unknown }[];
  readonly comments: string[];
  end(): void;
}

async function openStream(chat: TestChat): Promise<Stream> {
  const abort = new AbortController();
  const response = await fetch(`${chat.url}chat/events`, { signal: abort.signal });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const stream: Stream = { events: [], comments: [], end: () => abort.abort() };
  const read = async (): Promise<void> => {
    let rest = '';
    for await (const bytes of response.body ?? []) {
      const blocks = (rest + Buffer.from(bytes).toString()).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = /^event: (\w+)\ndata: (.*)$/s.exec(block);
        if (event === null) stream.comments.push(block);
        else stream.events.push({ event: event[1] ?? '', data: JSON.parse(event[2] ?? '') });
      }
    }
  };
  read().catch(() => undefined);
  await until(() => stream.comments.length > 0);
  return stream;
}

describe('the stream of events', () => {
  it('tells of new, edited and deleted messages and of typing', async () => {
    const chat = await openChat();
    const stream = await openStream(chat);
    chat.control.userSays({ text: 'a' });
    const { message_id } = await chat.api.sendMessage(OWNER, 'b');
    await chat.api.editMessageText(OWNER, message_id, 'c');
    await chat.api.sendChatAction(OWNER, 'typing');
    await chat.api.deleteMessage(OWNER, message_id);
    await until(() => stream.events.length === 5);
    expect(stream.events).toMatchObject([
      { event: 'message', data: { from: 'user', text: 'a' } },
      { event: 'message', data: { messageId: message_id, text: 'b', editedAtMs: null } },
      { event: 'message', data: { messageId: message_id, text: 'c' } },
      { event: 'action', data: { chatId: OWNER, action: 'typing' } },
      { event: 'message', data: { messageId: message_id, deleted: true } },
    ]);
    const { json } = await getJson(`${chat.url}chat/messages?after=1`);
    expect(json).toEqual([stream.events.at(-1)?.data]);
    stream.end();
  });

  it('beats while nothing happens, and stops when the reader leaves', async () => {
    const chat = await openChat();
    const stream = await openStream(chat);
    chat.clock.advance(30_000);
    await until(() => stream.comments.length === 3);
    stream.end();
    await until(() => chat.clock.waiting() === 0);
  });
});

describe('the gate', () => {
  const status = async (chat: TestChat, headers: Record<string, string>): Promise<number[]> => {
    const paths = ['/', '/chat/messages', '/chat/events', `/bot${TOKEN}/getMe`];
    const refused = await Promise.all(paths.map((path) => raw(chat, { path, headers })));
    const body = '{"text":"x"}';
    const json = { 'content-type': 'application/json', ...headers };
    const post = { method: 'POST', path: '/chat/messages', headers: json, body };
    return [...refused, await raw(chat, post)].map((answer) => answer.status);
  };

  it('refuses a foreign Host', async () => {
    const chat = await openChat();
    const port = new URL(chat.url).port;
    const all = [403, 403, 403, 403, 403];
    expect(await status(chat, { host: `evil.example:${port}` })).toEqual(all);
    expect(await status(chat, { host: '127.0.0.1' })).toEqual(all);
    expect(await status(chat, { host: '127.0.0.1:1' })).toEqual(all);
    expect(await status(chat, { host: `127.0.0.1.evil.example:${port}` })).toEqual(all);
    expect(chat.control.history()).toEqual([]);
  });

  it('refuses a foreign Origin', async () => {
    const chat = await openChat();
    const { host, port } = new URL(chat.url);
    const all = [403, 403, 403, 403, 403];
    const origins = ['http://evil.example', `http://127.0.0.1:1`, 'null', `https://${host}`];
    for (const origin of [...origins, `http://localhost:${port}`]) {
      expect([origin, await status(chat, { host, origin })]).toEqual([origin, all]);
    }
    expect(chat.control.history()).toEqual([]);
  });

  it('lets its own page and local names in, and allows no other reader', async () => {
    const chat = await openChat();
    const { host, port, origin } = new URL(chat.url);
    const path = '/chat/people';
    expect((await raw(chat, { path, headers: { host, origin } })).status).toBe(200);
    const named = { host: `LOCALHOST:${port}` };
    expect((await raw(chat, { path, headers: named })).status).toBe(200);
    const { headers } = await getJson(`${chat.url}chat/people`);
    expect([...headers.keys()].filter((name) => name.includes('allow-origin'))).toEqual([]);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('opens on this machine alone', async () => {
    await expect(openChat({ host: '0.0.0.0' })).rejects.toThrow('does not listen');
    const { url } = await openChat();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  });

  it('does not open twice on one port', async () => {
    const { url } = await openChat();
    await expect(openChat({ port: Number(new URL(url).port) })).rejects.toThrow('EADDRINUSE');
  });
});
