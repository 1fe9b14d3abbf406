/**
 * Writes src/engine/pricing/tables/iv-guess.ts: first guesses of total volatility, solved with the
 * desk's own bracketed search on four grids.
 *
 * npx tsx scripts/make-iv-tables.ts
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { searchTotalVol } from '../src/engine/pricing/implied-search.js';
import { base64Lines } from './table-text.js';

interface Axis {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

interface Grid {
  readonly name: string;
  readonly rows: Axis;
  readonly columns: Axis;
  /** What the table holds at a row and a column; each is smooth over its whole grid. */
  readonly at: (row: number, column: number) => number;
}

/** Stands for zero where the quantity has a limit there. */
const TINY = 1e-9;
/** Greatest |ln(F/K)| of the tables, and the x/c at which the first hands over to the others. */
const X_MAX = 4;
const RATIO_SPLIT = 8;
const ROOT_SPLIT = 4;
const ROOT_MAX = 26.8;

/** s/c by x/c and c: tends to √(2π) at the money. */
function nearMoney(ratio: number, share: number): number {
  const c = Math.max(share, TINY);
  return searchTotalVol({ x: ratio * c, logShare: Math.log(c), half: 'lower' }) / c;
}

/** x/s by √ln(x/c) and x. */
function wing(root: number, distance: number): number {
  const x = Math.max(distance, TINY);
  return x / searchTotalVol({ x, logShare: Math.log(x) - root * root, half: 'lower' });
}

/** s by √-ln(1 - c) and x. */
function dear(root: number, x: number): number {
  return searchTotalVol({ x, logShare: -root * root, half: 'upper' });
}

const distances = (count: number): Axis => ({ from: 0, to: X_MAX, count });
const GRIDS: readonly Grid[] = [
  {
    name: 'near',
    rows: { from: 0, to: RATIO_SPLIT, count: 41 },
    columns: { from: 0, to: 0.5, count: 17 },
    at: nearMoney,
  },
  {
    name: 'wing',
    rows: { from: Math.sqrt(Math.log(RATIO_SPLIT)), to: ROOT_SPLIT, count: 33 },
    columns: distances(13),
    at: wing,
  },
  {
    name: 'far',
    rows: { from: ROOT_SPLIT, to: ROOT_MAX, count: 33 },
    columns: distances(9),
    at: wing,
  },
  {
    name: 'dear',
    rows: { from: 0.7, to: 6.1, count: 46 },
    columns: distances(17),
    at: dear,
  },
];

const node = ({ from, to, count }: Axis, i: number): number =>
  from + ((to - from) * i) / (count - 1);

function valuesOf({ rows, columns, at }: Grid): number[] {
  const values: number[] = [];
  for (let i = 0; i < rows.count; i++) {
    for (let j = 0; j < columns.count; j++) values.push(at(node(rows, i), node(columns, j)));
  }
  return values;
}

function gridText({ name, rows, columns }: Grid, offset: number): string {
  const scale = ({ from, to, count }: Axis): string => String((count - 1) / (to - from));
  return `  ${name}: {
    offset: ${offset},
    rows: ${rows.count},
    columns: ${columns.count},
    rowFrom: ${rows.from},
    rowScale: ${scale(rows)},
    columnScale: ${scale(columns)},
  },`;
}

let offset = 0;
const layouts: string[] = [];
const all: number[] = [];
for (const grid of GRIDS) {
  layouts.push(gridText(grid, offset));
  const values = valuesOf(grid);
  if (!values.every(Number.isFinite)) throw new Error(`${grid.name} has a hole`);
  all.push(...values);
  offset += values.length;
}

const text = `/** Written by scripts/make-iv-tables.ts: ${all.length} little-endian single-precision guesses. */
export const GUESS_TABLE =
${base64Lines(Buffer.from(new Float32Array(all).buffer))};

/** Where each grid lies in the table; a coordinate times its scale is in steps of the grid. */
export const GUESS_GRIDS = {
${layouts.join('\n')}
} as const;
`;
writeFileSync(join(import.meta.dirname, '../src/engine/pricing/tables/iv-guess.ts'), text);
process.stdout.write(`${all.length} guesses\n`);
