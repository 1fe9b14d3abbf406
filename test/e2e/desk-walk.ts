import { describe, expect, test } from 'vitest';
import type { ChatClient } from '../support/chat-client.js';

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

export interface Walked {
  readonly mode: string;
  /** In the status, of its feed. */
  readonly feed: string;
  readonly parts: readonly string[];
}

/** Says something and waits for the first answer. */
export async function ask(
  desk: ChatClient,
  text: string,
  as: { chatId?: number; userId?: number } = {},
) {
  const said = await desk.say(text, as);
  return desk.reply(said, () => true, as.chatId ?? as.userId ?? 1000);
}

/** Says something and waits for the answer that says a word: news may come before it. */
export async function askFor(desk: ChatClient, text: string, word: string) {
  const said = await desk.say(text);
  return desk.reply(said, (card) => `${card.text ?? ''}${card.caption ?? ''}`.includes(word));
}

/** What every desk answers in its chat, whatever its market. */
export function walkDesk(desk: () => ChatClient, of: Walked): void {
  test('/vix comes back as a picture with buttons, in PNG, and names its mode', async () => {
    const card = await ask(desk(), '/vix');
    expect(card.caption).toMatch(/VIX \d+\.\d\d/);
    expect(card.caption).toContain(of.mode);
    expect(card.caption).toMatch(/M1 \d+\.\d\d · M2/);
    expect((await desk().bytes(card.photo ?? '')).subarray(0, 4)).toEqual(PNG);
    expect(card.buttons.flat().map(({ text }) => text)).toContain('Curve');
  });

  test('Curve and Text change the same message in place', async () => {
    const card = await ask(desk(), '/vix 1m');
    await desk().press(card, 'Curve');
    const curve = await desk().edited(
      card,
      ({ caption }) => caption?.includes('VX futures') ?? false,
    );
    expect(curve.photo).not.toBe(card.photo);
    await desk().press(curve, 'Text');
    const words = await desk().edited(card, ({ caption }) => caption?.includes('M1 ') ?? false);
    expect(words.photo).toBe(curve.photo);
    expect(words.editedAtMs).not.toBeNull();
  });

  test('a symbol, the digest and the status are answered', async () => {
    expect((await ask(desk(), '/quote spx')).caption).toMatch(/SPX \d,\d{3}\.\d\d/);
    expect((await ask(desk(), '/digest')).text).toContain('Digest');
    expect((await ask(desk(), '/status')).text).toContain(of.feed);
  });

  test('nonsense is answered with a hint, and a slip with what was meant', async () => {
    const hint = await ask(desk(), 'hello there');
    expect(hint.text).toContain('commands');
    expect(hint.buttons.flat().map(({ text }) => text)).toContain('/help');
    expect((await ask(desk(), '/vxi')).text).toContain('/vix');
    expect((await ask(desk(), '/vix banana')).text).toContain('banana');
    expect((await ask(desk(), '/quote')).text).toContain('symbol');
  });

  test('/settings switches the language', async () => {
    const settings = await ask(desk(), '/settings');
    await desk().press(settings, '中文');
    const zone = await desk().edited(settings, ({ text }) => text !== settings.text);
    await desk().press(zone, 'Shanghai');
    const theme = await desk().edited(settings, ({ text }) => text !== zone.text);
    const dark = theme.buttons.flat()[1]?.text ?? '';
    await desk().press(theme, dark);
    const quiet = await desk().edited(settings, ({ text }) => text !== theme.text);
    await desk().press(quiet, quiet.buttons.flat()[0]?.text ?? '');
    const money = await desk().edited(settings, ({ text }) => text !== quiet.text);
    await desk().press(money, '隐藏');
    await desk().edited(settings, ({ text }) => text?.includes('Asia/Shanghai') ?? false);
    expect((await ask(desk(), '/vix')).caption).toContain('百分位');
    await desk().say('/settings');
    await desk().say('en');
    await desk().say('America/New_York');
    await desk().say('light');
    await desk().say('off');
    const last = await desk().say('hidden');
    await desk().reply(last - 20, ({ text }) => text?.includes('Saved') ?? false);
  });

  describe('people', () => {
    test('a stranger gets one polite line and nothing else until the owner lets them in', async () => {
      const refused = await ask(desk(), '/vix', { userId: 4242 });
      expect(refused.photo).toBeNull();
      expect(refused.text).toContain('4242');
      const again = await desk().say('/vix', { userId: 4242 });
      await ask(desk(), '/users add 4242 viewer');
      expect(await desk().messages(again, 4242)).toEqual([]);
      const card = await ask(desk(), '/vix', { userId: 4242 });
      expect(card.photo).not.toBeNull();
      expect((await ask(desk(), '/users', { userId: 4242 })).text).not.toContain('4242 · viewer');
    });

    test('in the group a member may look but not manage', async () => {
      const card = await ask(desk(), '/vix', { chatId: -2000, userId: 555 });
      expect(card.photo).not.toBeNull();
      const users = await ask(desk(), '/users', { chatId: -2000, userId: 555 });
      expect(users.text).not.toContain('viewer');
    });
  });

  test('health and metrics answer with every part', async () => {
    const health = await fetch(`${desk().healthUrl}/health`);
    expect(health.status).toBe(200);
    const body = (await health.json()) as { mode: string; parts: Record<string, unknown> };
    expect(body.mode).toBe(of.mode);
    expect(Object.keys(body.parts)).toEqual(expect.arrayContaining([...of.parts]));
    expect(await (await fetch(`${desk().healthUrl}/metrics`)).text()).toContain(
      'voldesk_part_state',
    );
  });
}
