import { afterEach, describe, expect, it } from 'vitest';
import { createDeskBot } from '../../src/bot/desk-bot.js';
import { seededChance, simpleCommand, TestDesk, textCard, TOKEN } from './support/desk.js';

const commands = [simpleCommand({ name: 'ping' }, () => Promise.resolve(textCard('pong')))];

let desk: TestDesk;
afterEach(() => desk.close());

describe('polling', () => {
  it('goes on after errors of the service and broken lines', async () => {
    desk = await TestDesk.start({ commands });
    desk.control.failNext(
      { method: 'getUpdates', mode: 'answer', code: 500, times: 2 },
      { method: 'getUpdates', mode: 'answer', code: 502 },
      { method: 'getUpdates', mode: 'drop-connection-before', times: 2 },
      { method: 'getUpdates', mode: 'answer', code: 429, parameters: { retry_after: 3 } },
    );
    await desk.ask('/ping');
    await desk.pass(() => desk.control.faultsWaiting() === 0);
    await desk.ask('/ping');
    expect(desk.texts()).toEqual(['pong', 'pong']);
    expect(desk.bot.state().polling).toBe('running');
  });

  it('gives up a poll that never answers', async () => {
    desk = await TestDesk.start({ commands });
    desk.control.failNext({ method: 'getUpdates', mode: 'hang' });
    await desk.ask('/ping');
    desk.says('/ping');
    await desk.settle();
    expect(desk.texts()).toHaveLength(1);
    await desk.clock.advanceAsync(41_000);
    await desk.idle();
    expect(desk.texts()).toEqual(['pong', 'pong']);
  });

  it('says in one clear line that another program polls, and never dies of it', async () => {
    desk = await TestDesk.start({ commands });
    const description =
      'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running';
    desk.control.failNext({
      method: 'getUpdates',
      mode: 'answer',
      code: 409,
      description,
      times: 5,
    });
    await desk.ask('/ping');
    await desk.pass(() => desk.bot.state().polling === 'conflict');
    await desk.pass(() => desk.bot.state().polling === 'running');
    expect(desk.log.events().filter((event) => event === 'another-poller')).toHaveLength(1);
    await desk.ask('/ping');
    expect(desk.texts()).toHaveLength(2);
  });

  it('takes turns with a second desk on one token, and both live', async () => {
    desk = await TestDesk.start({ commands });
    const second = createDeskBot({
      ...desk.optionsOfAnother(),
      chance: seededChance(3),
    });
    await second.start();
    await desk.clock.advanceAsync(60_000);
    for (let turn = 0; turn < 3; turn++) {
      desk.says('/ping');
      await desk.pass(() => desk.texts().length > turn);
    }
    let stopped = false;
    void second.stop().then(() => {
      stopped = true;
    });
    await desk.pass(() => stopped);
    await desk.pass(() => desk.bot.state().polling === 'running');
  });

  it('removes a webhook that keeps updates away', async () => {
    desk = await TestDesk.start({ commands });
    const description =
      "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
    desk.control.failNext({ method: 'getUpdates', mode: 'answer', code: 409, description });
    await desk.ask('/ping');
    await desk.pass(() => desk.calls('deleteWebhook') === 1);
    await desk.ask('/ping');
    expect(desk.texts()).toHaveLength(2);
  });

  it('says clearly that the token is refused, and tries again slowly', async () => {
    desk = await TestDesk.make({ commands });
    desk.control.failNext({
      method: 'getMe',
      mode: 'answer',
      code: 401,
      description: 'Unauthorized',
      times: 2,
    });
    await desk.bot.start();
    expect(desk.bot.state().polling).toBe('unauthorized');
    await desk.ask('/ping');
    expect(desk.bot.state()).toMatchObject({ polling: 'running', username: 'voldesk_local_bot' });
  });

  it('starts in the background where the service cannot be reached', async () => {
    desk = await TestDesk.make({ commands });
    desk.control.failNext({ method: '*', mode: 'drop-connection-before', times: 3 });
    await desk.bot.start();
    expect(desk.bot.state().polling).toBe('unreachable');
    await desk.ask('/ping');
    expect(desk.texts()).toEqual(['pong']);
  });

  it('asks for the three kinds of update that it uses', async () => {
    desk = await TestDesk.start({ commands });
    const messageId = desk.says('/nothing');
    await desk.idle();
    desk.control.userEdits({ messageId, text: '/ping' });
    await desk.ask('/ping');
    expect(desk.texts()).toHaveLength(2);
    expect(desk.bot.state().handled).toBe(2);
  });
});

it('the token is in no line of the log, whatever fails', async () => {
  desk = await TestDesk.make({ commands });
  desk.control.failNext(
    { method: 'getMe', mode: 'drop-connection-before' },
    { method: 'getUpdates', mode: 'drop-connection-before', times: 2 },
    { method: 'sendMessage', mode: 'drop-connection-before' },
    { method: 'setMyCommands', mode: 'answer', code: 500 },
    { method: 'sendMessage', mode: 'answer', code: 400, description: `Bad Request: ${TOKEN}` },
  );
  await desk.bot.start();
  desk.says('/ping');
  await desk.idle();
  await desk.pass(() => desk.control.faultsWaiting() === 0);
  expect(desk.log.lines.length).toBeGreaterThan(4);
  expect(desk.log.text()).not.toContain(TOKEN);
  expect(desk.log.text()).not.toContain(TOKEN.slice(8));
});

it('stopping takes no longer than three seconds, whatever hangs', async () => {
  desk = await TestDesk.start({ commands });
  desk.control.failNext({ method: 'sendMessage', mode: 'hang' });
  desk.says('/ping');
  await desk.settle();
  const startMs = desk.clock.nowMs();
  await desk.stop();
  expect(desk.clock.nowMs() - startMs).toBeLessThan(3_000);
  expect(desk.store.chat.waiting()).toBe(1);
});
