import { describe, expect, it } from 'vitest';
import { day } from '../../../src/engine/domain/trading-day.js';
import { modelHealth } from '../../../src/engine/scoring/model-health.js';
import { factsOf } from '../../support/model-facts.js';

const facts = factsOf();

describe('the health of a model', () => {
  const scored = (episodes: number, touched: 0 | 1) =>
    Array.from({ length: episodes * 4 }, (_none, k) => ({
      episode: Math.floor(k / 4),
      confidence: 0.7,
      touched,
    }));
  const health = (today: string, days: ReturnType<typeof scored>) =>
    modelHealth(facts, { today: day(today), scored: days });

  it('is old after 180 days', () => {
    expect(health('2024-05-27', [])).toMatchObject({ ageDays: 180, old: 'fresh' });
    expect(health('2024-05-28', [])).toMatchObject({ ageDays: 181, old: 'old' });
  });

  it('has drifted where spikes turn out otherwise than forecast, each counting once', () => {
    expect(health('2024-05-01', scored(4, 0)).drift).toBe('drifted');
    const even = [...scored(2, 1), ...scored(4, 0).slice(8), ...scored(6, 1).slice(16)];
    expect(health('2024-05-01', even)).toMatchObject({ drift: 'steady', episodes: 6 });
  });

  it('says nothing of drift before three spikes', () => {
    expect(health('2024-05-01', scored(2, 0))).toMatchObject({ drift: 'too-few-spikes' });
    expect(health('2024-05-01', [])).toMatchObject({ forecast: null, observed: null, days: 0 });
  });
});
