/** Runs every `*.bench.ts` beside it, or those whose names contain the words given. */
import { readdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { Bench, Figure } from './report.js';

const wanted = process.argv.slice(2);
const files = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.bench.ts'))
  .filter((name) => wanted.length === 0 || wanted.some((word) => name.includes(word)))
  .sort();

function line(figure: Figure): string {
  const ratio = figure.ratio === null ? '' : `  ratio ${figure.ratio.toFixed(2)}`;
  return [
    `${figure.name}${ratio}  (goal ${figure.goal})`,
    `    measured  ${figure.measured}`,
    `    baseline  ${figure.baseline}`,
  ].join('\n');
}

const machine = cpus()[0]?.model ?? 'unknown processor';
process.stdout.write(`Node ${process.version}, ${cpus().length} × ${machine}\n`);
for (const file of files) {
  process.stdout.write(`\n${file}\n`);
  const bench = (await import(join(import.meta.dirname, file))) as Bench;
  for await (const figure of await bench.run()) process.stdout.write(`${line(figure)}\n`);
}
process.exit(0);
