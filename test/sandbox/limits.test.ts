import { InputFile, InputMediaBuilder } from 'grammy';
import { describe, expect, it } from 'vitest';
import { GROUP, OWNER, TOKEN, openChat, png, postJson, refusalOf } from './harness.js';

describe('flood control', () => {
  it('lets three messages at once into a chat, then one a second', async () => {
    const { api, clock } = await openChat({ limits: {} });
    for (const text of ['a', 'b', 'c']) await api.sendMessage(OWNER, text);
    const refusal = await refusalOf(api.sendMessage(OWNER, 'd'));
    expect(refusal).toEqual({
      code: 429,
      description: 'Too Many Requests: retry after 1',
      parameters: { retry_after: 1 },
    });
    clock.advance(1_000);
    await api.sendMessage(OWNER, 'd');
    expect(await refusalOf(api.sendMessage(OWNER, 'e'))).toMatchObject({ code: 429 });
  });

  it('says how long to wait in the header too', async () => {
    const { apiRoot } = await openChat({ limits: { chatPerSecond: 0.1, chatBurst: 1 } });
    const url = `${apiRoot}/bot${TOKEN}/sendMessage`;
    await postJson(url, { chat_id: OWNER, text: 'a' });
    const answer = await postJson(url, { chat_id: OWNER, text: 'b' });
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('10');
    expect(answer.json).toMatchObject({ error_code: 429, parameters: { retry_after: 10 } });
  });

  it('counts edits', async () => {
    const { api, clock } = await openChat({ limits: {} });
    const { message_id } = await api.sendMessage(OWNER, '0');
    await api.editMessageText(OWNER, message_id, '1');
    await api.editMessageText(OWNER, message_id, '2');
    expect(await refusalOf(api.editMessageText(OWNER, message_id, '3'))).toMatchObject({
      code: 429,
    });
    clock.advance(1_000);
    await api.editMessageText(OWNER, message_id, '3');
  });

  it('allows a group twenty a minute', async () => {
    const { api, clock } = await openChat({ limits: { chatBurst: 100 } });
    for (let i = 0; i < 20; i++) await api.sendMessage(GROUP, `${i}`);
    const refusal = await refusalOf(api.sendMessage(GROUP, 'x'));
    expect(refusal.parameters).toEqual({ retry_after: 3 });
    clock.advance(3_000);
    await api.sendMessage(GROUP, 'x');
  });

  it('allows all chats together thirty a second', async () => {
    const { api, control } = await openChat({ limits: {} });
    const people = Array.from({ length: 31 }, (_, i) => 5000 + i);
    for (const userId of people) control.userSays({ userId, text: '/start' });
    for (const userId of people.slice(1)) await api.sendMessage(userId, 'x');
    const refusal = await refusalOf(api.sendMessage(people[0] ?? 0, 'x'));
    expect(refusal.parameters).toEqual({ retry_after: 1 });
  });

  it('counts an album as its messages, and waits them off', async () => {
    const { api, clock } = await openChat({ limits: {} });
    const photo = (): ReturnType<typeof InputMediaBuilder.photo> =>
      InputMediaBuilder.photo(new InputFile(png(9, 9)));
    await api.sendMediaGroup(OWNER, Array.from({ length: 10 }, photo));
    const refusal = await refusalOf(api.sendMessage(OWNER, 'x'));
    expect(refusal.parameters).toEqual({ retry_after: 8 });
    clock.advance(8_000);
    await api.sendMessage(OWNER, 'x');
  });

  it('does not count what is refused for another reason, nor answers to presses', async () => {
    const { api } = await openChat({ limits: {} });
    for (let i = 0; i < 5; i++) await refusalOf(api.sendMessage(OWNER, ''));
    for (let i = 0; i < 5; i++) await api.sendChatAction(OWNER, 'typing');
    for (const text of ['a', 'b', 'c']) await api.sendMessage(OWNER, text);
  });
});
