import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runHistoryFetch, type FetchSummary } from '../../src/cli/history-fetch.js';
import { createCboeHistory } from '../../src/engine/adapters/cboe/history-files.js';
import { createDeribitHistory } from '../../src/engine/adapters/deribit/history.js';
import { createHttpClient } from '../../src/engine/adapters/system/http-client.js';
import { createYahooCharts } from '../../src/engine/adapters/yahoo/chart.js';
import { seriesId } from '../../src/engine/domain/bar.js';
import { newYorkDay, newYorkInstant } from '../../src/engine/domain/new-york.js';
import { ok } from '../../src/engine/domain/result.js';
import { day, type TradingDay } from '../../src/engine/domain/trading-day.js';
import { DAY_MS, HOUR_MS } from '../../src/engine/domain/units.js';
import {
  CONTRACT_PATH,
  INDEX_PATH,
  startCboeHistory,
  type CboeStandIn,
} from '../standins/cboe-history.js';
import { startDeribit, type DeribitVenue } from '../standins/deribit/venue.js';
import { startYahooChart, type YahooStandIn } from '../standins/yahoo-chart.js';
import { folderOf } from '../support/folder.js';
import { HastyClock } from '../support/hasty-clock.js';
import { ManualClock } from '../support/manual-clock.js';
import { MemoryTickStore } from '../support/memory-tick-store.js';

const FRIDAY_MS = newYorkInstant(day('2026-11-20'), '19:00');
const FROM = day('2026-10-01');
const VIX_ROWS = ['11/18/2026,17,18,16,17.5', '11/19/2026,17.5,19,17,18'];
const CONTRACT_HEADER =
  'Trade Date,Futures,Open,High,Low,Close,Settle,Change,Total Volume,EFP,Open Interest';

let cboe: CboeStandIn;
let yahoo: YahooStandIn;
let deribit: DeribitVenue;
let home: ReturnType<typeof folderOf>;
let clock: HastyClock;
let store: MemoryTickStore;

beforeEach(async () => {
  // A clock of its own: the venue's day does not pass with the waits of the fetch.
  const venueClock = new ManualClock(FRIDAY_MS);
  [cboe, yahoo, deribit] = await Promise.all([
    startCboeHistory(),
    startYahooChart(),
    startDeribit({ clock: venueClock }),
  ]);
  home = folderOf({});
  clock = new HastyClock(FRIDAY_MS);
  store = new MemoryTickStore();
  publishVix('11/20/2026,18,20,18,19.5');
  for (const index of ['VIX9D', 'VIX3M']) {
    const text = 'DATE,OPEN,HIGH,LOW,CLOSE\n11/20/2026,18,20,18,19.5\n';
    cboe.files.set(`${INDEX_PATH}${index}_History.csv`, text);
  }
  cboe.files.set(`${INDEX_PATH}VVIX_History.csv`, 'DATE,VVIX\n11/20/2026,95\n');
  cboe.files.set(`${INDEX_PATH}SKEW_History.csv`, 'DATE,SKEW\n11/20/2026,140\n');
  publishContract(day('2026-11-18'), 'X (Nov 2026)', [
    ['2026-11-17', 17],
    ['2026-11-18', 17.7],
  ]);
  publishContract(day('2026-12-16'), 'Z (Dec 2026)', [
    ['2026-11-19', 19.1],
    ['2026-11-20', 20],
  ]);
  for (const symbol of ['^GSPC', 'SPY', 'VXX', 'SVXY']) publishChart(symbol, [101, 102, 103]);
});
afterEach(async () => {
  await Promise.all([cboe.close(), yahoo.close(), deribit.close()]);
  home.remove();
});

function publishVix(...more: readonly string[]): void {
  const text = ['DATE,OPEN,HIGH,LOW,CLOSE', ...VIX_ROWS, ...more, ''].join('\n');
  cboe.files.set(`${INDEX_PATH}VIX_History.csv`, text);
}

