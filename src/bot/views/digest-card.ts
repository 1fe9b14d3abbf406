import type { DigestView, Move } from '../../engine/api.js';
import type { Card, CommandContext } from '../command.js';
import { bold, lines, pre, type Html } from '../html.js';
import { arrow, decimal, percent, plain, price, signedPercent, stampLine } from './format.js';
import { measureLines } from './vix-card.js';

function moveRow(symbol: string, move: Move | null): string | null {
  if (!move) return null;
  const level = price(move.level).padStart(10);
  return `${symbol.padEnd(6)}${level} ${arrow(move.change)}${signedPercent(move.changePct, 2).padStart(9)}`;
}

function table(view: DigestView): Html {
  const rows = [moveRow('VIX', view.vix), moveRow('SPX', view.spx), moveRow('SPY', view.spy)];
  return pre(plain(rows.filter((row) => row !== null).join('\n')));
}

function moversLine({ t }: CommandContext, view: DigestView): Html | null {
  if (view.movers.length === 0) return null;
  const list = view.movers
    .map(({ symbol, move }) => `${symbol} ${signedPercent(move.changePct, 1)}`)
    .join(' · ');
  return t('digest-movers', { list });
}

function scoreLine({ t }: CommandContext, { score }: DigestView): Html | null {
  if (!score) return null;
  return t('digest-score', {
    confidence: decimal(score.confidence, 2),
    place: percent(100 * score.place, 0),
    among: score.among,
    expected: decimal(score.expectedVix, 1),
    age: score.modelAgeDays,
  });
}

/** The day in one message, the same for `/digest` and for the news at the close. */
export function digestCard(context: CommandContext, view: DigestView): Card {
  const { t } = context;
  return {
    kind: 'card',
    text: lines([
      bold(t('digest-headline', { day: view.day })),
      table(view),
      measureLines(context, view.measures),
      scoreLine(context, view),
      moversLine(context, view),
      t('digest-next', { day: view.nextSession.day, kind: view.nextSession.kind }),
      stampLine(context, view.stamp),
    ]),
  };
}
