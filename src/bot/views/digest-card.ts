import type { DigestView, Move } from '../../engine/api.js';
import type { DigestVol } from '../../engine/domain/digest.js';
import type { Card, CommandContext } from '../command.js';
import { bold, lines, pre, type Html } from '../html.js';
import {
  arrow,
  decimal,
  percent,
  plain,
  price,
  signed,
  signedPercent,
  stampLine,
} from './format.js';
import { measureLines } from './vix-card.js';

const MOST_MOVERS = 2;

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

/** `BTC     55.2   +1.3   −3.1 ⇅`: at the money, its change, skew, and whether the term is inverted. */
function volRow({ underlying, atmPts, changePts, skewPts, inversionPts }: DigestVol): string {
  const columns = [decimal(atmPts, 1), signed(changePts, 1), signed(skewPts, 1)];
  const [level = '', change = '', skew = ''] = columns.map((text) => text.padStart(7));
  const inverted = inversionPts !== null && inversionPts > 0 ? ' ⇅' : '';
  return `${underlying.padEnd(6)}${level}${change}${skew}${inverted}`;
}

function volLines({ t }: CommandContext, { vol = [] }: DigestView): readonly Html[] {
  if (vol.length === 0) return [];
  const head = ['ATM30', 'Δ', 'RR25'].map((text) => text.padStart(7)).join('');
  const table = [`${''.padEnd(6)}${head}`, ...vol.map(volRow)].join('\n');
  const moved = vol.flatMap(({ underlying, mover }) => (mover ? [{ underlying, ...mover }] : []));
  moved.sort((a, b) => Math.abs(b.changePts) - Math.abs(a.changePts));
  const list = moved
    .slice(0, MOST_MOVERS)
    .map(({ underlying, expiry, changePts }) => `${underlying} ${expiry} ${signed(changePts, 1)}`);
  return [
    pre(plain(table)),
    ...(list.length > 0 ? [t('digest-vol-movers', { list: list.join(' · ') })] : []),
  ];
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
      ...volLines(context, view),
      moversLine(context, view),
      t('digest-next', { day: view.nextSession.day, kind: view.nextSession.kind }),
      stampLine(context, view.stamp),
    ]),
  };
}
