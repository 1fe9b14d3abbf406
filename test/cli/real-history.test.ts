import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildDataset, type DatasetManifest } from '../../src/cli/dataset.js';
import { importHistory, type ImportSummary } from '../../src/cli/import-history.js';
import { createReplayFeed, replayBounds } from '../../src/engine/adapters/replay/replay-feed.js';
import { barCloseAtMs, seriesId, type DailyBar } from '../../src/engine/domain/bar.js';
import { vxExpiries, vxExpiry } from '../../src/engine/domain/calendar.js';
import { futureId } from '../../src/engine/domain/instrument.js';
import { newYorkInstant } from '../../src/engine/domain/new-york.js';
import { day, parseDay, type TradingDay } from '../../src/engine/domain/trading-day.js';
import { featureHistory, FEATURE_SERIES, featuresOn } from '../../src/engine/features/compute.js';
import { ManualClock } from '../support/manual-clock.js';
import { MemoryTickStore } from '../support/memory-tick-store.js';
import { sharedPath } from '../support/shared.js';
import { expectRow, table, type Table } from '../support/tables.js';

const data = sharedPath('data');

describe.skipIf(data === null)('the shared data (needs it beside the repository)', () => {
  const store = new MemoryTickStore();
  let summary: ImportSummary;
  let official: ReturnType<typeof contractSettlements>;

  beforeAll(async () => {
    const result = await importHistory({ directory: data ?? '', store });
    if (!result.ok) throw new Error(result.error.code);
    summary = result.value;
    official = contractSettlements(join(data ?? '', 'vix_futures'));
  }, 60_000);

  async function bars(series: string): Promise<readonly DailyBar[]> {
    const found = await store.bars(seriesId(series));
    if (!found.ok) throw new Error(found.error.reason);
    return found.value;
  }

  it('gives every series that the model needs, in full', () => {
    expect(summary.files.read).toBe(288);
    const spans = Object.entries(summary.series).map(([name, of]) => [
      name,
      of.taken,
      `${of.firstDay ?? ''}..${of.lastDay ?? ''}`,
    ]);
    expect(spans.filter(([name]) => !String(name).startsWith('DGS'))).toEqual([
      ['DFF', 9528, '1990-01-01..2026-07-08'],
      ['SKEW', 8550, '1990-01-02..2023-12-29'],
      ['SPX', 8565, '1990-01-02..2023-12-29'],
      ['SPY', 7319, '1993-01-29..2022-02-18'],
      ['SVXY', 2575, '2011-10-04..2021-12-27'],
      ['VIX', 8574, '1990-01-02..2023-12-29'],
      ['VIX3M', 3595, '2009-09-18..2023-12-29'],
      ['VIX9D', 3269, '2011-01-04..2023-12-29'],
      ['VVIX', 4276, '2007-01-03..2023-12-29'],
      ['VX', 0, '..'],
      ['VX1', 4855, '2004-04-21..2023-12-29'],
      ['VX2', 4865, '2004-03-26..2023-12-29'],
      ['VX3', 4644, '2004-03-26..2023-12-29'],
      ['VX4', 4551, '2004-04-21..2023-12-29'],
      ['VX5', 4554, '2004-03-26..2023-12-29'],
      ['VX6', 4536, '2004-05-19..2023-12-29'],
      ['VX7', 4459, '2004-04-21..2023-12-29'],
      ['VX8', 4462, '2004-03-26..2023-12-29'],
      ['VXX', 2999, '2009-01-30..2021-03-31'],
    ]);
    expect(summary.series.DGS3MO).toMatchObject({ taken: 7664, firstDay: '1990-01-02' });
  });

  it('needs the repairs, marks and refusals that its notes announce, and no other', () => {
    const { series } = summary;
    expect(series.VIX).toMatchObject({
      repaired: { widened: 47 },
      marked: { flat: 506, holiday: 13 },
      refused: {},
    });
    expect(series.VVIX?.refused).toEqual({ 'before-2007': 150 });
    expect(series.VX8).toMatchObject({ marked: { carried: 183 } });
    expect(series.VX?.refused).toEqual({ settled: 251, 'no-settlement': 152, 'far-month': 5177 });
    // Hours of trades lose every day to the fund's own closes.
    expect(series.SPY?.refused).toEqual({ overlap: 5849 });
    expect(summary.reasons).toEqual({
      repaired: { widened: 47, rescaled: 3_147 },
      refused: {
        'before-1990': 12_968, // the federal funds rate reaches back to 1954, and counts weekends
        weekend: 3_810,
        'blank-price': 12_051, // tenors that were not issued then
        'before-2007': 150,
        duplicate: 10_255, // the same contract in several folders
        overlap: 32_410, // settlements that the contracts themselves give too
        'far-month': 5_177,
        settled: 251,
        'no-settlement': 152,
      },
    });
  });

  it('adds up: every row is taken, unchanged or refused once', () => {
    const { rows, taken, repaired, refused, unchanged } = summary;
    expect({ rows, taken, repaired, refused, unchanged }).toEqual({
      rows: 253_365,
      taken: 176_141,
      repaired: 47 + 3_147,
      refused: 77_224,
      unchanged: 0,
    });
  });

  it('has SPY from the S&P 500 where SPY itself is missing, marked', async () => {
    expect(summary.derived).toEqual({
      SPY: { taken: 467, unchanged: 0, firstDay: '2022-02-22', lastDay: '2023-12-29' },
    });
    const all = await bars('SPY');
    const derived = all.filter(({ marks }) => marks.includes('derived'));
    expect(derived).toHaveLength(467);
    // SPY closed 2023 at 475.31 by its own record: seven dividends lie between.
    expect((derived.at(-1)?.close ?? 0) / 475.31).toBeCloseTo(1, 1);
  });

  // Closes that every record of those days gives.
  it.each([
    ['VIX', '2008-11-20', 80.86],
    ['VIX', '2018-02-05', 37.32],
    ['VIX', '2020-03-16', 82.69],
    ['VVIX', '2020-03-16', 207.59],
    ['SPY', '2020-03-23', 222.95],
    ['SPX', '2020-03-23', 2237.4],
    ['VX1', '2018-02-05', 33.225],
    ['VX1', '2008-11-20', 66.23],
    ['VX2', '2004-03-26', 20.32],
    ['VXX', '2009-01-30', 104.58],
    ['SVXY', '2021-12-27', 59.28],
    ['DFF', '2008-12-16', 0.17],
    ['DGS3MO', '2020-08-21', 0.1],
  ])('has %s on %s at %d', async (series, on, close) => {
    const found = (await bars(series)).find((bar) => bar.day === on);
    expect(found?.close).toBe(close);
  });

  it('changes nothing the second time', async () => {
    const again = await importHistory({ directory: data ?? '', store });
    expect(again.ok && [again.value.taken, again.value.unchanged]).toEqual([0, summary.taken]);
    expect(again.ok && again.value.derived.SPY).toMatchObject({ taken: 0, unchanged: 467 });
  });

  async function compare(rank: number) {
    const compared = { equal: 0, absent: 0, different: [] as string[] };
    for (const { day: on, close } of await bars(`VX${rank}`)) {
      if (on > '2020-08-21') break;
      const expiry = vxExpiries(on, rank)[rank - 1];
      const settle = expiry === undefined ? undefined : official.get(expiry)?.get(on);
      if (settle === undefined) compared.absent += 1;
      else if (Math.abs(settle - close) < 1e-9) compared.equal += 1;
      else compared.different.push(`${on}: ${close} is officially ${settle}`);
    }
    const { equal, absent, different } = compared;
    process.stderr.write(
      `VX${rank}: ${equal} days equal, ${different.length} different, ${absent} not listed\n`,
    );
    return compared;
  }

  it('VIX front month equals the official CFE settlement on every day compared', async () => {
    expect(await compare(1)).toEqual({ equal: 4011, absent: 0, different: [] });
  });

  it.each([2, 3, 4, 5])('so does rank %d wherever its contract has a file', async (rank) => {
    const { different, equal } = await compare(rank);
    expect(different).toEqual([]);
    expect(equal).toBeGreaterThan(3300);
  });

  it('replays the front contracts at their official settlements around an expiry', async () => {
    const settlement = day('2018-02-14');
    const clock = new ManualClock(newYorkInstant(settlement, '12:00'));
    const feed = createReplayFeed({ ticks: store, clock });
    expect((await feed.start()).ok).toBe(true);
    const march = futureId('VX', vxExpiry(2018, 3));
    const before = await feed.snapshot(march);
    clock.advance(5 * 3_600_000);
    const after = await feed.snapshot(march);
    const settles = official.get(vxExpiry(2018, 3));
    expect(before.ok && before.value.last).toBe(settles?.get(day('2018-02-13')));
    expect(after.ok && after.value.last).toBe(settles?.get(settlement));
    expect(after.ok && after.value.prevClose).toBe(settles?.get(day('2018-02-13')));
    await feed.stop();
  });

  describe('as a data set', () => {
    let features: Table['rows'];
    let labelled: Table['rows'];
    let manifest: DatasetManifest;

    beforeAll(async () => {
      const built = await buildDataset(store, { update: () => undefined, stop: () => undefined });
      if (!built.ok) throw new Error(built.error.code);
      const { files } = built.value;
      ({ manifest } = built.value);
      features = table(files['features.csv']).rows;
      labelled = table(files['labels.csv']).rows;
    }, 60_000);

    it('spans every session of VIX, with its sources marked', () => {
      expect(manifest).toMatchObject({
        rows: 8_561,
        firstDay: '1990-01-02',
        lastDay: '2023-12-29',
        equitySources: { spx: 799 + 467, spy: 7_295 },
        splits: 33,
      });
    });

    // Counts and rates of elevated days that were published with this history.
    it.each([
      ['1995-01-01', '2023-12-31', 'end21', 1_468, 0.29],
      ['1995-01-01', '2023-12-31', 'within21', 1_468, 0.474],
      ['2009-01-01', '2021-12-31', 'end21', 552, 0.322],
      ['2009-01-01', '2021-12-31', 'within21', 552, 0.498],
    ])('has the elevated days of %s to %s', (...of) => {
      const [from, to, label, days, rate] = of;
      const vix = new Map(features.map((row) => [row.day, row.vix_spot]));
      const labels = labelled.filter((row) => {
        const on = row.day ?? '';
        return on >= from && on <= to && Number(vix.get(on)) > 25 && row[label] !== '';
      });
      expect(labels).toHaveLength(days);
      const positive = labels.filter((row) => row[label] === '1').length;
      expect(positive / labels.length).toBeCloseTo(rate, 3);
    });

    it.each(['1991-01-16', '2004-06-14', '2008-11-20', '2018-02-05', '2020-03-16', '2022-06-13'])(
      'gives %s the row that is computed from what was known at its close',
      async (on) => {
        const closedMs = barCloseAtMs(seriesId('VIX'), day(on));
        const known = new Map<string, readonly DailyBar[]>();
        for (const series of FEATURE_SERIES) {
          const all = await bars(series);
          known.set(
            series,
            all.filter((bar) => barCloseAtMs(series, bar.day) <= closedMs),
          );
        }
        const live = featuresOn(
          featureHistory((series) => known.get(series) ?? []),
          day(on),
        );
        expectRow(
          features.find((row) => row.day === on),
          live,
        );
      },
    );
  });

  it('can be replayed from its first day to its last', async () => {
    const bounds = { firstDay: '1990-01-02', lastDay: '2023-12-29' };
    expect(await replayBounds(store)).toEqual({ ok: true, value: bounds });
  });
});

