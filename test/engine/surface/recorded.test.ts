import { describe, expect, it } from 'vitest';
import { coinSnapshots, readCoinSnapshot, readQuoteTable } from '../../../scripts/shared-chains.js';
import { atmError, denseFaults, markErrors, quantile } from '../../../scripts/surface-stats.js';
import { buildSurface } from '../../../src/engine/surface/build.js';
import type { Surface, SurfaceSlice } from '../../../src/engine/surface/surface.js';
import type { SurfaceInput } from '../../../src/engine/surface/quotes.js';
import { volIndex } from '../../../src/engine/surface/vol-index.js';
import { sharedPath } from '../../support/shared.js';

const coins = sharedPath('data', 'deribit', 'btc_option_snapshots');
const live = sharedPath('data', 'option_chains', 'cboe_SPX_2022-07-12_1155ET.csv.gz');

function surfaceOf(input: SurfaceInput): Surface {
  const built = buildSurface(input);
  if (!built.ok) throw new Error(built.error.code);
  return built.value;
}

function withinHalf(slices: readonly SurfaceSlice[]): number {
  const errors = slices.flatMap((slice) => atmError(slice) ?? []);
  return errors.filter((one) => one.ofHalfSpread <= 1).length / errors.length;
}

describe.skipIf(coins === null)('recorded coin chains (need the shared data)', () => {
  it('fit without arbitrage, at the money within the spread, and agree with the marks', () => {
    const slices: SurfaceSlice[] = [];
    const inverted: number[] = [];
    for (const path of coinSnapshots(coins ?? '').filter((_, i) => i % 26 === 3)) {
      const chain = readCoinSnapshot(path);
      const surface = surfaceOf(chain.input);
      expect(denseFaults(surface)).toBe(0);
      slices.push(...surface.slices);
      inverted.push(...markErrors(surface, chain.marks).inverted);
    }
    expect(withinHalf(slices)).toBeGreaterThanOrEqual(0.95);
    expect(quantile(inverted, 0.5)).toBeLessThan(0.01);
  }, 120_000);
});

describe.skipIf(live === null)(
  'a recorded index chain with live same-day options (needs the shared data)',
  () => {
    it('fits every expiry, the same-day one included, without arbitrage', () => {
      const surface = surfaceOf(readQuoteTable(live ?? '', 'SPX').input);
      expect(surface.slices[0]?.id).toBe('SPXW/2022-07-12');
      expect(surface.skipped).toEqual([]);
      expect(denseFaults(surface)).toBe(0);
      expect(withinHalf(surface.slices)).toBeGreaterThanOrEqual(0.9);
      const index = volIndex(surface);
      // The VIX moved between 25.82 and 27.75 on that day.
      expect(index.ok && index.value.points > 25.5 && index.value.points < 28).toBe(true);
    }, 120_000);
  },
);
