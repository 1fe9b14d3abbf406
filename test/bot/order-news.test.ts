import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { command, type Card } from '../../src/bot/command.js';
import { copiesOf, ticketHandle } from '../../src/bot/handles.js';
import { noticeCard } from '../../src/bot/views/notice-card.js';
import type { DeskNews, TicketView } from '../../src/engine/domain/desk-views.js';
import type { Notice } from '../../src/engine/domain/notice.js';
import { DEFAULT_SETTINGS, type UserId } from '../../src/engine/domain/people.js';
import type { TicketId } from '../../src/engine/domain/ticket.js';
import { fakeTrading } from '../support/trading-api.js';
import {
  positionOf,
  reportOf,
  runOf,
  STAMP,
  TICKET_ID,
  ticketOf,
  ticketView,
  tradeLine,
} from '../support/trading-views.js';
import { chartOf, GROUP, html, OWNER, simpleCommand, TestDesk } from './support/desk.js';

const TRADER = 3001 as UserId;
const VIEWER = 3002 as UserId;
const OTHER_ID = '9PXA0000ZX4CV5BN' as TicketId;

let told = 0;
const notice = (body: DeskNews, id = `n${++told}`): Notice => ({ id, createdAtMs: 0, body });
const born = (view: TicketView = ticketView()): DeskNews => ({
  kind: 'ticket',
  phase: 'new',
  view,
});
const changed = (view: TicketView): DeskNews => ({ kind: 'ticket', phase: 'changed', view });
const fill: DeskNews = {
  kind: 'fill',
  view: ticketView({ state: 'sent' }),
  position: positionOf(),
  run: runOf({ phase: 'done', outcome: 'filled', filledUnits: 2 }),
  purpose: 'entry',
};

const skipped = ticketView({ state: 'skipped', by: { kind: 'user', userId: OWNER } });

/** Stands in for the real command: what it does at the desk is not the kit's business. */
const confirm = command({
  name: 'confirm',
  aliases: [],
  role: 'trader',
  chats: ['private'],
  menu: 'unlisted',
  section: 'trading',
  args: z.object({ id: z.string() }),
  run: () => Promise.resolve({ kind: 'toast', toast: html('Re-quoted. Sent.') }),
  cardOf: (_context, { id }) => ticketHandle(id as TicketId),
});

const look = command({
  name: 'look',
  aliases: [],
  role: 'viewer',
  chats: ['private'],
  menu: 'unlisted',
  section: 'trading',
  args: z.object({ id: z.string() }),
  run: (): Promise<Card> => Promise.resolve({ kind: 'card', text: html('a closer look') }),
  cardOf: (_context, { id }) => ticketHandle(id as TicketId),
});

const file = simpleCommand({ name: 'file' }, () =>
  Promise.resolve({
    kind: 'card',
    text: html('3 rows <b>here</b>'),
    chart: chartOf('not drawn'),
    document: { name: 'trades-2026-11-23.csv', text: 'day,pnl\n2026-11-23,54.80\n' },
    buttons: [[{ kind: 'command', label: html('Again'), data: 'file' }]],
  }),
);

let desk: TestDesk;
beforeEach(async () => {
  desk = await TestDesk.start({
    commands: [confirm, look, file],
    group: { chatId: GROUP, topicId: null },
    trading: fakeTrading(),
    bot: { noticeCards: noticeCard },
  });
  desk.engine.people.grant(OWNER, TRADER, 'trader');
  desk.engine.people.grant(OWNER, VIEWER, 'viewer');
  for (const user of [OWNER, TRADER, VIEWER]) await desk.ask('hello', user);
});
afterEach(() => desk.close());

async function tell(...news: readonly Notice[]): Promise<void> {
  for (const each of news) {
    expect(await desk.bot.notifier.deliver(each)).toMatchObject({ ok: true });
  }
  await desk.idle();
}

/** What was written after the greeting. */
const news = (chatId: number = OWNER) => desk.written(chatId).slice(1);
const textOf = (chatId: number = OWNER, at = -1): string => {
  const message = news(chatId).at(at);
  return message?.text ?? message?.caption ?? '';
};

