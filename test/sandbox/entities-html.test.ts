import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseHtml } from '../../src/sandbox/entities-html.js';
import type { Formatted } from '../../src/sandbox/formatted.js';

function parsed(source: string): Formatted {
  const result = parseHtml(source);
  if (!result.ok) throw new Error(result.reason);
  return result.value;
}

function reason(source: string): string | null {
  const result = parseHtml(source);
  return result.ok ? null : result.reason;
}

describe('HTML markup', () => {
  it('becomes text and spans in UTF-16 units', () => {
    expect(parsed('📈 <b>up <i>5</i></b>')).toEqual({
      text: '📈 up 5',
      entities: [
        { type: 'bold', offset: 3, length: 4 },
        { type: 'italic', offset: 6, length: 1 },
      ],
    });
  });

  it('has several names for one thing, in any letter case', () => {
    const types = (source: string): string[] => parsed(source).entities.map(({ type }) => type);
    expect(types('<STRONG>a</strong><em>b</em><ins>c</ins><del>d</del><strike>e</strike>')).toEqual(
      ['bold', 'italic', 'underline', 'strikethrough', 'strikethrough'],
    );
    expect(types('<tg-spoiler>a</tg-spoiler><span class="tg-spoiler">b</span>')).toEqual([
      'spoiler',
      'spoiler',
    ]);
    expect(types('<blockquote>a</blockquote><blockquote expandable>b</blockquote>')).toEqual([
      'blockquote',
      'expandable_blockquote',
    ]);
  });

  it('knows code, blocks and their language', () => {
    expect(parsed('<pre>a\n b</pre><code>c</code>').entities).toEqual([
      { type: 'pre', offset: 0, length: 4 },
      { type: 'code', offset: 4, length: 1 },
    ]);
    expect(parsed('<pre><code class="language-ts">x</code></pre>').entities).toEqual([
      { type: 'pre', offset: 0, length: 1, language: 'ts' },
    ]);
    expect(parsed('<code class="language-ts">x</code>').entities).toEqual([
      { type: 'code', offset: 0, length: 1 },
    ]);
  });

  it('knows links, mentions and links that are none', () => {
    expect(parsed("<a href='https://example.org/a?b=1&amp;c=2'>x</a>").entities).toEqual([
      { type: 'text_link', offset: 0, length: 1, url: 'https://example.org/a?b=1&c=2' },
    ]);
    expect(parsed('<a>example.org</a>').entities).toMatchObject([{ url: 'http://example.org/' }]);
    expect(parsed('<a href="tg://user?id=1000">x</a>').entities).toEqual([
      { type: 'text_mention', offset: 0, length: 1, userId: 1000 },
    ]);
    expect(parsed('<a href="javascript:alert(1)">x</a>')).toEqual({ text: 'x', entities: [] });
    expect(parsed('<tg-emoji emoji-id="5">👍</tg-emoji>').entities).toEqual([
      { type: 'custom_emoji', offset: 0, length: 2, customEmojiId: '5' },
    ]);
  });

  it('resolves character references, and leaves what is none', () => {
    expect(parsed('&lt;&gt;&amp;&quot;&#65;&#x42;').text).toBe('<>&"AB');
    expect(parsed('&lt 5 &amp&#65').text).toBe('< 5 &A');
    expect(parsed('&nbsp; &LT; & &#0; &#xD800; &#x110000;').text).toBe(
      '&nbsp; &LT; & &#0; &#xD800; &#x110000;',
    );
  });

  it('leaves out spans that hold nothing', () => {
    expect(parsed('a<b></b>b').entities).toEqual([]);
  });

  it('breaks with the byte at which it breaks', () => {
    expect(reason('é<p>x</p>')).toBe('Unsupported start tag "p" at byte offset 2');
    expect(reason('5 < 6')).toBe('Unsupported start tag "" at byte offset 2');
    expect(reason('é<b')).toBe('Unclosed start tag at byte offset 2');
    expect(reason('é<a href="x')).toBe('Unclosed start tag "a" at byte offset 2');
    expect(reason('é<a href')).toBe('Unclosed start tag "a" at byte offset 2');
    expect(reason('<a ="x">y</a>')).toBe('Empty attribute name in the tag "a" at byte offset 0');
    expect(reason('<a href=x_y>z</a>')).toBe('Unexpected end of name token at byte offset 8');
    expect(reason('<span>x</span>')).toBe(
      'Tag "span" must have class "tg-spoiler" at byte offset 0',
    );
    expect(reason('é</b>')).toBe('Unexpected end tag at byte offset 2');
    expect(reason('<b>é</b')).toBe('Unclosed end tag at byte offset 5');
    expect(reason('<b>é</i>')).toBe(
      'Unmatched end tag at byte offset 5, expected "</b>", found "</i>"',
    );
    expect(reason('<b>x')).toBe('Can\'t find end tag corresponding to start tag "b"');
    expect(reason('<b>x</ b>')).not.toBeNull();
    expect(reason('<b>x</>')).toBeNull();
    expect(reason('<!-- x -->')).toBe('Unsupported start tag "!--" at byte offset 0');
  });

  const TAGS = ['b', 'i', 'u', 's', 'code', 'tg-spoiler', 'blockquote'] as const;

  it('gives any escaped text back unchanged', () => {
    const escape = (text: string): string =>
      text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...TAGS), fc.string({ unit: 'binary', minLength: 1 }))),
        (pieces) => {
          const source = pieces.map(([tag, text]) => `<${tag}>${escape(text)}</${tag}>`).join('');
          const { text, entities } = parsed(source);
          expect(text).toBe(pieces.map(([, piece]) => piece).join(''));
          expect(entities.map(({ length }) => length)).toEqual(
            pieces.map(([, piece]) => piece.length),
          );
        },
      ),
    );
  });

  it('never breaks itself, and spans stay inside the text', () => {
    const fragment = fc.oneof(
      fc.constantFrom(
        '<b>',
        '</b>',
        '<a href="',
        '">',
        '</a>',
        '<pre>',
        '<code class=',
        '&#',
        '&lt',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 12 }), (fragments) => {
        const result = parseHtml(fragments.join(''));
        if (!result.ok) return;
        const { text, entities } = result.value;
        for (const { offset, length } of entities) {
          expect(offset).toBeGreaterThanOrEqual(0);
          expect(length).toBeGreaterThan(0);
          expect(offset + length).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 500 },
    );
  });
});
