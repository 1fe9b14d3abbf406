/**
 * Starts the built desk, walks its chat page on a phone and on a desktop, and writes the pictures
 * of the documentation: `npm run build && npx tsx scripts/screenshots.ts [folder]`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { inChat, lastButton, launchChromium, phone, type } from '../test/support/chromium.js';
import { DeskProcess } from '../test/support/desk-process.js';

const folder = process.argv[2] ?? join(import.meta.dirname, '..', 'docs', 'images');
const SETTLE_MS = 1_500;

async function open(browser: Browser, url: string, scheme: 'light' | 'dark'): Promise<Page> {
  const page = await (await phone(browser, scheme)).newPage();
  await page.goto(url);
  await page.locator('#status[data-state="online"]').waitFor();
  return page;
}

async function shoot(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(SETTLE_MS);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  process.stdout.write(`${name}.png\n`);
}

async function settle(page: Page, answers: readonly string[]): Promise<void> {
  await type(page, '/settings');
  for (const label of answers) {
    await lastButton(page, label).click();
    await page.waitForTimeout(SETTLE_MS);
  }
}

/** The newest picture of the owner's chat as the bot sent it. */
async function keepChart(desk: DeskProcess, name: string): Promise<void> {
  const photo = (await desk.messages()).findLast((message) => message.photo !== null)?.photo;
  if (photo) writeFileSync(join(folder, `${name}.png`), await desk.bytes(photo));
}

async function walk(desk: DeskProcess, page: Page, scheme: 'light' | 'dark'): Promise<void> {
  await type(page, '/vix 1y');
  await lastButton(page, 'Curve').waitFor();
  await shoot(page, `vix-${scheme}`);
  await keepChart(desk, `chart-vix-${scheme}`);
  await lastButton(page, 'Curve').click();
  await inChat(page, 'VX futures').waitFor();
  await shoot(page, `curve-${scheme}`);
  await keepChart(desk, `chart-curve-${scheme}`);
  await lastButton(page, 'Text').click();
  await shoot(page, `text-${scheme}`);
  await type(page, '/status');
  await shoot(page, `status-${scheme}`);
  await type(page, '/quote spy');
  await shoot(page, `quote-${scheme}`);
  await type(page, '/help');
  await shoot(page, `help-${scheme}`);
  await type(page, '/digest');
  await shoot(page, `digest-${scheme}`);
}

/** For cards of another command: an earlier card's buttons do not tell that this one has come. */
async function shootLater(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(2 * SETTLE_MS);
  await shoot(page, name);
}

/** The volatility desk, card by card. */
async function walkVol(page: Page, scheme: 'light' | 'dark'): Promise<void> {
  await type(page, '/surface BTC');
  await lastButton(page, '3-D').waitFor();
  await shootLater(page, `surface-${scheme}`);
  await lastButton(page, '3-D').click();
  await lastButton(page, '⟳').waitFor();
  await shootLater(page, `mesh-${scheme}`);
  await type(page, '/smile BTC 30d');
  await lastButton(page, '▶').waitFor();
  await shootLater(page, `smile-${scheme}`);
  await type(page, '/term SPX');
  await page
    .locator('#messages')
    .getByText(/SPX \d/u)
    .last()
    .waitFor();
  await shootLater(page, `term-${scheme}`);
  await type(page, '/greeks');
  await lastButton(page, /^BTC-.*-C$/u).click();
  await lastButton(page, 'Profile').waitFor();
  await shootLater(page, `greeks-${scheme}`);
  await type(page, '/atm');
  await shootLater(page, `atm-${scheme}`);
}

mkdirSync(folder, { recursive: true });
const desk = await DeskProcess.start();
const browser = await launchChromium();

const light = await open(browser, desk.url, 'light');
await shoot(light, 'welcome');
await type(light, '/start');
await shoot(light, 'start');
await walk(desk, light, 'light');
await walkVol(light, 'light');
await settle(light, ['English', 'New York', 'dark', 'none', 'hidden']);
await shoot(light, 'settings');
const dark = await open(browser, desk.url, 'dark');
await walk(desk, dark, 'dark');
await walkVol(dark, 'dark');
await settle(dark, ['中文', 'Shanghai', '浅色', '无', '隐藏']);
await type(dark, '/vix');
await shoot(dark, 'chinese');
await type(dark, '/surface BTC mesh');
await lastButton(dark, '⟳').waitFor();
await shootLater(dark, 'mesh-chinese');

const desktop = await browser.newContext({ viewport: { width: 1280, height: 800 } });
const wide = await desktop.newPage();
await wide.goto(desk.url);
await shoot(wide, 'desktop');

await browser.close();
await desk.stop();
