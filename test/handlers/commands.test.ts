import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { parseArguments } from '../../src/bot/arguments.js';
import { parseCallback } from '../../src/bot/callback.js';
import type { Card, CommandContext, MoneyInGroup } from '../../src/bot/command.js';
import { plainText } from '../../src/bot/html.js';
import { loadTranslations } from '../../src/bot/i18n.js';
import { futureId, spotId } from '../../src/engine/domain/instrument.js';
import type { Language, Role, UserId } from '../../src/engine/domain/people.js';
import { DEFAULT_SETTINGS } from '../../src/engine/domain/people.js';
import { day } from '../../src/engine/domain/trading-day.js';
import type { Engine } from '../../src/engine/engine.js';
import { COMMANDS } from '../../src/handlers/index.js';
import { barsUntil } from '../support/bars.js';
import { quoteOf } from '../support/scripted-feed.js';
import { feedWithHistory, START, startedDesk } from '../support/started-desk.js';

const translations = loadTranslations(join(import.meta.dirname, '../../locales'), (missing) => {
  throw new Error(`no text ${missing.key} in ${missing.language}: ${missing.reason}`);
});
const open: Engine[] = [];

afterEach(async () => {
  for (const engine of open.splice(0)) await engine.stop();
});

async function market(): Promise<Engine> {
  const feed = feedWithHistory();
  for (const rank of [1, 2, 3]) {
    const settles = Array.from({ length: 40 }, (_, i) => 18 + rank + i / 100);
    feed.remember(barsUntil(`VX${rank}`, '2026-11-20', settles));
  }
  feed.remember(
    barsUntil(
      'SPX',
      '2026-11-20',
      Array.from({ length: 30 }, () => 6000),
    ),
  );
  const contracts = ['2026-12-16', '2027-01-20', '2027-02-17'].map((on) => futureId('VX', day(on)));
  [spotId('SPX'), ...contracts].forEach((instrument) => feed.list(instrument));
  const { engine } = await startedDesk({ feeds: [feed] });
  open.push(engine);
  feed.say(quoteOf(spotId('VIX'), { last: 26.5, atMs: START - 2_000 }));
  contracts.forEach((contract, index) => {
    feed.say(quoteOf(contract, { last: 20 + index, atMs: START - 1_000 }));
  });
  await engine.idle();
  return engine;
}

function contextOf(
  engine: Engine,
  parts: { language?: Language; role?: Role; kind?: 'private' | 'group' } = {},
): CommandContext {
  const language = parts.language ?? 'en';
  return {
    user: {
      id: 1000 as UserId,
      role: parts.role ?? 'owner',
      settings: { ...DEFAULT_SETTINGS, language },
    },
    chat: { id: 1000, kind: parts.kind ?? 'private', topicId: null },
    engine: engine.api,
    t: translations(language),
    tIn: translations,
    nowMs: START,
    commands: COMMANDS,
    groupMoney: { read: () => 'hidden', write: () => undefined },
  };
}

/** What typing a line, or pressing a button that carries it, would answer. */
async function answer(context: CommandContext, line: string): Promise<Card> {
  const { name, words } = parseCallback(line);
  const found = COMMANDS.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`no command ${name}`);
  const parsed = parseArguments(found.args, words);
  if (!parsed.ok) throw new Error(parsed.error.code);
  const reply = await found.run(context, parsed.value as never);
  if (reply.kind !== 'card') throw new Error('a card was expected');
  return reply;
}

function labels(card: Card): string[] {
  return (card.buttons ?? []).flat().map((button) => button.label);
}

function press(card: Card, label: string): string {
  const found = (card.buttons ?? []).flat().find((button) => button.label.includes(label));
  if (found?.kind !== 'command') throw new Error(`no button ${label} in ${labels(card).join()}`);
  return found.data;
}