/**
 * Settlements by settlement day of the contract, from the exchange's own contract files: a plain
 * table, one under a notice, and one with an index column. Prices are ten times too high before
 * 2007-03-26.
 */
function contractSettlements(root: string): Map<TradingDay, Map<TradingDay, number>> {
  const found = new Map<TradingDay, Map<TradingDay, number>>();
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    const [, letter = '', year = ''] = /CFE_([FGHJKMNQUVXZ])(\d\d)_VX\.csv$/.exec(name) ?? [];
    if (letter === '') continue;
    const expiry = vxExpiry(2000 + Number(year), 'FGHJKMNQUVXZ'.indexOf(letter) + 1);
    const settles = found.get(expiry) ?? new Map<TradingDay, number>();
    found.set(expiry, settles);
    const lines = readFileSync(join(root, name), 'latin1').split(/\r?\n/);
    const rows = lines.map((line) => line.split(','));
    const header = rows.find((fields) => fields.includes('Trade Date')) ?? [];
    const dateColumn = header.indexOf('Trade Date');
    const settleColumn = header.indexOf('Settle');
    for (const fields of rows) {
      const on = isoDay(fields[dateColumn] ?? '');
      const settle = Number(fields[settleColumn]);
      if (on === null || !(settle > 0)) continue;
      settles.set(on, on < '2007-03-26' ? settle / 10 : settle);
    }
  }
  return found;
}

function isoDay(text: string): TradingDay | null {
  const [month = '', dayOfMonth = '', year] = text.split('/');
  if (year === undefined) return parseDay(text);
  return parseDay(`${year}-${month.padStart(2, '0')}-${dayOfMonth.padStart(2, '0')}`);
}