function publishContract(
  expiry: TradingDay,
  name: string,
  settles: readonly (readonly [string, number])[],
): void {
  const rows = settles.map(([on, settle]) => `${on},${name},0,0,0,0,${settle},0,9,0,9`);
  cboe.files.set(`${CONTRACT_PATH}VX_${expiry}.csv`, [CONTRACT_HEADER, ...rows, ''].join('\n'));
}

/** Closes of Wednesday 18 November and the sessions after it. */
function publishChart(symbol: string, closes: readonly number[]): void {
  const days = ['2026-11-18', '2026-11-19', '2026-11-20', '2026-11-23', '2026-11-24'];
  const bars = closes.map((close, i) => {
    return { stamp: newYorkInstant(day(days[i] ?? ''), '9:30') / 1_000, close };
  });
  yahoo.bars.set(symbol, bars);
}

async function run(from = FROM) {
  const out = new PassThrough();
  const notes = new PassThrough();
  const client = () => createHttpClient({ clock, userAgent: 'Mozilla/5.0', spacingMs: 1_000 });
  const requests = cboe.seen.length + yahoo.seen.length;
  const code = await runHistoryFetch(
    { from, format: 'json' },
    {
      openStore: () => Promise.resolve(ok({ store, close: () => Promise.resolve() })),
      today: () => newYorkDay(clock.nowMs()),
      out,
      notes,
      finish: () => undefined,
      sources: {
        cboe: createCboeHistory({ baseUrl: cboe.url, http: client() }),
        yahoo: createYahooCharts({ baseUrl: yahoo.url, http: client() }),
        deribit: createDeribitHistory({ httpUrl: deribit.httpUrl, http: client() }),
      },
      home: home.path,
      nowMs: () => clock.nowMs(),
    },
  );
  const summary = JSON.parse(String(out.read())) as FetchSummary;
  const asked = cboe.seen.length + yahoo.seen.length - requests;
  return { code, summary, asked, notes: String(notes.read() ?? '') };
}

async function closes(series: string): Promise<(readonly [string, number])[]> {
  const bars = await store.bars(seriesId(series));
  return bars.ok ? bars.value.map((bar) => [bar.day, bar.close] as const) : [];
}

/** Contracts asked for beyond the settled ones; of these December alone has a file. */
const CONTRACTS_LISTED = 9;
/** Coins and their volatility indices. */
const COINS = 4;

