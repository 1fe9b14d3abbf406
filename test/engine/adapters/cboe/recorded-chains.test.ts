import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { ChainRow } from '../../../../src/engine/domain/chain.js';
import { newYorkInstant } from '../../../../src/engine/domain/new-york.js';
import { MINUTE_MS } from '../../../../src/engine/domain/units.js';
import { fileOfCsv, readCboeCsv } from '../../../standins/cboe-csv.js';
import { OPTIONS_PATH } from '../../../standins/cboe-quotes.js';
import { sharedPath } from '../../../support/shared.js';
import { startCboe, type CboeRig } from './cboe-rig.js';

const open: CboeRig[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((rig) => rig.close()));
});

function isNear(spot: number): (row: ChainRow) => boolean {
  return ({ strike }) => Math.abs(strike / spot - 1) < 0.01;
}

describe.skipIf(sharedPath('data', 'option_chains') === null)(
  'recorded chains, published again (needs the shared data)',
  () => {
    it.each([
      {
        symbol: 'SPX',
        name: 'cboe_SPX_2022-07-12_1155ET.csv.gz',
        file: '_SPX.json',
        // Of two classes on one day the one is given that settles first.
        ...{ days: 45, strikes: 7_900, spot: 3856.28 },
      },
      {
        symbol: 'SPY',
        name: 'cboe_SPY_2023-09-14.csv.gz',
        file: 'SPY.json',
        ...{ days: 29, strikes: 3_000, spot: 450.81 },
      },
    ])('of $symbol keep parity about one forward for each expiry', async (of) => {
      const path = sharedPath('data', 'option_chains', of.name) ?? '';
      const csv = readCboeCsv(gunzipSync(readFileSync(path)).toString());
      if (!csv) throw new Error('not such a page');
      const rig = await startCboe({ symbols: [of.symbol], startAtMs: csv.madeAtMs });
      open.push(rig);
      rig.server.files.set(`${OPTIONS_PATH}${of.file}`, fileOfCsv(csv, of.symbol));
      const got = await rig.feed.chains(of.symbol);
      const chains = got.ok ? got.value : [];
      expect(chains.length).toBeGreaterThanOrEqual(of.days);
      const rows = chains.flatMap((chain) => chain.rows);
      expect(rows.length).toBeGreaterThan(of.strikes);
      for (const chain of chains) {
        expect(chain).toMatchObject({ spot: of.spot, delayMs: 900_000 });
        // One page was made a minute after the last price that counts.
        expect(csv.madeAtMs - chain.atMs).toBeLessThanOrEqual(MINUTE_MS);
        if (chain.root !== 'SPX') continue;
        expect(chain.settlesAtMs).toBe(newYorkInstant(chain.expiry, '9:30'));
      }
      for (const chain of chains.slice(1, 9)) {
        const near = chain.rows.filter(isNear(of.spot));
        const forwards = near.map(
          ({ strike, call, put }) => strike + (call.bid + call.ask - put.bid - put.ask) / 2,
        );
        expect(near.length).toBeGreaterThan(0);
        for (const at of forwards) expect(Math.abs(at / of.spot - 1)).toBeLessThan(0.02);
      }
    });
  },
);
