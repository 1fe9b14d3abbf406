import { atLeast } from '../../engine/domain/people.js';
import type { Card, CommandContext } from '../command.js';
import { bold, lines, type Html } from '../html.js';
import { button } from './buttons.js';
import { nowLine } from './trading-words.js';

/** What a stop has done, the state now, and the ways on from there. */
export function stoppedCard(context: CommandContext, news: Html): Card {
  const { t, engine, user, chat } = context;
  const acts = chat.kind === 'private' && atLeast(user.role, 'trader');
  const owns = chat.kind === 'private' && atLeast(user.role, 'owner');
  return {
    kind: 'card',
    text: lines([
      bold(t('trading-state', { state: engine.trading.state() })),
      news,
      nowLine(context),
    ]),
    buttons: [
      [button(t('button-positions'), 'positions'), button(t('button-orders'), 'orders')],
      ...(acts ? [[button(t('button-flatten'), 'flatten')]] : []),
      ...(owns ? [[button(t('button-resume'), 'resume')]] : []),
    ],
  };
}
