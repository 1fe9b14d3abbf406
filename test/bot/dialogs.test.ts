import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callback } from '../../src/bot/callback.js';
import { DIALOG_LIFE_MS } from '../../src/bot/dialogs.js';
import type { Dialog, DialogStep } from '../../src/bot/command.js';
import { escapeHtml } from '../../src/bot/html.js';
import { html, OWNER, simpleCommand, TestDesk, textCard } from './support/desk.js';

let finished: Readonly<Record<string, string>>[] = [];
let onFinish: () => void = () => undefined;

const colour: DialogStep = {
  key: 'colour',
  ask: () => ({
    text: html('Which colour?'),
    choices: ['red', 'blue'].map((value) => ({ label: html(value), value })),
  }),
  accept: (_context, answer) =>
    ['red', 'blue'].includes(answer)
      ? { ok: true, value: answer }
      : { ok: false, say: escapeHtml(`No ${answer} here.`) },
};

const size: DialogStep = {
  key: 'size',
  ask: (_context, { colour: chosen }) => ({
    text: escapeHtml(`How much ${chosen ?? ''}?`),
    choices: [],
  }),
  accept: (_context, answer) =>
    /^\d+$/u.test(answer) ? { ok: true, value: answer } : { ok: false, say: html('A number.') },
};

const reason: DialogStep = {
  key: 'reason',
  ask: () => ({ text: html('Why so much?'), choices: [] }),
  accept: (_context, value) => ({ ok: true, value }),
  skip: ({ size: given }) => Number(given) < 100,
};

const paint: Dialog = {
  kind: 'dialog',
  steps: [colour, size, reason],
  finish: (_context, answers) => {
    finished.push(answers);
    onFinish();
    return textCard(`done ${JSON.stringify(answers)}`);
  },
};

const commands = [
  simpleCommand({ name: 'paint', chats: ['private'] }, () => Promise.resolve(paint)),
  simpleCommand({ name: 'menu' }, () =>
    Promise.resolve(
      textCard('menu', [[{ kind: 'command', label: html('Paint'), data: callback('paint') }]]),
    ),
  ),
  simpleCommand({ name: 'ping' }, () => Promise.resolve(textCard('pong'))),
];

let desk: TestDesk;
beforeEach(async () => {
  finished = [];
  onFinish = () => undefined;
  desk = await TestDesk.start({ commands, chat: { limits: null } });
});
afterEach(() => desk.close());

const last = (): string => desk.texts().at(-1) ?? '';
const dataOf = (label: string): string =>
  desk
    .written()
    .flatMap(({ buttons }) => buttons.flat())
    .find(({ text }) => text === label)?.data ?? '';

async function type(text: string): Promise<void> {
  desk.says(text);
  await desk.idle();
}

describe('a dialogue', () => {
  it('asks in one message, takes buttons and typed answers, and acts once', async () => {
    await type('/paint');
    expect(desk.texts()).toEqual(['Which colour?']);
    await desk.presses(dataOf('blue'));
    expect(desk.texts()).toEqual(['How much blue?']);
    await type('5');
    expect(desk.texts()).toEqual(['done {"colour":"blue","size":"5"}']);
    expect(finished).toEqual([{ colour: 'blue', size: '5' }]);
    expect(desk.written()[0]?.buttons).toEqual([]);
  });

  it('says why an answer was not taken and asks again', async () => {
    await type('/paint');
    await type('<green>');
    expect(desk.texts()).toEqual(['No <green> here.\nWhich colour?']);
    await type('red');
    await type('many');
    expect(desk.texts()).toEqual(['A number.\nHow much red?']);
    await type('120');
    expect(desk.texts()).toEqual(['Why so much?']);
    await type('because');
    expect(finished).toEqual([{ colour: 'red', size: '120', reason: 'because' }]);
  });

  it('begun by a button edits that card', async () => {
    await type('/menu');
    await desk.presses('paint');
    expect(desk.texts()).toEqual(['Which colour?']);
    await type('red');
    await type('1');
    expect(desk.texts()).toEqual(['done {"colour":"red","size":"1"}']);
  });

  it('begun by a button closes the one before', async () => {
    await type('/paint');
    await type('/menu');
    await type('/paint');
    const menu = desk.written().find(({ text }) => text === 'menu')?.messageId ?? 0;
    desk.expected += 1;
    await desk.control.userPresses({ messageId: menu, data: 'paint' });
    await desk.idle();
    const closed = 'Cancelled. Nothing was changed.';
    expect(desk.texts()).toEqual([closed, 'Which colour?', closed]);
    await type('red');
    expect(desk.texts()[1]).toBe('How much red?');
  });

  it('goes on after a restart at the same question', async () => {
    await type('/paint');
    await type('red');
    await desk.restart();
    expect(last()).toBe('How much red?');
    await type('7');
    expect(finished).toEqual([{ colour: 'red', size: '7' }]);
    expect(desk.texts()).toHaveLength(1);
  });

  it('answered faster than its first question is delivered still edits one message', async () => {
    desk.control.failNext({ method: 'sendMessage', mode: 'answer', code: 500, times: 2 });
    desk.says('/paint');
    await desk.until(() => desk.bot.state().handled === 1);
    desk.says('red');
    await desk.until(() => desk.bot.state().handled === 2);
    desk.says('3');
    await desk.idle();
    expect(desk.texts()).toEqual(['done {"colour":"red","size":"3"}']);
  });

  it('ends with a line at /cancel, at its button and at any other command', async () => {
    const closed = 'Cancelled. Nothing was changed.';
    await type('/paint');
    await type('/cancel');
    expect(desk.texts()).toEqual([closed]);
    await type('/paint');
    await desk.presses(dataOf('✖ Cancel'));
    expect(desk.texts()).toEqual([closed, closed]);
    await type('/paint');
    await type('/ping');
    expect(desk.texts()).toEqual([closed, closed, closed, 'pong']);
    await type('/cancel');
    expect(last()).toBe('There is nothing to cancel.');
    expect(finished).toEqual([]);
  });

  it('that was left for ten minutes is closed and takes no answer', async () => {
    await type('/paint');
    await desk.clock.advanceAsync(DIALOG_LIFE_MS + 1_000);
    await type('red');
    expect(desk.texts()[0]).toContain('over ten minutes');
    expect(last()).toContain('I understand commands');
    expect(finished).toEqual([]);
  });

  it('takes no press of an earlier one', async () => {
    await type('/paint');
    const stale = dataOf('red');
    await type('/cancel');
    await type('/paint');
    const pressed = await desk.control.userPressesStale({
      chatId: OWNER,
      messageId: desk.written()[0]?.messageId ?? 0,
      data: stale,
    });
    expect(pressed.answer).toContain('out of date');
    expect(last()).toBe('Which colour?');
  });

  it('that hears one answer twice acts once', async () => {
    await type('/paint');
    await type('red');
    // The poll that would confirm the answer is never answered itself.
    onFinish = () => desk.control.failNext({ method: 'getUpdates', mode: 'hang' });
    desk.says('9');
    await desk.pass(() => desk.texts()[0]?.startsWith('done') ?? false, 30_000);
    expect(desk.control.updatesWaiting()).toBe(1);
    await desk.restart();
    await desk.pass(() => desk.control.updatesWaiting() === 0);
    expect(finished).toEqual([{ colour: 'red', size: '9' }]);
    expect(desk.texts()).toEqual(['done {"colour":"red","size":"9"}']);
  });
});
