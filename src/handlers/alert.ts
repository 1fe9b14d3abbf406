import { z } from 'zod';
import { command, type Card, type CommandContext, type DialogStep } from '../bot/command.js';
import { lines } from '../bot/html.js';
import { conditionTrouble, exampleLine, measured, measureWords } from '../bot/views/alert-words.js';
import { addedCard, alertTrouble } from '../bot/views/alerts-card.js';
import { plain } from '../bot/views/format.js';
import { measureName } from '../engine/domain/condition-text.js';
import type { AlertMeasure, AlertOffer } from '../engine/domain/vol-alert.js';

type Answers = Readonly<Record<string, string>>;

/** Shown first, where the desk has them. */
const FAVOURITES = ['VIX', 'SPX', 'SPY', 'BTC', 'ETH', 'UVXY'];
const MOST_CHOICES = 6;

function offerOf({ engine }: CommandContext, subject: string | undefined): AlertOffer | undefined {
  return engine.alerts.offers().find((offer) => offer.subject === subject);
}

const subject: DialogStep = {
  key: 'subject',
  ask({ t, engine }) {
    const known = engine.alerts.offers().map((offer) => offer.subject);
    const shown = [...FAVOURITES.filter((name) => known.includes(name)), ...known];
    return {
      text: t('alert-ask-subject'),
      choices: [...new Set(shown)]
        .slice(0, MOST_CHOICES)
        .map((name) => ({ label: plain(name), value: name })),
    };
  },
  accept(context, answer) {
    // A price is known of everything that has a name.
    const checked = context.engine.alerts.check(`${answer} > 1`);
    return checked.ok
      ? { ok: true, value: checked.value.subject }
      : { ok: false, say: conditionTrouble(context, checked.error) };
  },
};

const measure: DialogStep = {
  key: 'measure',
  ask(context, answers) {
    const offered = offerOf(context, answers['subject'])?.measures ?? [];
    return {
      text: context.t('alert-ask-measure', { subject: answers['subject'] ?? '' }),
      choices: offered.map(({ measure: of, now }) => ({
        label: plain(`${measureWords(context, of)} ${measured(of, now)}`),
        value: of,
      })),
    };
  },
  accept(context, answer) {
    const found = context.engine.alerts
      .offers()
      .flatMap(({ measures }) => measures)
      .find(({ measure: of }) => of === answer.trim().toLowerCase());
    return found
      ? { ok: true, value: found.measure }
      : { ok: false, say: context.t('alert-bad-measure') };
  },
};

const isTerm = (answers: Answers): boolean => answers['measure'] === 'term';

function nowOf(context: CommandContext, answers: Answers) {
  const of = answers['measure'] as AlertMeasure;
  const offered = offerOf(context, answers['subject'])?.measures ?? [];
  return { of, now: offered.find((one) => one.measure === of)?.now ?? null };
}

const direction: DialogStep = {
  key: 'direction',
  skip: isTerm,
  ask(context, answers) {
    const { of, now } = nowOf(context, answers);
    return {
      text: context.t('alert-ask-direction', {
        measure: measureWords(context, of),
        value: measured(of, now),
      }),
      choices: [
        { label: context.t('alert-direction', { to: 'above' }), value: '>' },
        { label: context.t('alert-direction', { to: 'below' }), value: '<' },
      ],
    };
  },
  accept({ t }, answer) {
    const typed = answer.trim().toLowerCase();
    if (['>', 'above', 'over'].includes(typed)) return { ok: true, value: '>' };
    if (['<', 'below', 'under'].includes(typed)) return { ok: true, value: '<' };
    return { ok: false, say: t('alert-bad-direction') };
  },
};

/** A little, more and much beyond the value now, as a person would round it. */
function suggested(of: AlertMeasure, now: number | null, to: string): readonly number[] {
  const fixed: Partial<Record<AlertMeasure, readonly number[]>> = {
    change: [1, 2, 3],
    'change-pct': [2, 5, 10],
    ivrank: to === '>' ? [70, 80, 90] : [-30, -20, -10],
  };
  const sign = to === '>' ? 1 : -1;
  const listed = fixed[of];
  if (listed) return listed.map((value) => sign * value);
  if (now === null) return [];
  const wide = of === 'level' || of === 'atm30d' ? Math.abs(now) : 20;
  return [0.05, 0.1, 0.2].map((share) => Number((now + sign * share * wide).toPrecision(3)));
}

function typedOf(answers: Answers, level: string): string {
  const of = answers['measure'] as AlertMeasure;
  const name = measureName(of);
  const sign = of === 'change-pct' && !level.endsWith('%') ? '%' : '';
  return `${answers['subject'] ?? ''} ${name} ${answers['direction'] ?? '>'} ${level}${sign}`;
}

const level: DialogStep = {
  key: 'level',
  skip: isTerm,
  ask(context, answers) {
    const { of, now } = nowOf(context, answers);
    return {
      text: context.t('alert-ask-level', {
        measure: measureWords(context, of),
        value: measured(of, now),
      }),
      choices: suggested(of, now, answers['direction'] ?? '>').map((value) => ({
        label: plain(measured(of, value)),
        value: String(value),
      })),
    };
  },
  accept(context, answer) {
    // What it is a level of was answered before: here only a number is wanted.
    const checked = context.engine.alerts.check(`VIX change > ${answer.trim()}`);
    return checked.ok
      ? { ok: true, value: String(checked.value.level) }
      : { ok: false, say: conditionTrouble(context, checked.error) };
  },
};

function add(context: CommandContext, typed: string): Card {
  const { engine, user, chat } = context;
  const added = engine.alerts.add(user.id, chat.kind, typed);
  return added.ok
    ? addedCard(context, added.value)
    : { kind: 'card', text: alertTrouble(context, added.error) };
}

function finish(context: CommandContext, answers: Answers): Card {
  const typed = isTerm(answers)
    ? `${answers['subject'] ?? ''} term inverted`
    : typedOf(answers, answers['level'] ?? '');
  return add(context, typed);
}

export const alert = command({
  name: 'alert',
  aliases: [],
  role: 'viewer',
  chats: ['private', 'group'],
  menu: 'unlisted',
  section: 'signals',
  args: z.object({ words: z.array(z.string()).default([]) }),
  run(context, { words }) {
    if (words.length > 0) return Promise.resolve(add(context, words.join(' ')));
    if (context.chat.kind === 'group') {
      const text = lines([context.t('alert-trouble-empty'), exampleLine(context)]);
      return Promise.resolve({ kind: 'card', text });
    }
    return Promise.resolve({
      kind: 'dialog',
      steps: [subject, measure, direction, level],
      finish,
    });
  },
});
