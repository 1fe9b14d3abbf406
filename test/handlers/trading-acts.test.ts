import { describe, expect, test } from 'vitest';
import { plainText } from '../../src/bot/html.js';
import { ok } from '../../src/engine/domain/result.js';
import { HOUR_MS } from '../../src/engine/domain/units.js';
import { confirm } from '../../src/handlers/confirm.js';
import { fakeTrading } from '../support/trading-api.js';
import { desk } from '../support/trading-commands.js';
import { labels, pressed } from '../support/trading-context.js';
import {
  botView,
  DESK_NOW,
  GATES,
  OWNER,
  SEEN,
  STAMP,
  TICKET_ID,
  ticketView,
} from '../support/trading-views.js';

describe('/bots and /arm', () => {
  test('a bot says its day, what is open and what holds it back', async () => {
    const text = await desk().text('bots');
    expect(text).toContain('putlite · ⚪ disarmed');
    expect(text).toContain('Day +$12 · 1 open');
    const armed = {
      strategy: 'putlite',
      by: OWNER,
      quantity: 2,
      armedAtMs: DESK_NOW,
      untilWallMs: DESK_NOW + 4 * HOUR_MS,
      untilMarketMs: null,
    };
    const trading = fakeTrading({ bots: () => [botView({ arming: armed, failing: [] })] });
    const card = await desk({ trading }).card('bots');
    expect(plainText(card.text)).toContain('🟢 armed for 2 until 11-23 15:00 EST');
    expect(plainText(card.text)).toContain('✅ No gate has said no so far');
    expect(labels(card)).toContain('Disarm putlite');
  });

  test('one line arms, and the card shows every gate', async () => {
    const trading = fakeTrading();
    const text = await desk({ trading }).text('arm putlite 2 4h');
    expect(trading.asked).toEqual([`arm 1000 putlite 2 {"kind":"for","ms":${4 * HOUR_MS}}`]);
    expect(text).toContain('putlite is armed');
    expect(text).toContain('At most 2 an entry · until 11-23 15:00 EST');
    expect(text.match(/✅|✖️|❔/gu)).toHaveLength(GATES.length);
    expect(text).toContain('2 of 3 gates say no');
  });

  test('a size above the bot’s is refused in a sentence, with a way to begin again', async () => {
    const card = await desk().card('arm 9 close putlite');
    expect(plainText(card.text)).toContain('from 1 to 5');
    expect(labels(card)).toEqual(['Arm putlite']);
  });

  test('an unknown bot is answered with those there are', async () => {
    expect(await desk().text('arm condor 1 1h')).toContain('I do not know the bot condor');
  });

  test('the dialogue asks what the line left out and refuses what cannot be', async () => {
    const trading = fakeTrading();
    const now = desk({ trading });
    const dialog = await now.reply('arm putlite');
    if (dialog.kind !== 'dialog') throw new Error('a dialogue was expected');
    const [size, until] = dialog.steps;
    expect(dialog.steps.map(({ key }) => key)).toEqual(['size', 'until']);
    expect(size?.ask(now.context, {}).text).toContain('putlite');
    expect(size?.accept(now.context, '0').ok).toBe(false);
    expect(size?.accept(now.context, '3')).toEqual({ ok: true, value: '3' });
    expect(until?.ask(now.context, {}).choices.map(({ value }) => value)).toEqual([
      'close',
      '1h',
      '4h',
      '8h',
    ]);
    expect(until?.accept(now.context, 'tomorrow').ok).toBe(false);
    expect(until?.accept(now.context, '30M')).toEqual({ ok: true, value: '30m' });
    const card = await dialog.finish(now.context, { size: '3', until: 'close' });
    expect(plainText(card.text)).toContain('until 11-23 16:00 EST');
    expect(trading.asked).toEqual(['arm 1000 putlite 3 {"kind":"close"}']);
  });

  test('/disarm says which bots it has disarmed', async () => {
    const card = await desk().card('disarm putlite');
    expect(plainText(card.toast ?? card.text)).toContain('Disarmed: putlite');
  });

  test('/why says plainly what must change', async () => {
    const text = await desk().text('why putlite');
    expect(text).toContain('2 of 3 gates say no');
    expect(text).toMatch(/0\.4 vol pts now, must be at least 1\.0 vol pts/);
    expect(text).toMatch(/not known, and must be to pass \(limit 5 s\)/);
    const clear = fakeTrading({
      why: (strategy) => Promise.resolve(ok({ stamp: STAMP, strategy, gates: [], ticket: null })),
    });
    expect(await desk({ trading: clear }).text('why')).toContain('may propose now');
  });
});

