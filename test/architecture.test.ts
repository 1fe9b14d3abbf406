import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandViolations } from './architecture/commands.js';
import {
  approvalViolations,
  environmentViolations,
  timeViolations,
} from './architecture/habits.js';
import { cycleViolations, importViolations } from './architecture/imports.js';
import { localeViolations } from './architecture/locale-keys.js';
import { readTree } from './architecture/tree.js';
import { readLocale } from './support/locales.js';

const ROOT = join(import.meta.dirname, '..');
const source = readTree(ROOT, 'src', '.ts');
const document = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8');
const locales = new Map(['en', 'zh'].map((language) => [language, readLocale(ROOT, language)]));

describe('the architecture', () => {
  it('has no arrow between modules and no package that its table does not name', () => {
    expect(importViolations(source, document)).toEqual([]);
  });

  it('has no import cycle between files', () => {
    expect(cycleViolations(source)).toEqual([]);
  });

  it('takes time and chance from the system adapters alone', () => {
    expect(timeViolations(source)).toEqual([]);
  });

  it('reads the environment in the configuration alone', () => {
    expect(environmentViolations(source)).toEqual([]);
  });

  it('approves orders in the risk gate alone', () => {
    expect(approvalViolations(source)).toEqual([]);
  });

  it('has every text that it uses, in every language alike', () => {
    expect(localeViolations(source, locales)).toEqual([]);
  });

  it('registers every command and describes it', () => {
    const keys = new Map(
      [...locales].map(([language, texts]) => [language, new Set(texts.keys())]),
    );
    expect(commandViolations(source, keys)).toEqual([]);
  });
});
