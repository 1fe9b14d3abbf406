import { atLeast } from '../../engine/domain/people.js';
import type { BotView } from '../../engine/domain/desk-views.js';
import { microsToUsd } from '../../engine/domain/units.js';
import type { Button, Card, CommandContext } from '../command.js';
import { bold, lines, words, type Html } from '../html.js';
import { button } from './buttons.js';
import { plain } from './format.js';
import { gateName } from './gates.js';
import { signedUsd } from './money.js';
import { GAP, nowLine, untilText } from './trading-words.js';

const MOST_NAMED = 4;

function armedLine(context: CommandContext, { arming }: BotView): Html {
  const { t } = context;
  if (!arming) return t('bots-disarmed');
  return t('bots-armed', { size: arming.quantity, until: untilText(context, arming) });
}

function gatesLine(context: CommandContext, { arming, failing }: BotView): Html {
  const { t } = context;
  if (failing.length === 0) return t('bots-clear', { armed: arming ? 'yes' : 'no' });
  const named = failing.slice(0, MOST_NAMED).map(({ name }) => gateName(context, name));
  return t('bots-blocked', {
    gates: named.join(' · '),
    more: Math.max(0, failing.length - MOST_NAMED),
  });
}

function section(context: CommandContext, view: BotView): Html {
  const { t } = context;
  return lines([
    words([bold(plain(view.strategy)), armedLine(context, view)], ' · '),
    t('bots-day', {
      pnl: signedUsd(context, -microsToUsd(view.dayLossMicros)),
      open: view.openPositions,
    }),
    gatesLine(context, view),
  ]);
}

function row({ t, user, chat }: CommandContext, view: BotView): Button[] {
  const { strategy: bot } = view;
  const acts = chat.kind === 'private';
  const found: Button[] = [];
  if (acts && view.arming && atLeast(user.role, 'trader')) {
    found.push(button(t('button-disarm', { bot }), 'disarm', { bot }));
  }
  if (acts && !view.arming && atLeast(user.role, 'owner')) {
    found.push(button(t('button-arm', { bot }), 'arm', { bot }));
  }
  return [...found, button(t('button-why', { bot }), 'why', { bot })];
}

/** Every bot: armed until when, its day, what is open, which gates said no at its last look. */
export function botsCard(context: CommandContext, views: readonly BotView[]): Card {
  const { t, engine } = context;
  return {
    kind: 'card',
    text: lines([
      words(
        [bold(t('bots-headline')), t('trading-state', { state: engine.trading.state() })],
        ' · ',
      ),
      ...views.flatMap((view) => [GAP, section(context, view)]),
      views.length === 0 ? t('bots-none') : null,
      GAP,
      nowLine(context),
    ]),
    buttons: [...views.map((view) => row(context, view)), [button(t('button-refresh'), 'bots')]],
  };
}
