import type { OrdersView } from '../../engine/domain/desk-views.js';
import type { RunState } from '../../engine/domain/order-run.js';
import { atLeast } from '../../engine/domain/people.js';
import type { Card, CommandContext } from '../command.js';
import { bold, lines, words, type Html } from '../html.js';
import { button } from './buttons.js';
import { duration, plain, stampLine } from './format.js';
import { exitRuleName, GAP, legsText, ticksUsd, unitPrice } from './trading-words.js';

const MOST_DONE = 5;

const SIGNS: Record<RunState['phase'], string> = {
  waiting: '⏳',
  placing: '⏳',
  working: '▶️',
  cancelling: '⏳',
  unknown: '❓',
  done: '■',
};

/** One run: what it is for, how far it is, at which limit. */
export function runLines(
  context: CommandContext,
  { run, phase, ...state }: RunState,
  short: string,
): Html {
  const { t, engine } = context;
  const why = run.rule ? exitRuleName(context, run.rule) : t('purpose', { purpose: run.purpose });
  const price = unitPrice(context, ticksUsd(state.limitTicks, run.tickMicros));
  const end = state.outcome
    ? t('run-outcome', { outcome: state.outcome })
    : t('run-phase', { phase });
  return lines([
    words([plain(`${SIGNS[phase]} ${short}`), why, end], ' · '),
    plain(`${run.quantity} × ${legsText(run.underlying, run.legs)}`),
    t('orders-progress', {
      n: state.n,
      limit: state.n === 0 ? '–' : price,
      filled: state.filledUnits,
      of: run.quantity,
      ago: duration(t, engine.marketNowMs() - state.changedAtMs),
    }),
    state.reason === null ? null : t('orders-reason', { reason: state.reason }),
  ]);
}

/** Orders being worked, those whose fate is unknown, and the last that were done. */
export function ordersCard(context: CommandContext, view: OrdersView): Card {
  const { t, user, chat } = context;
  const live = view.runs.filter(({ run }) => run.phase !== 'done');
  const done = view.runs.filter(({ run }) => run.phase === 'done').slice(0, MOST_DONE);
  const unknown = live.filter(({ run }) => run.phase === 'unknown').length;
  const acts = chat.kind === 'private' && atLeast(user.role, 'trader');
  return {
    kind: 'card',
    text: lines([
      bold(t('orders-headline', { count: live.length })),
      unknown > 0 ? t('orders-unknown', { count: unknown }) : null,
      ...[...live, ...done].flatMap(({ run, short }) => [GAP, runLines(context, run, short)]),
      GAP,
      stampLine(context, view.stamp),
    ]),
    buttons: [
      ...(unknown > 0 && acts ? [[button(t('button-reconcile'), 'reconcile')]] : []),
      [button(t('button-positions'), 'positions'), button(t('button-refresh'), 'orders')],
    ],
  };
}
