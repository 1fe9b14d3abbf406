import type { RiskView } from '../../engine/domain/desk-views.js';
import { atLeast } from '../../engine/domain/people.js';
import type { CapUse, StressPoint } from '../../engine/domain/ticket.js';
import { microsToUsd } from '../../engine/domain/units.js';
import type { ChartSpec } from '../charts/spec.js';
import type { Button, CommandContext } from '../command.js';
import { bold, lines, plainText, pre, words, type Html } from '../html.js';
import { button } from './buttons.js';
import { columnsOf } from './columns.js';
import { decimal, duration, plain, signed, stampLine } from './format.js';
import { figuresHidden } from './money.js';
import { stressChart } from './stress-chart.js';
import { actorWords, greeksText, stateReason } from './trading-words.js';

const BAR_CELLS = 10;

/** Part of a cap as ten cells: any use shows one, and only a full cap fills all. */
export function capBar(used: number, cap: number): string {
  const share = cap > 0 ? Math.max(0, used / cap) : 1;
  const cells = share >= 1 ? BAR_CELLS : Math.min(BAR_CELLS - 1, Math.ceil(share * BAR_CELLS));
  return '█'.repeat(cells) + '░'.repeat(BAR_CELLS - cells);
}

function padded(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)));
}

function aligned(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - columnsOf(text))) + text;
}

/** `stop  █████████░  45/50  5`, within 36 columns; in a group the share of the cap alone. */
function capRow(context: CommandContext, use: CapUse): string {
  const [used, cap] = [microsToUsd(use.beforeMicros), microsToUsd(use.capMicros)];
  const name = plainText(context.t('card-cap', { name: use.name }));
  const head = `${padded(name, 6)}${capBar(used, cap)}`;
  if (figuresHidden(context)) {
    return `${head} ${decimal(cap > 0 ? (100 * used) / cap : 100, 0).padStart(4)} %`;
  }
  const left = decimal(Math.max(0, cap - used), 0);
  return head + aligned(`${decimal(used, 0)}/${decimal(cap, 0)}`, 11) + aligned(left, 8);
}

function capBlocks(context: CommandContext, view: RiskView): Html | null {
  if (view.caps.length === 0) return null;
  const heads = aligned('$', 11) + aligned(plainText(context.t('risk-left')), 8);
  const blocks = view.caps.flatMap(({ strategy, uses }) => [
    figuresHidden(context) ? strategy : padded(strategy, 16) + heads,
    ...uses.map((use) => capRow(context, use)),
  ]);
  return pre(plain(blocks.join('\n')));
}

function stateLines(context: CommandContext, view: RiskView): Html {
  const { t, engine } = context;
  const { stateSince } = view;
  return lines([
    bold(t('trading-state', { state: view.state })),
    stateSince
      ? t('risk-since', {
          ago: duration(t, engine.marketNowMs() - stateSince.atMs),
          by: actorWords(context, stateSince.by),
          reason: stateReason(context, stateSince.reason),
        })
      : null,
    view.unknownRuns > 0 ? t('risk-unknown', { count: view.unknownRuns }) : null,
  ]);
}

function killLines(context: CommandContext, { kill }: RiskView): readonly Html[] {
  return kill.map((of) =>
    context.t('risk-kill', {
      symbol: of.underlying,
      range: decimal(of.realisedRange, 1),
      move: decimal(of.expectedMove, 1),
      open: signed(of.fromOpen, 1),
      far: decimal(of.expectedMove === null ? null : 1.25 * of.expectedMove, 1),
      vix: signed(of.vixChange, 2),
    }),
  );
}

function figures(context: CommandContext, view: RiskView): readonly (Html | null)[] {
  const greeks = words([bold(context.t('risk-greeks')), plain(greeksText(view.greeks))], '  ');
  return [
    stateLines(context, view),
    capBlocks(context, view),
    figuresHidden(context) ? null : greeks,
    ...killLines(context, view),
  ];
}

