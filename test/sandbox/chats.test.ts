import { describe, expect, it } from 'vitest';
import type { HttpAnswer } from './harness.js';
import { GROUP, OWNER, getJson, openChat, refusalOf } from './harness.js';

function bad(text: string): { code: number; description: string } {
  return { code: 400, description: `Bad Request: ${text}` };
}

function no(text: string): { code: number; description: string } {
  return { code: 403, description: `Forbidden: ${text}` };
}

describe('getMe', () => {
  it('describes the bot', async () => {
    const { api } = await openChat();
    expect(await api.getMe()).toEqual({
      id: 7_000_000_001,
      is_bot: true,
      first_name: 'voldesk',
      username: 'voldesk_local_bot',
      can_join_groups: true,
      can_read_all_group_messages: false,
      supports_inline_queries: false,
      can_connect_to_business: false,
      has_main_web_app: false,
    });
  });
});

describe('the command menu', () => {
  const commands = (description: string): { command: string; description: string }[] => [
    { command: 'vix', description },
  ];

  it('is kept by scope and language', async () => {
    const { api } = await openChat();
    await api.setMyCommands(commands('all'));
    await api.setMyCommands(commands('tous'), { language_code: 'fr' });
    const scope = { type: 'chat', chat_id: OWNER } as const;
    await api.setMyCommands(commands('owner'), { scope });
    expect(await api.getMyCommands()).toEqual(commands('all'));
    expect(await api.getMyCommands({ language_code: 'fr' })).toEqual(commands('tous'));
    expect(await api.getMyCommands({ scope })).toEqual(commands('owner'));
    expect(await api.getMyCommands({ scope, language_code: 'fr' })).toEqual([]);
    await api.deleteMyCommands({ scope });
    expect(await api.getMyCommands({ scope })).toEqual([]);
  });

  it('is resolved for a chat from the narrowest scope to the widest', async () => {
    const { api, url } = await openChat();
    const seen = async (query: string): Promise<HttpAnswer['json']> =>
      (await getJson(`${url}chat/commands?${query}`)).json;
    expect(await seen('chatId=1000')).toEqual([]);
    await api.setMyCommands(commands('default'));
    await api.setMyCommands(commands('default fr'), { language_code: 'fr' });
    expect(await seen('chatId=1000')).toEqual(commands('default'));
    expect(await seen('chatId=1000&language=fr')).toEqual(commands('default fr'));
    expect(await seen('chatId=1000&language=de')).toEqual(commands('default'));
    await api.setMyCommands(commands('private'), { scope: { type: 'all_private_chats' } });
    expect(await seen('chatId=1000&language=fr')).toEqual(commands('private'));
    expect(await seen('chatId=-2000&language=fr')).toEqual(commands('default fr'));
    await api.setMyCommands(commands('own'), { scope: { type: 'chat', chat_id: OWNER } });
    expect(await seen('chatId=1000')).toEqual(commands('own'));
    await api.setMyCommands(commands('groups'), { scope: { type: 'all_group_chats' } });
    await api.setMyCommands(commands('admins'), { scope: { type: 'all_chat_administrators' } });
    expect(await seen('chatId=-2000&userId=5')).toEqual(commands('groups'));
    expect(await seen('chatId=-2000')).toEqual(commands('admins'));
    const scope = { type: 'chat_member', chat_id: GROUP, user_id: 5 } as const;
    await api.setMyCommands(commands('five'), { scope });
    expect(await seen('chatId=-2000&userId=5')).toEqual(commands('five'));
  });

  it('refuses names and descriptions out of shape', async () => {
    const { api } = await openChat();
    const set = (command: string, description: string): Promise<unknown> =>
      api.setMyCommands([{ command, description }]);
    for (const name of ['Vix', 'a-b', '', 'x'.repeat(33)]) {
      expect(await refusalOf(set(name, 'ok'))).toMatchObject(bad('BOT_COMMAND_INVALID'));
    }
    for (const description of ['', 'x'.repeat(257)]) {
      const refusal = await refusalOf(set('vix', description));
      expect(refusal).toMatchObject(bad('BOT_COMMAND_DESCRIPTION_INVALID'));
    }
    const many = Array.from({ length: 101 }, (_, i) => ({ command: `c${i}`, description: 'd' }));
    expect(await api.setMyCommands(many.slice(1))).toBe(true);
    expect(await refusalOf(api.setMyCommands(many))).toMatchObject(bad('BOT_COMMANDS_TOO_MUCH'));
    const scope = { type: 'chat', chat_id: 77 } as const;
    const unknown = refusalOf(api.setMyCommands([], { scope }));
    expect(await unknown).toMatchObject(bad('chat not found'));
    const odd = refusalOf(api.setMyCommands([], { scope: { type: 'moon' } as never }));
    expect(await odd).toMatchObject(bad("can't parse BotCommandScope: Unsupported type specified"));
  });
});