describe('tickets', () => {
  test('/confirm and the button do the same and say so', async () => {
    const trading = fakeTrading();
    const now = desk({ trading });
    const card = await now.card('tickets');
    expect(labels(card).slice(0, 2)).toEqual(['✅ Send 0.50 · 7K2F', '✖ Skip 7K2F']);
    expect(await now.text('confirm 7K2F')).toBe('Re-quoted 0.45–0.55, in band. Sent.');
    const listed = await now.card(pressed(card, 'Send'));
    expect(plainText(listed.toast ?? listed.text)).toBe('Re-quoted 0.45–0.55, in band. Sent.');
    expect(trading.asked).toEqual(['tap 1000 send 7K2F', `tap 1000 send ${TICKET_ID}`]);
  });

  test('a tap on the list leaves the list; one on a card is bound to it', () => {
    const { context } = desk();
    const bound = (given: object) => confirm.cardOf?.(context, given as never) ?? null;
    expect(bound({ id: TICKET_ID })).toBe(`ticket:${TICKET_ID}`);
    expect(bound({ id: TICKET_ID, from: 'list' })).toBeNull();
    expect(bound({ id: 'ZZZZ' })).toBeNull();
  });

  test('a step of the limit answers with the new limit alone', async () => {
    expect(await desk().text(`ticket ${TICKET_ID} more`)).toBe('Limit 0.45 cr');
    expect(await desk().text(`skip ${TICKET_ID}`)).toContain('Skipped 7K2F');
  });

  test('a price out of its band says where the change is shown', async () => {
    const next = ticketView({ short: '8AB1' });
    const trading = fakeTrading({
      tap: () => Promise.resolve({ kind: 'replaced', view: ticketView(), next }),
    });
    expect(await desk({ trading }).text('confirm 7K2F')).toContain('Ticket 8AB1 shows the change');
  });

  test('every way in which a tap changes nothing has words in both languages', async () => {
    const refusals = [
      { code: 'no-such-ticket' },
      { code: 'ambiguous-ticket', matches: 2 },
      { code: 'not-allowed' },
      { code: 'not-open', state: 'expired' },
      { code: 'expired', agoMs: 5_000 },
      { code: 'band-end' },
      { code: 'no-answer' },
      { code: 'refused', refusals: [{ code: 'trading-halted' }, { code: 'session-closed' }] },
    ] as const;
    for (const refusal of refusals) {
      const trading = fakeTrading({
        tap: () => Promise.resolve({ kind: 'refused', view: null, refusal }),
      });
      const english = await desk({ trading }).text('confirm 7K2F');
      const chinese = await desk({ trading, language: 'zh' }).text('confirm 7K2F');
      expect(chinese).not.toBe(english);
      expect(english.length).toBeGreaterThan(10);
    }
  });
});

describe('stopping and going on', () => {
  test('/halt acts at once, wherever it is typed', async () => {
    const trading = fakeTrading({ state: () => 'halted' });
    const text = await desk({ trading, kind: 'group', role: 'trader' }).text('halt');
    expect(text).toContain('🛑 Halted');
    expect(text).toContain('2 orders are being cancelled');
    expect(trading.asked).toEqual(['halt 1000']);
  });

  test('/flatten lists ours first, leaves the rest, and acts on that list once', async () => {
    const trading = fakeTrading();
    const card = await desk({ trading }).card('flatten');
    const text = plainText(card.text);
    expect(text.indexOf('5995/5990')).toBeLessThan(text.indexOf('SPY 400'));
    expect(text).toContain('Left alone, not ours: SPY 400');
    expect(card.buttons?.map((row) => row.length)).toEqual([1, 1, 1]);
    expect(labels(card)[0]).toBe('Close 1 position, cancel 1 order');
    expect(await desk({ trading }).text(pressed(card, 'Keep'))).toContain('Nothing was closed');
    expect(trading.asked).toEqual([]);
    expect(await desk({ trading }).text(pressed(card, 'Close 1'))).toContain(
      '1 position is being closed, 1 order is being cancelled.',
    );
    expect(trading.asked).toEqual(['flatten 1000 all 0F1E2D3C4B5A9876']);
  });

  test('/resume needs its button within a minute', async () => {
    const trading = fakeTrading({ state: () => 'halted' });
    const card = await desk({ trading }).card('resume');
    expect(trading.asked).toEqual([]);
    const button = pressed(card, 'Resume trading');
    const late = desk({ trading, nowMs: DESK_NOW + 60_001 });
    expect(await late.text(button)).toContain('good for 60 s');
    expect(await desk({ trading, nowMs: DESK_NOW - 1 }).text(button)).toContain('good for 60 s');
    expect(trading.asked).toEqual([]);
    const inTime = desk({ trading, nowMs: DESK_NOW + 60_000 });
    expect(await inTime.text(button)).toContain('Trading is active again');
    expect(trading.asked).toEqual(['resume 1000']);
  });
});

test('a market on both sides of nothing is shown with its signs', async () => {
  const seen = { ...SEEN, naturalUsd: 0.02, bestUsd: -0.05 };
  const trading = fakeTrading({
    tap: () => Promise.resolve({ kind: 'sent', view: ticketView(), seen }),
  });
  expect(await desk({ trading }).text('confirm 7K2F')).toContain('Re-quoted +0.02–−0.05');
});
