import { IANAZone } from 'luxon';
import type {
  BarsChartSpec,
  ChartSeries,
  ChartSpec,
  HeatChartSpec,
  LineChartSpec,
  MeshChartSpec,
  PayoffChartSpec,
  PlotChartSpec,
  PlotPanel,
} from './spec.js';

const MOST_SERIES = 6;
const MOST_BARS = 400;
const MOST_COLUMNS = 9;
const MOST_ROWS = 11;
const MOST_SPOTS = 2000;
const MOST_MESH = 64;
const MOST_PANELS = 4;
const MOST_POINTS = 1000;
/** 1900 to 2200: beyond it an instant is surely in the wrong unit. */
const TIME_RANGE_MS = [-2_208_988_800_000, 7_258_118_400_000] as const;
const LARGEST = 1e15;

function xProblem(x: number, axis: LineChartSpec['x']): string | null {
  if (axis.kind === 'category') {
    const known = Number.isInteger(x) && x >= 0 && x < axis.labels.length;
    return known ? null : `x ${x} is no index of ${axis.labels.length} labels`;
  }
  const known = x >= TIME_RANGE_MS[0] && x <= TIME_RANGE_MS[1];
  return known ? null : `x ${x} is no epoch ms between 1900 and 2200`;
}

/** The first point that cannot be drawn: one is enough to find the mistake. */
function seriesProblem({ name, points }: ChartSeries, axis: LineChartSpec['x']): string | null {
  let before = -Infinity;
  for (const { x, y } of points) {
    const wrong = xProblem(x, axis);
    if (wrong) return `series ${name}: ${wrong}`;
    if (x < before) return `series ${name}: x ${x} after ${before} is not ascending`;
    if (Number.isFinite(y) && Math.abs(y) > LARGEST)
      return `series ${name}: y ${y} is beyond ${LARGEST}`;
    before = x;
  }
  return null;
}

function lineProblems(spec: LineChartSpec): readonly string[] {
  const problems: string[] = [];
  if (spec.x.kind === 'time' && !IANAZone.isValidZone(spec.x.zone)) {
    problems.push(`zone ${spec.x.zone} is unknown`);
  }
  if (!Number.isInteger(spec.y.decimals) || spec.y.decimals < 0 || spec.y.decimals > 8) {
    problems.push(`decimals ${spec.y.decimals} is not a whole number from 0 to 8`);
  }
  if (spec.series.length > MOST_SERIES) {
    problems.push(`${spec.series.length} series, at most ${MOST_SERIES} can be told apart`);
  }
  for (const { value, label } of spec.levels) {
    if (!(Math.abs(value) <= LARGEST)) problems.push(`level ${label}: ${value} is not a number`);
  }
  for (const series of spec.series) {
    const problem = seriesProblem(series, spec.x);
    if (problem) problems.push(problem);
  }
  return problems;
}

function isDrawable(value: number): boolean {
  return Number.isFinite(value) && Math.abs(value) <= LARGEST;
}

function decimalsProblem(decimals: number): readonly string[] {
  const fits = Number.isInteger(decimals) && decimals >= 0 && decimals <= 8;
  return fits ? [] : [`decimals ${decimals} is not a whole number from 0 to 8`];
}

function payoffProblems(spec: PayoffChartSpec): readonly string[] {
  const { spots, nowUsd, expiryUsd } = spec;
  const problems: string[] = [];
  if (spots.length > MOST_SPOTS) problems.push(`${spots.length} spots, at most ${MOST_SPOTS}`);
  if (nowUsd.length !== spots.length || expiryUsd.length !== spots.length) {
    problems.push(`${nowUsd.length} and ${expiryUsd.length} profits for ${spots.length} spots`);
  }
  const at = spots.findIndex((spot, i) => i > 0 && !(spot > (spots[i - 1] ?? NaN)));
  if (at > 0) problems.push(`spot ${spots[at] ?? NaN} is not above the one before`);
  const marks = [spec.spot, spec.expectedMove ?? 0, ...spec.breakevens, ...spec.strikes];
  const wrong = [...marks, ...spots, ...nowUsd, ...expiryUsd].find((value) => !isDrawable(value));
  if (wrong !== undefined) problems.push(`${wrong} cannot be drawn`);
  return problems;
}

