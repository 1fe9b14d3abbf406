import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { I18n } from '@grammyjs/i18n';
import type { Language } from '../engine/domain/people.js';
import type { Translate } from './command.js';
import { escapeHtml, type Html } from './html.js';

export const LANGUAGES: readonly Language[] = ['en', 'zh'];

export type Translations = (language: Language) => Translate;

export interface MissingText {
  readonly key: string;
  readonly language: Language;
  readonly reason: string;
}

function sourceOf(localesDir: string, language: Language): string {
  const folder = join(localesDir, language);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ftl'))
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}

/**
 * Reads `<localesDir>/<language>/*.ftl`. Strings given as variables are escaped; numbers are shown
 * in the language's way (`1,234`), so an id belongs in a string.
 * @param onMissing told of a key or variable that is not there; if it returns, the key is shown.
 */
export function loadTranslations(
  localesDir: string,
  onMissing: (missing: MissingText) => void,
): Translations {
  const i18n = new I18n({
    defaultLocale: 'en',
    fluentOptions: {
      warningHandler: (warning) => {
        throw new Error(`no text for ${warning.path}`);
      },
    },
  });
  for (const language of LANGUAGES) {
    i18n.loadLocaleSync(language, {
      source: sourceOf(localesDir, language),
      bundleOptions: { useIsolating: false },
    });
  }
  return (language) =>
    (key, variables = {}) => {
      const safe = Object.fromEntries(
        Object.entries(variables).map(([name, value]) => [
          name,
          typeof value === 'string' ? escapeHtml(value) : value,
        ]),
      );
      try {
        return i18n.t(language, key, safe) as Html;
      } catch (error) {
        onMissing({ key, language, reason: error instanceof Error ? error.message : '' });
        return escapeHtml(key);
      }
    };
}

/** The language to greet somebody in, from the code that the chat service reports. */
export function languageOfCode(code: string | undefined): Language {
  return code?.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}