describe('news of the order path', () => {
  it('reach owners and traders in private, and neither viewers nor the group', async () => {
    await tell(
      notice(born()),
      notice(fill),
      notice({ kind: 'alert', alert: { code: 'broker-down' }, ticketShort: null }),
    );
    expect(news(OWNER)).toHaveLength(3);
    expect(news(TRADER)).toHaveLength(3);
    expect(news(VIEWER)).toEqual([]);
    expect(desk.written(GROUP)).toEqual([]);
  });

  it('told twice, or again after a restart, are there once', async () => {
    const twice = notice(born());
    await tell(twice, twice);
    await desk.restart();
    await tell(twice);
    expect(news()).toHaveLength(1);
  });

  it('edit the one card of each chat, and the newest wins', async () => {
    await tell(notice(born()));
    const checking = notice(changed(ticketView({ state: 'checking' })));
    const working = notice(changed(ticketView({ state: 'sent', run: runOf() })));
    await tell(checking, working, notice(changed(skipped)));
    for (const chatId of [OWNER, TRADER]) {
      expect(news(chatId)).toHaveLength(1);
      expect(textOf(chatId)).toContain('Skipped by');
    }
  });

  it('given again after newer ones change nothing back', async () => {
    const working = notice(changed(ticketView({ state: 'sent', run: runOf() })));
    await tell(notice(born()), working, notice(changed(skipped)));
    await tell(working);
    expect(textOf()).toContain('Skipped by');
  });

  it('take the buttons away at the end, and still answer the card', async () => {
    await tell(notice(born()));
    expect(
      news()[0]
        ?.buttons.flat()
        .map(({ text }) => text),
    ).toEqual([...['✅ Send 0.50', '−0.05', '+0.05', '📊 Risk', '✖ Skip']]);
    await tell(notice(changed(ticketView({ state: 'sent' }))), notice(fill));
    const [card, reply] = news();
    expect(card?.buttons).toEqual([]);
    expect(reply?.replyTo).toBe(card?.messageId);
    expect(textOf()).toContain('Filled');
  });

  it('are told without a reply where the chat has no such card', async () => {
    await tell(notice(fill));
    expect(news()[0]?.replyTo).toBeNull();
  });

  it('of a replacement answer the card that it replaces', async () => {
    const ticket = ticketOf({
      id: OTHER_ID,
      replaces: { id: TICKET_ID, limitTicks: -9, midUsd: -0.45 },
    });
    await tell(notice(born()), notice(born(ticketView({ ticket }))));
    const [first, second] = news();
    expect(second?.replyTo).toBe(first?.messageId);
    expect(textOf()).toContain('Instead of 7K2F: limit 0.45 → 0.50, mid 0.45 → 0.50');
  });

  it('wait in the store while the bot is away, in their order', async () => {
    await desk.stop();
    for (const each of [notice(born()), notice(changed(skipped)), notice(fill)]) {
      await desk.bot.notifier.deliver(each);
    }
    await desk.restart();
    await desk.idle();
    expect(news()).toHaveLength(2);
    expect(textOf(OWNER, 0)).toContain('Skipped by');
    expect(news()[1]?.replyTo).toBe(news()[0]?.messageId);
  });

  it('are silent in quiet hours, but for an alert that cannot wait', async () => {
    const quiet = { from: '00:00', to: '23:59' } as const;
    desk.engine.people.saveSettings(OWNER, { ...DEFAULT_SETTINGS, quiet });
    await desk.stop();
    const unknown = { code: 'order-unknown', runId: runOf().run.id, ticketId: TICKET_ID } as const;
    await desk.bot.notifier.deliver(notice(born()));
    await desk.bot.notifier.deliver(notice({ kind: 'alert', alert: unknown, ticketShort: '7K2F' }));
    const sounds: unknown[] = [];
    for (let row = firstOf(OWNER); row; row = firstOf(OWNER)) {
      sounds.push((JSON.parse(row.body) as { sound: unknown }).sound);
      desk.store.chat.done(row.id);
    }
    expect(sounds).toEqual(['silent', 'loud']);
  });

  it('come before answers and digests', async () => {
    await desk.stop();
    await desk.bot.notifier.deliver(notice({ kind: 'report', stamp: STAMP, report: reportOf() }));
    await desk.bot.notifier.deliver(notice(born()));
    expect(firstOf(OWNER)?.priority).toBe(0);
  });

  it('of every kind are cards that the service takes', async () => {
    await tell(
      notice(born()),
      notice({ ...fill }),
      notice({ kind: 'closed', view: ticketView(), position: positionOf(), line: tradeLine() }),
      notice({ kind: 'disarmed', strategy: 'putlite', reason: 'restart', by: { kind: 'desk' } }),
      notice({ kind: 'report', stamp: STAMP, report: reportOf() }),
    );
    expect(news()).toHaveLength(5);
    expect(desk.log.events()).not.toContain('message-lessened');
    expect(desk.bot.state().dropped).toBe(0);
  });
});