describe('/vix', () => {
  test('shows level, change, z-score, percentile, days above 25, futures, drawdown, score', async () => {
    const card = await answer(contextOf(await market()), 'vix');
    const text = plainText(card.text);
    expect(text).toContain('VIX 26.50');
    expect(text).toMatch(/▲ \+7\.50/);
    expect(text).toMatch(/z \+\d\.\d\d · pct 100 % · score \d+ %/);
    expect(text).toContain('M1 20.00 · M2 21.00 · slope +5.0 %');
    expect(text).toContain('1 day above 25 · SPX 0.0 % (20 d)');
    expect(text).toContain('🧪 SIM · 10:29:58 EST · 2 s old');
    expect(card.chart).toMatchObject({ kind: 'line', title: 'VIX 26.50', mode: 'SIM' });
  });

  test('its buttons change range, picture and text of the same card', async () => {
    const context = contextOf(await market());
    const card = await answer(context, 'vix');
    expect(labels(card)).toEqual([
      '1M',
      '• 6M',
      '1Y',
      'All',
      'Curve',
      'Text',
      'Score',
      '↻ Refresh',
    ]);
    const month = await answer(context, press(card, '1M'));
    const spec = month.chart?.kind === 'line' ? month.chart : null;
    expect(spec?.series.at(-1)?.points).toHaveLength(22);
    const curve = await answer(context, press(month, 'Curve'));
    expect(curve.chart?.title).toBe('VX 20.00');
    expect(plainText(curve.text)).toContain('contango');
    const words = await answer(context, press(curve, 'Text'));
    expect(plainText(words.text)).toContain('M1 26-12-16  20.00');
    const back = await answer(context, press(words, 'Level'));
    expect(plainText(back.text)).toContain('Z-score on 60 sessions');
    expect(labels(back)[0]).toBe('• 1M');
  });

  test('every text fits a caption, and its table a phone', async () => {
    for (const language of ['en', 'zh'] as const) {
      const context = contextOf(await market(), { language });
      for (const line of ['vix', 'vix text all', 'vix curve', 'vix curve text', 'quote spx']) {
        const text = plainText((await answer(context, line)).text);
        expect(text.length).toBeLessThanOrEqual(1024);
      }
      const table = (await answer(context, 'curve text')).text;
      const rows = /<pre>([\s\S]*)<\/pre>/.exec(table)?.[1]?.split('\n') ?? [];
      expect(rows.length).toBeGreaterThan(3);
      expect(Math.max(...rows.map((row) => row.length))).toBeLessThanOrEqual(36);
    }
  });
});

const MARKET_AND_HOUSE = new Set([
  'start',
  'vix',
  'curve',
  'quote',
  'digest',
  'status',
  'users',
  'id',
  'help',
]);

describe('every command of the market and the house', () => {
  test('answers in both languages, and differs between them', async () => {
    const engine = await market();
    for (const { name } of COMMANDS.filter(({ name }) => MARKET_AND_HOUSE.has(name))) {
      const line = name === 'quote' ? 'quote VIX' : name;
      const english = await answer(contextOf(engine), line);
      const chinese = await answer(contextOf(engine, { language: 'zh' }), line);
      expect(english.text).not.toBe('');
      expect([name, chinese.text === english.text]).toEqual([name, false]);
    }
  });

  test('carries at most 64 bytes in a button, and every button can be pressed', async () => {
    const context = contextOf(await market());
    for (const line of ['start', 'vix', 'curve', 'quote VIX', 'digest', 'status', 'users']) {
      const card = await answer(context, line);
      for (const button of (card.buttons ?? []).flat()) {
        if (button.kind !== 'command') continue;
        expect(Buffer.byteLength(button.data)).toBeLessThanOrEqual(64);
        expect((await answer(context, button.data)).text).not.toBe('');
      }
    }
  });

  test('at most 12 are published to a scope', () => {
    const published = COMMANDS.filter(({ menu }) => menu === 'published');
    expect(published.length).toBeLessThanOrEqual(12);
  });
});

