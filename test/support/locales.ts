import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What one text needs: the variables that it shows or selects by. */
export type Locale = ReadonlyMap<string, ReadonlySet<string>>;

const MESSAGE = /^([a-zA-Z][\w-]*)[ \t]*=/;

/** Messages of a Fluent source by key, each with the names of its variables. */
export function parseFluent(source: string): Locale {
  const found = new Map<string, Set<string>>();
  let current: Set<string> | null = null;
  for (const line of source.split('\n')) {
    const key = MESSAGE.exec(line)?.[1];
    if (key !== undefined) {
      if (found.has(key)) throw new Error(`two texts for ${key}`);
      current = new Set();
      found.set(key, current);
    } else if (/^\S/.test(line)) current = null;
    for (const variable of line.matchAll(/\{[^}$]*\$([\w-]+)/g)) current?.add(variable[1] ?? '');
  }
  return found;
}

/** All files of a language, such as `en`, below `locales`. */
export function readLocale(root: string, language: string): Locale {
  const folder = join(root, 'locales', language);
  const files = readdirSync(folder).filter((name) => name.endsWith('.ftl'));
  return parseFluent(files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n'));
}

/** One sentence for each key or variable that one language has and another has not. */
export function parityProblems(locales: ReadonlyMap<string, Locale>): string[] {
  const problems: string[] = [];
  for (const [language, own] of locales) {
    for (const [other, theirs] of locales) {
      for (const [key, variables] of theirs) {
        const mine = own.get(key);
        if (!mine) problems.push(`${key} is in ${other} but not in ${language}`);
        for (const variable of variables) {
          if (mine && !mine.has(variable)) {
            problems.push(`${key} uses $${variable} in ${other} but not in ${language}`);
          }
        }
      }
    }
  }
  return problems;
}
