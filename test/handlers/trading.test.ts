import { describe, expect, test } from 'vitest';
import type { AnyCommand } from '../../src/bot/command.js';
import { plainText } from '../../src/bot/html.js';
import { err } from '../../src/engine/domain/result.js';
import type { TradingApi, TradingError } from '../../src/engine/domain/trading-api.js';
import { day } from '../../src/engine/domain/trading-day.js';
import { audit } from '../../src/handlers/audit.js';
import { exportFile } from '../../src/handlers/export.js';
import { ticket } from '../../src/handlers/ticket.js';
import { tickets } from '../../src/handlers/tickets.js';
import { fakeTrading } from '../support/trading-api.js';
import { ACTING, desk, LINES, MORE, OWNERS_OWN, READING } from '../support/trading-commands.js';
import { columns, labels } from '../support/trading-context.js';

describe('who may use what', () => {
  const namesOf = (commands: readonly AnyCommand[]) => commands.map(({ name }) => name);

  test('a viewer reads, a trader acts, and only an owner arms and resumes', () => {
    expect(new Set([...READING, ...MORE].map(({ role }) => role))).toEqual(new Set(['viewer']));
    expect(new Set(ACTING.map(({ role }) => role))).toEqual(new Set(['trader']));
    expect(OWNERS_OWN.map(({ role }) => role)).toEqual(['owner', 'owner']);
  });

  test('what acts is private, except the two that make things safer', () => {
    const anywhere = [...ACTING, ...OWNERS_OWN].filter(({ chats }) => chats.includes('group'));
    expect(namesOf(anywhere)).toEqual(['pause', 'halt']);
  });

  test('tickets, the audit and files are private', () => {
    for (const { chats } of [tickets, ticket, audit, exportFile])
      expect(chats).toEqual(['private']);
  });

  test('a viewer is offered no button that would act', async () => {
    const viewer = desk({ role: 'viewer' });
    const acting = new Set(namesOf([...ACTING, ...OWNERS_OWN]));
    for (const line of ['bots', 'tickets', 'positions', 'orders', 'risk', 'why']) {
      const card = await viewer.card(line);
      const names = (card.buttons ?? [])
        .flat()
        .flatMap((each) => (each.kind === 'command' ? each.data.split(' ')[0] : []));
      expect(names.filter((name) => acting.has(name ?? ''))).toEqual([]);
    }
  });

  test('a trader is offered no arming and no resuming', async () => {
    const trader = desk({ role: 'trader' });
    expect(labels(await trader.card('bots'))).toEqual(['Why putlite', '↻ Refresh']);
    expect(labels(await trader.card('risk')).join()).not.toContain('Resume');
  });
});

describe('every card', () => {
  test('says mode and time, in both languages, within 36 columns and a caption', async () => {
    for (const language of ['en', 'zh'] as const) {
      const trading = fakeTrading({ state: () => 'reducing' });
      for (const line of LINES) {
        const reply = await desk({ language, trading }).reply(line);
        if (reply.kind !== 'card') continue;
        expect([line, reply.text]).toEqual([line, expect.stringContaining('SIM')]);
        expect(Math.max(0, ...columns(reply.text))).toBeLessThanOrEqual(36);
        if (reply.chart) expect(plainText(reply.text).length).toBeLessThanOrEqual(1024);
      }
    }
  });

  test('differs between the languages', async () => {
    const trading = fakeTrading({ state: () => 'reducing' });
    for (const line of LINES) {
      const english = await desk({ trading }).text(line);
      expect([line, await desk({ language: 'zh', trading }).text(line)]).not.toEqual([
        line,
        english,
      ]);
    }
  });

  test('has buttons that can be pressed and fit 64 bytes', async () => {
    const trading = fakeTrading({ state: () => 'reducing' });
    for (const line of LINES) {
      const card = await desk({ trading }).card(line);
      for (const button of (card.buttons ?? []).flat()) {
        if (button.kind !== 'command') continue;
        expect(Buffer.byteLength(button.data)).toBeLessThanOrEqual(64);
        const reply = await desk({ trading }).reply(button.data);
        expect(reply.kind).toMatch(/card|toast|dialog/);
      }
    }
  });

  test('hides every sum of money in a group until the owner shows them', async () => {
    const lines = ['bots', 'positions', 'pnl', 'pnl text', 'risk', 'risk text', 'trades', 'report'];
    for (const line of lines) {
      const hidden = await desk({ kind: 'group' }).card(line);
      expect([line, plainText(hidden.text)]).toEqual([line, expect.not.stringMatching(/\$\d/)]);
      expect([line, hidden.chart]).toEqual([line, undefined]);
      const shown = await desk({ kind: 'group', groupMoney: 'shown' }).card(line);
      expect([line, plainText(shown.text)]).not.toEqual([line, plainText(hidden.text)]);
    }
  });
});

test('every error of the order path has words in both languages', async () => {
  const errors: readonly TradingError[] = [
    { code: 'not-allowed' },
    { code: 'unknown-bot', name: 'x', known: ['putlite'] },
    { code: 'not-armed', strategy: 'putlite' },
    { code: 'no-trading' },
    { code: 'bad-size', quantity: 9, most: 5 },
    { code: 'bad-time' },
    { code: 'no-such-id', id: 'ZZZZ' },
    { code: 'ambiguous-id', id: '7K2F', matches: 2 },
    { code: 'nothing-open' },
    { code: 'already-closing', short: '7K2F' },
    { code: 'no-quotes', underlying: 'SPX' },
    { code: 'no-answer' },
    { code: 'no-report', day: day('2026-11-20') },
    { code: 'no-report', day: null },
    { code: 'token-used' },
    { code: 'refused', refusals: [{ code: 'trading-halted' }] },
  ];
  for (const error of errors) {
    const close: TradingApi['close'] = () => Promise.resolve(err(error));
    const trading = fakeTrading({ close });
    const english = await desk({ trading }).text('close 7K2F');
    const chinese = await desk({ trading, language: 'zh' }).text('close 7K2F');
    expect(chinese).not.toBe(english);
    expect(english).toMatch(/^[A-Z0-9].{8}/);
  }
});
