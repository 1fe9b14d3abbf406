import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../src/bot/i18n.js';
import { parityProblems, readLocale } from '../support/locales.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const locales = new Map(LANGUAGES.map((language) => [language, readLocale(ROOT, language)]));

function sources(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sources(path);
    return name.endsWith('.ts') ? [path] : [];
  });
}

/** Literal keys of `t('...')`, and both branches of `t(x ? 'a' : 'b')`. */
function keysIn(source: string): readonly string[] {
  const direct = [...source.matchAll(/\bt\(\s*'([\w-]+)'/gu)];
  const either = [...source.matchAll(/\bt\(\s*[^'(),]+\?\s*'([\w-]+)'\s*:\s*'([\w-]+)'/gu)];
  return [...direct, ...either].flatMap((found) => found.slice(1));
}

describe('the languages', () => {
  it('have the same texts with the same variables', () => {
    expect(parityProblems(locales)).toEqual([]);
  });

  it('have every text that the program asks for', () => {
    const keys = ['bot', 'handlers']
      .flatMap((folder) => sources(join(ROOT, 'src', folder)))
      .flatMap((path) => keysIn(readFileSync(path, 'utf8')));
    expect(keys.length).toBeGreaterThan(20);
    expect([...new Set(keys)].filter((key) => !locales.get('en')?.has(key))).toEqual([]);
  });
});
