import { plainText, type Html } from '../html.js';

/** Widest line of a monospaced block on a phone. */
export const COLUMNS = 36;

// East Asian wide characters and pictures take two columns (Unicode Standard Annex 11).
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]|[\u{1f000}-\u{1faff}]|[✅❔⏪]/u;

/** Columns that a text takes in a monospaced block. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const char of text) columns += WIDE.test(char) ? 2 : 1;
  return columns;
}

/** Parts on one line where they fit, else broken between parts; a part is never broken. */
export function flow(parts: readonly (Html | null)[], separator: string): readonly Html[] {
  const made: string[] = [];
  let columns = 0;
  for (const part of parts) {
    if (part === null) continue;
    const own = columnsOf(plainText(part));
    const line = made.at(-1);
    if (line !== undefined && columns + separator.length + own <= COLUMNS) {
      made[made.length - 1] = `${line}${separator}${part}`;
      columns += separator.length + own;
    } else {
      made.push(part);
      columns = own;
    }
  }
  return made as Html[];
}