describe('a person', () => {
  it('who blocks the bot ends all messages, and it learns of both', async () => {
    const { api, control } = await openChat();
    control.block(OWNER);
    const blocked = no('bot was blocked by the user');
    expect(await refusalOf(api.sendMessage(OWNER, 'x'))).toMatchObject(blocked);
    expect(await refusalOf(api.sendChatAction(OWNER, 'typing'))).toMatchObject(blocked);
    expect(() => control.userSays({ text: 'x' })).toThrow('blocked');
    control.unblock(OWNER);
    await api.sendMessage(OWNER, 'x');
    const updates = await api.getUpdates();
    expect(updates).toMatchObject([
      {
        my_chat_member: {
          old_chat_member: { status: 'member' },
          new_chat_member: { status: 'kicked' },
        },
      },
      { my_chat_member: { new_chat_member: { status: 'member' } } },
    ]);
  });

  it('who is gone or never wrote in private cannot be written to', async () => {
    const { api, control } = await openChat();
    control.deactivate(OWNER);
    expect(await refusalOf(api.sendMessage(OWNER, 'x'))).toMatchObject(no('user is deactivated'));
    control.userSays({ chatId: GROUP, userId: 5, text: 'hi' });
    const unopened = no("bot can't initiate conversation with a user");
    expect(await refusalOf(api.sendMessage(5, 'x'))).toMatchObject(unopened);
    control.userSays({ userId: 5, text: 'hi' });
    expect(await api.sendMessage(5, 'x')).toMatchObject({ chat: { id: 5 } });
  });
});

describe('a group', () => {
  it('that kicks the bot refuses it', async () => {
    const { api, control } = await openChat();
    control.kick(GROUP);
    const kicked = no('bot was kicked from the supergroup chat');
    expect(await refusalOf(api.sendMessage(GROUP, 'x'))).toMatchObject(kicked);
    expect(await refusalOf(api.getChat(GROUP))).toMatchObject(kicked);
    control.userSays({ chatId: GROUP, text: '/vix' });
    expect(await api.getUpdates()).toHaveLength(1);
    control.invite(GROUP);
    expect(await api.sendMessage(GROUP, 'x')).toMatchObject({ chat: { type: 'supergroup' } });
  });

  it('that the bot leaves refuses it', async () => {
    const { api } = await openChat();
    expect(await api.leaveChat(GROUP)).toBe(true);
    const left = no('bot is not a member of the supergroup chat');
    expect(await refusalOf(api.sendMessage(GROUP, 'x'))).toMatchObject(left);
    expect(await refusalOf(api.leaveChat(OWNER))).toMatchObject({ code: 400 });
  });

  it('that is upgraded names its new number', async () => {
    const { api, control } = await openChat();
    const upgraded = control.migrate(GROUP);
    expect(await refusalOf(api.sendMessage(GROUP, 'x'))).toEqual({
      ...bad('group chat was upgraded to a supergroup chat'),
      parameters: { migrate_to_chat_id: upgraded },
    });
    expect(await api.sendMessage(upgraded, 'x')).toMatchObject({ chat: { id: upgraded } });
    expect(await api.getUpdates()).toMatchObject([
      { message: { chat: { id: GROUP }, migrate_to_chat_id: upgraded } },
      { message: { chat: { id: upgraded }, migrate_from_chat_id: GROUP } },
    ]);
  });

  it('can be asked about itself and its members', async () => {
    const { api, control } = await openChat();
    control.userSays({ chatId: GROUP, userId: 5, text: 'hi' });
    expect(await api.getChat(GROUP)).toMatchObject({ id: GROUP, title: 'voldesk desk' });
    const status = async (userId: number): Promise<string> =>
      (await api.getChatMember(GROUP, userId)).status;
    expect(await status(OWNER)).toBe('creator');
    expect(await status(5)).toBe('member');
    expect(await status(7_000_000_001)).toBe('member');
    control.setMembership({ chatId: GROUP, userId: 'bot', status: 'administrator' });
    expect(await api.getChatMember(GROUP, 7_000_000_001)).toMatchObject({
      status: 'administrator',
      can_pin_messages: true,
    });
    control.userSays({ userId: 6, text: 'elsewhere' });
    expect(await status(6)).toBe('left');
    const nobody = refusalOf(api.getChatMember(GROUP, 99));
    expect(await nobody).toMatchObject(bad('PARTICIPANT_ID_INVALID'));
  });
});

