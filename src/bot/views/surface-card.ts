import type { SliceView, SurfaceView } from '../../engine/domain/vol-views.js';
import { MESH_TURNS, type ChartSpec, type PlotSeries, type SeriesRole } from '../charts/spec.js';
import type { CommandContext } from '../command.js';
import { lines, pre, type Html } from '../html.js';
import { decimal, instant, percent, plain } from './format.js';
import {
  daysText,
  expiryText,
  padLeft,
  padRight,
  pointsText,
  spreadOverTime,
  volFrame,
  volHeadline,
  volLevels,
  volFoot,
} from './vol-words.js';

export const SURFACE_SHOWS = ['heat', 'mesh', 'smiles', 'change'] as const;
export type SurfaceShow = (typeof SURFACE_SHOWS)[number];

const MOST_ROWS = 11;
const MOST_TEXT_ROWS = 12;
const MOST_TEXT_COLUMNS = 5;
const SMILE_ROLES: readonly SeriesRole[] = ['second', 'main', 'third', 'muted'];

interface GridRow {
  readonly slice: SliceView;
  readonly days: number;
  readonly vols: readonly number[];
  readonly changes: readonly number[];
}

function gridRows({ grid, slices }: SurfaceView, most: number): readonly GridRow[] {
  const rows = slices.map((slice, i) => ({
    slice,
    days: slice.days,
    vols: grid.vols[i] ?? [],
    changes: grid.changes?.[i] ?? grid.columns.map(() => NaN),
  }));
  return spreadOverTime(rows, most);
}

function heat(view: SurfaceView, zone: string, show: 'heat' | 'change'): ChartSpec {
  const rows = gridRows(view, MOST_ROWS);
  const inPoints = (values: readonly number[]): readonly number[] =>
    values.map((value) => 100 * value);
  const { comparedWithMs } = view.grid;
  const since = comparedWithMs === null ? [] : [instant(comparedWithMs, zone).slice(5, 16)];
  return {
    ...volFrame(view, zone, show === 'heat' ? ['σ %'] : ['Δσ %', ...since]),
    kind: 'heat',
    colours: show === 'heat' ? 'size' : 'sign',
    axes: { columns: 'Δ', rows: 't' },
    columns: view.grid.columns,
    rows: rows.map(({ days }) => daysText(days)),
    cells: rows.map(({ changes, vols }) => inPoints(show === 'heat' ? vols : changes)),
    decimals: 1,
  };
}

function mesh(view: SurfaceView, zone: string, turn: number): ChartSpec {
  const { days, deviations, vols } = view.mesh;
  return {
    ...volFrame(view, zone, ['σ %']),
    kind: 'mesh',
    days,
    deviations,
    vols: vols.map((row) => row.map((vol) => 100 * vol)),
    turn: ((turn % MESH_TURNS) + MESH_TURNS) % MESH_TURNS,
  };
}

/** A few smiles over each other, by standard deviations so that they can be compared. */
function smiles(view: SurfaceView, zone: string): ChartSpec {
  const { days, deviations, vols } = view.mesh;
  const rows = days.map((each, i) => ({ days: each, vols: vols[i] ?? [] }));
  const series = spreadOverTime(rows, SMILE_ROLES.length).map((row, i): PlotSeries => ({
    name: daysText(row.days),
    role: SMILE_ROLES[i] ?? 'muted',
    style: i % 2 === 0 ? 'line' : 'dashed',
    points: deviations.map((x, column) => ({ x, y: 100 * (row.vols[column] ?? NaN) })),
  }));
  return {
    ...volFrame(view, zone, ['σ %', 'ln(K/F)/σ√t']),
    kind: 'plot',
    panels: [
      {
        name: '',
        x: { kind: 'number' },
        y: { unit: '%', decimals: 1 },
        series,
        marks: [{ x: 0, label: 'F' }],
        levels: [],
      },
    ],
  };
}

/** Whether there is a change to show. */
export function hasChange({ grid }: SurfaceView): boolean {
  return grid.changes !== null && grid.changes.flat().some(Number.isFinite);
}

/** The picture asked for; without an earlier surface, the change is the surface itself. */
export function surfaceChart(
  view: SurfaceView,
  of: { readonly show: SurfaceShow; readonly turn: number },
  zone: string,
): ChartSpec {
  switch (of.show) {
    case 'heat':
      return heat(view, zone, 'heat');
    case 'change':
      return heat(view, zone, hasChange(view) ? 'change' : 'heat');
    case 'mesh':
      return mesh(view, zone, of.turn);
    case 'smiles':
      return smiles(view, zone);
  }
}

function remarks({ t, user }: CommandContext, view: SurfaceView, show: SurfaceShow): Html {
  const { comparedWithMs } = view.grid;
  const compared =
    hasChange(view) && comparedWithMs !== null
      ? t('surface-compared', { at: instant(comparedWithMs, user.settings.zone) })
      : t('surface-not-compared');
  return lines([
    show === 'change' ? compared : null,
    view.arbitrage === 'found' ? t('surface-arbitrage') : null,
  ]);
}

/** Level, skew, smile, spot; then what must be known of the picture. */
export function surfaceCaption(
  context: CommandContext,
  view: SurfaceView,
  show: SurfaceShow,
): Html {
  const said = remarks(context, view, show);
  return lines([
    volHeadline(context, view),
    volLevels(context, view),
    said === '' ? null : said,
    volFoot(context, view),
  ]);
}

function textColumns(columns: readonly string[]): readonly number[] {
  const all = columns.map((_, i) => i);
  if (all.length <= MOST_TEXT_COLUMNS) return all;
  const known = ['10P', '25P', 'ATM', '25C', '10C'].map((name) => columns.indexOf(name));
  if (known.every((at) => at >= 0)) return known;
  const last = all.length - 1;
  return [0, 1, 2, 3, 4].map((at) => Math.round((at * last) / (MOST_TEXT_COLUMNS - 1)));
}

function figure(value: number | undefined, show: 'heat' | 'change'): string {
  if (value === undefined || !Number.isFinite(value)) return '–';
  if (show === 'change') return pointsText(value);
  return decimal(100 * value, value >= 1 ? 0 : 1);
}

/** The grid in figures, at most 36 columns. */
export function surfaceTable(view: SurfaceView, show: 'heat' | 'change'): Html {
  const columns = textColumns(view.grid.columns);
  const head = columns.map((at) => padLeft(view.grid.columns[at] ?? '', 5)).join(' ');
  const rows = gridRows(view, MOST_TEXT_ROWS).map(({ changes, slice, vols }) => {
    const values = show === 'heat' ? vols : changes;
    const label = padRight(expiryText(slice.expiry, view.stamp.nowMs), 7);
    return label + columns.map((at) => padLeft(figure(values[at], show), 5)).join(' ');
  });
  return pre(plain([padRight('', 7) + head, ...rows].join('\n')));
}

/** The same in figures, with what the fit says of itself. */
export function surfaceText(context: CommandContext, view: SurfaceView, show: SurfaceShow): Html {
  const { t } = context;
  const said = remarks(context, view, show);
  return lines([
    volHeadline(context, view),
    volLevels(context, view),
    surfaceTable(view, show === 'change' && hasChange(view) ? 'change' : 'heat'),
    t('surface-fit', {
      slices: view.slices.length,
      known: Number.isNaN(view.insideShare) ? 'no' : 'yes',
      inside: percent(100 * view.insideShare, 0),
      skipped: view.skipped.length,
    }),
    said === '' ? null : said,
    volFoot(context, view),
  ]);
}
