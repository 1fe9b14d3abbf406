import type { QuoteView } from '../../engine/api.js';
import type { ChartSpec } from '../charts/spec.js';
import type { CommandContext } from '../command.js';
import { bold, lines, words, type Html } from '../html.js';
import {
  arrow,
  chartFooter,
  direction,
  plain,
  price,
  signed,
  signedPercent,
  stampLine,
} from './format.js';

/** The last sixty sessions, ending in the price now. */
export function quoteChart(view: QuoteView, zone: string): ChartSpec | null {
  if (view.history.length < 2) return null;
  return {
    kind: 'line',
    title: `${view.symbol} ${price(view.move.level)}`,
    delta: {
      text: `${signed(view.move.change, 2)} (${signedPercent(view.move.changePct, 2)})`,
      direction: direction(view.move.change),
    },
    subtitle: '60D',
    mode: view.stamp.mode,
    footer: chartFooter(view.stamp, zone),
    x: { kind: 'time', zone, span: 'months' },
    y: { unit: '', decimals: 2 },
    series: [
      {
        name: view.symbol,
        role: 'main',
        style: 'area',
        points: view.history.map(({ atMs, value }) => ({ x: atMs, y: value })),
      },
    ],
    levels: [],
  };
}

export function quoteCaption(context: CommandContext, view: QuoteView): Html {
  const { t } = context;
  const { move } = view;
  const change = `${arrow(move.change)} ${signed(move.change, 2)} (${signedPercent(move.changePct, 2)})`;
  const market =
    view.bid === null || view.ask === null
      ? t('quote-last', { last: price(view.last) })
      : t('quote-market', {
          bid: price(view.bid),
          ask: price(view.ask),
          bidSize: view.bidSize ?? '–',
          askSize: view.askSize ?? '–',
        });
  return lines([
    words([bold(plain(`${view.symbol} ${price(move.level)}`)), plain(change)], '  '),
    market,
    stampLine(context, view.stamp),
  ]);
}
