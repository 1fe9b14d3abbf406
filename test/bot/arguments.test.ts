import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describeArguments, parseArguments } from '../../src/bot/arguments.js';

const VIX = z.object({
  range: z.enum(['1m', '6m', '1y']).default('1m'),
  view: z.enum(['chart', 'curve']).default('chart'),
});

describe('typed words', () => {
  it('go to the first field that accepts them, in any order', () => {
    const expected = { ok: true, value: { range: '6m', view: 'curve' } };
    expect(parseArguments(VIX, ['curve', '6m'])).toEqual(expected);
    expect(parseArguments(VIX, ['6m', 'curve'])).toEqual(expected);
  });

  it('leave defaults where nothing was said', () => {
    expect(parseArguments(VIX, [])).toEqual({ ok: true, value: { range: '1m', view: 'chart' } });
  });

  it('are bent to the letter case that the field wants', () => {
    const quote = z.object({ symbol: z.string().regex(/^[A-Z]+$/) });
    expect(parseArguments(VIX, ['6M'])).toMatchObject({ value: { range: '6m' } });
    expect(parseArguments(quote, ['spy'])).toEqual({ ok: true, value: { symbol: 'SPY' } });
  });

  it('fill two fields of one kind in the order of the fields', () => {
    const pair = z.object({ from: z.coerce.number(), to: z.coerce.number() });
    expect(parseArguments(pair, ['3', '5'])).toEqual({ ok: true, value: { from: 3, to: 5 } });
  });

  it('are gathered by a list field', () => {
    const alert = z.object({
      symbol: z.enum(['VIX', 'SPX']),
      rest: z.array(z.string()).optional(),
    });
    expect(parseArguments(alert, ['vix', '>', '25'])).toEqual({
      ok: true,
      value: { symbol: 'VIX', rest: ['>', '25'] },
    });
  });

  it('that nobody accepts are named beside what is accepted', () => {
    expect(parseArguments(VIX, ['2y'])).toEqual({
      ok: false,
      error: {
        code: 'unknown-word',
        word: '2y',
        fields: [
          {
            field: 'range',
            need: 'optional',
            accepts: { kind: 'one-of', values: ['1m', '6m', '1y'] },
          },
          {
            field: 'view',
            need: 'optional',
            accepts: { kind: 'one-of', values: ['chart', 'curve'] },
          },
        ],
      },
    });
  });

  it('said twice are refused the second time', () => {
    expect(parseArguments(VIX, ['1m', '6m'])).toMatchObject({
      ok: false,
      error: { code: 'unknown-word', word: '6m' },
    });
  });

  it('that are missing are named', () => {
    const quote = z.object({ symbol: z.string() });
    expect(parseArguments(quote, [])).toMatchObject({
      ok: false,
      error: { code: 'missing', field: { field: 'symbol', need: 'required' } },
    });
  });

  it('are described with the bounds of a number', () => {
    const page = z.object({ page: z.coerce.number().int().min(1).max(9), open: z.coerce.number() });
    expect(describeArguments(page).map(({ accepts }) => accepts)).toEqual([
      { kind: 'number', min: 1, max: 9 },
      { kind: 'number', min: null, max: null },
    ]);
  });
});