describe('a forum', () => {
  it('puts messages into topics, and knows no topic 1', async () => {
    const { api, control } = await openChat();
    control.makeForum(GROUP);
    const rights = refusalOf(api.createForumTopic(GROUP, 'Digest'));
    expect(await rights).toMatchObject(bad('not enough rights to create a topic'));
    control.setMembership({ chatId: GROUP, userId: 'bot', status: 'administrator' });
    const topic = await api.createForumTopic(GROUP, 'Digest');
    const sent = await api.sendMessage(GROUP, 'x', { message_thread_id: topic.message_thread_id });
    expect(sent).toMatchObject({
      is_topic_message: true,
      message_thread_id: topic.message_thread_id,
      chat: { is_forum: true },
    });
    const unknown = bad('message thread not found');
    for (const thread of [1, 99]) {
      const refusal = refusalOf(api.sendMessage(GROUP, 'x', { message_thread_id: thread }));
      expect(await refusal).toMatchObject(unknown);
    }
    const general = await api.sendMessage(GROUP, 'general');
    expect(general).not.toHaveProperty('message_thread_id');
  });

  it('keeps an answer in the topic of what it answers', async () => {
    const { api, control } = await openChat();
    control.makeForum(GROUP);
    const threadId = control.addTopic(GROUP, 'Talk');
    const { messageId } = control.userSays({ chatId: GROUP, text: '/vix', threadId });
    const updates = await api.getUpdates();
    expect(updates.at(-1)).toMatchObject({
      message: { message_thread_id: threadId, is_topic_message: true },
    });
    const reply = { reply_parameters: { message_id: messageId } };
    expect(await api.sendMessage(GROUP, 'x', reply)).toMatchObject({ message_thread_id: threadId });
  });

  it('is needed for topics', async () => {
    const { api } = await openChat();
    const plain = refusalOf(api.createForumTopic(GROUP, 'x'));
    expect(await plain).toMatchObject(bad('the chat is not a forum'));
    const thread = refusalOf(api.sendMessage(OWNER, 'x', { message_thread_id: 3 }));
    expect(await thread).toMatchObject(bad('message thread not found'));
  });
});

describe('a chat action', () => {
  it('is shown, and must be a known one', async () => {
    const { api, control } = await openChat();
    const seen: unknown[] = [];
    control.listen({ message: () => undefined, action: (action) => seen.push(action) });
    expect(await api.sendChatAction(OWNER, 'upload_photo')).toBe(true);
    expect(seen).toEqual([{ chatId: OWNER, action: 'upload_photo', threadId: null }]);
    const odd = refusalOf(api.sendChatAction(OWNER, 'dancing' as never));
    expect(await odd).toMatchObject(bad('wrong parameter action in request'));
  });
});
