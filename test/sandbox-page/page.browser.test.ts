import { rmSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chromiumPath, launchChromium } from '../support/chromium.js';
import { buildPage } from './built-page.js';
import { pngOf } from './picture.js';
import { ScriptedChat } from './scripted-chat.js';

const PHONE = { width: 390, height: 844 };
const NOON = Date.UTC(2026, 10, 20, 17);
const button = (text: string) => ({ text, data: text, url: null });

describe.skipIf(chromiumPath() === null)('the chat page in a browser (needs Chromium)', () => {
  let pageDir = '';
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let chat: ScriptedChat;
  let url = '';
  let faults: string[] = [];
  let foreign: string[] = [];

  beforeAll(async () => {
    pageDir = buildPage();
    browser = await launchChromium();
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    rmSync(pageDir, { recursive: true, force: true });
  });

  beforeEach(async () => {
    chat = new ScriptedChat(pageDir, NOON);
    url = await chat.listen();
    faults = [];
    foreign = [];
    context = await browser.newContext({
      viewport: PHONE,
      locale: 'en-GB',
      reducedMotion: 'reduce',
      timezoneId: 'America/New_York',
    });
    page = await context.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) faults.push(message.text());
    });
    page.on('request', (request) => {
      if (new URL(request.url()).hostname !== '127.0.0.1') foreign.push(request.url());
    });
  });

  afterEach(async () => {
    await context.close();
    await chat.close();
    expect(faults).toEqual([]);
    expect(foreign).toEqual([]);
  });

  async function open(): Promise<void> {
    await page.goto(url);
    await page.locator('#status[data-state="online"]').waitFor();
  }

  async function type(text: string): Promise<void> {
    await page.fill('#field', text);
    await page.keyboard.press('Enter');
  }

  const bubble = (id: number) => page.locator(`[data-message-id="${id}"]`);
  /** An expression over `node`, the first element of the selector, evaluated in the page. */
  const measure = (selector: string, expression: string) =>
    page.evaluate<unknown>(
      `(node => ${expression})(document.querySelector(${JSON.stringify(selector)}))`,
    );
  const atBottom = () =>
    measure('#scroller', 'node.scrollHeight - node.scrollTop - node.clientHeight < 2');

  it('welcomes, sends a tapped command and shows the answer', async () => {
    chat.onText = () => chat.add({ text: 'x', html: '<b>Welcome</b>', replyTo: 1 });
    await open();
    expect(await page.locator('.banner').textContent()).toContain('SIMULATED');
    await page.click('#empty [data-command="/start"]');
    await bubble(2).getByText('Welcome').waitFor();
    expect(await bubble(1).getAttribute('class')).toContain('own');
    expect(await page.locator('#empty').isVisible()).toBe(false);
    expect(await bubble(2).locator('.quote-line').textContent()).toBe('/start');
  });

  it('builds markup from the allow-list alone', async () => {
    const html =
      '<b onclick="alert(1)">bold</b><img src="https://example.org/x.png" onerror="alert(2)">' +
      '<a href="javascript:alert(3)">bad</a> <a href="https://example.org/">good</a>' +
      '<script>alert(4)</script><pre style="color:red">1 2</pre>';
    chat.add({ text: 'x', html });
    await open();
    const text = bubble(1).locator('.text');
    expect(await measure('.text b', 'node.attributes.length')).toBe(0);
    expect(await text.locator('img, script, [style]').count()).toBe(0);
    const links = text.locator('a');
    expect(await links.count()).toBe(1);
    expect(await links.first().getAttribute('rel')).toContain('noopener');
    expect(await links.first().getAttribute('target')).toBe('_blank');
    // The policy reports what it met in the parsed document, of which nothing was inserted.
    faults = faults.filter((fault) => !fault.includes('inline'));
  });

  it('fits 36 columns, pictures and five buttons into a phone', async () => {
    chat.files.set('/chat/files/1/chart.png', pngOf(1080, 720, 200));
    chat.add({ photo: '/chat/files/1/chart.png', caption: 'chart' });
    const labels = ['✅ Send 0.50', '−0.05', '+0.05', '📊 Risk', '✖ Skip'];
    chat.add({ html: `<pre>${'8'.repeat(36)}</pre>`, text: 'x', buttons: [labels.map(button)] });
    await open();
    await bubble(1).locator('img').waitFor();
    const places = ['html', '#scroller', '.text pre'];
    const sizes = await Promise.all(
      places.map((place) => measure(place, 'node.scrollWidth - node.clientWidth')),
    );
    expect(sizes).toEqual([0, 0, 0]);
  });

  it('keeps a pressed button waiting, edits in place and swaps a decoded picture', async () => {
    chat.files.set('/a.png', pngOf(600, 400, 100));
    chat.files.set('/b.png', pngOf(600, 300, 220));
    const card = { caption: 'one', buttons: [[button('Refresh')]] };
    chat.add({ ...card, photo: '/a.png' });
    let answer = (): void => undefined;
    chat.onPress = () =>
      new Promise((resolve) => {
        answer = () => resolve({ answer: 'Up to date', alert: false });
      });
    await open();
    const key = page.getByRole('button', { name: 'Refresh' });
    await bubble(1).locator('img').waitFor();
    const element = await bubble(1).elementHandle();
    await key.click();
    await page.locator('.key[aria-busy="true"]').waitFor();
    answer();
    await page.locator('.toast', { hasText: 'Up to date' }).waitFor();
    expect(await page.locator('.key[aria-busy="true"]').count()).toBe(0);
    chat.edit(1, { caption: 'two', photo: '/b.png' });
    await bubble(1).getByText('two').waitFor();
    expect(await bubble(1).locator('img').getAttribute('src')).toContain('/b.png');
    expect(await bubble(1).locator('.bubble > .meta .edited').isVisible()).toBe(true);
    expect(await bubble(1).evaluate((node, before) => node === before, element)).toBe(true);
  });

  it('shows an alert as a dialog', async () => {
    chat.add({ text: 'card', buttons: [[button('Send')]] });
    chat.onPress = () => ({ answer: 'Only the owner may do that.', alert: true });
    await open();
    await page.getByRole('button', { name: 'Send', exact: true }).first().click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText('Only the owner may do that.').waitFor();
    await page.getByRole('button', { name: 'OK' }).click();
    await dialog.waitFor({ state: 'hidden' });
  });

  it('opens a picture over the screen, zooms it and closes on Esc', async () => {
    chat.files.set('/a.png', pngOf(600, 400, 100));
    chat.add({ photo: '/a.png' });
    await open();
    await bubble(1).locator('.picture').click();
    const picture = page.locator('#lightbox img');
    await picture.waitFor();
    await picture.hover();
    await page.mouse.wheel(0, -400);
    await page.locator('.lightbox-stage.zoomed').waitFor();
    await page.keyboard.press('Escape');
    await picture.waitFor({ state: 'detached' });
    await bubble(1).locator('.picture').click();
    await page.locator('#lightbox-stage').click();
    await picture.waitFor({ state: 'detached' });
  });

  it('completes commands with the keyboard', async () => {
    await open();
    await page.locator('#field').pressSequentially('/c');
    expect(await page.getByRole('option').allTextContents()).toHaveLength(2);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await page.locator('[aria-selected="true"]').textContent()).toContain('/score');
    await page.keyboard.press('Tab');
    expect(await page.inputValue('#field')).toBe('/score ');
    await page.fill('#field', '');
    await page.click('#command-menu');
    await page.getByRole('option', { name: '/help' }).click();
    await page.locator('.own', { hasText: '/help' }).waitFor();
  });

  it('grows with its lines and sends on Enter only', async () => {
    await open();
    const field = page.locator('#field');
    const height = async () => (await field.boundingBox())?.height ?? 0;
    const before = await height();
    await field.pressSequentially('one');
    await page.keyboard.press('Shift+Enter');
    await field.pressSequentially('two');
    expect(await height()).toBeGreaterThan(before);
    await page.keyboard.press('Enter');
    await page.locator('.own', { hasText: 'one' }).waitFor();
    expect(await page.inputValue('#field')).toBe('');
    expect(await height()).toBe(before);
  });

  it('marks a message that was not sent and sends it again once', async () => {
    await open();
    chat.sending = 'refusing';
    await type('/vix');
    await page.locator('.row[data-delivery="failed"]').waitFor();
    chat.sending = 'accepting';
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('.row[data-delivery="delivered"]').waitFor();
    expect(await page.locator('.row').count()).toBe(1);
  });

  it('says that it is connecting and catches up with messages and edits', async () => {
    chat.add({ text: 'old words' });
    await open();
    await bubble(1).getByText('old words').waitFor();
    chat.cut();
    await page.locator('#status', { hasText: 'connecting…' }).waitFor();
    chat.edit(1, { text: 'new words' });
    chat.add({ text: 'said meanwhile' });
    chat.mend();
    await bubble(2).getByText('said meanwhile').waitFor();
    await bubble(1).getByText('new words').waitFor();
    chat.action('typing');
    await page.locator('#status', { hasText: 'typing…' }).waitFor();
    chat.add({ text: 'typed' });
    await page.locator('#status', { hasText: 'online' }).waitFor();
  });

  it('stays at the end only when it is there, otherwise counts what is new', async () => {
    for (let n = 0; n < 40; n += 1) chat.add({ text: `line ${n}` });
    await open();
    await bubble(40).waitFor();
    expect(await atBottom()).toBe(true);
    chat.add({ text: 'followed' });
    await bubble(41).waitFor();
    expect(await atBottom()).toBe(true);
    await measure('#scroller', 'node.scrollTo(0, 0)');
    await page.locator('#down').waitFor();
    chat.add({ text: 'unseen' });
    await page.locator('#down-count', { hasText: '1' }).waitFor();
    expect(await measure('#scroller', 'node.scrollTop')).toBe(0);
    await page.click('#down');
    await page.locator('#down').waitFor({ state: 'hidden' });
    expect(await atBottom()).toBe(true);
  });

  it('switches chat, speaker and theme and remembers them', async () => {
    chat.add({ chatId: -2000, text: 'digest' });
    await open();
    await page.click('#menu');
    await page.locator('.chat-item', { hasText: 'voldesk desk' }).click();
    await page.locator('.row', { hasText: 'digest' }).waitFor();
    await page.click('#menu');
    await page.locator('.person', { hasText: '4242' }).click();
    await page.locator('#themes label', { hasText: 'Dark' }).click();
    await page.click('#side-close');
    await type('hello');
    await page.locator('.own', { hasText: 'hello' }).waitFor();
    await page.reload();
    await page.locator('.own', { hasText: 'hello' }).waitFor();
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    expect(await page.locator('#field').getAttribute('placeholder')).toBe('Message as Stranger');
  });

  it('takes a deleted message away and jumps to a quoted one', async () => {
    for (let n = 0; n < 40; n += 1) chat.add({ text: `line ${n}` });
    chat.add({ text: 'filled', replyTo: 2 });
    await open();
    await bubble(41).locator('.quote').click();
    await page.locator('[data-message-id="2"].flash').waitFor();
    expect(await bubble(2).isVisible()).toBe(true);
    chat.edit(2, { deleted: true });
    await bubble(2).waitFor({ state: 'detached' });
  });
});
