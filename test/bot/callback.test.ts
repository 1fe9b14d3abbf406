import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseArguments } from '../../src/bot/arguments.js';
import { callback, CALLBACK_MAX_BYTES, parseCallback } from '../../src/bot/callback.js';

const ARGS = z.object({
  range: z.enum(['1m', '6m', '1y', 'all']).optional(),
  page: z.coerce.number().int().min(0).max(500).optional(),
  view: z.enum(['chart', 'curve']).default('chart'),
  symbol: z
    .string()
    .regex(/^[A-Z]{1,6}$/)
    .optional(),
});

const args = fc.record({
  range: fc.option(fc.constantFrom('1m', '6m', '1y', 'all'), { nil: undefined }),
  page: fc.option(fc.integer({ min: 0, max: 500 }), { nil: undefined }),
  view: fc.constantFrom('chart', 'curve'),
  symbol: fc.option(fc.stringMatching(/^[A-Z]{1,6}$/), { nil: undefined }),
});

describe('what a button carries', () => {
  it('comes back as the arguments that went in, in any order of the fields', () => {
    fc.assert(
      fc.property(args, fc.boolean(), (given, turned) => {
        const entries = Object.entries(given);
        const shuffled = Object.fromEntries(turned ? entries.toReversed() : entries);
        const { name, words } = parseCallback(callback('vix', shuffled));
        expect(name).toBe('vix');
        const parsed = parseArguments(ARGS, words);
        const present = Object.fromEntries(
          Object.entries(given).filter(([, value]) => value !== undefined),
        );
        expect(parsed).toEqual({ ok: true, value: present });
      }),
    );
  });

  it('is refused over 64 bytes, counted as UTF-8', () => {
    expect(callback('x', { a: 'a'.repeat(CALLBACK_MAX_BYTES - 2) })).toHaveLength(64);
    expect(() => callback('x', { a: 'a'.repeat(CALLBACK_MAX_BYTES - 1) })).toThrow('65 bytes');
    expect(() => callback('x', { a: '期'.repeat(21) })).toThrow('65 bytes');
  });

  it('is refused where a word would not survive the way', () => {
    expect(() => callback('x', { a: 'two words' })).toThrow('two words');
    expect(() => callback('x', { a: '' })).toThrow('cannot carry');
  });

  it('leaves out what is undefined and writes lists as words', () => {
    expect(callback('alert', { a: undefined, words: ['VIX', '>', 25] })).toBe('alert VIX > 25');
  });
});
