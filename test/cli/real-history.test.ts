import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { importHistory, type ImportSummary } from '../../src/cli/import-history.js';
import { createReplayFeed, replayBounds } from '../../src/engine/adapters/replay/replay-feed.js';
import { seriesId, type DailyBar } from '../../src/engine/domain/bar.js';
import { vxExpiries, vxExpiry } from '../../src/engine/domain/calendar.js';
import { futureId } from '../../src/engine/domain/instrument.js';
import { newYorkInstant } from '../../src/engine/domain/new-york.js';
import { day, parseDay, type TradingDay } from '../../src/engine/domain/trading-day.js';
import { ManualClock } from '../support/manual-clock.js';
import { MemoryTickStore } from '../support/memory-tick-store.js';
import { sharedPath } from '../support/shared.js';

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

  it('gives every series in full, and nine files of the hundreds', () => {
    expect(summary.files.read).toBe(9);
    const spans = Object.entries(summary.series).map(([name, of]) => [
      name,
      of.taken,
      `${of.firstDay ?? ''}..${of.lastDay ?? ''}`,
    ]);
    const vx = (rank: number) => [`VX${rank}`, 4217, '2007-04-02..2023-12-29'];
    expect(spans).toEqual([
      ['SKEW', 8550, '1990-01-02..2023-12-29'],
      ['SPX', 8565, '1990-01-02..2023-12-29'],
      ['SPY', 7319, '1993-01-29..2022-02-18'],
      ['VIX', 8574, '1990-01-02..2023-12-29'],
      ['VIX3M', 3595, '2009-09-18..2023-12-29'],
      ['VIX9D', 3269, '2011-01-04..2023-12-29'],
      ['VVIX', 4276, '2007-01-03..2023-12-29'],
      ...[1, 2, 3, 4, 5, 6, 7, 8].map(vx),
    ]);
  });

  it('needs the repairs, marks and refusals that its notes announce, and no other', () => {
    const { series, repaired, refused } = summary;
    expect(series.VIX).toMatchObject({
      repaired: { widened: 47 },
      marked: { flat: 506, holiday: 13 },
      refused: {},
    });
    expect(series.VVIX?.refused).toEqual({ 'before-2007': 150 });
    expect(series.VX8).toMatchObject({ marked: { carried: 267 }, refused: { overlap: 4 } });
    expect([repaired, refused]).toEqual([47, 150 + 8 * 4]);
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
  ])('has %s on %s at %d', async (series, on, close) => {
    const found = (await bars(series)).find((bar) => bar.day === on);
    expect(found?.close).toBe(close);
  });

  it('changes nothing the second time', async () => {
    const again = await importHistory({ directory: data ?? '', store });
    expect(again.ok && [again.value.taken, again.value.unchanged]).toEqual([0, summary.taken]);
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
    expect(await compare(1)).toEqual({ equal: 3373, absent: 0, different: [] });
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