test('/help lists what a person may use here and explains one command', async () => {
  const engine = await market();
  const owner = plainText((await answer(contextOf(engine), 'help')).text);
  const viewer = plainText((await answer(contextOf(engine, { role: 'viewer' }), 'help')).text);
  expect(owner).toContain('/users');
  expect(viewer).not.toContain('/users');
  const one = plainText((await answer(contextOf(engine), 'help /v')).text);
  expect(one).toContain('Usage: /vix');
  expect(plainText((await answer(contextOf(engine), 'help nonsense')).text)).toContain('nonsense');
});

test('/quote of an unknown symbol asks what was meant', async () => {
  const card = await answer(contextOf(await market()), 'quote VXI');
  expect(plainText(card.text)).toContain('Did you mean VIX');
});

test('/users lets people in and out, and says what is wrong', async () => {
  const context = contextOf(await market());
  const text = async (line: string) => plainText((await answer(context, line)).text);
  expect(await text('users add 77 trader')).toContain('77 is now a trader');
  expect(await text('users')).toContain('77 · trader');
  expect(await text('users add 78')).toContain('Say whom and as what');
  expect(await text('users remove 1000')).toContain('owner by the configuration');
  const list = await answer(context, 'users');
  expect(await text(press(list, 'Remove 77'))).toContain('77 was removed');
  expect(await text('users remove 77')).toContain('not on the list');
});

test('/settings asks owners alone about money in the group', async () => {
  const engine = await market();
  const settings = COMMANDS.find(({ name }) => name === 'settings');
  const keys = async (role: Role) => {
    const dialog = await settings?.run(contextOf(engine, { role }), {} as never);
    return dialog?.kind === 'dialog' ? dialog.steps.map(({ key }) => key) : [];
  };
  expect(await keys('owner')).toEqual(['language', 'zone', 'theme', 'quiet', 'groupMoney']);
  expect(await keys('trader')).toEqual(['language', 'zone', 'theme', 'quiet']);
});

test('/status says the state and age of each part', async () => {
  const text = plainText((await answer(contextOf(await market()), 'status')).text);
  expect(text).toContain('Feed scripted · 1 s old');
  expect(text).toContain('Session open');
  expect(text).toContain('Next digest: 2026-11-23 16:20 EST');
});

test('/settings refuses what cannot be, and saves the rest', async () => {
  const engine = await market();
  let shown: MoneyInGroup = 'hidden';
  const context: CommandContext = {
    ...contextOf(engine),
    groupMoney: { read: () => shown, write: (choice) => (shown = choice) },
  };
  const settings = COMMANDS.find(({ name }) => name === 'settings');
  const dialog = await settings?.run(context, z.object({}).parse({}) as never);
  if (dialog?.kind !== 'dialog') throw new Error('a dialogue was expected');
  const [language, zone, theme, quiet, money] = dialog.steps;
  expect(zone?.ask(context, { language: 'zh' }).text).toContain('时区');
  expect(zone?.accept(context, 'Europe/Paris')).toEqual({ ok: true, value: 'Europe/Paris' });
  expect(zone?.accept(context, 'Atlantis').ok).toBe(false);
  expect(language?.accept(context, 'ZH')).toEqual({ ok: true, value: 'zh' });
  expect(theme?.accept(context, 'blue').ok).toBe(false);
  expect(quiet?.accept(context, '9:30 - 7:05').ok).toBe(true);
  expect(quiet?.accept(context, '25:00-07:00').ok).toBe(false);
  expect(money?.accept(context, 'some').ok).toBe(false);
  const answers = {
    ...{ language: 'zh', zone: 'Asia/Tokyo', theme: 'dark', quiet: '9:30-07:05' },
    groupMoney: 'shown',
  };
  const saved = await dialog.finish(context, answers);
  expect(plainText(saved.text)).toContain('09:30–07:05');
  expect(plainText(saved.text)).toContain('群里的金额：显示');
  expect(shown).toBe('shown');
  expect(engine.api.people.settings(1000 as UserId)).toEqual({
    language: 'zh',
    zone: 'Asia/Tokyo',
    theme: 'dark',
    quiet: { from: '09:30', to: '07:05' },
  });
});
