import { expect, it } from 'vitest';
import { ivRankView } from '../../../../src/engine/flow/vol/iv-rank-view.js';
import { DAY_MS } from '../../../../src/engine/domain/units.js';

const past = Array.from({ length: 60 }, (_, i) => ({ atMs: i * DAY_MS, pts: 20 + (i % 11) }));
const stamp = {
  mode: 'SIM',
  nowMs: 60 * DAY_MS,
  asOfMs: 60 * DAY_MS,
  delayMs: 0,
  source: 'test',
} as const;

it.each([
  { now: 15, rankPct: 0, lowPts: 15, highPts: 30 },
  { now: 25, rankPct: 50, lowPts: 20, highPts: 30 },
  { now: 35, rankPct: 100, lowPts: 20, highPts: 35 },
])('a level of $now has rank $rankPct, a new extreme being the end of the range', (of) => {
  const { now: nowPts, ...standing } = of;
  const view = ivRankView(stamp, { underlying: 'BTC', measure: 'DVOL', nowPts, past });
  expect(view).toMatchObject(standing);
});
