import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { UserId } from '../../src/engine/domain/people.js';
import { DAY_MS } from '../../src/engine/domain/units.js';
import { callback } from '../../src/bot/callback.js';
import { html, GROUP, OWNER, simpleCommand, TestDesk, textCard } from './support/desk.js';

const TRADER = 3001;
const VIEWER = 3002;
const STRANGER = 3003;

const commands = [
  simpleCommand({ name: 'vix' }, () =>
    Promise.resolve(
      textCard('vix', [[{ kind: 'command', label: html('Arm'), data: callback('arm') }]]),
    ),
  ),
  simpleCommand({ name: 'arm', role: 'owner' }, () => Promise.resolve(textCard('armed'))),
  simpleCommand({ name: 'confirm', role: 'trader', chats: ['private'] }, () =>
    Promise.resolve(textCard('confirmed')),
  ),
  simpleCommand({ name: 'id', role: 'stranger' }, ({ user }) =>
    Promise.resolve(textCard(`you are ${user.id}, ${user.role}, ${user.settings.language}`)),
  ),
];

let desk: TestDesk;
beforeEach(async () => {
  desk = await TestDesk.make({ commands, group: { chatId: GROUP, topicId: null } });
  desk.engine.people.grant(OWNER, TRADER as UserId, 'trader');
  desk.engine.people.grant(OWNER, VIEWER as UserId, 'viewer');
  await desk.bot.start();
});
afterEach(() => desk.close());

describe('roles', () => {
  it('let a viewer read, and tell what a trader may do', async () => {
    await desk.ask('/vix', VIEWER);
    await desk.ask('/confirm', VIEWER);
    expect(desk.texts(VIEWER)).toEqual(['vix', '/confirm is for traders and the owner.']);
    await desk.ask('/confirm', TRADER);
    expect(desk.texts(TRADER)).toEqual(['confirmed']);
  });

  it('answer a button pressed by the wrong person with a toast and change nothing', async () => {
    await desk.ask('/vix', VIEWER);
    const [card] = desk.written(VIEWER);
    const answer = await desk.control.userPresses({
      userId: VIEWER,
      chatId: VIEWER,
      messageId: card?.messageId ?? 0,
      data: 'arm',
    });
    expect(answer).toMatchObject({ answer: '/arm is for the owner.' });
    await desk.settle();
    expect(desk.texts(VIEWER)).toEqual(['vix']);
  });
});

describe('strangers', () => {
  it('are answered once a day with one polite line that has their id, and are logged', async () => {
    await desk.ask('/vix', STRANGER);
    desk.says('/vix', STRANGER);
    desk.says('hello?', STRANGER);
    await desk.pass(() => desk.bot.state().handled === 3);
    expect(desk.texts(STRANGER)).toEqual([
      'This desk is private. Your id is 3003; its owner can let you in.',
    ]);
    expect(desk.log.events().filter((event) => event === 'stranger')).toHaveLength(3);
    await desk.clock.advanceAsync(DAY_MS);
    await desk.ask('/vix', STRANGER);
    expect(desk.texts(STRANGER)).toHaveLength(2);
  });

  it('may use what is for everybody, still one answer a day', async () => {
    await desk.ask('/id', STRANGER);
    desk.says('/id', STRANGER);
    await desk.pass(() => desk.bot.state().handled === 2);
    expect(desk.texts(STRANGER)).toEqual(['you are 3003, stranger, en']);
  });

  it('stop being strangers when the owner lets them in', async () => {
    await desk.ask('/vix', STRANGER);
    desk.engine.people.grant(OWNER, STRANGER as UserId, 'viewer');
    await desk.ask('/vix', STRANGER);
    expect(desk.texts(STRANGER).at(-1)).toBe('vix');
  });
});

describe('language', () => {
  it('is at first that of the chat program, and stays what was chosen later', async () => {
    desk.control.setUser({ userId: VIEWER, languageCode: 'zh-hans' });
    await desk.ask('/nothing', VIEWER);
    expect(desk.texts(VIEWER)[0]).toBe('没有 /nothing 这个命令。');
    const settings = desk.engine.people.settings(VIEWER as UserId);
    expect(settings.language).toBe('zh');
    desk.engine.people.saveSettings(VIEWER as UserId, { ...settings, language: 'en' });
    await desk.ask('/nothing', VIEWER);
    expect(desk.texts(VIEWER)[1]).toBe('I do not know /nothing.');
  });

  it('of a stranger is that of the chat program', async () => {
    desk.control.setUser({ userId: STRANGER, languageCode: 'zh' });
    await desk.ask('/vix', STRANGER);
    expect(desk.texts(STRANGER)[0]).toContain('这是私人交易台');
  });
});

describe('the group', () => {
  const say = (text: string, userId = STRANGER): number =>
    desk.control.userSays({ text, userId, chatId: GROUP }).messageId;

  it('makes every member a viewer there and only there', async () => {
    const asked = say('/vix');
    await desk.pass(() => desk.written(GROUP).length === 1);
    expect(desk.written(GROUP)[0]).toMatchObject({ text: 'vix', replyTo: asked });
    say('/confirm');
    await desk.pass(() => desk.written(GROUP).length === 2);
    expect(desk.texts(GROUP)[1]).toBe('/confirm only works in our private chat.');
    await desk.ask('/vix', STRANGER);
    expect(desk.texts(STRANGER)[0]).toContain('private');
  });

  it('answers a press by a member who may not with a toast', async () => {
    say('/vix');
    await desk.pass(() => desk.written(GROUP).length === 1);
    const messageId = desk.written(GROUP)[0]?.messageId ?? 0;
    const answer = await desk.control.userPresses({
      userId: STRANGER,
      chatId: GROUP,
      messageId,
      data: 'arm',
    });
    expect(answer).toMatchObject({ answer: '/arm is for the owner.' });
  });

  it('is not disturbed by chatter, unknown commands or commands for other bots', async () => {
    say('good morning');
    say('/nosuch');
    say('/vix@some_other_bot');
    say('/vix@voldesk_local_bot');
    await desk.pass(() => desk.written(GROUP).length === 1);
    expect(desk.texts(GROUP)).toEqual(['vix']);
  });

  it('elsewhere shows nothing but one polite line a day', async () => {
    desk.control.addGroup({ chatId: -5000, title: 'another' });
    for (let turn = 0; turn < 2; turn++) {
      desk.control.userSays({ text: '/vix', userId: OWNER, chatId: -5000 });
    }
    await desk.pass(() => desk.bot.state().handled === 2);
    await desk.pass(() => desk.bot.state().waiting === 0);
    expect(desk.texts(-5000)).toEqual(['I only work in my own group. This chat’s id is -5000.']);
  });
});
