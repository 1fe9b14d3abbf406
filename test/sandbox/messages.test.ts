import { describe, expect, it } from 'vitest';
import { GROUP, OWNER, newest, openChat, postJson, refusalOf } from './harness.js';

const NOT_MODIFIED =
  'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message';

function bad(text: string): { code: number; description: string } {
  return { code: 400, description: `Bad Request: ${text}` };
}

describe('sending a message', () => {
  it('gives back the message with its entities and its keyboard', async () => {
    const { api } = await openChat();
    const keyboard = { inline_keyboard: [[{ text: 'Again', callback_data: 'vix' }]] };
    const message = await api.sendMessage(OWNER, '<b>VIX</b> 17 &lt; 20 /vix', {
      parse_mode: 'HTML',
      reply_markup: keyboard,
    });
    expect(message).toMatchObject({
      message_id: 1,
      chat: { id: OWNER, type: 'private' },
      from: { is_bot: true },
      text: 'VIX 17 < 20 /vix',
      entities: [
        { type: 'bold', offset: 0, length: 3 },
        { type: 'bot_command', offset: 12, length: 4 },
      ],
      reply_markup: keyboard,
    });
    expect('edit_date' in message).toBe(false);
  });

  it('refuses an empty text, and one that is empty after parsing', async () => {
    const { api } = await openChat();
    expect(await refusalOf(api.sendMessage(OWNER, ''))).toMatchObject(bad('message text is empty'));
    const blank = api.sendMessage(OWNER, '<b> </b>', { parse_mode: 'HTML' });
    expect(await refusalOf(blank)).toMatchObject(bad('text must be non-empty'));
  });

  it('counts 4096 UTF-16 units after parsing', async () => {
    const { api } = await openChat();
    const most = `<b>${'&amp;'.repeat(4096)}</b>`;
    const message = await api.sendMessage(OWNER, most, { parse_mode: 'HTML' });
    expect(message.text).toHaveLength(4096);
    const emoji = '📈'.repeat(2048);
    expect((await api.sendMessage(OWNER, emoji)).text).toHaveLength(4096);
    const over = api.sendMessage(OWNER, `${emoji}x`);
    expect(await refusalOf(over)).toMatchObject(bad('message is too long'));
  });

  it('names the byte at which markup breaks', async () => {
    const { api } = await openChat();
    const html = api.sendMessage(OWNER, 'é <c>x</c>', { parse_mode: 'HTML' });
    expect(await refusalOf(html)).toMatchObject(
      bad('can\'t parse entities: Unsupported start tag "c" at byte offset 3'),
    );
    const markdown = api.sendMessage(OWNER, 'é *x', { parse_mode: 'MarkdownV2' });
    expect(await refusalOf(markdown)).toMatchObject(
      bad("can't parse entities: Can't find end of Bold entity at byte offset 3"),
    );
  });

  it('refuses a parse mode that it does not know', async () => {
    const { apiRoot } = await openChat();
    const answer = await postJson(`${apiRoot}/bot7000000001:local-token/sendMessage`, {
      chat_id: OWNER,
      text: 'x',
      parse_mode: 'BBCode',
    });
    expect(answer.json).toMatchObject({ description: 'Bad Request: unsupported parse_mode' });
  });

  it('takes entities instead of a parse mode', async () => {
    const { api, control } = await openChat();
    await api.sendMessage(OWNER, 'abc', { entities: [{ type: 'italic', offset: 1, length: 1 }] });
    expect(control.history()[0]?.html).toBe('a<i>b</i>c');
  });

  it('does not know a chat that is not there', async () => {
    const { api } = await openChat();
    expect(await refusalOf(api.sendMessage(77, 'x'))).toMatchObject(bad('chat not found'));
    expect(await refusalOf(api.sendMessage('@nobody', 'x'))).toMatchObject(bad('chat not found'));
  });

  it('answers a message, and refuses to answer one that is missing', async () => {
    const { api, control } = await openChat();
    const { messageId } = control.userSays({ text: 'hello' });
    const reply = await api.sendMessage(OWNER, 'hi', {
      reply_parameters: { message_id: messageId },
    });
    expect(reply.reply_to_message).toMatchObject({ message_id: messageId, text: 'hello' });
    expect(control.history()[1]?.replyTo).toBe(messageId);
    const missing = { message_id: 99 };
    expect(
      await refusalOf(api.sendMessage(OWNER, 'hi', { reply_parameters: missing })),
    ).toMatchObject(bad('message to be replied not found'));
    const lenient = { ...missing, allow_sending_without_reply: true };
    const sent = await api.sendMessage(OWNER, 'hi', { reply_parameters: lenient });
    expect(sent.reply_to_message).toBeUndefined();
  });

  it('numbers private chats together and a group by itself', async () => {
    const { api, control } = await openChat();
    control.userSays({ text: 'a' });
    control.userSays({ userId: 1001, text: 'b' });
    expect((await api.sendMessage(OWNER, 'c')).message_id).toBe(3);
    expect((await api.sendMessage(GROUP, 'd')).message_id).toBe(2);
  });
});

