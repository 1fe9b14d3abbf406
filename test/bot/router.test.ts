import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { command } from '../../src/bot/command.js';
import { escapeHtml } from '../../src/bot/html.js';
import { OWNER, simpleCommand, TestDesk, textCard } from './support/desk.js';

let desk: TestDesk;
afterEach(() => desk.close());

let runs: string[] = [];
let onRun: () => void = () => undefined;
const note = (name: string) => () => {
  runs.push(name);
  onRun();
  return Promise.resolve(textCard(name));
};

const vix = command({
  name: 'vix',
  aliases: ['v'],
  role: 'viewer',
  chats: ['private'],
  menu: 'unlisted',
  section: 'market',
  args: z.object({
    range: z.enum(['1m', '6m']).default('1m'),
    view: z.enum(['chart', 'curve']).default('chart'),
  }),
  run: (_context, { range, view }) => Promise.resolve(textCard(`${range} ${view}`)),
});

async function start(extra: Parameters<typeof TestDesk.start>[0] = {}): Promise<void> {
  runs = [];
  onRun = () => undefined;
  desk = await TestDesk.start({
    commands: [
      vix,
      simpleCommand({ name: 'help' }, note('help')),
      simpleCommand({ name: 'halt' }, note('halt')),
      simpleCommand({ name: 'boom' }, () => Promise.reject(new Error('secret reason'))),
      simpleCommand({ name: 'stuck' }, () => new Promise(() => undefined)),
    ],
    ...extra,
  });
}

const buttons = (): readonly (string | null)[] =>
  (desk.written().at(-1)?.buttons ?? []).flat().map(({ data }) => data);

describe('a command', () => {
  it('is found by name, by alias, in any case and with the name of the bot', async () => {
    await start();
    for (const text of ['/vix curve 6m', '/V 6M curve', '/vix@Voldesk_Local_Bot 6m curve']) {
      await desk.ask(text);
    }
    expect(desk.texts()).toEqual(['6m curve', '6m curve', '6m curve']);
  });

  it('with a word that it cannot use says what it can, with buttons', async () => {
    await start();
    await desk.ask('/vix <2y>');
    expect(desk.texts()).toEqual([
      '/vix cannot use “<2y>”.\nrange (optional): 1m · 6m\nview (optional): chart · curve',
    ]);
    expect(buttons()).toEqual(['vix 1m', 'vix 6m']);
    await desk.ask('/help me');
    expect(desk.texts()[1]).toBe('/help cannot use “me”.\n/help takes nothing after it.');
  });

  it('that nobody knows is answered with what may have been meant', async () => {
    await start();
    await desk.ask('/vxi');
    expect(desk.texts()).toEqual(['I do not know /vxi. Did you mean /vix?']);
    expect(buttons()).toEqual(['vix', 'help']);
  });

  it('that fails answers one sentence with an id, and the log has the reason', async () => {
    await start();
    await desk.ask('/boom');
    const id = /error ([0-9A-F]{6})/u.exec(desk.texts()[0] ?? '')?.[1];
    expect(id).toBeDefined();
    expect(desk.texts()[0]).not.toContain('secret');
    const line = desk.log.lines.find(({ event }) => event === 'command-failed');
    expect(line?.fields).toMatchObject({ id, chatId: OWNER });
    expect(JSON.stringify(line)).toContain('secret reason');
  });

  it('that never ends is given up, and the chat goes on', async () => {
    await start();
    desk.says('/stuck');
    desk.says('/vix');
    await desk.pass(() => desk.texts().length === 2);
    expect(desk.texts()[0]).toContain('went wrong');
    expect(desk.texts()[1]).toBe('1m chart');
  });
});

describe('text that is no command', () => {
  it('gets one helpful line with buttons', async () => {
    await start();
    await desk.ask('what is vix doing?');
    expect(desk.texts()).toEqual(['I understand commands, such as these:']);
    expect(buttons()).toEqual(['vix', 'help']);
  });
});

describe('old commands', () => {
  async function backlog(texts: readonly string[]): Promise<void> {
    runs = [];
    onRun = () => undefined;
    desk = await TestDesk.make({
      commands: ['help', 'halt'].map((name) => simpleCommand({ name }, note(name))),
    });
    for (const text of texts) desk.says(text);
    await desk.clock.advanceAsync(61_500);
    await desk.bot.start();
    await desk.pass(() => desk.bot.state().handled === texts.length);
    await desk.pass(() => desk.bot.state().waiting === 0);
  }

  it('are left alone with one note a chat', async () => {
    await backlog(['/help', '/help', 'hello']);
    expect(runs).toEqual([]);
    expect(desk.texts()).toHaveLength(1);
    expect(desk.texts()[0]).toContain('over a minute old');
  });

  it('that stop trading are honoured', async () => {
    await backlog(['/help', '/halt']);
    expect(runs).toEqual(['halt']);
    expect(desk.texts()).toContain('halt');
  });
});

describe('an update that is delivered again', () => {
  it('acts once, whatever was lost between', async () => {
    await start();
    // The poll that would confirm the command breaks, so the service delivers it again.
    onRun = () =>
      desk.control.failNext({ method: 'getUpdates', mode: 'drop-connection-before', times: 3 });
    desk.says('/help');
    await desk.pass(() => desk.texts().length === 1);
    await desk.restart();
    await desk.pass(() => desk.control.updatesWaiting() === 0);
    await desk.settle();
    expect(runs).toEqual(['help']);
    expect(desk.texts()).toEqual(['help']);
  });

  it('after a restart finds the mark of the first', async () => {
    await start();
    onRun = () => desk.control.failNext({ method: 'getUpdates', mode: 'hang' });
    desk.says('/help');
    await desk.pass(() => desk.texts().length === 1);
    expect(desk.control.updatesWaiting()).toBe(1);
    await desk.restart();
    await desk.pass(() => desk.control.updatesWaiting() === 0);
    expect(runs).toEqual(['help']);
  });
});

describe('the urgent lane', () => {
  it('does not wait for a command that hangs', async () => {
    await start();
    desk.says('/stuck');
    await desk.settle();
    desk.says('/halt');
    await desk.pass(() => desk.texts().length > 0, 5_000);
    expect(desk.texts()).toEqual(['halt']);
  });
});

it('escapes what people type before it shows it', async () => {
  await start();
  await desk.ask('/vix <b>');
  expect(desk.written()[0]?.html).toContain(escapeHtml('<b>'));
});
