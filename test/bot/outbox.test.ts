import { afterEach, describe, expect, it } from 'vitest';
import type { UserId } from '../../src/engine/domain/people.js';
import type { Fault } from '../../src/sandbox/local-chat.js';
import { chartOf, GROUP, html, OWNER, simpleCommand, TestDesk, textCard } from './support/desk.js';

const OTHER = 3001;
let count = 0;

const commands = [
  simpleCommand({ name: 'n' }, () => {
    count += 1;
    return Promise.resolve(textCard(`n${count}`));
  }),
  simpleCommand({ name: 'chart' }, () =>
    Promise.resolve({ kind: 'card', text: html('<b>chart</b>'), chart: chartOf('c') }),
  ),
  simpleCommand({ name: 'broken' }, () =>
    Promise.resolve({ kind: 'card', text: html('a <b>bold &amp; open') }),
  ),
];

let desk: TestDesk;
afterEach(() => desk.close());

async function start(setup: Parameters<typeof TestDesk.make>[0] = {}): Promise<void> {
  count = 0;
  desk = await TestDesk.make({ commands, group: { chatId: GROUP, topicId: null }, ...setup });
  desk.engine.people.grant(OWNER, OTHER as UserId, 'viewer');
  await desk.bot.start();
}

const numbered = (to: number): readonly string[] =>
  Array.from({ length: to }, (_, index) => `n${index + 1}`);

const answers = (code: number, times = 1): Fault => ({
  method: 'sendMessage',
  mode: 'answer',
  code,
  description: `Error ${code}`,
  times,
});

describe('normal use', () => {
  it('meets no limit of the service, and everything arrives in order', async () => {
    await start();
    for (let turn = 0; turn < 12; turn++) desk.says('/n');
    await desk.idle();
    expect(desk.texts()).toEqual(numbered(12));
    expect(desk.control.calls().filter(({ code }) => code === 429)).toEqual([]);
  });

  it('starts to send without waiting for a timer', async () => {
    await start();
    desk.says('/n');
    await desk.until(() => desk.texts().length === 1);
    expect(desk.texts()).toEqual(['n1']);
  });
});

describe('a request to wait', () => {
  it('is honoured for that chat while others are served', async () => {
    await start();
    desk.control.failNext({ ...answers(429), parameters: { retry_after: 7 } });
    desk.says('/n');
    desk.says('/n');
    await desk.until(() => desk.bot.state().handled === 2);
    await desk.clock.advanceAsync(2_000);
    desk.says('/n', OTHER);
    await desk.pass(() => desk.texts(OTHER).length === 1, 1_000);
    expect(desk.texts()).toEqual([]);
    expect(desk.texts(OTHER)).toEqual(['n3']);
    await desk.idle();
    expect(desk.texts()).toEqual(['n1', 'n2']);
    const [refused, next] = desk.control.calls().filter(({ method }) => method === 'sendMessage');
    expect(refused?.code).toBe(429);
    expect(next?.code).toBe(200);
  });

  it('again and again loses nothing and doubles nothing', async () => {
    await start();
    desk.control.failNext({ ...answers(429, 9), parameters: { retry_after: 3 } });
    for (let turn = 0; turn < 5; turn++) desk.says('/n');
    await desk.idle(300_000);
    expect(desk.texts()).toEqual(numbered(5));
  });
});

describe('a service that is ill', () => {
  it('is asked again with growing pauses, and order is kept', async () => {
    await start();
    desk.control.failNext(answers(500, 2), answers(502, 2));
    for (let turn = 0; turn < 3; turn++) desk.says('/n');
    await desk.idle();
    expect(desk.texts()).toEqual(numbered(3));
    expect(desk.bot.state().dropped).toBe(0);
  });

  it('that resets an upload gets the picture again', async () => {
    await start();
    desk.control.failNext({ method: 'sendPhoto', mode: 'reset-mid-upload', times: 2 });
    await desk.ask('/chart');
    expect(desk.written()).toHaveLength(1);
    expect(desk.written()[0]?.photo).not.toBeNull();
  });

  it('that never answers is given up after a while and asked again', async () => {
    await start();
    desk.control.failNext({ method: 'sendMessage', mode: 'hang' });
    await desk.ask('/n');
    expect(desk.texts()).toEqual(['n1']);
  });

  it('may be told twice only where the line broke after the request', async () => {
    await start();
    desk.control.failNext({ method: 'sendMessage', mode: 'drop-connection-before', times: 2 });
    await desk.ask('/n');
    expect(desk.texts()).toEqual(['n1']);
    desk.control.failNext({ method: 'sendMessage', mode: 'drop-connection-after' });
    await desk.ask('/n');
    expect(desk.texts()).toEqual(['n1', 'n2', 'n2']);
  });
});

