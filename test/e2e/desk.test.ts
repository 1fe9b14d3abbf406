import { afterAll, beforeAll, expect, test } from 'vitest';
import { DeskProcess, temporaryHome } from '../support/desk-process.js';
import { walkDesk } from './desk-walk.js';

let desk: DeskProcess;

beforeAll(async () => {
  desk = await DeskProcess.start();
});

afterAll(async () => {
  const complaints = desk.complaints();
  const { code, tookMs } = await desk.stop();
  expect(code).toBe(0);
  expect(tookMs).toBeLessThan(5_000);
  expect(complaints).not.toContain('"level":"error"');
});

walkDesk(() => desk, {
  mode: 'SIM',
  feed: 'Feed sim',
  parts: ['feed:sim', 'broker:paper', 'book', 'queue', 'chat'],
});

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

test('the picture keeps what was said over a restart of the desk', async () => {
  const home = temporaryHome();
  const first = await DeskProcess.start({}, home);
  const said = await first.say('/vix');
  const card = await first.reply(said);
  await first.stop('keep', 'SIGKILL');
  const second = await DeskProcess.start({}, home);
  const kept = (await second.messages()).find(({ messageId }) => messageId === card.messageId);
  expect(kept?.photo).toBe(card.photo);
  expect((await second.bytes(card.photo ?? '')).subarray(0, 4)).toEqual(PNG);
  await second.press(card, 'Curve');
  await second.edited(card, ({ caption }) => caption?.includes('VX futures') ?? false);
  expect((await second.stop()).code).toBe(0);
}, 60_000);

test('one home holds one desk, and the second says so', async () => {
  const start = DeskProcess.start({}, desk.home);
  await expect(start).rejects.toThrow(/Another voldesk is using/);
});

test('a variable that cannot be is refused by name', async () => {
  await expect(DeskProcess.start({ VOLDESK_FEED: 'alpaca' })).rejects.toThrow(/VOLDESK_FEED/);
});
