import type { ChainLine, ChainView } from '../../engine/domain/vol-views.js';
import type { CommandContext } from '../command.js';
import { bold, lines, pre, words, type Html } from '../html.js';
import { decimal, plain } from './format.js';
import { daysText, padLeft, spotPrice, volStamp } from './vol-words.js';

export const CHAIN_SHOWS = ['prices', 'vols'] as const;
export type ChainShow = (typeof CHAIN_SHOWS)[number];

const STRIKE_COLUMNS = 8;
const FIGURE_COLUMNS = 7;

const pricesOf = ({ callAsk, callBid, putAsk, putBid }: ChainLine): readonly (number | null)[] => [
  callBid,
  callAsk,
  putBid,
  putAsk,
];

/** In six columns, the same for a page: coin to four places, dollars with what has room. */
function decimalsOf({ lines: page, unit }: ChainView): number {
  if (unit === 'coin') return 4;
  const largest = Math.max(0, ...page.flatMap(pricesOf).map((price) => price ?? 0));
  return largest >= 10_000 ? 0 : largest >= 1000 ? 1 : 2;
}

function figures(line: ChainLine, view: ChainView, show: ChainShow): readonly string[] {
  if (show === 'prices') return pricesOf(line).map((price) => decimal(price, decimalsOf(view)));
  const { callDelta, openInterest, vol } = line;
  return [
    decimal(vol === null ? null : 100 * vol, 1),
    decimal(callDelta, 2),
    decimal(callDelta === null ? null : callDelta - 1, 2),
    openInterest === null ? '–' : openInterest.toFixed(0),
  ];
}

/** The strikes of a page, the one next to the spot marked; at most 36 columns. */
export function chainTable({ t }: CommandContext, view: ChainView, show: ChainShow): Html {
  const heads = show === 'prices' ? ['cb', 'ca', 'pb', 'pa'] : ['vol', 'dc', 'dp', 'oi'];
  const head = heads.map((name) => padLeft(t(`chain-column-${name}`), FIGURE_COLUMNS)).join('');
  const middle = view.forward ?? view.spot;
  const nearest = view.lines.reduce<ChainLine | null>(
    (best, line) =>
      best && Math.abs(best.strike - middle) <= Math.abs(line.strike - middle) ? best : line,
    null,
  );
  const rows = view.lines.map((line) => {
    const mark = line === nearest ? '›' : ' ';
    const cells = figures(line, view, show).map((cell) => padLeft(cell, FIGURE_COLUMNS));
    return padLeft(`${mark}${line.strike}`, STRIKE_COLUMNS) + cells.join('');
  });
  return pre(plain([padLeft('K', STRIKE_COLUMNS) + head, ...rows].join('\n')));
}

/** One page of one expiry. */
export function chainText(context: CommandContext, view: ChainView, show: ChainShow): Html {
  const { t } = context;
  return lines([
    words([bold(plain(`${view.underlying} ${view.expiry}`)), plain(daysText(view.days))], ' · '),
    t('chain-levels', {
      spot: spotPrice(view.spot),
      forward: spotPrice(view.forward),
      unit: view.unit === 'coin' ? (view.coin ?? '') : '$',
    }),
    view.lines.length > 0 ? chainTable(context, view, show) : t('chain-empty'),
    show === 'vols' ? t('chain-legend-vols') : t('chain-legend-prices'),
    volStamp(context, view.stamp),
  ]);
}