describe('a refusal', () => {
  it('of markup sends the same words plain', async () => {
    await start();
    await desk.ask('/broken');
    expect(desk.texts()).toEqual(['a bold & open']);
  });

  it('of a picture sends the text', async () => {
    await start();
    desk.control.failNext({
      method: 'sendPhoto',
      mode: 'answer',
      code: 400,
      description: 'Bad Request: PHOTO_INVALID_DIMENSIONS',
    });
    await desk.ask('/chart');
    expect(desk.written()[0]).toMatchObject({ text: 'chart', photo: null });
  });

  it('of anything else drops the message, logs it and goes on', async () => {
    await start();
    desk.control.failNext({ ...answers(400), description: 'Bad Request: something else' });
    desk.says('/n');
    await desk.idle();
    await desk.ask('/n');
    expect(desk.texts()).toEqual(['n2']);
    expect(desk.log.events()).toContain('message-dropped');
    expect(desk.bot.state().dropped).toBe(1);
  });

  it('by a person who blocked the bot is dropped, and others are served', async () => {
    await start();
    await desk.ask('/n', OTHER);
    desk.says('/n', OTHER);
    desk.control.block(OTHER);
    await desk.ask('/n');
    expect(desk.texts().length).toBe(1);
    await desk.pass(() => desk.bot.state().waiting === 0);
    expect(desk.texts(OTHER)).toEqual(['n1']);
    desk.control.unblock(OTHER);
    await desk.ask('/n', OTHER);
    expect(desk.texts(OTHER)).toHaveLength(2);
  });
});

it('a chart that cannot be drawn goes as text', async () => {
  await start();
  desk.charts.broken = 'yes';
  await desk.ask('/chart');
  expect(desk.written()[0]).toMatchObject({ text: 'chart', photo: null });
  expect(desk.log.events()).toContain('chart-failed');
});

it('a group that became a supergroup gets what waited for it, and what comes later', async () => {
  await start();
  const say = (chatId: number) => desk.control.userSays({ text: '/n', userId: OTHER, chatId });
  desk.control.failNext(answers(500));
  say(GROUP);
  await desk.until(() => desk.bot.state().handled === 1);
  const moved = desk.control.migrate(GROUP);
  await desk.pass(() => desk.texts(moved).length === 1);
  say(moved);
  await desk.pass(() => desk.texts(moved).length === 2);
  expect(desk.texts(moved)).toEqual(['n1', 'n2']);
});

it('a restart in the middle of the queue loses and doubles nothing', async () => {
  await start();
  for (let turn = 0; turn < 8; turn++) desk.says('/n');
  await desk.until(() => desk.bot.state().handled === 8);
  await desk.clock.advanceAsync(1_000);
  await desk.restart();
  await desk.idle();
  expect(desk.texts()).toEqual(numbered(8));
});

it('an answer in a group is a reply to the question', async () => {
  await start();
  desk.control.userSays({ text: '/n', userId: OTHER, chatId: GROUP });
  await desk.pass(() => desk.texts(GROUP).length === 1);
  expect(desk.written(GROUP)[0]?.replyTo).not.toBeNull();
});

it('a topic of a forum gets its answers in the topic', async () => {
  await start();
  desk.control.makeForum(GROUP);
  const threadId = desk.control.addTopic(GROUP, 'vol');
  desk.control.userSays({ text: '/n', userId: OTHER, chatId: GROUP, threadId });
  desk.control.userSays({ text: '/n', userId: OTHER, chatId: GROUP });
  await desk.pass(() => desk.texts(GROUP).length === 2);
  expect(desk.written(GROUP).map((message) => message.threadId)).toEqual([threadId, null]);
});
