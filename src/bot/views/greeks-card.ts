import type { GreeksView } from '../../engine/domain/vol-views.js';
import type { ChartFrame, ChartSpec, PlotPanel } from '../charts/spec.js';
import type { CommandContext } from '../command.js';
import { bold, lines, pre, words, type Html } from '../html.js';
import { chartFooter, decimal, instant, plain, price, signed } from './format.js';
import { daysText, padLeft, padRight, spotPrice, volStamp, volText } from './vol-words.js';

export const GREEKS_SHOWS = ['payoff', 'profile'] as const;
export type GreeksShow = (typeof GREEKS_SHOWS)[number];

const LABEL_COLUMNS = 8;
const FIGURE_COLUMNS = 14;

/** `BTC 2026-11-27 90000 C`. */
export function optionTitle({ expiry, right, strike, underlying }: GreeksView): string {
  return `${underlying} ${expiry} ${strike} ${right === 'put' ? 'P' : 'C'}`;
}

/** Significant figures for a gamma, whose size hangs on the price of the underlying. */
function gammaText(gamma: number): string {
  const decimals = gamma === 0 ? 4 : Math.max(4, 2 - Math.floor(Math.log10(Math.abs(gamma))));
  return decimal(gamma, Math.min(10, decimals));
}

interface Row {
  readonly label: string;
  readonly ours: string;
  readonly venue: string;
}

const NONE = '–';

/** The venue's price is in dollars here, as in a chain; in the coin it counts at its own forward. */
function priceRows({ coin, forward, ours, priceCoin, venue }: GreeksView): readonly Row[] {
  const mark = venue?.markPrice ?? null;
  const usd = { label: '$', ours: price(ours.price, 2), venue: price(mark, 2) };
  if (coin === null) return [usd];
  const markCoin = mark === null ? null : mark / (venue?.forward ?? forward);
  return [usd, { label: coin, ours: decimal(priceCoin, 5), venue: decimal(markCoin, 5) }];
}

function mainRows(view: GreeksView): readonly Row[] {
  const { ours, venue } = view;
  const theirs = venue?.greeks ?? null;
  const markIv = venue?.markIv ?? null;
  return [
    ...priceRows(view),
    {
      label: 'σ %',
      ours: decimal(100 * view.fitVol, 2),
      venue: decimal(markIv === null ? null : 100 * markIv, 2),
    },
    { label: 'Δ', ours: signed(ours.delta, 4), venue: signed(theirs?.delta ?? null, 4) },
    { label: 'Γ', ours: gammaText(ours.gamma), venue: theirs ? gammaText(theirs.gamma) : NONE },
    {
      label: 'ν $/pt',
      ours: signed(ours.vegaUsdPerVolPt, 2),
      venue: signed(theirs?.vegaUsdPerVolPt ?? null, 2),
    },
    {
      label: 'θ $/d',
      ours: signed(ours.thetaUsdPerDay, 2),
      venue: signed(theirs?.thetaUsdPerDay ?? null, 2),
    },
  ];
}

function moreRows(view: GreeksView): readonly Row[] {
  const { netDelta, ours, smileDelta, venue } = view;
  const alone = (label: string, value: string): Row => ({ label, ours: value, venue: '' });
  return [
    {
      label: 'ρ $/%',
      ours: signed(ours.rhoUsdPerPct, 2),
      venue: signed(venue?.greeks?.rhoUsdPerPct ?? null, 2),
    },
    alone('Δ smile', signed(smileDelta, 4)),
    ...(netDelta === null ? [] : [alone('Δ net', signed(netDelta, 4))]),
    alone('vanna', signed(ours.vannaPerVolPt, 5)),
    alone('volga', signed(ours.volgaUsdPerVolPt2, 3)),
    alone('charm', signed(ours.charmPerDay, 5)),
  ];
}

function table({ t }: CommandContext, rows: readonly Row[]): Html {
  const head = [t('greeks-ours'), t('greeks-venue')].map((name) => padLeft(name, FIGURE_COLUMNS));
  const body = rows.map(
    ({ label, ours, venue }) =>
      padRight(label, LABEL_COLUMNS) +
      padLeft(ours, FIGURE_COLUMNS) +
      (venue === '' ? '' : padLeft(venue, FIGURE_COLUMNS)),
  );
  return pre(plain([padRight('', LABEL_COLUMNS) + head.join(''), ...body].join('\n')));
}

