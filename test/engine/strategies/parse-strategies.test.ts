import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { strategies } from '../../../src/engine/strategies/index.js';
import { parseStrategies } from '../../../src/engine/strategies/parse-strategies.js';
import { putliteParams } from '../../../src/engine/strategies/putlite-params.js';

const SHIPPED = join(import.meta.dirname, '..', '..', '..', 'config', 'strategies.yaml');

function sentencesOf(value: unknown): readonly string[] {
  const parsed = parseStrategies(value);
  return parsed.ok ? [] : parsed.error.sentences;
}

describe('the file of strategies', () => {
  it('is shipped with every setting of every strategy, as it is when left out', () => {
    const value = parse(readFileSync(SHIPPED, 'utf8')) as Record<string, unknown>;
    expect(value).toEqual({ putlite: putliteParams.parse({}) });
    const parsed = parseStrategies(value);
    expect(parsed.ok && parsed.value.map(({ id, symbols }) => [id, symbols])).toEqual([
      ['putlite', ['SPY']],
    ]);
  });

  it('names nothing, and nothing runs', () => {
    expect(parseStrategies(null)).toEqual({ ok: true, value: [] });
    expect(parseStrategies({})).toEqual({ ok: true, value: [] });
  });

  it('names a strategy alone, and its defaults run', () => {
    const parsed = parseStrategies({ putlite: null });
    expect(parsed.ok && parsed.value[0]?.shown).toContainEqual({
      name: 'maxShortDelta',
      value: '0.12',
    });
  });

  it('is refused with a sentence for each thing that is wrong', () => {
    expect(sentencesOf({ putlite: { maxShortDelt: 0.1 } })).toEqual([
      'putlite: there is no setting "maxShortDelt".',
    ]);
    expect(sentencesOf({ putlit: {} })).toEqual([
      'putlit: there is no such strategy; did you mean putlite?',
    ]);
    expect(sentencesOf({ putlite: { windowFrom: '25:00', maxVixPoints: 'high' } })).toEqual([
      'putlite.windowFrom: expected a New York time such as 10:30.',
      expect.stringContaining('putlite.maxVixPoints: ') as string,
    ]);
    expect(sentencesOf({ putlite: { targetShortDelta: 0.15 } })).toEqual([
      'putlite.targetShortDelta: targetShortDelta must not be above maxShortDelta.',
    ]);
    expect(sentencesOf({ putlite: { windowFrom: '13:30', windowTo: '10:30' } })).toHaveLength(1);
    expect(sentencesOf({ putlite: { exitBeforeCloseMinutes: 30 } })).toHaveLength(1);
    expect(sentencesOf(['putlite'])).toHaveLength(1);
    expect(sentencesOf({ putlite: 3 })).toHaveLength(1);
  });

  it('can be explained: every setting has a default and says what it risks', () => {
    for (const { params } of strategies) {
      expect(params.length).toBeGreaterThan(10);
      for (const { about, byDefault } of params) {
        expect(about).toMatch(/^.{20,}\.$/);
        expect(byDefault).not.toBe('undefined');
      }
    }
  });
});