const firstOf = (chatId: number) =>
  desk.store.chat.due(desk.clock.nowMs(), 50).find((row) => row.chatId === chatId);

describe('a tap', () => {
  const place = { chatId: OWNER, handle: ticketHandle(TICKET_ID) };

  it('is answered by a toast, and edits nothing itself', async () => {
    await tell(notice(born()));
    const before = textOf();
    const pressed = await desk.presses(`confirm ${TICKET_ID}`);
    expect(pressed).toMatchObject({ answer: 'Re-quoted. Sent.' });
    expect(textOf()).toBe(before);
    expect(news()).toHaveLength(1);
  });

  it('that was typed is answered by a line, which is no card of the ticket', async () => {
    await desk.ask(`/confirm ${TICKET_ID}`);
    expect(textOf()).toBe('Re-quoted. Sent.');
    expect(copiesOf(desk.store.chat, place)).toEqual([]);
  });

  it('by the wrong person gets a toast and changes nothing', async () => {
    await tell(notice(born()));
    const pressed = await desk.presses(`confirm ${TICKET_ID}`, VIEWER);
    expect(pressed.answer).toContain('for traders and the owner');
  });

  it('on a card that was sent but never recorded binds it, so that news edit it too', async () => {
    desk.control.failNext({ method: 'sendMessage', mode: 'drop-connection-after' });
    await tell(notice(born()));
    const [lost, known] = news();
    expect(copiesOf(desk.store.chat, place).map(({ messageId }) => messageId)).toEqual([
      known?.messageId,
    ]);
    const data = `confirm ${TICKET_ID}`;
    desk.expected += 1;
    await desk.control.userPressesStale({ chatId: OWNER, messageId: lost?.messageId ?? 0, data });
    await desk.idle();
    await tell(notice(changed(skipped)));
    expect(textOf(OWNER, 0)).toContain('Skipped by');
    expect(textOf(OWNER, 1)).toContain('Skipped by');
    expect(news()).toHaveLength(2);
  });

  it('that shows another view of the card gives way to news of it', async () => {
    await tell(notice(born()));
    await desk.presses(`look ${TICKET_ID}`);
    expect(textOf()).toBe('a closer look');
    await tell(notice(changed(skipped)));
    expect(textOf()).toContain('Skipped by');
    expect(news()).toHaveLength(1);
  });

  it('typed for a card makes a copy that news edit as well', async () => {
    await tell(notice(born()));
    await desk.ask(`/look ${TICKET_ID}`);
    await tell(notice(changed(skipped)));
    expect(news().map(({ text, caption }) => (text ?? caption ?? '').includes('Skipped'))).toEqual([
      true,
      true,
    ]);
  });
});

describe('a copy that its reader has deleted', () => {
  const gone = {
    method: 'editMessageText',
    mode: 'answer',
    code: 400,
    description: 'Bad Request: message to edit not found',
  } as const;

  it('is let go where another is there', async () => {
    await tell(notice(born()));
    await desk.ask(`/look ${TICKET_ID}`);
    desk.control.failNext(gone);
    await tell(notice(changed(skipped)));
    expect(news()).toHaveLength(2);
    expect(textOf()).toContain('Skipped by');
  });

  it('is written anew where it was the only one', async () => {
    await tell(notice(born()));
    desk.control.failNext(gone);
    await tell(notice(changed(skipped)), notice(fill));
    expect(news()).toHaveLength(3);
    expect(news()[2]?.replyTo).toBe(news()[1]?.messageId);
  });
});

describe('a document', () => {
  it('is a file of its own with the text as its caption', async () => {
    await desk.ask('/file');
    const sent = news()[0];
    expect(sent).toMatchObject({
      caption: '3 rows here',
      photo: null,
      fileName: 'trades-2026-11-23.csv',
    });
    const answer = await fetch(new URL(sent?.document ?? '', desk.local.apiRoot));
    expect(await answer.text()).toBe('day,pnl\n2026-11-23,54.80\n');
    expect(desk.charts.drawn).toBe(0);
  });

  it('asked for by a button is a message of its own', async () => {
    await desk.ask('/file');
    await desk.presses('file');
    expect(news()).toHaveLength(2);
  });

  it('that the service refuses leaves the words', async () => {
    desk.control.failNext({
      method: 'sendDocument',
      mode: 'answer',
      code: 400,
      description: 'Bad Request: wrong file identifier',
    });
    await desk.ask('/file');
    expect(textOf()).toBe('3 rows here');
  });
});
