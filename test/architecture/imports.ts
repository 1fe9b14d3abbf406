import { posix } from 'node:path';
import { isBuiltin } from 'node:module';
import { importsOf } from './source.js';
import type { Tree, Violation } from './tree.js';

/** One row of the table: a file or a folder of `src`. */
interface Row {
  readonly path: string;
  readonly mayImport: readonly string[];
  readonly packages: ReadonlySet<string>;
}

const BEGIN = '<!-- imports:begin -->';
const END = '<!-- imports:end -->';

function namesIn(cell: string | undefined): string[] {
  return [...(cell ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
}

/** Reads the table of `ARCHITECTURE.md`. A cell holds names in backticks, or a dash for none. */
export function parseTable(document: string): Row[] {
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END);
  if (begin < 0 || end < begin) return [];
  const lines = document.slice(begin, end).split('\n');
  return lines.flatMap((line) => {
    const [path, mayImport, packages] = line.split('|').slice(1, -1);
    const [name, ...more] = namesIn(path);
    if (name === undefined || more.length > 0) return [];
    return { path: name, mayImport: namesIn(mayImport), packages: new Set(namesIn(packages)) };
  });
}

/** A row is also known by its last part without the ending: `api` is `src/engine/api.ts`. */
function shortName(row: Row): string {
  return posix.basename(row.path).replace(/\.ts$/, '');
}

function rowsNamed(rows: readonly Row[], name: string): Row[] {
  return rows.filter((row) => row.path === name || shortName(row) === name);
}

function tableViolations(rows: readonly Row[]): Violation[] {
  if (rows.length === 0) return [{ rule: 'table', at: 'ARCHITECTURE.md', detail: 'no rows' }];
  const names = rows.flatMap((row) => row.mayImport.map((name) => ({ row, name })));
  return names.flatMap(({ row, name }) => {
    const count = name === '*' ? 1 : rowsNamed(rows, name).length;
    if (count === 1) return [];
    const detail = `\`${name}\` names ${count} rows in the row of ${row.path}`;
    return { rule: 'table' as const, at: 'ARCHITECTURE.md', detail };
  });
}

/**
 * The row that a file belongs to: its own, else that of the nearest folder above it that has one.
 * A folder with rows beneath it holds only its direct files, so that a new sub-folder needs a row.
 */
function rowOf(rows: readonly Row[], file: string): Row | null {
  const own = rows.find((row) => row.path === file);
  if (own) return own;
  for (let folder = posix.dirname(file); folder !== '.'; folder = posix.dirname(folder)) {
    const row = rows.find((each) => each.path === folder);
    if (!row) continue;
    const divided = rows.some((each) => each.path.startsWith(`${folder}/`));
    return divided && posix.dirname(file) !== folder ? null : row;
  }
  return null;
}

/** The source that a relative specifier names; null where the tree has none. */
function resolve(tree: Tree, from: string, specifier: string): string | null {
  const path = posix.join(posix.dirname(from), specifier);
  const candidates = [path, path.replace(/\.js$/, '.ts'), path.replace(/\.mjs$/, '.mts')];
  return candidates.find((candidate) => tree.has(candidate)) ?? null;
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function allows(rows: readonly Row[], from: Row, to: Row): boolean {
  if (from === to) return true;
  return from.mayImport.some((name) => name === '*' || rowsNamed(rows, name)[0] === to);
}

/** Arrows between modules and packages outside their home. */
export function importViolations(tree: Tree, document: string): Violation[] {
  const rows = parseTable(document);
  const found = tableViolations(rows);
  if (found.length > 0) return found;
  for (const [path, text] of tree) {
    const row = rowOf(rows, path);
    if (!row) {
      found.push({ rule: 'no-module', at: path, detail: 'belongs to no row of the table' });
      continue;
    }
    for (const { specifier, at } of importsOf(path, text)) {
      if (specifier.startsWith('.')) {
        const target = resolve(tree, path, specifier);
        const to = target && rowOf(rows, target);
        if (!target) found.push({ rule: 'unresolved', at, detail: specifier });
        else if (to && !allows(rows, row, to)) {
          found.push({ rule: 'arrow', at, detail: `${row.path} → ${to.path}` });
        }
      } else if (!isBuiltin(specifier) && !row.packages.has(packageOf(specifier))) {
        found.push({ rule: 'package', at, detail: `${packageOf(specifier)} in ${row.path}` });
      }
    }
  }
  return found;
}

/** Cycles between files, type-only imports included; each is told once, from its first file. */
export function cycleViolations(tree: Tree): Violation[] {
  const found: Violation[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const trail: string[] = [];

  function visit(path: string): void {
    state.set(path, 'open');
    trail.push(path);
    for (const { specifier } of importsOf(path, tree.get(path) ?? '')) {
      const target = specifier.startsWith('.') ? resolve(tree, path, specifier) : null;
      if (target === null) continue;
      if (state.get(target) === 'open') {
        const loop = [...trail.slice(trail.indexOf(target)), target];
        found.push({ rule: 'cycle', at: target, detail: loop.join(' → ') });
      } else if (!state.has(target)) visit(target);
    }
    trail.pop();
    state.set(path, 'done');
  }

  for (const path of tree.keys()) if (!state.has(path)) visit(path);
  return found;
}
