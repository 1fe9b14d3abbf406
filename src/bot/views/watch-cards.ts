import { printCondition } from '../../engine/domain/condition-text.js';
import type {
  AlertNews,
  AlertsStaleNews,
  BuiltInFact,
  DataNews,
} from '../../engine/domain/vol-alert.js';
import type { Card, CommandContext } from '../command.js';
import { bold, lines, type Html } from '../html.js';
import { measured, measureWords, pictureButton } from './alert-words.js';
import { button } from './buttons.js';
import { badge, decimal, duration, plain, signed, stampLine, timeOfDay } from './format.js';

function builtInLine({ t }: CommandContext, fact: BuiltInFact | null, value: number): Html | null {
  switch (fact?.kind) {
    case 'atm-jump':
      return t('alert-built-in-jump', {
        over: decimal(100 * (value / fact.meanPts - 1), 0),
        mean: decimal(fact.meanPts, 1),
        hours: fact.hours,
      });
    case 'skew-flip':
      return t('alert-built-in-flip', { mean: signed(fact.meanPts, 1), hours: fact.hours });
    case 'term-inverted':
    case undefined:
      return null;
  }
}

/** `3 times within the hour: worst 63.2, first 10:31:02, latest 10:52:40`. */
function foldLine({ t, user }: CommandContext, news: AlertNews): Html | null {
  const { condition, count, worst, firstAtMs, lastAtMs } = news;
  if (count < 2) return null;
  return t('alert-folded', {
    count,
    worst: measured(condition.measure, worst),
    first: timeOfDay(firstAtMs, user.settings.zone),
    last: timeOfDay(lastAtMs, user.settings.zone),
  });
}

/** A condition has come true: the figure, the condition, how often, how old. */
export function firedCard(context: CommandContext, news: AlertNews): Card {
  const { t } = context;
  const { condition, builtIn, ruleId, value, stamp } = news;
  const headline = builtIn
    ? t('alert-built-in-headline', { name: builtIn.kind, subject: condition.subject })
    : (`🔔 ${plain(printCondition(condition))}` as Html);
  const rest =
    ruleId === null
      ? button(t('alert-button-list'), 'alerts')
      : button(t('alert-button-snooze'), 'alerts', { act: 'snooze', id: ruleId });
  return {
    kind: 'card',
    text: lines([
      bold(headline),
      t('alert-figure', {
        measure: measureWords(context, condition.measure),
        value: measured(condition.measure, value),
      }),
      builtInLine(context, builtIn, value),
      foldLine(context, news),
      stampLine(context, stamp),
    ]),
    buttons: [
      [
        pictureButton(context, condition),
        rest,
        ...(ruleId === null ? [] : [button(t('alert-button-list'), 'alerts')]),
      ],
    ],
  };
}

/** Rules that are not looked at for want of fresh prices. */
export function alertsStaleCard(context: CommandContext, news: AlertsStaleNews): Card {
  const { t } = context;
  const { zone } = context.user.settings;
  return {
    kind: 'card',
    text: lines([
      bold(t('alerts-stale-headline', { count: news.rules.length })),
      ...news.rules
        .slice(0, 10)
        .map(({ text, asOfMs }) =>
          t('alerts-stale-line', { text, age: duration(t, news.nowMs - asOfMs) }),
        ),
      t('alerts-stale-why'),
      plain(`${badge(news.mode)} · ${timeOfDay(news.nowMs, zone)}`),
    ]),
    buttons: [
      [button(t('card-button-status'), 'status'), button(t('alert-button-list'), 'alerts')],
    ],
  };
}

/** A feed that is quiet or gives what cannot be; the same message says when it is over. */
export function dataCard(context: CommandContext, news: DataNews): Card {
  const { t } = context;
  const { zone } = context.user.settings;
  const { feed, problem, phase, count, times, ageMs, sinceMs, nowMs } = news;
  const what =
    problem === 'stale'
      ? t('data-stale', { feed, since: timeOfDay(sinceMs, zone) })
      : t('data-too-many', { feed, count, problem: t('data-problem', { problem }) });
  return {
    kind: 'card',
    text: lines([
      bold(`${phase === 'over' ? '✅' : '⚠️'} ${what}` as Html),
      phase === 'over'
        ? t('data-over', { at: timeOfDay(nowMs, zone), lasted: duration(t, nowMs - sinceMs) })
        : problem === 'stale'
          ? t('data-stale-age', { age: duration(t, ageMs ?? 0) })
          : null,
      times > 1 ? t('data-times', { times }) : null,
      plain(`${badge(news.mode)} · ${timeOfDay(nowMs, zone)}`),
    ]),
    buttons: [[button(t('data-button'), 'status', { page: 'data' })]],
  };
}
