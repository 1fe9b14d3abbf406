import { z } from 'zod';
import {
  command,
  type CommandContext,
  type DialogStep,
  type MoneyInGroup,
  type Translate,
} from '../bot/command.js';
import { bold, lines, type Html } from '../bot/html.js';
import { plain } from '../bot/views/format.js';
import type { TimeOfDay } from '../engine/domain/new-york.js';
import type { Language, ThemeName, UserSettings } from '../engine/domain/people.js';

const ZONES = [
  'America/New_York',
  'America/Chicago',
  'America/Los_Angeles',
  'Europe/London',
  'Europe/Berlin',
  'Asia/Shanghai',
  'Asia/Hong_Kong',
  'Asia/Tokyo',
  'UTC',
];

const QUIET_HOURS = ['22:00-07:00', '23:00-08:00', '00:00-06:00'];
const QUIET = /^([01]?\d|2[0-3]):([0-5]\d)\s*[-–]\s*([01]?\d|2[0-3]):([0-5]\d)$/;

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function quietText(t: Translate, quiet: UserSettings['quiet']): Html {
  return quiet ? plain(`${quiet.from}–${quiet.to}`) : t('settings-quiet-off');
}

function parseQuiet(text: string): UserSettings['quiet'] | undefined {
  if (text === 'off') return null;
  const found = QUIET.exec(text.trim());
  if (!found) return undefined;
  const [, fromHour = '0', fromMinute = '0', toHour = '0', toMinute = '0'] = found;
  const from = `${fromHour.padStart(2, '0')}:${fromMinute}` as TimeOfDay;
  const to = `${toHour.padStart(2, '0')}:${toMinute}` as TimeOfDay;
  return from === to ? undefined : { from, to };
}

function oneOf(values: readonly string[], say: (context: CommandContext) => Html) {
  return (context: CommandContext, answer: string) => {
    const value = values.find((known) => known.toLowerCase() === answer.trim().toLowerCase());
    return value === undefined
      ? { ok: false as const, say: say(context) }
      : { ok: true as const, value };
  };
}

/** From the answer on, the dialogue goes on in the language just chosen. */
function wordsOf(context: CommandContext, answers: Readonly<Record<string, string>>): Translate {
  const chosen = answers['language'] as Language | undefined;
  return chosen ? context.tIn(chosen) : context.t;
}

const language: DialogStep = {
  key: 'language',
  ask: ({ t }) => ({
    text: t('settings-ask-language'),
    choices: [
      { label: plain('English'), value: 'en' },
      { label: plain('中文'), value: 'zh' },
    ],
  }),
  accept: oneOf(['en', 'zh'], ({ t }) => t('settings-bad-language')),
};

const zone: DialogStep = {
  key: 'zone',
  ask: (context, answers) => ({
    text: wordsOf(context, answers)('settings-ask-zone'),
    choices: ZONES.map((name) => ({ label: plain(name.replace('_', ' ')), value: name })),
  }),
  accept({ t }, answer) {
    const name = answer.trim().replace(/\s+/g, '_');
    return isZone(name)
      ? { ok: true, value: name }
      : { ok: false, say: t('settings-bad-zone', { name: answer.slice(0, 40) }) };
  },
};

const theme: DialogStep = {
  key: 'theme',
  ask(context, answers) {
    const t = wordsOf(context, answers);
    return {
      text: t('settings-ask-theme'),
      choices: [
        { label: t('settings-theme', { theme: 'light' }), value: 'light' },
        { label: t('settings-theme', { theme: 'dark' }), value: 'dark' },
      ],
    };
  },
  accept: oneOf(['light', 'dark'], ({ t }) => t('settings-bad-theme')),
};

const quiet: DialogStep = {
  key: 'quiet',
  ask(context, answers) {
    const t = wordsOf(context, answers);
    return {
      text: t('settings-ask-quiet'),
      choices: [
        { label: t('settings-quiet-off'), value: 'off' },
        ...QUIET_HOURS.map((hours) => ({ label: plain(hours.replace('-', '–')), value: hours })),
      ],
    };
  },
  accept({ t }, answer) {
    return parseQuiet(answer.trim().toLowerCase()) === undefined
      ? { ok: false, say: t('settings-bad-quiet') }
      : { ok: true, value: answer.trim().toLowerCase() };
  },
};

/** Asked of owners alone: it holds for everybody who reads the group. */
const groupMoney: DialogStep = {
  key: 'groupMoney',
  ask(context, answers) {
    const t = wordsOf(context, answers);
    return {
      text: t('settings-ask-group-money'),
      choices: [
        { label: t('settings-group-money', { money: 'hidden' }), value: 'hidden' },
        { label: t('settings-group-money', { money: 'shown' }), value: 'shown' },
      ],
    };
  },
  accept: oneOf(['hidden', 'shown'], ({ t }) => t('settings-bad-group-money')),
};

function summary(t: Translate, settings: UserSettings, money: MoneyInGroup | null): Html {
  return lines([
    bold(t('settings-saved')),
    t('settings-summary', {
      language: settings.language === 'zh' ? '中文' : 'English',
      zone: settings.zone,
      theme: t('settings-theme', { theme: settings.theme }),
      quiet: quietText(t, settings.quiet),
    }),
    money
      ? t('settings-summary-group-money', { money: t('settings-group-money', { money }) })
      : null,
  ]);
}

export const settings = command({
  name: 'settings',
  aliases: ['lang', 'tz'],
  role: 'viewer',
  chats: ['private'],
  menu: 'published',
  section: 'house',
  args: z.object({}),
  run({ user }) {
    const asked = user.role === 'owner' ? [groupMoney] : [];
    return Promise.resolve({
      kind: 'dialog',
      steps: [language, zone, theme, quiet, ...asked],
      finish(context, answers) {
        const chosen: UserSettings = {
          language: answers['language'] as Language,
          zone: answers['zone'] ?? 'America/New_York',
          theme: answers['theme'] as ThemeName,
          quiet: parseQuiet(answers['quiet'] ?? 'off') ?? null,
        };
        const money = (answers['groupMoney'] ?? null) as MoneyInGroup | null;
        context.engine.people.saveSettings(context.user.id, chosen);
        if (money !== null) context.groupMoney.write(money);
        return { kind: 'card', text: summary(context.tIn(chosen.language), chosen, money) };
      },
    });
  },
});
