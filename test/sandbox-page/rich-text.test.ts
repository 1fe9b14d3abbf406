import { describe, expect, it } from 'vitest';
import { planTag, safeUrl, splitWords } from '../../src/sandbox/page/rich-text.js';

function plan(name: string, attributes: Readonly<Record<string, string>> = {}) {
  return planTag(name, (attribute) => attributes[attribute] ?? null);
}

describe('the allow-list of markup', () => {
  it('keeps the tags of the service under one name each', () => {
    expect(plan('B')).toEqual({ kind: 'element', name: 'b' });
    expect(plan('strong')).toEqual({ kind: 'element', name: 'b' });
    expect(plan('pre')).toEqual({ kind: 'element', name: 'pre' });
    expect(plan('span', { class: 'tg-spoiler' })).toEqual({ kind: 'spoiler' });
    expect(plan('span', { class: 'spoiler' })).toEqual({ kind: 'spoiler' });
    expect(plan('blockquote')).toEqual({ kind: 'element', name: 'blockquote' });
    expect(plan('blockquote', { class: 'fold' })).toEqual({ kind: 'fold' });
  });

  it('drops scripts and frames with what they hold', () => {
    for (const name of ['script', 'STYLE', 'iframe', 'svg', 'form', 'meta']) {
      expect(plan(name)).toEqual({ kind: 'drop' });
    }
  });

  it('keeps only the words of a tag that it does not know', () => {
    expect(plan('marquee')).toEqual({ kind: 'unwrap' });
    expect(plan('img')).toEqual({ kind: 'unwrap' });
    expect(plan('span', { class: 'banner' })).toEqual({ kind: 'unwrap' });
  });

  it('follows links only to the web and to the service', () => {
    expect(plan('a', { href: 'https://example.org/a' })).toEqual({
      kind: 'link',
      url: 'https://example.org/a',
    });
    expect(plan('a', { href: ' javascript:alert(1)' })).toEqual({ kind: 'unwrap' });
    expect(plan('a')).toEqual({ kind: 'unwrap' });
    expect(safeUrl('tg://resolve?domain=x')).toBe('tg://resolve?domain=x');
    for (const url of ['data:text/html,x', 'file:///etc/passwd', '/relative', 'java\nscript:x']) {
      expect(safeUrl(url)).toBeNull();
    }
  });
});

describe('plain words', () => {
  function tappable(text: string): readonly string[] {
    return splitWords(text)
      .filter((word) => word.kind !== 'text')
      .map((word) => word.text);
  }

  it('hold commands and addresses that can be tapped', () => {
    expect(tappable('Try /vix or /score@voldesk_bot.')).toEqual(['/vix', '/score@voldesk_bot']);
    expect(tappable('see https://example.org/a?b=1.')).toEqual(['https://example.org/a?b=1']);
  });

  it('do not take prices, dates or paths for commands', () => {
    expect(tappable('SPY 655/650 put, n/a, 21/Nov, /etc/passwd, a/b')).toEqual([]);
  });

  it('come back whole when they are joined', () => {
    const text = 'a /vix b https://example.org, c';
    expect(
      splitWords(text)
        .map((word) => word.text)
        .join(''),
    ).toBe(text);
  });
});