describe('a keyboard', () => {
  const send = async (inline_keyboard: object[][]): Promise<unknown> => {
    const { apiRoot } = await openChat();
    const url = `${apiRoot}/bot7000000001:local-token/sendMessage`;
    const reply_markup = { inline_keyboard };
    return (await postJson(url, { chat_id: OWNER, text: 'x', reply_markup })).json;
  };
  const failing = (text: string): object => ({
    ok: false,
    error_code: 400,
    description: `Bad Request: ${text}`,
  });

  it('allows 64 bytes of callback data and not one more', async () => {
    const most = 'é'.repeat(32);
    expect(await send([[{ text: 'a', callback_data: most }]])).toMatchObject({ ok: true });
    const over = [[{ text: 'a', callback_data: `${most}x` }]];
    expect(await send(over)).toEqual(failing('BUTTON_DATA_INVALID'));
    const empty = [[{ text: 'a', callback_data: '' }]];
    expect(await send(empty)).toEqual(failing('BUTTON_DATA_INVALID'));
  });

  it('allows eight buttons a row and a hundred in all', async () => {
    const row = (count: number): object[] =>
      Array.from({ length: count }, (_, i) => ({ text: `${i}`, callback_data: `${i}` }));
    const most = [...Array.from({ length: 12 }, () => row(8)), row(4)];
    expect(await send(most)).toMatchObject({ ok: true });
    expect(await send([...most, row(1)])).toEqual(failing('reply markup is too long'));
    expect(await send([row(9)])).toEqual(failing('reply markup is too long'));
  });

  it('refuses a button that does nothing and a link that is none', async () => {
    expect(await send([[{ text: 'a' }]])).toEqual(
      failing(
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
      ),
    );
    expect(await send([[{ text: 'a', url: 'javascript:alert(1)' }]])).toEqual(
      failing("inline keyboard button URL 'javascript:alert(1)' is invalid: Wrong HTTP URL"),
    );
    expect(await send([[{ callback_data: 'a' }]])).toMatchObject({ ok: false, error_code: 400 });
    expect(await send([[{ text: '', callback_data: 'a' }]])).toMatchObject({ ok: false });
  });

  it('may be a JSON text, and broken JSON is refused', async () => {
    const { apiRoot, control } = await openChat();
    const url = `${apiRoot}/bot7000000001:local-token/sendMessage?chat_id=1000&text=x&reply_markup=`;
    const markup = JSON.stringify({ inline_keyboard: [[{ text: 'a', callback_data: 'b' }]] });
    expect((await fetch(url + encodeURIComponent(markup))).status).toBe(200);
    expect(control.history()[0]?.buttons).toEqual([[{ text: 'a', data: 'b', url: null }]]);
    const broken = await fetch(`${url}%7B`);
    expect(await broken.json()).toEqual(failing("can't parse reply keyboard markup JSON object"));
  });
});

describe('editing a message', () => {
  const keyboard = { inline_keyboard: [[{ text: 'a', callback_data: 'b' }]] };

  it('changes the text in place and removes a keyboard that is not given again', async () => {
    const chat = await openChat();
    const { message_id } = await chat.api.sendMessage(OWNER, 'one', { reply_markup: keyboard });
    chat.clock.advance(5_000);
    const edited = await chat.api.editMessageText(OWNER, message_id, 'two');
    expect(edited).toMatchObject({ message_id, text: 'two' });
    expect(edited).toHaveProperty('edit_date', Math.floor(chat.clock.nowMs() / 1000));
    expect(edited).not.toHaveProperty('reply_markup');
    expect(newest(chat)).toMatchObject({
      text: 'two',
      buttons: [],
      editedAtMs: chat.clock.nowMs(),
    });
  });

  it('refuses an edit that changes nothing', async () => {
    const { api } = await openChat();
    const options = { parse_mode: 'HTML', reply_markup: keyboard } as const;
    const { message_id } = await api.sendMessage(OWNER, '<b>x</b>', options);
    const same = await refusalOf(api.editMessageText(OWNER, message_id, '<b>x</b>', options));
    expect(same).toMatchObject({ code: 400, description: NOT_MODIFIED });
    const markup = api.editMessageReplyMarkup(OWNER, message_id, { reply_markup: keyboard });
    expect(await refusalOf(markup)).toMatchObject({ description: NOT_MODIFIED });
    await api.editMessageText(OWNER, message_id, 'x', options);
    await api.editMessageReplyMarkup(OWNER, message_id);
  });

  it('knows only messages that are there and its own', async () => {
    const { api, control } = await openChat();
    const missing = refusalOf(api.editMessageText(OWNER, 99, 'x'));
    expect(await missing).toMatchObject(bad('message to edit not found'));
    const { messageId } = control.userSays({ text: 'mine' });
    const foreign = refusalOf(api.editMessageText(OWNER, messageId, 'x'));
    expect(await foreign).toMatchObject(bad("message can't be edited"));
    const { message_id } = await api.sendMessage(OWNER, 'x');
    await api.deleteMessage(OWNER, message_id);
    const deleted = refusalOf(api.editMessageText(OWNER, message_id, 'y'));
    expect(await deleted).toMatchObject(bad('message to edit not found'));
  });

  it('finds no caption in a text message, and allows only inline keyboards', async () => {
    const { api, apiRoot } = await openChat();
    const { message_id } = await api.sendMessage(OWNER, 'x');
    const caption = refusalOf(api.editMessageCaption(OWNER, message_id, { caption: 'c' }));
    expect(await caption).toMatchObject(bad('there is no caption in the message to edit'));
    const answer = await postJson(`${apiRoot}/bot7000000001:local-token/editMessageText`, {
      chat_id: OWNER,
      message_id,
      text: 'y',
      reply_markup: { force_reply: true },
    });
    expect(answer.json).toMatchObject({ description: 'Bad Request: inline keyboard expected' });
  });
});

