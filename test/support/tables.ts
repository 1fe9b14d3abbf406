import { expect } from 'vitest';
import { FEATURE_NAMES } from '../../src/engine/features/catalog.js';
import type { FeatureRow } from '../../src/engine/features/compute.js';

export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly Readonly<Record<string, string>>[];
}

/** A table of the data set, every row as wide as its header. */
export function table(text: string | undefined): Table {
  const [first = '', ...lines] = (text ?? '').trimEnd().split('\n');
  const header = first.split(',');
  const rows = lines.map((line) => {
    const fields = line.split(',');
    if (fields.length !== header.length) throw new Error(`not as wide as its header: ${line}`);
    return Object.fromEntries(header.map((name, i) => [name, fields[i] ?? '']));
  });
  return { header, rows };
}

/** A row of the data set holds these features, to the last digit. */
export function expectRow(row: Table['rows'][number] | undefined, of: FeatureRow | null): void {
  const text = (value: number | null) => (value === null ? '' : String(value));
  expect(FEATURE_NAMES.map((name) => row?.[name])).toEqual(of?.values.map(text));
  expect([row?.term_source, row?.equity_source]).toEqual([of?.termSource, of?.equitySource]);
}