describe('history fetch', () => {
  it('gets every file and imports it', async () => {
    const { code, summary } = await run();
    expect(code).toBe(0);
    // October settled before there was a file of it.
    const absent = 1 + CONTRACTS_LISTED - 1;
    expect(summary).toMatchObject({ fetched: 11 + COINS, unchanged: 0, current: 0, absent });
    expect(summary.failed).toEqual([]);
    expect(await closes('VIX')).toHaveLength(3);
    expect(await closes('SPX')).toEqual([
      ['2026-11-18', 101],
      ['2026-11-19', 102],
      ['2026-11-20', 103],
    ]);
    expect(await closes('VX1')).toEqual([
      ['2026-11-17', 17],
      ['2026-11-19', 19.1],
      ['2026-11-20', 20],
    ]);
  });

  it('asks for nothing again while nothing can be new', async () => {
    await run();
    const again = await run();
    expect(again.summary).toMatchObject({ fetched: 0, current: 20 + COINS, notTried: 0 });
    expect(again.asked).toBe(0);
    expect(again.summary.import).toMatchObject({ taken: 0, refused: 1 });
    clock.pass(2 * DAY_MS);
    const sunday = await run();
    // Contracts that are not listed yet are all there is to ask for.
    expect(sunday.asked).toBe(CONTRACTS_LISTED - 1);
  });

  it('goes on where it was cut off', async () => {
    cboe.faults.push({ status: 200, body: VIX_ROWS.join('\n') });
    cboe.faults.push({ status: 429, headers: { 'retry-after': '7200' } });
    const first = await run();
    expect(first.code).toBe(1);
    expect(first.summary.failed).toEqual([
      { file: 'cboe/VIX_History.csv', reason: 'no table in the answer' },
      { file: 'cboe/VIX9D_History.csv', reason: 'status 429 after 1 attempts' },
    ]);
    expect(first.notes).toContain('cboe/VIX_History.csv: no table in the answer.');
    // The other source is not punished for it.
    expect(first.summary).toMatchObject({ fetched: 4 + COINS, notTried: 3 + 2 + CONTRACTS_LISTED });
    expect(await closes('SPY')).toHaveLength(3);
    const second = await run();
    expect(second.code).toBe(0);
    expect(second.summary).toMatchObject({ fetched: 7, current: 4 + COINS, notTried: 0 });
    expect(await closes('VIX')).toHaveLength(3);
  });

  it('takes only what has grown, on a later day', async () => {
    await run();
    clock.pass(3 * DAY_MS);
    publishVix('11/20/2026,18,20,18,19.5', '11/23/2026,19,21,19,20.5');
    publishChart('SPY', [101, 102, 103, 104]);
    const { code, summary } = await run();
    expect(code).toBe(0);
    expect(summary).toMatchObject({ fetched: 2 + COINS, unchanged: 8, absent: 8, current: 2 });
    expect(summary.import).toMatchObject({ taken: 2 + 3 * COINS });
    expect((await closes('SPY')).at(-1)).toEqual(['2026-11-23', 104]);
    const resumed = yahoo.seen.filter(({ path }) => path.includes('/SPY?')).at(-1)?.path ?? '';
    const period1 = Number(new URL(resumed, 'http://local').searchParams.get('period1'));
    expect(newYorkDay(period1 * 1_000 + 12 * HOUR_MS)).toBe('2026-11-06');
  });

  it('gets a chart anew from its start once a split has restated it', async () => {
    await run();
    clock.pass(3 * DAY_MS);
    publishChart('VXX', [404, 408, 412, 416]);
    expect((await run()).code).toBe(0);
    expect(await closes('VXX')).toEqual([
      ['2026-11-18', 404],
      ['2026-11-19', 408],
      ['2026-11-20', 412],
      ['2026-11-23', 416],
    ]);
  });

  it('gets a chart anew where an earlier start is wanted', async () => {
    await run(day('2026-11-19'));
    expect(await closes('SPX')).toHaveLength(2);
    clock.pass(3 * DAY_MS);
    publishChart('^GSPC', [101, 102, 103, 104]);
    await run();
    expect(await closes('SPX')).toHaveLength(4);
  });

  it('takes the weekends of coins, and no day of UTC that is not over', async () => {
    await run();
    expect((await closes('BTC')).at(-1)?.[0]).toBe('2026-11-20');
    expect((await closes('ETHDVOL')).map(([on]) => on)).toContain('2026-11-15');
    // Monday 18:59 in New York is 23:59 of UTC.
    clock.pass(3 * DAY_MS - 60_000);
    await run();
    for (const series of ['BTC', 'ETH', 'BTCDVOL', 'ETHDVOL']) {
      expect((await closes(series)).slice(-2).map(([on]) => on)).toEqual([
        '2026-11-21',
        '2026-11-22',
      ]);
    }
    const bars = await store.bars(seriesId('BTC'));
    expect(bars.ok && bars.value.every(({ marks }) => !marks.includes('holiday'))).toBe(true);
  });

  it('loses no more than time where its notes are damaged', async () => {
    await run();
    home.write('history-fetch.json', '{"cboe/VIX_History.csv":');
    const { code, summary } = await run();
    expect(code).toBe(0);
    expect(summary.import).toMatchObject({ taken: 0 });
  });

  it('does not count on a source that is not there', async () => {
    await Promise.all([cboe.close(), yahoo.close(), deribit.close()]);
    const { code, summary, notes } = await run();
    expect(code).toBe(1);
    expect(summary.failed).toHaveLength(3);
    expect(summary.import).toBeNull();
    expect(notes).toMatch(/no connection/);
  });
});
