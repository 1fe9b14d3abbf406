import type { FlattenPlan } from '../../engine/domain/desk-views.js';
import type { Button, Card, CommandContext } from '../command.js';
import { bold, lines, words, type Html } from '../html.js';
import { button } from './buttons.js';
import { plain } from './format.js';
import { runLines } from './orders-card.js';
import { othersList } from './positions-card.js';
import { signedMoney } from './money.js';
import { GAP, legsText, nowLine } from './trading-words.js';

function positionLine(context: CommandContext, view: FlattenPlan['positions'][number]): Html {
  const { position, short, openMicros } = view;
  const what = `${position.units} × ${legsText(position.underlying, position.legs)}`;
  return lines([
    words([bold(plain(short)), plain(position.strategy)], ' · '),
    words([plain(what), signedMoney(context, openMicros)], ' · '),
  ]);
}

/** Choices one a row, so that no thumb takes the wrong one; the token stands for this very list. */
function choices({ t }: CommandContext, plan: FlattenPlan): Button[][] {
  const { token } = plan;
  const closing = plan.positions.length;
  const cancelled = plan.runs.filter(({ run }) => run.run.purpose === 'entry').length;
  const both = closing > 0 && cancelled > 0;
  const single = closing > 0 ? 'positions' : cancelled > 0 ? 'orders' : 'tickets';
  const what = both ? 'both' : single;
  const all = button(t('flatten-all', { closing, cancelled, what }), 'flatten', {
    scope: 'all',
    token,
  });
  const orders = button(t('flatten-orders', { cancelled }), 'flatten', { scope: 'orders', token });
  return [
    [all],
    ...(both ? [[orders]] : []),
    [button(t('flatten-keep'), 'flatten', { scope: 'keep', token })],
  ];
}

/** What would be closed and cancelled, ours first; what is not ours is named and left alone. */
export function flattenCard(context: CommandContext, plan: FlattenPlan): Card {
  const { t } = context;
  const { positions, runs, others } = plan;
  return {
    kind: 'card',
    text: lines([
      bold(t('flatten-headline')),
      t('flatten-ours', { positions: positions.length, orders: runs.length }),
      ...positions.flatMap((view) => [GAP, positionLine(context, view)]),
      ...runs.flatMap(({ run, short }) => [GAP, runLines(context, run, short)]),
      GAP,
      others.length > 0 ? t('flatten-untouched', { list: othersList(context, others) }) : null,
      t('flatten-how'),
      nowLine(context),
    ]),
    buttons: choices(context, plan),
  };
}
