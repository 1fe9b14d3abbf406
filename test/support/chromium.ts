import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

const EXECUTABLE = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Flags that keep Chromium from talking to anybody but the page's own server. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Where the browser is; null on a machine without one. */
export function chromiumPath(): string | null {
  return EXECUTABLE.find((path) => existsSync(path)) ?? null;
}

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath() ?? '', args: FLAGS });
}

/** A phone of 390 × 844 at twice the pixels. */
export function phone(browser: Browser, scheme: 'light' | 'dark'): Promise<BrowserContext> {
  return browser.newContext({
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    colorScheme: scheme,
    hasTouch: true,
  });
}

/** Types into the chat and sends it. */
export async function type(page: Page, text: string): Promise<void> {
  await page.locator('textarea').fill(text);
  await page.locator('textarea').press('Enter');
}

/** The last button with a label in the conversation. */
export function lastButton(page: Page, label: string | RegExp) {
  return page.locator('#messages button:visible', { hasText: label }).last();
}

/** The last place in the conversation that holds a text. */
export function inChat(page: Page, text: string) {
  return page.locator('#messages').getByText(text).last();
}

/** Every message of the conversation that is shown. */
export function card(page: Page) {
  return page.locator('[data-message-id]');
}

/** Goes on as another person, in the same chat where it is shared, else in that person's own. */
export async function speakAs(page: Page, userId: number): Promise<void> {
  await page.locator('#menu').click();
  const known = page.locator('#people label').filter({ has: page.getByText(String(userId)) });
  if ((await known.count()) > 0) await known.click();
  else {
    await page.locator('#other-id').fill(String(userId));
    await page.locator('#other-id').press('Enter');
  }
  await page.keyboard.press('Escape');
}

export async function switchChat(page: Page, title: string | RegExp): Promise<void> {
  await page.locator('#menu').click();
  await page.locator('#chats button', { hasText: title }).first().click();
}
