import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bold, escapeHtml, lines, plainText, pre, type Html } from '../../src/bot/html.js';
import { splitPages } from '../../src/bot/pages.js';

function balanced(html: Html): boolean {
  const open: string[] = [];
  for (const tag of html.matchAll(/<(\/?)([a-z]+)[^>]*>/gu)) {
    if (tag[1] === '') open.push(tag[2] ?? '');
    else if (open.pop() !== tag[2]) return false;
  }
  return open.length === 0;
}

const line = fc
  .string({ maxLength: 60, unit: 'grapheme' })
  .map((text) => text.replace(/[\n\r]/g, ' '));
const paragraph = fc
  .tuple(fc.array(line, { minLength: 1, maxLength: 8 }), fc.constantFrom('plain', 'bold', 'pre'))
  .map(([rows, style]) => {
    const text = lines(rows.map(escapeHtml));
    return style === 'bold' ? bold(text) : style === 'pre' ? pre(text) : text;
  });

describe('long text', () => {
  it('stays one page where it fits', () => {
    const text = bold(escapeHtml('a & b'));
    expect(splitPages(text, 5)).toEqual([text]);
  });

  it('is cut between lines, and markup is closed and opened again', () => {
    const text = pre(lines(['one', 'two', 'three'].map(escapeHtml)));
    expect(splitPages(text, 7)).toEqual(['<pre>one\ntwo</pre>', '<pre>three</pre>']);
  });

  it('is cut inside a line only where the line is longer than a page', () => {
    expect(splitPages(escapeHtml('&&&&&'), 2)).toEqual(['&amp;&amp;', '&amp;&amp;', '&amp;']);
  });

  it('keeps every letter, stays inside the limit and balanced, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.array(paragraph, { maxLength: 12 }),
        fc.integer({ min: 8, max: 200 }),
        (parts, max) => {
          const text = lines(parts);
          const pages = splitPages(text, max);
          for (const page of pages) {
            expect(plainText(page).length).toBeLessThanOrEqual(max);
            expect(balanced(page)).toBe(true);
          }
          const letters = (of: string): string => of.replace(/\s/gu, '');
          expect(letters(pages.map(plainText).join(''))).toBe(letters(plainText(text)));
        },
      ),
    );
  });
});
