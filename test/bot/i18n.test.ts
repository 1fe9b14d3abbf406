import { afterEach, describe, expect, it } from 'vitest';
import { languageOfCode, loadTranslations, type MissingText } from '../../src/bot/i18n.js';
import { folderOf } from '../support/folder.js';

let remove: () => void = () => undefined;
afterEach(() => remove());

function load(en: string, zh: string) {
  const folder = folderOf({ 'en/a.ftl': en, 'zh/a.ftl': zh });
  remove = () => folder.remove();
  const missing: MissingText[] = [];
  return { missing, translations: loadTranslations(folder.path, (each) => missing.push(each)) };
}

describe('texts', () => {
  it('escape their variables and add no invisible characters', () => {
    const { translations } = load('hello = <b>Hello</b> { $name }!\n', 'hello = 你好 { $name }\n');
    expect(translations('en')('hello', { name: '<i> & co' })).toBe(
      '<b>Hello</b> &lt;i&gt; &amp; co!',
    );
    expect(translations('zh')('hello', { name: 'a' })).toBe('你好 a');
  });

  it('come from every file of a language', () => {
    const folder = folderOf({
      'en/a.ftl': 'one = 1\n',
      'en/b.ftl': 'two = 2\n',
      'en/notes.txt': 'three = 3\n',
      'zh/c.ftl': 'one = 一\n',
    });
    remove = () => folder.remove();
    const t = loadTranslations(folder.path, () => undefined)('en');
    expect([t('one'), t('two'), t('three')]).toEqual(['1', '2', 'three']);
  });

  it('that are missing are told of, and the key is shown', () => {
    const { missing, translations } = load('a = A\n', 'b = B\n');
    expect(translations('en')('nowhere')).toBe('nowhere');
    expect(translations('zh')('a')).toBe('a');
    expect(missing).toMatchObject([
      { key: 'nowhere', language: 'en' },
      { key: 'a', language: 'zh' },
    ]);
  });

  it('that lack a variable are told of too', () => {
    const { missing, translations } = load('a = { $x }\n', 'a = { $x }\n');
    translations('en')('a');
    expect(missing).toMatchObject([{ key: 'a' }]);
  });

  it('greet people in the language of their chat program', () => {
    expect(['zh-hans', 'ZH', 'en', 'de', undefined].map(languageOfCode)).toEqual([
      'zh',
      'zh',
      'en',
      'en',
      'en',
    ]);
  });
});
