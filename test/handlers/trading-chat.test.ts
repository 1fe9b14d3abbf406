import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { UserId } from '../../src/engine/domain/people.js';
import { COMMANDS } from '../../src/handlers/index.js';
import { GROUP, OWNER, TestDesk } from '../bot/support/desk.js';
import { fakeTrading } from '../support/trading-api.js';
import { TICKET_ID } from '../support/trading-views.js';

const TRADER = 3001;
const VIEWER = 3002;

let desk: TestDesk;
let trading: ReturnType<typeof fakeTrading>;

beforeEach(async () => {
  trading = fakeTrading();
  const group = { chatId: GROUP, topicId: null };
  desk = await TestDesk.make({ commands: COMMANDS, trading, group });
  desk.engine.people.grant(OWNER, TRADER as UserId, 'trader');
  desk.engine.people.grant(OWNER, VIEWER as UserId, 'viewer');
  for (const userId of [TRADER, VIEWER]) desk.control.setUser({ userId });
  await desk.bot.start();
});
afterEach(() => desk.close());

/** What the newest message's button with these words carries. */
function carried(words: string, chatId: number = OWNER): string {
  const buttons = desk.written(chatId).at(-1)?.buttons.flat() ?? [];
  const found = buttons.find(({ text }) => text.includes(words))?.data ?? null;
  if (found === null) throw new Error(`no ${words} in ${buttons.map((b) => b.text).join()}`);
  return found;
}

const newest = (chatId: number = OWNER): string => desk.texts(chatId).at(-1) ?? '';

describe('from the chat', () => {
  test('/arm asks in one message, and arms once', async () => {
    await desk.ask('/arm putlite');
    expect(newest()).toContain('How many units');
    await desk.presses(carried('2'));
    expect(newest()).toContain('Until when?');
    await desk.presses(carried('4 hours'));
    expect(desk.written()).toHaveLength(1);
    expect(newest()).toContain('putlite is armed');
    expect(trading.asked).toEqual(['arm 1000 putlite 2 {"kind":"for","ms":14400000}']);
  });

  test('a button of the bots’ card begins the dialogue, and its end may be typed', async () => {
    await desk.ask('/bots');
    await desk.presses(carried('Arm putlite'));
    await desk.presses(carried('1'));
    desk.says('90');
    await desk.idle();
    expect(newest()).toContain('Say until when');
    desk.says('90m');
    await desk.idle();
    expect(newest()).toContain('putlite is armed');
    expect(trading.asked).toEqual(['arm 1000 putlite 1 {"kind":"for","ms":5400000}']);
  });

  test('a trader confirms from the list, and hears the outcome in a toast', async () => {
    await desk.ask('/tickets', TRADER);
    const pressed = await desk.presses(carried('Send 0.50', TRADER), TRADER);
    expect(pressed).toMatchObject({ answer: 'Re-quoted 0.45–0.55, in band. Sent.' });
    expect(trading.asked).toEqual([`tap 3001 send ${TICKET_ID}`]);
  });

  test('who may not act gets a line or a toast, and nothing happens', async () => {
    for (const line of ['/confirm 7K2F', '/skip 7K2F', '/close 7K2F', '/halt', '/flatten']) {
      await desk.ask(line, VIEWER);
      expect(newest(VIEWER)).toContain('for traders and the owner');
    }
    await desk.ask('/arm putlite 1 1h', TRADER);
    expect(newest(TRADER)).toContain('is for the owner');
    await desk.ask('/resume', TRADER);
    expect(newest(TRADER)).toContain('is for the owner');
    const pressed = await desk.presses(`confirm ${TICKET_ID}`, VIEWER);
    expect(pressed.answer).toContain('for traders and the owner');
    expect(trading.asked).toEqual([]);
  });

  test('a stranger is told nothing of the desk', async () => {
    await desk.ask('/positions', 4444);
    expect(newest(4444)).toContain('This desk is private');
  });

  test('in the group a trader may halt, and nothing else acts', async () => {
    const says = async (text: string, userId: number): Promise<string> => {
      const before = desk.written(GROUP).length;
      desk.expected += 1;
      desk.control.userSays({ text, userId, chatId: GROUP });
      await desk.pass(() => desk.written(GROUP).length > before);
      await desk.idle();
      return newest(GROUP);
    };
    expect(await says('/confirm 7K2F', TRADER)).toContain('only works in our private chat');
    expect(await says('/halt', VIEWER)).toContain('for traders and the owner');
    expect(trading.asked).toEqual([]);
    expect(await says('/halt', TRADER)).toContain('orders are being cancelled');
    expect(trading.asked).toEqual(['halt 3001']);
    expect(await says('/pnl', VIEWER)).toContain('•••');
  });

  test('bad words are answered with what would be right', async () => {
    await desk.ask('/pnl yesterday');
    expect(newest()).toContain('cannot use “yesterday”');
    await desk.ask('/confirm');
    expect(newest()).toContain('needs id');
    await desk.ask('/arm putlite 0 4h');
    expect(newest()).toContain('cannot use');
  });

  test('a file comes as a document', async () => {
    await desk.ask('/export trades');
    expect(desk.written().at(-1)?.document).not.toBeNull();
  });
});