function marketLine({ t }: CommandContext, view: GreeksView): Html {
  const { ask, askCoin, bid, bidCoin, coin, midVol } = view;
  const inCoin = coin !== null && (bidCoin !== null || askCoin !== null);
  return t('greeks-market', {
    bid: inCoin ? decimal(bidCoin, 4) : price(bid),
    ask: inCoin ? decimal(askCoin, 4) : price(ask),
    unit: inCoin ? coin : '$',
    vol: volText(midVol),
  });
}

function headline(view: GreeksView): Html {
  return words([bold(plain(optionTitle(view))), plain(daysText(view.days))], ' · ');
}

/** The option, its market, and our greeks beside the venue's. */
export function greeksCaption(context: CommandContext, view: GreeksView): Html {
  return lines([
    headline(view),
    marketLine(context, view),
    table(context, mainRows(view)),
    volStamp(context, view.stamp),
  ]);
}

/** With second-order greeks, forward and settlement. */
export function greeksText(context: CommandContext, view: GreeksView): Html {
  const { t, user } = context;
  return lines([
    headline(view),
    marketLine(context, view),
    table(context, [...mainRows(view), ...moreRows(view)]),
    t('greeks-forward', { forward: spotPrice(view.forward), spot: spotPrice(view.spot) }),
    t('greeks-settles', { at: instant(view.settlesAtMs, user.settings.zone) }),
    t('greeks-legend', { coin: view.coin ?? 'no' }),
    volStamp(context, view.stamp),
  ]);
}

function frame(view: GreeksView, zone: string, subtitle: string): ChartFrame {
  return {
    title: `${view.underlying} ${view.strike} ${view.right === 'put' ? 'P' : 'C'}`,
    delta: { text: `σ ${decimal(100 * view.fitVol, 1)}%`, direction: 'flat' },
    subtitle: `${view.expiry} · ${daysText(view.days)} · ${subtitle}`,
    mode: view.stamp.mode,
    footer: chartFooter(view.stamp, zone),
  };
}

function payoff(view: GreeksView, zone: string): ChartSpec {
  return {
    ...frame(view, zone, '$ × 1'),
    kind: 'payoff',
    ...view.payoff,
    strikes: [view.strike],
    spot: view.spot,
  };
}

function profile(view: GreeksView, zone: string): ChartSpec {
  const { payoff: at, profile: over, spot } = view;
  // A change of delta for one percent of the price reads alike for every underlying.
  const gamma = over.gamma.map((value, i) => (value * (at.spots[i] ?? NaN)) / 100);
  const panel = (name: string, values: readonly number[], decimals: number): PlotPanel => ({
    name,
    x: { kind: 'number' },
    y: { unit: '', decimals },
    series: [
      {
        name: '',
        role: 'main',
        style: 'line',
        points: values.map((y, i) => ({ x: at.spots[i] ?? NaN, y })),
      },
    ],
    marks: [{ x: spot, label: '' }],
    levels: [],
  });
  const { ours } = view;
  return {
    ...frame(view, zone, `S ${spotPrice(spot)}`),
    kind: 'plot',
    panels: [
      panel(`Δ ${signed(ours.delta, 3)}`, over.delta, 3),
      panel(`Γ/% ${signed((ours.gamma * spot) / 100, 4)}`, gamma, 4),
      panel(`ν $ ${signed(ours.vegaUsdPerVolPt, 2)}`, over.vegaUsdPerVolPt, 2),
      panel(`θ $ ${signed(ours.thetaUsdPerDay, 2)}`, over.thetaUsdPerDay, 2),
    ],
  };
}

/** Profit over the price now and at expiry, or the greeks over the same prices. */
export function greeksChart(view: GreeksView, show: GreeksShow, zone: string): ChartSpec | null {
  if (view.payoff.spots.length < 2) return null;
  return show === 'payoff' ? payoff(view, zone) : profile(view, zone);
}
