import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputFile } from 'grammy';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../support/manual-clock.js';
import { GROUP, OWNER, TOKEN, newest, openChat, png, refusalOf } from './harness.js';

let directory = '';

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'voldesk-chat-'));
});

afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

function journal(): string {
  return join(directory, 'journal.jsonl');
}

function lines(): number {
  return readFileSync(journal(), 'utf8').trimEnd().split('\n').length;
}

describe('after a restart', () => {
  it('messages, people, menus and undelivered updates are there', async () => {
    const before = await openChat({ directory });
    before.control.userSays({ text: '/vix' });
    before.control.userSays({ userId: 1001, text: 'hello' });
    await before.api.getUpdates({ allowed_updates: ['message', 'callback_query'] });
    await before.api.setMyCommands([{ command: 'vix', description: 'level' }]);
    await before.api.sendMessage(OWNER, '<b>17</b>', { parse_mode: 'HTML' });
    const history = before.control.history();
    const updates = await before.api.getUpdates({ offset: -1 });
    await before.close();
    const after = await openChat({ directory });
    expect(after.control.history()).toEqual(history);
    expect(await after.api.getUpdates()).toEqual(updates);
    expect(await after.api.getMyCommands()).toHaveLength(1);
    expect((await after.api.getWebhookInfo()).allowed_updates).toContain('callback_query');
    expect((await after.api.sendMessage(1001, 'x')).message_id).toBe(4);
  });

  it('update numbers go on even when all were confirmed', async () => {
    const before = await openChat({ directory });
    before.control.userSays({ text: 'a' });
    const [first] = await before.api.getUpdates();
    await before.api.getUpdates({ offset: (first?.update_id ?? 0) + 1 });
    await before.close();
    const after = await openChat({ directory });
    after.control.userSays({ text: 'b' });
    const [second] = await after.api.getUpdates();
    expect(second?.update_id).toBe((first?.update_id ?? 0) + 1);
  });

  it('files are there for the person and for the bot', async () => {
    const before = await openChat({ directory });
    const sent = await before.api.sendPhoto(OWNER, new InputFile(png(40, 30)));
    const id = sent.photo.at(-1)?.file_id ?? '';
    await before.close();
    const after = await openChat({ directory });
    const shown = await fetch(new URL(newest(after).photo ?? '', after.url));
    expect(Buffer.from(await shown.arrayBuffer()).equals(png(40, 30))).toBe(true);
    const file = await after.api.getFile(id);
    const bytes = await fetch(`${after.apiRoot}/file/bot${TOKEN}/${file.file_path ?? ''}`);
    expect(Buffer.from(await bytes.arrayBuffer()).equals(png(40, 30))).toBe(true);
    expect(await after.api.sendPhoto(OWNER, id)).toMatchObject({ photo: sent.photo });
  });

  it('what the chats were like is unchanged', async () => {
    const before = await openChat({ directory });
    before.control.makeForum(GROUP);
    const threadId = before.control.addTopic(GROUP, 'Talk');
    before.control.block(OWNER);
    await before.api.setWebhook('https://a.example.org');
    await before.close();
    const after = await openChat({ directory });
    await after.api.sendMessage(GROUP, 'x', { message_thread_id: threadId });
    expect(await refusalOf(after.api.sendMessage(OWNER, 'x'))).toMatchObject({ code: 403 });
    expect(await refusalOf(after.api.getUpdates())).toMatchObject({ code: 409 });
  });

  it('a press from before can still be answered in time, and only then', async () => {
    const clock = new ManualClock();
    const before = await openChat({ directory, clock });
    const reply_markup = { inline_keyboard: [[{ text: 'a', callback_data: 'a' }]] };
    const { message_id } = await before.api.sendMessage(OWNER, 'x', { reply_markup });
    const press = { messageId: message_id, data: 'a' };
    for (let i = 0; i < 2; i++) void before.control.userPresses(press);
    const updates = await before.api.getUpdates();
    await before.close();
    const after = await openChat({ directory, clock });
    const [early, late] = updates.map((update) => update.callback_query?.id ?? '');
    expect(await after.api.answerCallbackQuery(early ?? '')).toBe(true);
    clock.advance(15_000);
    expect(await refusalOf(after.api.answerCallbackQuery(late ?? ''))).toMatchObject({ code: 400 });
  });
});

describe('the journal', () => {
  it('is repaired where its last line was half-written', async () => {
    const before = await openChat({ directory });
    before.control.userSays({ text: 'whole' });
    await before.close();
    appendFileSync(journal(), '["message","1000:2",{"chatId":1000,"messa');
    const after = await openChat({ directory });
    expect(after.control.history().map(({ text }) => text)).toEqual(['whole']);
    after.control.userSays({ text: 'next' });
    await after.close();
    const again = await openChat({ directory });
    expect(again.control.history().map(({ text }) => text)).toEqual(['whole', 'next']);
  });

  it('survives being cut at any byte', async () => {
    const before = await openChat({ directory });
    for (const text of ['é', '📈', 'c']) before.control.userSays({ text });
    await before.close();
    const whole = readFileSync(journal());
    for (let length = whole.length - 1; length >= 0; length -= 17) {
      writeFileSync(journal(), whole.subarray(0, length));
      const after = await openChat({ directory });
      expect(after.control.history().length).toBeLessThanOrEqual(3);
      expect((await after.api.getUpdates()).length).toBeLessThanOrEqual(3);
      await after.close();
    }
  });

  it('holds everything before the answer leaves, without being closed', async () => {
    const running = await openChat({ directory });
    await running.api.sendMessage(OWNER, 'kept');
    const copy = await openChat({ directory });
    expect(newest(copy).text).toBe('kept');
  });

  it('is compacted when it is opened', async () => {
    const before = await openChat({ directory });
    const { message_id } = await before.api.sendMessage(OWNER, '0');
    for (let i = 1; i <= 50; i++) await before.api.editMessageText(OWNER, message_id, `${i}`);
    await before.close();
    expect(lines()).toBeGreaterThan(50);
    const after = await openChat({ directory });
    expect(lines()).toBeLessThan(10);
    expect(newest(after).text).toBe('50');
  });

  it('lets go of files that nothing shows for a week', async () => {
    const clock = new ManualClock();
    const before = await openChat({ directory, clock });
    const kept = await before.api.sendPhoto(OWNER, new InputFile(png(9, 9)));
    const gone = await before.api.sendPhoto(OWNER, new InputFile(png(8, 8)));
    await before.api.deleteMessage(OWNER, gone.message_id);
    await before.close();
    clock.advance(7 * 24 * 3_600_000 - 1);
    await (await openChat({ directory, clock })).close();
    expect(readdirSync(join(directory, 'files'))).toHaveLength(2);
    clock.advance(1);
    const after = await openChat({ directory, clock });
    expect(readdirSync(join(directory, 'files'))).toHaveLength(1);
    await after.api.getFile(kept.photo[0]?.file_id ?? '');
    const lost = refusalOf(after.api.getFile(gone.photo[0]?.file_id ?? ''));
    expect(await lost).toMatchObject({ code: 400 });
  });
});
