import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  alertDecision,
  COOL_DOWN_MS,
  defaultTrigger,
} from '../../../src/engine/scoring/trigger.js';
import { factsOf } from '../../support/model-facts.js';

const facts = factsOf();

describe('the trigger', () => {
  const at = { confidence: 0.65, vix: 30, nowMs: 10 * COOL_DOWN_MS, lastAlertAtMs: null };
  const decide = (parts: Partial<{ confidence: number; vix: number; lastAlertAtMs: number }>) =>
    alertDecision({ ...at, ...parts }, defaultTrigger(facts));

  it('is due above both of its limits', () => {
    expect(decide({})).toBe('due');
    expect(decide({ confidence: 0.6 })).toBe('below-trigger');
    expect(decide({ vix: 25 })).toBe('below-trigger');
    expect(alertDecision(at, facts.triggers.mission)).toBe('below-trigger');
  });

  it('waits 24 hours after the last alert', () => {
    expect(decide({ lastAlertAtMs: at.nowMs - COOL_DOWN_MS + 1 })).toBe('cooling-down');
    expect(decide({ lastAlertAtMs: at.nowMs - COOL_DOWN_MS })).toBe('due');
  });

  it('is not due for a confidence that is none', () => {
    expect(decide({ confidence: Number.NaN })).toBe('below-trigger');
  });

  it('never speaks twice within 24 hours, whenever it is asked', () => {
    const asked = fc.array(
      fc.record({
        afterMs: fc.integer({ min: 0, max: 2 * COOL_DOWN_MS }),
        confidence: fc.double({ min: 0, max: 1, noNaN: true }),
        vix: fc.double({ min: 10, max: 80, noNaN: true }),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(asked, (moments) => {
        let nowMs = 0;
        const spoken: number[] = [];
        for (const { afterMs, ...level } of moments) {
          nowMs += afterMs;
          const lastAlertAtMs = spoken.at(-1) ?? null;
          const moment = { ...level, nowMs, lastAlertAtMs };
          if (alertDecision(moment, defaultTrigger(facts)) === 'due') spoken.push(nowMs);
        }
        spoken.slice(1).forEach((atMs, k) => {
          expect(atMs - (spoken[k] ?? 0)).toBeGreaterThanOrEqual(COOL_DOWN_MS);
        });
      }),
    );
  });
});
