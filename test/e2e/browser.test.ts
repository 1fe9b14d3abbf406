import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  chromiumPath,
  inChat,
  lastButton,
  launchChromium,
  phone,
  type,
} from '../support/chromium.js';
import { DeskProcess } from '../support/desk-process.js';

/** The whole way as a newcomer goes it: the built desk, its chat page, a phone's browser. */
describe.skipIf(chromiumPath() === null)('the desk in a browser (needs Chromium)', () => {
  let desk: DeskProcess;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const foreign: string[] = [];

  beforeAll(async () => {
    desk = await DeskProcess.start();
    browser = await launchChromium();
    context = await phone(browser, 'light');
    page = await context.newPage();
    page.on('request', (request) => {
      if (!request.url().startsWith(desk.url)) foreign.push(request.url());
    });
    await page.goto(desk.url);
    await page.locator('#status[data-state="online"]').waitFor();
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    await desk.stop();
    expect(foreign).toEqual([]);
  });

  const rows = () => page.locator('[data-message-id]');
  const lastText = () => rows().last().locator('.text').innerText();

  test('types /vix, changes the card in place, switches language, and meets a stranger', async () => {
    expect(await page.locator('.banner').innerText()).toContain('SIMULATED');

    await type(page, '/vix');
    const picture = rows().last().locator('.picture img');
    await picture.waitFor();
    const before = await picture.getAttribute('src');
    const count = await rows().count();

    await lastButton(page, 'Curve').click();
    await inChat(page, 'VX futures').waitFor();
    expect(await rows().count()).toBe(count);
    expect(await picture.getAttribute('src')).not.toBe(before);

    await lastButton(page, 'Text').click();
    await rows().last().locator('.text pre').waitFor();
    expect(await lastText()).toContain('M1');
    expect(await rows().count()).toBe(count);

    await type(page, 'what is this');
    await lastButton(page, '/help').waitFor();

    await type(page, '/settings');
    for (const label of ['中文', 'Shanghai', '深色', '无', '隐藏'])
      await lastButton(page, label).click();
    await inChat(page, 'Asia/Shanghai').waitFor();
    await type(page, '/status');
    await lastButton(page, '刷新').waitFor();

    await page.locator('#menu').click();
    await page.locator('#people label', { hasText: 'Stranger' }).click();
    await page.keyboard.press('Escape');
    await type(page, '/vix');
    await inChat(page, '4242').waitFor();
    expect(await page.locator('#messages .picture').count()).toBe(0);

    await page.locator('#menu').click();
    await page.locator('#chats button', { hasText: 'voldesk desk' }).click();
    await type(page, '/curve');
    await rows().last().locator('.picture img').waitFor();
  }, 90_000);
});
