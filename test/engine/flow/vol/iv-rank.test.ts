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
  [15, 0, 15, 30],
  [25, 50, 20, 30],
  [35, 100, 20, 35],
])('a level of %d has rank %d, a new extreme being the end of the range', (now, rank, low, high) => {
  const view = ivRankView(stamp, { underlying: 'BTC', measure: 'DVOL', nowPts: now, past });
  expect(view).toMatchObject({ rankPct: rank, lowPts: low, highPts: high });
});
