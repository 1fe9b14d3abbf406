import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHttpClient } from '../../../../src/engine/adapters/system/http-client.js';
import { createYahooCharts } from '../../../../src/engine/adapters/yahoo/chart.js';
import { chartAnswer, toChart } from '../../../../src/engine/adapters/yahoo/mapping.js';
import { newYorkInstant } from '../../../../src/engine/domain/new-york.js';
import { day } from '../../../../src/engine/domain/trading-day.js';
import { startYahooChart, type YahooStandIn } from '../../../standins/yahoo-chart.js';
import { HastyClock } from '../../../support/hasty-clock.js';
import { sharedPath } from '../../../support/shared.js';

const EVENING_MS = newYorkInstant(day('2026-11-20'), '18:00');
const FROM = day('2026-11-01');

let server: YahooStandIn;
beforeEach(async () => {
  server = await startYahooChart();
});
afterEach(() => server.close());

function charts(userAgent = 'Mozilla/5.0') {
  const clock = new HastyClock(EVENING_MS);
  const http = createHttpClient({ clock, userAgent, spacingMs: 0, attempts: 2 });
  return createYahooCharts({ baseUrl: server.url, http });
}

function stamp(on: string, time: '3:00' | '9:30' | '16:00' = '9:30'): number {
  return newYorkInstant(day(on), time) / 1_000;
}

async function rowsOf(nowMs = EVENING_MS) {
  const got = await charts().daily('SPX', { from: FROM, nowMs });
  if (!got.ok) throw new Error(got.error.code);
  return got.value;
}

describe('daily charts of Yahoo', () => {
  it('are dated in the zone of the exchange', async () => {
    server.bars.set('^GSPC', [
      // Midnight in Tokyo is the afternoon before in London.
      { stamp: Date.UTC(2026, 10, 18, 15) / 1_000, close: 10 },
    ]);
    server.zones.set('^GSPC', 'Asia/Tokyo');
    expect((await rowsOf()).rows.map((row) => row.day)).toEqual(['2026-11-19']);
  });

  it('leave out blanks, weekends and the second stamp of a day, and count them', async () => {
    server.bars.set('^GSPC', [
      { stamp: stamp('2026-11-18'), close: 6_000.0498046875, volume: 5 },
      { stamp: stamp('2026-11-19'), close: null },
      { stamp: stamp('2026-11-20'), close: 6_010 },
      { stamp: stamp('2026-11-20', '16:00'), close: 6_011 },
      { stamp: stamp('2026-11-15'), close: 6_012 },
    ]);
    const chart = await rowsOf();
    expect(chart.rows).toEqual([
      {
        day: '2026-11-18',
        open: 6_000.0498046875,
        high: 6_001.0498046875,
        low: 5_999.0498046875,
        close: 6_000.0498046875,
        volume: 5,
      },
      { day: '2026-11-20', open: 6_010, high: 6_011, low: 6_009, close: 6_010, volume: 0 },
    ]);
    expect(chart.gaps).toEqual({ blank: 1, weekend: 1, repeated: 1, unfinished: 0 });
  });

  it('end with the last day that has closed', async () => {
    server.bars.set('^GSPC', [
      { stamp: stamp('2026-11-19'), close: 6_000 },
      { stamp: stamp('2026-11-20'), close: 6_010 },
    ]);
    const atNoon = await rowsOf(newYorkInstant(day('2026-11-20'), '12:00'));
    expect(atNoon.rows.map((row) => row.day)).toEqual(['2026-11-19']);
    expect(atNoon.gaps.unfinished).toBe(1);
    expect((await rowsOf()).rows).toHaveLength(2);
  });

  it('are empty where the span holds nothing', async () => {
    server.bars.set('^GSPC', []);
    expect((await rowsOf()).rows).toEqual([]);
  });

  it('ask for the span in seconds, under the name that Yahoo uses', async () => {
    server.bars.set('^GSPC', []);
    await rowsOf();
    const url = new URL(server.seen[0]?.path ?? '', 'http://local');
    expect(url.pathname).toBe('/v8/finance/chart/%5EGSPC');
    expect(url.searchParams.get('period1')).toBe(String(Date.UTC(2026, 10, 1) / 1_000));
    expect(url.searchParams.get('interval')).toBe('1d');
  });

  it('say no in the words of the service', async () => {
    const got = await charts().daily('VXX', { from: FROM, nowMs: EVENING_MS });
    expect(got).toEqual({
      ok: false,
      error: {
        code: 'said-no',
        status: 404,
        words: 'No data found, symbol may be delisted',
      },
    });
  });

  it('are refused to a program without a name', async () => {
    server.bars.set('^GSPC', []);
    const got = await charts('voldesk').daily('SPX', { from: FROM, nowMs: EVENING_MS });
    expect(got).toMatchObject({ ok: false, error: { code: 'refused', status: 429 } });
  });

  it.each([
    ['a page', '<html>Sorry</html>', 'json'],
    ['nothing', '{"chart":{"result":null,"error":null}}', 'chart.result'],
    ['no chart', '{"finance":{}}', 'chart'],
    ['weeks', answer({ dataGranularity: '1wk' }), 'granularity 1wk'],
    ['another symbol', answer({ symbol: 'SPY' }), 'symbol SPY'],
    ['columns of another length', answer({}, [1, 2]), 'columns'],
    ['a zone that is none', answer({ exchangeTimezoneName: 'Mars/Olympus' }), 'columns'],
  ])('are not read from %s', async (_, body, what) => {
    server.faults.push({ status: 200, body });
    const got = await charts().daily('SPX', { from: FROM, nowMs: EVENING_MS });
    expect(got).toEqual({ ok: false, error: { code: 'bad-answer', what } });
  });
});

function answer(meta: Record<string, string>, close: readonly number[] = [1]): string {
  const common = { symbol: '^GSPC', exchangeTimezoneName: 'America/New_York' };
  const one = { meta: { ...common, ...meta }, timestamp: [1], indicators: { quote: [{ close }] } };
  return JSON.stringify({ chart: { result: [one], error: null } });
}

const captures = sharedPath('fixtures', 'yahoo');
describe.skipIf(captures === null)('captured charts (need the shared fixtures)', () => {
  function captured(name: string) {
    const text = readFileSync(sharedPath('fixtures', 'yahoo', name) ?? '', 'utf8');
    const parsed = chartAnswer.parse(JSON.parse(text)).chart.result?.[0];
    const rows = parsed && toChart(parsed, 'SPX', EVENING_MS)?.rows;
    if (!rows) throw new Error('no rows');
    return rows;
  }

  it.each(['chart_VIX_2y_1d.last8.json', 'chart_GSPC_2y_1d.last8.json'])(
    '%s holds eight sessions',
    (name) => {
      const days = captured(name).map((row) => row.day);
      expect(days).toHaveLength(8);
      expect([days[0], days.at(-1)]).toEqual(['2026-08-12', '2026-08-21']);
    },
  );

  it('the close of VIX is the level that the service gives beside it', () => {
    expect(captured('chart_VIX_2y_1d.last8.json').at(-1)?.close).toBeCloseTo(15.13, 5);
  });
});
