import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withDetected } from '../../src/sandbox/entities-detect.js';
import type { Entity } from '../../src/sandbox/formatted.js';
import { trimmed } from '../../src/sandbox/formatted.js';
import { renderHtml } from '../../src/sandbox/render-html.js';

function plain(text: string): { text: string; entities: Entity[] } {
  return { text, entities: [] };
}

describe('trimming', () => {
  it('takes blanks off both ends and moves spans along', () => {
    const entities = [{ type: 'bold', offset: 2, length: 4 }];
    expect(trimmed({ text: '  abc \n', entities })).toEqual({
      text: 'abc',
      entities: [{ type: 'bold', offset: 0, length: 3 }],
    });
  });

  it('leaves blanks that a span begins with', () => {
    const entities = [{ type: 'pre', offset: 0, length: 4 }];
    expect(trimmed({ text: '  ab', entities })).toEqual({ text: '  ab', entities });
    expect(trimmed(plain(' \n '))).toEqual(plain(''));
  });
});

describe('what the service finds in a text', () => {
  const found = (text: string): string[] =>
    withDetected(plain(text)).entities.map(
      ({ type, offset, length }) => `${type} ${text.slice(offset, offset + length)}`,
    );

  it('is commands, mentions, addresses and tags', () => {
    expect(found('/vix@some_bot 3m, ask @owner_1 about $SPY #Vola https://a.org/b?c=1.')).toEqual([
      'bot_command /vix@some_bot',
      'mention @owner_1',
      'cashtag $SPY',
      'hashtag #Vola',
      'url https://a.org/b?c=1',
    ]);
    expect(found('write a.b@example.org')).toEqual(['email a.b@example.org']);
  });

  it('is not parts of words, paths or numbers', () => {
    expect(found('a/b 655/650 #1 $5 x@y </b>')).toEqual([]);
  });

  it('is nothing inside of code', () => {
    const entities = [{ type: 'code', offset: 0, length: 4 }];
    expect(withDetected({ text: '/vix /vix', entities }).entities).toEqual([
      { type: 'code', offset: 0, length: 4 },
      { type: 'bot_command', offset: 5, length: 4 },
    ]);
  });
});

describe('HTML for the page', () => {
  it('escapes the text and nests the tags', () => {
    const entities = [
      { type: 'bold', offset: 0, length: 4 },
      { type: 'italic', offset: 2, length: 4 },
      { type: 'text_link', offset: 6, length: 1, url: 'https://a.org/?b="&c' },
    ];
    expect(renderHtml({ text: '<a>&"bc', entities })).toBe(
      '<b>&lt;a<i>&gt;&amp;</i></b><i>&quot;b</i>' +
        '<a href="https://a.org/?b=&quot;&amp;c" target="_blank" rel="noopener noreferrer nofollow">c</a>',
    );
  });

  it('never links to a script', () => {
    const entities = [{ type: 'text_link', offset: 0, length: 1, url: 'javascript:alert(1)' }];
    expect(renderHtml({ text: 'x', entities })).toBe('<span>x</span>');
  });

  it('is balanced and holds the whole text, whatever the spans', () => {
    const types = ['bold', 'italic', 'pre', 'spoiler', 'blockquote', 'text_link', 'unknown'];
    const span = fc.record({
      type: fc.constantFrom(...types),
      offset: fc.nat(12),
      length: fc.integer({ min: 1, max: 12 }),
      url: fc.webUrl(),
    });
    fc.assert(
      fc.property(fc.string({ maxLength: 24 }), fc.array(span, { maxLength: 6 }), (text, spans) => {
        const entities = spans.filter(({ offset, length }) => offset + length <= text.length);
        const html = renderHtml({ text, entities });
        const open: string[] = [];
        const bare = html.replace(/<(\/?)([a-z]+)[^>]*>/g, (_, slash: string, name: string) => {
          if (slash === '') open.push(name);
          else expect(open.pop()).toBe(name);
          return '';
        });
        expect(open).toEqual([]);
        const characters: Record<string, string> = { lt: '<', gt: '>', quot: '"', amp: '&' };
        const unescaped = bare
          .replace(/&#39;/g, "'")
          .replace(/&(lt|gt|quot|amp);/g, (_, name: string) => characters[name] ?? '');
        expect(unescaped).toBe(text);
      }),
      { numRuns: 300 },
    );
  });
});
