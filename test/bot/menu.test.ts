import { Api } from 'grammy';
import { afterEach, describe, expect, it } from 'vitest';
import type { UserId } from '../../src/engine/domain/people.js';
import { folderOf } from '../support/folder.js';
import { GROUP, LOCALES, OWNER, simpleCommand, TestDesk, textCard, TOKEN } from './support/desk.js';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const VIEWER = 3002;
const run = () => Promise.resolve(textCard('ok'));
const published = { menu: 'published' } as const;
const names = Array.from({ length: 14 }, (_, index) => `extra${String.fromCharCode(97 + index)}`);
const commands = [
  simpleCommand({ name: 'id', role: 'stranger', chats: ['private'], ...published }, run),
  simpleCommand({ name: 'vix', ...published }, run),
  simpleCommand({ name: 'arm', role: 'owner', chats: ['private'], ...published }, run),
  simpleCommand({ name: 'hidden' }, run),
  ...names.map((name) => simpleCommand({ name, chats: ['private'], ...published }, run)),
];

function locales() {
  const files = ['en', 'zh'].map((language) => {
    const about = commands.map(({ name }) => `${name}-about = ${language} ${name}`).join('\n');
    return [
      `${language}/all.ftl`,
      `${readFileSync(join(LOCALES, language, 'bot.ftl'), 'utf8')}\n${about}\n`,
    ];
  });
  return folderOf(Object.fromEntries(files) as Record<string, string>);
}

let desk: TestDesk;
let folder: ReturnType<typeof locales>;
afterEach(async () => {
  await desk.close();
  folder.remove();
});

async function make(): Promise<void> {
  folder = locales();
  desk = await TestDesk.make({
    commands,
    group: { chatId: GROUP, topicId: null },
    bot: { localesDir: folder.path },
  });
}

const menuOf = async (scope: object, language?: 'zh'): Promise<readonly string[]> => {
  const api = new Api(TOKEN, { apiRoot: desk.local.apiRoot });
  const other = {
    scope: scope as { type: 'default' },
    ...(language && { language_code: language }),
  };
  return (await api.getMyCommands(other)).map(
    ({ command, description }) => `${command}: ${description}`,
  );
};

describe('the menus', () => {
  it('show each person what they may use, at most twelve, in their language', async () => {
    await make();
    desk.engine.people.grant(OWNER, VIEWER as UserId, 'viewer');
    desk.control.setUser({ userId: VIEWER });
    await desk.bot.start();
    expect(await menuOf({ type: 'all_private_chats' })).toEqual(['id: en id']);
    expect(await menuOf({ type: 'all_private_chats' }, 'zh')).toEqual(['id: zh id']);
    const owner = await menuOf({ type: 'chat', chat_id: OWNER });
    expect(owner).toHaveLength(12);
    expect(owner.slice(0, 3)).toEqual(['id: en id', 'vix: en vix', 'arm: en arm']);
    const viewer = await menuOf({ type: 'chat', chat_id: VIEWER });
    expect(viewer.slice(0, 2)).toEqual(['id: en id', 'vix: en vix']);
    expect(viewer).not.toContain('arm: en arm');
    expect(await menuOf({ type: 'chat', chat_id: GROUP })).toEqual(['vix: en vix']);
  });

  it('follow members and languages as they change', async () => {
    await make();
    await desk.bot.start();
    await desk.ask('/id', VIEWER);
    desk.engine.people.grant(OWNER, VIEWER as UserId, 'viewer');
    await desk.ask('/vix', VIEWER);
    await desk.settle();
    expect((await menuOf({ type: 'chat', chat_id: VIEWER }))[1]).toBe('vix: en vix');
    const settings = desk.engine.people.settings(VIEWER as UserId);
    desk.engine.people.saveSettings(VIEWER as UserId, { ...settings, language: 'zh' });
    await desk.ask('/vix', VIEWER);
    await desk.settle();
    expect((await menuOf({ type: 'chat', chat_id: VIEWER }))[1]).toBe('vix: zh vix');
    desk.engine.people.revoke(OWNER, VIEWER as UserId);
    await desk.ask('/vix');
    await desk.settle();
    expect(await menuOf({ type: 'chat', chat_id: VIEWER })).toEqual([]);
  });

  it('are published to a person at the first word from them', async () => {
    await make();
    desk.engine.people.grant(OWNER, VIEWER as UserId, 'viewer');
    await desk.bot.start();
    await desk.ask('/vix', VIEWER);
    await desk.settle();
    expect((await menuOf({ type: 'chat', chat_id: VIEWER }))[1]).toBe('vix: en vix');
  });

  it('are published later where the service is ill at first', async () => {
    await make();
    desk.control.failNext({ method: 'setMyCommands', mode: 'answer', code: 500, times: 2 });
    await desk.bot.start();
    await desk.clock.advanceAsync(10_000);
    await desk.settle();
    expect(await menuOf({ type: 'all_private_chats' }, 'zh')).toEqual(['id: zh id']);
  });
});