describe('deleting messages', () => {
  const HOUR_MS = 3_600_000;

  it('takes a message away for the person too', async () => {
    const chat = await openChat();
    const { message_id } = await chat.api.sendMessage(OWNER, 'secret');
    await chat.api.deleteMessage(OWNER, message_id);
    expect(newest(chat)).toMatchObject({ messageId: message_id, deleted: true, text: '' });
    const again = refusalOf(chat.api.deleteMessage(OWNER, message_id));
    expect(await again).toMatchObject(bad('message to delete not found'));
  });

  it('works for 48 hours', async () => {
    const { api, clock, control } = await openChat();
    const { messageId } = control.userSays({ text: 'old' });
    clock.advance(48 * HOUR_MS - 1);
    const { messageId: younger } = control.userSays({ text: 'young' });
    clock.advance(1);
    const old = refusalOf(api.deleteMessage(OWNER, messageId));
    expect(await old).toMatchObject(bad("message can't be deleted"));
    expect(await api.deleteMessage(OWNER, younger)).toBe(true);
  });

  it("leaves other people's messages in a group alone", async () => {
    const { api, control } = await openChat();
    const { messageId } = control.userSays({ chatId: GROUP, text: 'theirs' });
    const foreign = refusalOf(api.deleteMessage(GROUP, messageId));
    expect(await foreign).toMatchObject(bad("message can't be deleted"));
    control.setMembership({ chatId: GROUP, userId: 'bot', status: 'administrator' });
    expect(await api.deleteMessage(GROUP, messageId)).toBe(true);
  });

  it('takes many at once and passes over those that are not there', async () => {
    const { api, control } = await openChat();
    const ids = [1, 2].map((n) => control.userSays({ text: `${n}` }).messageId);
    expect(await api.deleteMessages(OWNER, [...ids, 77])).toBe(true);
    expect(control.history().every(({ deleted }) => deleted)).toBe(true);
    const none = refusalOf(api.deleteMessages(OWNER, []));
    expect(await none).toMatchObject(bad('message identifiers are not specified'));
    const many = Array.from({ length: 101 }, (_, i) => i + 1);
    expect(await refusalOf(api.deleteMessages(OWNER, many))).toMatchObject(
      bad('too many message identifiers specified'),
    );
  });
});

describe('pinning', () => {
  it('marks the message and leaves a service message behind', async () => {
    const { api, control } = await openChat();
    const { message_id } = await api.sendMessage(OWNER, 'keep');
    await api.pinChatMessage(OWNER, message_id);
    expect(control.history()).toHaveLength(1);
    expect(control.history()[0]?.pinned).toBe(true);
    expect((await api.getChat(OWNER)).pinned_message?.message_id).toBe(message_id);
    expect((await api.sendMessage(OWNER, 'next')).message_id).toBe(message_id + 2);
    await api.unpinChatMessage(OWNER);
    expect(control.history()[0]?.pinned).toBe(false);
  });

  it('needs a message, and in a group the right', async () => {
    const { api, control } = await openChat();
    const missing = refusalOf(api.pinChatMessage(OWNER, 9));
    expect(await missing).toMatchObject(bad('message to pin not found'));
    const unpinned = refusalOf(api.unpinChatMessage(OWNER));
    expect(await unpinned).toMatchObject(bad('message to unpin not found'));
    const { message_id } = await api.sendMessage(GROUP, 'x');
    const noRight = bad('not enough rights to manage pinned messages in the chat');
    expect(await refusalOf(api.pinChatMessage(GROUP, message_id))).toMatchObject(noRight);
    control.setMembership({
      chatId: GROUP,
      userId: 'bot',
      status: 'administrator',
      rights: ['can_delete_messages'],
    });
    expect(await refusalOf(api.pinChatMessage(GROUP, message_id))).toMatchObject(noRight);
    control.setMembership({ chatId: GROUP, userId: 'bot', status: 'administrator' });
    expect(await api.pinChatMessage(GROUP, message_id)).toBe(true);
  });
});