/** State, caps as bars, greeks and the volatility kill: all that fits a caption. */
export function riskCaption(context: CommandContext, view: RiskView): Html {
  return lines([...figures(context, view), stampLine(context, view.stamp)]);
}

export interface StressGrid {
  /** Ascending; shares of the spot, and volatility points. */
  readonly spots: readonly number[];
  readonly vols: readonly number[];
  profitUsd(spotShare: number, volPts: number): number | null;
}

/** The points of a stress test by row and column. */
export function stressGrid(points: readonly StressPoint[]): StressGrid {
  const ascending = (values: readonly number[]): readonly number[] =>
    [...new Set(values)].sort((a, b) => a - b);
  const byPlace = new Map(
    points.map((each) => [`${each.spotShare} ${each.volPts}`, each.profitUsd]),
  );
  return {
    spots: ascending(points.map(({ spotShare }) => spotShare)),
    vols: ascending(points.map(({ volPts }) => volPts)),
    profitUsd: (spotShare, volPts) => byPlace.get(`${spotShare} ${volPts}`) ?? null,
  };
}

/** The grid in dollars: a row a move of the spot, a column a move of volatility; 36 columns. */
export function stressTable(points: readonly StressPoint[]): Html {
  const grid = stressGrid(points);
  const shown =
    grid.vols.length <= 4
      ? grid.vols
      : [0, 1, 2, 3].map((at) => {
          const index = Math.round((at * (grid.vols.length - 1)) / 3);
          return grid.vols[index] ?? 0;
        });
  const width = 7;
  const head = `${''.padEnd(7)}${shown.map((vol) => `${signed(vol, 0)}v`.padStart(width)).join('')}`;
  const rows = grid.spots.toReversed().map((spot) => {
    const cells = shown.map((vol) => decimal(grid.profitUsd(spot, vol), 0).padStart(width));
    return `${`${signed(100 * spot, 1)}%`.padEnd(7)}${cells.join('')}`;
  });
  return pre(plain([head, ...rows].join('\n')));
}

/** The caption with the grid as a table. */
export function riskText(context: CommandContext, view: RiskView): Html {
  const { t } = context;
  const grid = view.stress.length === 0 || figuresHidden(context) ? null : stressTable(view.stress);
  return lines([
    ...figures(context, view),
    grid ? bold(t('risk-stress')) : null,
    grid,
    grid ? t('risk-stress-legend') : null,
    stampLine(context, view.stamp),
  ]);
}

/** What a person may do from here. */
export function riskButtons(
  { t, user, chat }: CommandContext,
  of: { readonly view: RiskView; readonly form: 'chart' | 'text' },
): Button[][] {
  const { view, form } = of;
  const acts = chat.kind === 'private' && atLeast(user.role, 'trader');
  const owns = chat.kind === 'private' && atLeast(user.role, 'owner');
  const other = form === 'chart' ? 'text' : 'chart';
  const stops: Button[] = [];
  if (acts && view.state === 'active') stops.push(button(t('button-pause'), 'pause'));
  if (acts && view.state !== 'halted') stops.push(button(t('button-halt'), 'halt'));
  if (owns && view.state !== 'active') stops.push(button(t('button-resume'), 'resume'));
  return [
    [
      button(t(other === 'text' ? 'button-text' : 'button-chart'), 'risk', { form: other }),
      button(t('button-refresh'), 'risk', { form }),
    ],
    ...(stops.length > 0 ? [stops] : []),
    ...(acts && view.unknownRuns > 0 ? [[button(t('button-orders'), 'orders')]] : []),
  ];
}

/** The stress grid of the whole book as a picture; null without points, or where money is hidden. */
export function riskChart(context: CommandContext, view: RiskView): ChartSpec | null {
  const { greeks, stamp, stress } = view;
  return stressChart(context, {
    title: `Σ Δ ${signed(greeks.deltaUnits, 1)}`,
    points: stress,
    mode: stamp.mode,
    atMs: stamp.asOfMs,
  });
}
