import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DeskProcess, temporaryHome } from '../support/desk-process.js';
import { sharedPath } from '../support/shared.js';

const CLI = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');
const data = sharedPath('data');
const home = temporaryHome();

describe.skipIf(data === null)('replay of imported history (needs the shared data)', () => {
  beforeAll(() => {
    execFileSync(process.execPath, [CLI, 'history', 'import', data ?? '', '--json'], {
      env: { PATH: process.env['PATH'], VOLDESK_HOME: home },
      stdio: 'pipe',
    });
  }, 60_000);

  afterAll(async () => {
    const last = await DeskProcess.start({ VOLDESK_FEED: 'replay' }, home);
    await last.stop();
  });

  test.each([
    ['2008-11-20T16:15', 'VIX 80.86'],
    ['2018-02-05T16:15', 'VIX 37.32'],
    ['2020-03-16T16:15', 'VIX 82.69'],
    // A minute before its close the day is not known: the level is that of Friday the 13th.
    ['2020-03-16T16:10', 'VIX 57.83'],
  ])('at %s the chat shows %s', async (start, level) => {
    const replay = { VOLDESK_FEED: 'replay', VOLDESK_REPLAY_START: start };
    const desk = await DeskProcess.start(replay, home);
    const card = await desk.reply(await desk.say('/vix'));
    const curve = await desk.reply(await desk.say('/curve'));
    await desk.stop('keep');
    expect(card.caption).toContain(level);
    expect(card.caption).toContain('REPLAY');
    expect(card.photo).not.toBeNull();
    expect(curve.caption).toContain('backwardation');
  });
});

test('a replay without history says how to get some', async () => {
  await expect(DeskProcess.start({ VOLDESK_FEED: 'replay' })).rejects.toThrow(/history import/);
});
