import { z } from 'zod';
import { command, type Card, type CommandContext, type DialogStep } from '../bot/command.js';
import { button } from '../bot/views/buttons.js';
import { plain } from '../bot/views/format.js';
import { tradingSentence } from '../bot/views/trading-words.js';
import { armedCard } from '../bot/views/why-card.js';
import type { ArmUntil } from '../engine/domain/trading-api.js';
import { HOUR_MS, MINUTE_MS } from '../engine/domain/units.js';

const UNTIL = /^(?:close|([1-9]\d{0,2})([hm]))$/;
const SIZES = ['1', '2', '3'];
const UNTILS = ['close', '1h', '4h', '8h'] as const;
const UNTIL_NAMES = { close: 'close', '1h': 'hours-1', '4h': 'hours-4', '8h': 'hours-8' } as const;

/** `close`, `4h`, `30m`; null for anything else. */
function untilOf(text: string): ArmUntil | null {
  const found = UNTIL.exec(text.trim().toLowerCase());
  if (!found) return null;
  const [, count, unit] = found;
  if (count === undefined) return { kind: 'close' };
  return { kind: 'for', ms: Number(count) * (unit === 'h' ? HOUR_MS : MINUTE_MS) };
}

const bot: DialogStep = {
  key: 'bot',
  ask: ({ t, engine }) => ({
    text: t('arm-ask-bot'),
    choices: engine.trading.strategies.map((name) => ({ label: plain(name), value: name })),
  }),
  accept(context, answer) {
    const known = context.engine.trading.strategies;
    const name = known.find((each) => each === answer.trim().toLowerCase());
    return name === undefined
      ? { ok: false, say: tradingSentence(context, { code: 'unknown-bot', name: answer, known }) }
      : { ok: true, value: name };
  },
};

const size: DialogStep = {
  key: 'size',
  ask: ({ t }, answers) => ({
    text: t('arm-ask-size', { bot: answers['bot'] ?? '' }),
    choices: SIZES.map((value) => ({ label: plain(value), value })),
  }),
  accept: ({ t }, answer) =>
    /^[1-9]\d{0,3}$/.test(answer.trim())
      ? { ok: true, value: answer.trim() }
      : { ok: false, say: t('arm-bad-size') },
};

const until: DialogStep = {
  key: 'until',
  ask: ({ t }) => ({
    text: t('arm-ask-until'),
    choices: UNTILS.map((value) => ({
      label: t('arm-until', { until: UNTIL_NAMES[value] }),
      value,
    })),
  }),
  accept: ({ t }, answer) =>
    untilOf(answer)
      ? { ok: true, value: answer.trim().toLowerCase() }
      : { ok: false, say: t('trading-error-bad-time') },
};

/** Arms it, or says why not and offers to begin again. */
async function armNow(
  context: CommandContext,
  of: { readonly strategy: string; readonly quantity: number; readonly until: ArmUntil },
): Promise<Card> {
  const done = await context.engine.trading.arm(context.user.id, of);
  if (done.ok) return armedCard(context, done.value);
  const again = button(context.t('button-arm', { bot: of.strategy }), 'arm', { bot: of.strategy });
  const known = context.engine.trading.strategies.includes(of.strategy);
  return {
    kind: 'card',
    text: tradingSentence(context, done.error),
    buttons: known ? [[again]] : [],
  };
}

export const arm = command({
  name: 'arm',
  aliases: [],
  role: 'owner',
  chats: ['private'],
  menu: 'published',
  section: 'trading',
  args: z.object({
    size: z.coerce.number().int().min(1).max(9999).optional(),
    until: z.string().regex(UNTIL).optional(),
    bot: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,39}$/i)
      .optional(),
  }),
  async run(context, given) {
    const { strategies } = context.engine.trading;
    const named = given.bot?.toLowerCase() ?? (strategies.length === 1 ? strategies[0] : undefined);
    if (named !== undefined && !strategies.includes(named)) {
      const error = { code: 'unknown-bot' as const, name: named, known: strategies };
      return { kind: 'card', text: tradingSentence(context, error) };
    }
    const known: Record<string, string> = {
      ...(named === undefined ? {} : { bot: named }),
      ...(given.size === undefined ? {} : { size: String(given.size) }),
      ...(given.until === undefined ? {} : { until: given.until }),
    };
    const act = (now: CommandContext, answers: Readonly<Record<string, string>>) => {
      const all = { ...known, ...answers };
      return armNow(now, {
        strategy: all['bot'] ?? '',
        quantity: Number(all['size']),
        until: untilOf(all['until'] ?? '') ?? { kind: 'close' },
      });
    };
    const open = [bot, size, until].filter(({ key }) => !(key in known));
    if (open.length === 0) return act(context, {});
    const steps = open.map((step): DialogStep => ({
      ...step,
      ask: (now, answers) => step.ask(now, { ...known, ...answers }),
    }));
    return { kind: 'dialog', steps, finish: act };
  },
});
