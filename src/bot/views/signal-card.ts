import type {
  SignalView,
  SuggestionsView,
  SuggestionView,
} from '../../engine/domain/score-views.js';
import { DAY_MS } from '../../engine/domain/units.js';
import type { ChartPoint, ChartSeries, ChartSpec } from '../charts/spec.js';
import type { Card, CommandContext } from '../command.js';
import { bold, lines, plainText, type Html } from '../html.js';
import { button } from './buttons.js';
import {
  chartFooter,
  decimal,
  instant,
  percent,
  price,
  signedPercent,
  stampLine,
  direction,
  signed,
} from './format.js';
import { usdText } from './money.js';
import { caveats, chance, outlookLine, ruleLine, triggerLine } from './score-words.js';

const AHEAD_MS = 30 * DAY_MS;

function points(history: SignalView['history']): ChartPoint[] {
  return history.map(({ atMs, value }) => ({ x: atMs, y: value }));
}

/** From the level now to where such days have led. */
function fan(view: SignalView): readonly ChartSeries[] {
  const { expectedVix, lowVix, highVix } = view.reading.outlook;
  const from = { x: view.stamp.asOfMs, y: view.vix.level };
  const to = (y: number): ChartPoint[] => [from, { x: from.x + AHEAD_MS, y }];
  return [
    { name: '90%', role: 'third', style: 'dotted', points: to(highVix) },
    { name: '10%', role: 'third', style: 'dotted', points: to(lowVix) },
    { name: 'x̄', role: 'second', style: 'dashed', points: to(expectedVix) },
  ];
}

/** VIX with its mean of 60 sessions, and 30 days ahead what followed the like of it. */
export function signalChart(view: SignalView, zone: string): ChartSpec {
  return {
    kind: 'line',
    title: `VIX ${decimal(view.vix.level, 2)}`,
    delta: {
      text: `${signed(view.vix.change, 2)} (${signedPercent(view.vix.changePct, 1)})`,
      direction: direction(view.vix.change),
    },
    subtitle: `p ${chance(view.reading.confidence)} · +30 d`,
    mode: view.stamp.mode,
    footer: chartFooter(view.stamp, zone),
    x: { kind: 'time', zone, span: 'months' },
    y: { unit: '', decimals: 1 },
    series: [
      { name: 'x̄60', role: 'muted', style: 'dashed', points: points(view.mean60) },
      ...fan(view),
      { name: 'VIX', role: 'main', style: 'line', points: points(view.history) },
    ],
    levels: [{ value: 25, label: '25' }],
  };
}

function snapshot({ t }: CommandContext, view: SignalView): readonly Html[] {
  const { slopePct } = view;
  return [
    t('signal-vix', { vix: decimal(view.vix.level, 2), above: signedPercent(view.abovePct, 0) }),
    t('signal-futures', {
      m1: decimal(view.m1, 2),
      m2: decimal(view.m2, 2),
      size: percent(slopePct === null ? null : Math.abs(slopePct), 1),
      shape: slopePct === null ? 'none' : slopePct < 0 ? 'backwardation' : 'contango',
    }),
    t('signal-spy', {
      spy: price(view.spy?.level ?? null),
      drawdown: signedPercent(view.spyDrawdownPct, 1),
    }),
  ];
}

function offerLines({ t }: CommandContext, offer: SuggestionView): readonly Html[] {
  const [bought, sold] = offer.legs;
  return [
    t('signal-offer', {
      kind: offer.kind,
      strike: decimal(bought?.strike ?? null, 0),
      sold: decimal(sold?.strike ?? null, 0),
      expiry: offer.expiry,
      days: offer.daysToExpiry,
    }),
    t('signal-money', {
      cost: usdText(offer.costUsd),
      even: decimal(offer.breakEven, 2),
      worst: usdText(offer.worstCaseUsd),
      expected: `${offer.expectedValueUsd > 0 ? '+' : ''}${usdText(offer.expectedValueUsd)}`,
      chance: percent(100 * offer.winChance, 0),
    }),
  ];
}

/** What could not be priced, a line a reason. */
function missingLines({ t }: CommandContext, missing: SuggestionsView['missing']): readonly Html[] {
  return [...new Set(missing.map(({ code }) => code))].map((code) => {
    const kinds = missing.filter((one) => one.code === code);
    return t('signal-missing', {
      list: kinds.map(({ kind }) => plainText(t('signal-kind', { kind }))).join(', '),
      code,
    });
  });
}

function suggested(context: CommandContext, { best, offers, missing }: SuggestionsView) {
  const { t } = context;
  const [first] = offers;
  // The one that loses least is still shown, and said not to be worth its price.
  const offer = best ?? first;
  return [
    ...(best === null && first ? [t('signal-too-dear')] : []),
    ...(offer ? offerLines(context, offer) : [t('signal-no-offer')]),
    ...missingLines(context, missing),
  ];
}

function past({ t }: CommandContext, { past: trades }: SignalView): Html {
  if (!trades) return t('signal-past-none');
  return t('signal-past', {
    won: percent(100 * trades.winRate, 0),
    average: signedPercent(100 * trades.averageReturn, 0),
    days: trades.days,
    spikes: trades.episodes,
  });
}

/** The alert in the mission's layout. A picture's caption holds 1,024 characters. */
export function signalCard(context: CommandContext, view: SignalView): Card {
  const { t, user } = context;
  const at = instant(view.stamp.asOfMs, user.settings.zone);
  return {
    kind: 'card',
    text: lines([
      bold(t('signal-headline')),
      bold(t('signal-section', { section: 'signal' })),
      t('signal-strength', { confidence: chance(view.reading.confidence), at }),
      triggerLine(context, view.triggers.mission, 'mission'),
      bold(t('signal-section', { section: 'snapshot' })),
      ...snapshot(context, view),
      bold(t('signal-section', { section: 'trade' })),
      ...suggested(context, view.suggestions),
      outlookLine(context, view.reading),
      bold(t('signal-section', { section: 'context' })),
      t('signal-days', { days: view.daysAbove25 }),
      past(context, view),
      ruleLine(context, view.rule),
      ...caveats(context, view.reading),
      stampLine(context, view.stamp),
    ]),
    chart: signalChart(view, user.settings.zone),
    buttons: [
      [
        button(t('button-details'), 'score', { form: 'text' }),
        button(t('button-analogs'), 'analogs'),
        button(t('button-mute'), 'mute'),
      ],
    ],
  };
}
