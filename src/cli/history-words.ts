import { total, type ImportError, type ImportSummary } from './import-history.js';

/** One sentence for an import that failed. */
export function complaint(error: ImportError): string {
  switch (error.code) {
    case 'no-directory':
      return `There is no readable directory ${error.directory}.`;
    case 'nothing-recognised':
      return `None of the ${error.files} files in ${error.directory} is a daily history that can be read.`;
    case 'store-failed':
      return `The history could not be stored: ${error.reason}.`;
  }
}

function reasons(counts: Readonly<Record<string, number | undefined>>): string {
  const parts = Object.entries(counts).map(([name, n]) => `${name} ${n ?? 0}`);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function row(cells: readonly (string | number)[]): string {
  return cells
    .map((cell, i) => (i === 0 ? String(cell).padEnd(7) : String(cell).padStart(11)))
    .join('');
}

/** The summary as a table for people. */
export function renderSummary(summary: ImportSummary): string {
  const { read, passedOver } = summary.files;
  const lines = [
    `${read} files read, ${total(passedOver)} passed over${reasons(passedOver)}`,
    row(['series', 'taken', 'repaired', 'refused', 'unchanged', 'first', 'last']),
  ];
  for (const [name, of] of Object.entries(summary.series)) {
    const days = [of.firstDay ?? '-', of.lastDay ?? '-'];
    const { taken, unchanged, repaired, refused } = of;
    lines.push(row([name, taken, total(repaired), total(refused), unchanged, ...days]));
    if (total(repaired) > 0) lines.push(`        repaired${reasons(repaired)}`);
    if (total(of.marked) > 0) lines.push(`        marked${reasons(of.marked)}`);
    if (total(refused) > 0) lines.push(`        refused${reasons(refused)}`);
  }
  for (const [name, of] of Object.entries(summary.derived)) {
    const filled = `${of.taken} taken, ${of.unchanged} unchanged, ${of.firstDay} to ${of.lastDay}`;
    lines.push(`${name} derived from SPX where it is missing: ${filled}`);
  }
  const { taken, repaired, refused, unchanged } = summary;
  lines.push(row(['total', taken, repaired, refused, unchanged]));
  const { reasons: by } = summary;
  if (repaired > 0) lines.push(`        repaired${reasons(by.repaired)}`);
  if (refused > 0) lines.push(`        refused${reasons(by.refused)}`);
  return `${lines.join('\n')}\n`;
}
