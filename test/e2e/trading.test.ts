import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  card,
  chromiumPath,
  inChat,
  lastButton,
  launchChromium,
  phone,
  speakAs,
  switchChat,
  type,
} from '../support/chromium.js';
import { DeskProcess, temporaryHome, type ChatMessage } from '../support/desk-process.js';

const TRADER = 2001;
const VIEWER = 2002;
const STRANGER = 4242;
/** Five hours of market a minute, begun on a morning on which putlite finds its spreads. */
const MARKET = { VOLDESK_SIM_START: '2026-11-24T10:25', VOLDESK_SIM_SPEED: '300' };
const SOON_MS = 20_000;
/** A ticket, its fill and its exit come when the market brings them. */
const MARKET_MS = 75_000;
const MOST_TICKETS = 8;
const TWO_MINUTES_MS = 120_000;
const SEND = '✅ Send';

/** Asks the desk, and gives the words of its answer as the page shows them. */
async function ask(page: Page, command: string, says: string | RegExp): Promise<string> {
  const told = card(page).and(page.locator(':not(.own)')).filter({ hasText: says });
  const answer = told.nth(await told.count());
  await type(page, command);
  await answer.waitFor({ timeout: SOON_MS });
  return answer.innerText();
}

describe.skipIf(chromiumPath() === null)('a trade in a browser (needs Chromium)', () => {
  const home = temporaryHome();
  let desk: DeskProcess;
  let browser: Browser;
  let page: Page;

  async function open(): Promise<void> {
    page = await (await phone(browser, 'light')).newPage();
    await page.goto(desk.url);
    await page.locator('#status[data-state="online"]').waitFor();
  }

  beforeAll(async () => {
    desk = await DeskProcess.start(MARKET, home);
    browser = await launchChromium();
    await open();
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    await desk.stop();
  });

  const openTicket = async (): Promise<ChatMessage | null> =>
    (await desk.messages()).findLast(({ buttons }) =>
      buttons.flat().some(({ text }) => text.startsWith(SEND)),
    ) ?? null;

  async function letIn(): Promise<void> {
    for (const [id, role] of [
      [TRADER, 'trader'],
      [VIEWER, 'viewer'],
    ] as const) {
      await desk.say('/start', { userId: id });
      await ask(page, `/users add ${id} ${role}`, `${id} · ${role}`);
    }
  }

  async function arm(): Promise<void> {
    await type(page, '/arm');
    for (const choice of [/^1$/, /^8 hours$/]) await lastButton(page, choice).click();
    await inChat(page, 'putlite is armed').waitFor();
  }

  /** The picture, the view behind Risk and a step of the limit, all on the one message. */
  async function study(): Promise<void> {
    const ticket = card(page).filter({ hasText: 'SELL 1 SPY' }).last();
    await ticket.locator('.picture img').waitFor();
    const payoff = await ticket.locator('.picture img').getAttribute('src');
    const count = await card(page).count();
    await lastButton(page, 'Risk').click();
    await lastButton(page, '← Ticket').waitFor();
    expect(await card(page).last().innerText()).toMatch(/Worst in the grid: −\$\d+/);
    expect(await card(page).last().locator('.picture img').getAttribute('src')).not.toBe(payoff);
    await lastButton(page, '← Ticket').click();
    await lastButton(page, SEND).waitFor();
    const before = await lastButton(page, SEND).innerText();
    await lastButton(page, '−0.01').click();
    const toast = page.locator('.toast', { hasText: /^Limit|end of the band/ }).first();
    await toast.waitFor();
    if ((await toast.innerText()).startsWith('Limit')) {
      await lastButton(page, SEND).filter({ hasNotText: before }).waitFor();
    }
    expect(await card(page).count()).toBe(count);
  }

  /** Everybody who may not send it: a toast, and the ticket stays as it is. */
  async function wrongTaps(): Promise<void> {
    const ticket = await openTicket();
    if (ticket === null) throw new Error('no open ticket');
    await speakAs(page, TRADER);
    await lastButton(page, SEND).waitFor();
    await desk.say(`/users add ${TRADER} viewer`);
    await desk.reply(ticket.messageId, ({ text }) => text?.includes(`${TRADER} · viewer`) ?? false);
    await lastButton(page, SEND).click();
    await page.locator('.toast', { hasText: 'trader' }).waitFor();
    await desk.say(`/users add ${TRADER} trader`);
    await speakAs(page, VIEWER);
    expect(await ask(page, '/tickets', '1 open ticket')).not.toContain('Send');
    const id = ticket.buttons.flat()[0]?.data?.split(' ')[1] ?? '';
    await ask(page, `/confirm ${id}`, '/confirm is for traders');
    await speakAs(page, 1000);
    await lastButton(page, SEND).waitFor();
    expect((await openTicket())?.messageId).toBe(ticket.messageId);
  }

  /** Taps tickets until one is filled: a market may run away from the first. */
  async function trade(): Promise<string> {
    for (let nth = 1; nth <= MOST_TICKETS; nth += 1) {
      await lastButton(page, SEND).waitFor({ timeout: MARKET_MS });
      if (nth === 1) {
        await study();
        await wrongTaps();
      }
      const ticket = await openTicket();
      const row = page.locator(`[data-message-id="${ticket?.messageId ?? 0}"]`);
      await row.locator('button', { hasText: SEND }).click();
      await page.locator('.toast', { hasText: /in band|left the band|refused/ }).waitFor();
      const done = row.filter({
        hasText: /Filled: 1 of 1|Nothing (?:filled|was sent|is at)|nothing was sent/,
      });
      await done.waitFor({ timeout: MARKET_MS });
      if (!(await row.innerText()).includes('Filled: 1')) continue;
      const reply = card(page).filter({ hasText: '✅ Filled: 1 of 1, opening' }).last();
      await reply.locator('.quote', { hasText: 'SELL 1 SPY' }).waitFor({ timeout: MARKET_MS });
      return /opening (\w{4})/.exec(await reply.innerText())?.[1] ?? '';
    }
    throw new Error(`none of ${MOST_TICKETS} tickets was filled`);
  }

  /** The group reads; what a trade is worth is not for it, nor what trades. */
  async function group(): Promise<void> {
    await switchChat(page, 'voldesk desk');
    expect(await ask(page, '/pnl', 'P&L')).not.toContain('$');
    expect(await ask(page, '/positions', 'Held')).not.toContain('$');
    await ask(page, '/arm', '/arm only works in our private chat');
    await ask(page, '/flatten', '/flatten only works in our private chat');
    await speakAs(page, 555);
    await ask(page, '/tickets', '/tickets only works in our private chat');
    await speakAs(page, 1000);
    await switchChat(page, /^voldesk(?! desk)/);
  }

  async function restart(id: string): Promise<void> {
    const before = await ask(page, '/positions', id);
    const at = /\d{2}:\d{2}:\d{2} EST/.exec(before)?.[0] ?? '';
    await desk.stop('keep');
    desk = await DeskProcess.start(MARKET, home);
    await page.context().close();
    await open();
    const after = await ask(page, '/bots', 'putlite · ⚪ disarmed');
    const then = /\d{2}:\d{2}:\d{2} EST/.exec(after)?.[0] ?? '';
    expect(then > at).toBe(true);
    await ask(page, '/positions', id);
  }

  async function records(id: string): Promise<void> {
    await ask(page, '/pnl day', 'P&L · ');
    await card(page).last().locator('.picture img').waitFor();
    const story = await ask(page, `/audit ${id}`, 'Audit');
    expect(story).toContain('Person 1000');
    expect(await ask(page, '/trades', id)).toContain('$');
    await ask(page, '/report', 'Report');
    await type(page, '/export');
    const file = card(page).last().locator('a.file');
    await file.waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), file.click()]);
    const rows = readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\n');
    expect(rows).toHaveLength(2);
    expect(rows[1]).toContain('SPY');
  }

  async function stranger(): Promise<void> {
    await speakAs(page, STRANGER);
    await type(page, '/positions');
    await inChat(page, String(STRANGER)).waitFor();
    expect(await card(page).filter({ hasText: 'SPY' }).count()).toBe(0);
  }

  test('arms, taps, is filled, restarts, leaves by rule and tells it, in under two minutes', async () => {
    const startMs = performance.now();
    await letIn();
    await arm();
    const id = await trade();
    await group();
    await restart(id);
    const closed = card(page).filter({ hasText: `${id} is closed:` });
    await closed.waitFor({ timeout: MARKET_MS });
    expect(await closed.innerText()).toMatch(/\((target|stop|time|flat)/);
    await records(id);
    await stranger();
    expect(performance.now() - startMs).toBeLessThan(TWO_MINUTES_MS);
  }, 180_000);
});