function barsProblems({ bars, y }: BarsChartSpec): readonly string[] {
  const problems = [...decimalsProblem(y.decimals)];
  if (bars.length > MOST_BARS) problems.push(`${bars.length} bars, at most ${MOST_BARS}`);
  const wrong = bars.find(({ value, total }) => !isDrawable(value) || !isDrawable(total));
  if (wrong) problems.push(`bar ${wrong.label}: ${wrong.value}, ${wrong.total} cannot be drawn`);
  return problems;
}

function heatProblems({ cells, columns, decimals, rows }: HeatChartSpec): readonly string[] {
  const problems = [...decimalsProblem(decimals)];
  if (columns.length > MOST_COLUMNS || rows.length > MOST_ROWS) {
    problems.push(`${rows.length} by ${columns.length}, at most ${MOST_ROWS} by ${MOST_COLUMNS}`);
  }
  if (cells.length !== rows.length || cells.some((row) => row.length !== columns.length)) {
    problems.push(`cells that are not ${rows.length} by ${columns.length}`);
  }
  return problems;
}

function notAscending(values: readonly number[]): boolean {
  return values.some((value, i) => i > 0 && !(value > (values[i - 1] ?? NaN)));
}

function meshProblems({ days, deviations, turn, vols }: MeshChartSpec): readonly string[] {
  const problems: string[] = [];
  if (days.length > MOST_MESH || deviations.length > MOST_MESH) {
    problems.push(
      `a mesh of ${days.length} by ${deviations.length}, at most ${MOST_MESH} each way`,
    );
  }
  if (vols.length !== days.length || vols.some((row) => row.length !== deviations.length)) {
    problems.push(`vols that are not ${days.length} by ${deviations.length}`);
  }
  if (notAscending(days) || notAscending(deviations)) problems.push('axes that do not ascend');
  if ([...days, ...deviations].some((value) => !isDrawable(value)))
    problems.push('axes to nowhere');
  if (vols.flat().some((vol) => Math.abs(vol) > LARGEST)) problems.push(`vols beyond ${LARGEST}`);
  return Number.isInteger(turn) ? problems : [...problems, `turn ${turn} is not a whole number`];
}

function panelProblems({ levels, marks, name, series, x, y }: PlotPanel): readonly string[] {
  const problems = [...decimalsProblem(y.decimals)];
  if (x.kind === 'time' && !IANAZone.isValidZone(x.zone))
    problems.push(`zone ${x.zone} is unknown`);
  if (series.length > MOST_SERIES) problems.push(`${series.length} series, at most ${MOST_SERIES}`);
  for (const { name: line, points } of series) {
    if (points.length > MOST_POINTS) problems.push(`${line}: over ${MOST_POINTS} points`);
    const xs = points.map((point) => point.x);
    if (xs.some((value, i) => !isDrawable(value) || value < (xs[i - 1] ?? -Infinity))) {
      problems.push(`series ${line}: x is not ascending`);
    }
  }
  const fixed = [...marks.map((mark) => mark.x), ...levels.map(({ value }) => value)];
  if (fixed.some((value) => !isDrawable(value))) problems.push('a mark that cannot be drawn');
  return problems.map((problem) => (name === '' ? problem : `${name}: ${problem}`));
}

function plotProblems({ panels }: PlotChartSpec): readonly string[] {
  const many =
    panels.length > MOST_PANELS ? [`${panels.length} panels, at most ${MOST_PANELS}`] : [];
  return [...many, ...panels.flatMap(panelProblems)];
}

/**
 * What a chart of this spec would get wrong, in English for the log; empty when it can be drawn.
 * NaN and infinite y are gaps, no series and no points are a chart that says so: neither is listed.
 */
export function specProblems(spec: ChartSpec): readonly string[] {
  switch (spec.kind) {
    case 'line':
      return lineProblems(spec);
    case 'payoff':
      return payoffProblems(spec);
    case 'bars':
      return barsProblems(spec);
    case 'heat':
      return heatProblems(spec);
    case 'mesh':
      return meshProblems(spec);
    case 'plot':
      return plotProblems(spec);
  }
}
