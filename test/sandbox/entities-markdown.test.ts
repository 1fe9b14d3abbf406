import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMarkdownV2 } from '../../src/sandbox/entities-markdown.js';
import type { Formatted } from '../../src/sandbox/formatted.js';

function parsed(source: string): Formatted {
  const result = parseMarkdownV2(source);
  if (!result.ok) throw new Error(result.reason);
  return result.value;
}

function reason(source: string): string | null {
  const result = parseMarkdownV2(source);
  return result.ok ? null : result.reason;
}

function shape(source: string): string {
  const { text, entities } = parsed(source);
  return [text, ...entities.map((e) => `${e.type} ${e.offset}+${e.length}`)].join(' | ');
}

describe('MarkdownV2', () => {
  it('becomes text and spans', () => {
    expect(shape('*b* _i_ __u__ ~s~ ||x||')).toBe(
      'b i u s x | bold 0+1 | italic 2+1 | underline 4+1 | strikethrough 6+1 | spoiler 8+1',
    );
    expect(shape('*a _b_ c*')).toBe('a b c | bold 0+5 | italic 2+1');
    expect(shape('📈 *up*')).toBe('📈 up | bold 3+2');
    expect(shape('**')).toBe('');
  });

  it('knows code and blocks, in which little is special', () => {
    expect(shape('`a_b.c!`')).toBe('a_b.c! | code 0+6');
    expect(parsed('```ts\nconst x = 1;```')).toEqual({
      text: 'const x = 1;',
      entities: [{ type: 'pre', offset: 0, length: 12, language: 'ts' }],
    });
    expect(shape('```\r\nx```')).toBe('x | pre 0+1');
    expect(shape('```x```')).toBe('x | pre 0+1');
    expect(shape('`a\\`b`')).toBe('a`b | code 0+3');
  });

  it('knows links', () => {
    expect(parsed('[x](https://example.org/a\\)b)').entities).toEqual([
      { type: 'text_link', offset: 0, length: 1, url: 'https://example.org/a)b' },
    ]);
    expect(parsed('[x](tg://user?id=5)').entities).toEqual([
      { type: 'text_mention', offset: 0, length: 1, userId: 5 },
    ]);
    expect(parsed('[x](javascript:1)')).toEqual({ text: 'x', entities: [] });
    expect(parsed('[example\\.org]').entities).toMatchObject([{ url: 'http://example.org/' }]);
    expect(parsed('![👍](tg://emoji?id=7)').entities).toEqual([
      { type: 'custom_emoji', offset: 0, length: 2, customEmojiId: '7' },
    ]);
  });

  it('knows quotes by lines', () => {
    expect(shape('>a\n>b\nc')).toBe('a\nb\nc | blockquote 0+3');
    expect(shape('x\n>a')).toBe('x\na | blockquote 2+1');
    expect(shape('>a\n>b||')).toBe('a\nb | expandable_blockquote 0+3');
    expect(shape('>a||\nb')).toBe('a\nb | expandable_blockquote 0+1');
    expect(shape('>*a*\nb')).toBe('a\nb | blockquote 0+1 | bold 0+1');
  });

  it('wants every reserved character escaped', () => {
    for (const character of ']()>#+-=|{}.!') {
      expect(reason(`a${character}`)).toBe(
        `Character '${character}' is reserved and must be escaped with the preceding '\\'`,
      );
      expect(parsed(`a\\${character}`).text).toBe(`a${character}`);
    }
    expect(parsed('a\\b\\\\').text).toBe('ab\\');
    expect(parsed('end\\').text).toBe('end\\');
  });

  it('breaks with the byte at which the open mark stands', () => {
    expect(reason('é_x')).toBe("Can't find end of Italic entity at byte offset 2");
    expect(reason('é*x')).toBe("Can't find end of Bold entity at byte offset 2");
    expect(reason('__x_')).toBe("Can't find end of Italic entity at byte offset 3");
    expect(reason('_x__')).toBe("Can't find end of Underline entity at byte offset 2");
    expect(reason('~x')).toBe("Can't find end of Strikethrough entity at byte offset 0");
    expect(reason('||x')).toBe("Can't find end of Spoiler entity at byte offset 0");
    expect(reason('`x')).toBe("Can't find end of Code entity at byte offset 0");
    expect(reason('```x')).toBe("Can't find end of Pre entity at byte offset 0");
    expect(reason('```x y')).toBe("Can't find end of PreCode entity at byte offset 0");
    expect(reason('[x')).toBe("Can't find end of TextUrl entity at byte offset 0");
    expect(reason('[é](x')).toBe("Can't find end of a URL at byte offset 5");
    expect(reason('![x]')).toBe('Custom emoji entity must contain a tg://emoji URL');
    expect(reason('>*a\nb*')).toBe("Can't find end of Bold entity at byte offset 1");
  });

  it('gives any escaped text back unchanged', () => {
    const escape = (text: string): string => text.replace(/[_*[\]()~`>#+\-=|{}.!\\]/g, '\\$&');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(parsed(escape(text))).toEqual({ text, entities: [] });
        if (text === '') return;
        expect(parsed(`*${escape(text)}*`)).toEqual({
          text,
          entities: [{ type: 'bold', offset: 0, length: text.length }],
        });
      }),
    );
  });

  it('never breaks itself, and spans stay inside the text', () => {
    const fragment = fc.oneof(
      fc.constantFrom('*', '_', '__', '`', '```', '||', '>', '\n', '[', '](', ')', '\\', '![', '~'),
      fc.string({ maxLength: 4 }),
    );
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 14 }), (fragments) => {
        const result = parseMarkdownV2(fragments.join(''));
        if (!result.ok) return;
        const { text, entities } = result.value;
        for (const { offset, length } of entities) {
          expect(length).toBeGreaterThan(0);
          expect(offset + length).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
