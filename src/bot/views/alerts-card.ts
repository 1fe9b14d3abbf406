import type {
  AlertError,
  AlertsView,
  AlertView,
  BuiltInView,
} from '../../engine/domain/vol-alert.js';
import type { Button, Card, CommandContext } from '../command.js';
import { bold, code, lines, type Html } from '../html.js';
import { conditionTrouble, exampleLine, measured, pictureButton, span } from './alert-words.js';
import { button } from './buttons.js';
import { duration, plain } from './format.js';

export const RULES_A_PAGE = 5;

const SIGNS: Readonly<Record<AlertView['state'], string>> = {
  armed: '🔔',
  fired: '🔴',
  snoozed: '💤',
  stale: '⚠️',
  'no-data': '–',
};

/** Value now, how far it is from the level, and how old it is. */
function nowLine({ t }: CommandContext, { now, rule, distance }: AlertView): Html {
  if (!now) return t('alerts-no-data');
  const { measure } = rule.condition;
  const { nowMs, asOfMs, delayMs } = now.stamp;
  return t('alerts-now', {
    value: measured(measure, now.value),
    away: span(measure, distance),
    beyond: (distance ?? 0) < 0 ? 'yes' : 'no',
    age: duration(t, nowMs - asOfMs + delayMs),
  });
}

function ruleLines(context: CommandContext, view: AlertView, number: number): Html {
  const { t } = context;
  const { rule, state, text, count, margin } = view;
  const { measure } = rule.condition;
  const held = state === 'fired' && count === 0;
  return lines([
    `${number}. ${held ? '⏳' : SIGNS[state]} ${code(plain(text))}` as Html,
    nowLine(context, view),
    state === 'armed'
      ? null
      : t('alerts-state', {
          state: held ? 'held' : state,
          count,
          margin: span(measure, margin),
        }),
  ]);
}

function builtInLine({ t }: CommandContext, { name, state, fired }: BuiltInView): Html {
  return t('alerts-built-in', {
    sign: state === 'on' ? '✅' : '▫️',
    name: t('alert-built-in', { name }),
    fired: fired.join(', '),
    is: fired.length > 0 ? 'fired' : 'quiet',
  });
}

function ruleButtons({ t }: CommandContext, view: AlertView, number: number): Button[] {
  const { id } = view.rule;
  const sleeps = view.state === 'snoozed';
  return [
    button(t('alerts-button-remove', { number }), 'alerts', { act: 'remove', id }),
    button(t('alerts-button-snooze', { number, sleeps: sleeps ? 'yes' : 'no' }), 'alerts', {
      act: 'snooze',
      id,
    }),
  ];
}

/** Two rules a row: four short buttons are as many as a phone has room for. */
function inPairs(rows: readonly (readonly Button[])[]): Button[][] {
  return rows.flatMap((row, at) => (at % 2 === 0 ? [[...row, ...(rows[at + 1] ?? [])]] : []));
}

function pageButtons(pages: number, page: number): Button[] {
  if (pages < 2) return [];
  return Array.from({ length: pages }, (_, at) =>
    button(plain(at + 1 === page ? `• ${at + 1}` : String(at + 1)), 'alerts', { page: at + 1 }),
  );
}

function builtInButtons({ t }: CommandContext, { name, state }: BuiltInView): Button {
  const to = state === 'on' ? 'off' : 'on';
  return button(
    t('alerts-button-built-in', { name: t('alert-built-in', { name }), to }),
    'alerts',
    {
      act: to,
      name,
    },
  );
}

/** Rules with where they stand, and what the desk watches by itself. */
export function alertsCard(
  context: CommandContext,
  view: AlertsView,
  of: { readonly page: number; readonly news: Html | null },
): Card {
  const { t, chat } = context;
  const pages = Math.max(1, Math.ceil(view.rules.length / RULES_A_PAGE));
  const page = Math.min(of.page, pages);
  const from = (page - 1) * RULES_A_PAGE;
  const shown = view.rules.slice(from, from + RULES_A_PAGE);
  const own = chat.kind === 'private' ? view.builtIns : [];
  const pairs = [own.slice(0, 2), own.slice(2)].filter((row) => row.length > 0);
  return {
    kind: 'card',
    text: lines([
      of.news,
      bold(t('alerts-headline', { count: view.rules.length, most: view.most })),
      ...shown.map((rule, at) => ruleLines(context, rule, from + at + 1)),
      view.rules.length === 0 ? t('alerts-none') : null,
      ...(own.length > 0 ? [bold(t('alerts-built-ins'))] : []),
      ...own.map((one) => builtInLine(context, one)),
    ]),
    buttons: [
      ...inPairs(shown.map((rule, at) => ruleButtons(context, rule, from + at + 1))),
      pageButtons(pages, page),
      ...pairs.map((row) => row.map((one) => builtInButtons(context, one))),
      [button(t('alerts-button-new'), 'alert'), button(t('button-refresh'), 'alerts', { page })],
    ].filter((row) => row.length > 0),
  };
}

/** A rule that was just made. */
export function addedCard(context: CommandContext, view: AlertView): Card {
  const { t } = context;
  const { rule, now, text, margin, state, distance } = view;
  const { condition } = rule;
  const { measure } = condition;
  return {
    kind: 'card',
    text: lines([
      bold(`🔔 ${code(plain(text))}` as Html),
      now
        ? t('alert-added-now', {
            value: measured(measure, now.value),
            away: span(measure, distance),
            holds: state === 'fired' ? 'yes' : 'no',
          })
        : t('alerts-no-data'),
      t('alert-added-rule', {
        margin: span(measure, margin),
        where: rule.chat,
      }),
    ]),
    buttons: [
      [
        pictureButton(context, condition),
        button(t('alert-button-list'), 'alerts'),
        button(t('alert-button-remove'), 'alerts', { act: 'remove', id: rule.id }),
      ],
    ],
  };
}

/** Why a rule was not made or not found, in one sentence; a slip shows how it is typed. */
export function alertTrouble(context: CommandContext, error: AlertError): Html {
  const { t } = context;
  switch (error.code) {
    case 'condition':
      return lines([conditionTrouble(context, error.error), exampleLine(context)]);
    case 'too-many':
      return t('alert-too-many', { most: error.most });
    case 'same':
      return t('alert-same', { text: error.text });
    case 'not-allowed':
      return t('alert-not-allowed');
    case 'unknown-alert':
      return t('alert-unknown');
    case 'no-answer':
      return t('alert-no-answer');
  }
}
