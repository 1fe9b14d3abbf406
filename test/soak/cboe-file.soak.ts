import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCboeFeed } from '../../src/engine/adapters/cboe/cboe-feed.js';
import { createHttpClient } from '../../src/engine/adapters/system/http-client.js';
import { isTradingDay } from '../../src/engine/domain/calendar.js';
import { newYorkInstant } from '../../src/engine/domain/new-york.js';
import { addDays, day, type TradingDay } from '../../src/engine/domain/trading-day.js';
import { MINUTE_MS } from '../../src/engine/domain/units.js';
import type { MarketData } from '../../src/engine/ports/market-data.js';
import { occName, optionsFile, type CboeRow } from '../standins/cboe-file.js';
import { OPTIONS_PATH, startCboeQuotes, type CboeQuotesStandIn } from '../standins/cboe-quotes.js';
import { ScriptedFeed } from '../support/scripted-feed.js';
import { ManualClock } from '../support/manual-clock.js';
import { quietLog } from '../support/quiet-log.js';
import { SOAK } from '../support/soak.js';

/** Rows and bytes of a file recorded in August 2026. */
const ROWS = 30_558;
const BYTES = 13_585_384;
const LOOKS = SOAK === 'long' ? 60 : 6;
const START_MS = newYorkInstant(day('2026-11-23'), '10:30');
const SPOT = 6000;

function expiries(count: number): TradingDay[] {
  const days: TradingDay[] = [];
  for (let of = day('2026-11-24'); days.length < count; of = addDays(of, 1)) {
    if (isTradingDay(of)) days.push(of);
  }
  return days;
}

/** As many rows as the recorded file has, as wide as its rows are. */
function largeFile(madeAtMs: number): string {
  const days = expiries(45);
  const strikes = Math.ceil(ROWS / (2 * days.length));
  const rows: CboeRow[] = days.flatMap((expiry) =>
    Array.from({ length: strikes }, (_, at) => 4000 + 10 * at).flatMap((strike) =>
      (['call', 'put'] as const).map((right) => {
        const worth = Math.max(0, right === 'call' ? SPOT - strike : strike - SPOT) + 10.25;
        const figures = { iv: 0.1844, delta: 0.5123, gamma: 0.0012, vega: 3.2481, theta: -1.2345 };
        return {
          option: occName({ root: 'SPXW', expiry, right, strike }),
          ...{ bid: worth - 0.15, ask: worth + 0.2, bid_size: 59, ask_size: 28, ...figures },
          ...{ rho: 0.4321, theo: worth, open_interest: 1510, volume: 66 },
        };
      }),
    ),
  );
  const head = {
    symbol: '^SPX',
    current_price: SPOT,
    last_trade_time: '2026-11-23T10:15:00',
    prev_day_close: 5990,
  };
  const text = optionsFile({ symbol: '^SPX', madeAtMs, head, rows: rows.slice(0, ROWS) });
  // Blanks between rows, where the recorded rows have a few letters more.
  const wide = ' '.repeat(Math.max(0, Math.floor((BYTES - text.length) / ROWS)));
  return text.replaceAll('},\n', `},\n${wide}`);
}

function collect(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

async function heldMb(): Promise<number> {
  for (let turn = 0; turn < 4; turn++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}

describe('a file of 30,000 delayed options', () => {
  let server: CboeQuotesStandIn;
  const clock = new ManualClock(START_MS);
  const market = new ScriptedFeed();

  beforeAll(async () => {
    server = await startCboeQuotes({ market, nowMs: () => clock.nowMs() });
  });
  afterAll(() => server.close());

  /** One look at all chains. @returns how long it took, in ms. */
  async function look(feed: MarketData): Promise<number> {
    const fromMs = performance.now();
    const chains = await feed.chains('SPX');
    const tookMs = performance.now() - fromMs;
    const rows = chains.ok ? chains.value.flatMap((chain) => chain.rows).length : 0;
    expect(rows).toBeGreaterThan(15_000);
    return tookMs;
  }

  it(`is read ${LOOKS} times beside a desk that goes on, and leaves no memory behind`, async () => {
    const http = createHttpClient({ clock, userAgent: 'Mozilla/5.0', spacingMs: 0, attempts: 1 });
    const log = quietLog();
    const feed = createCboeFeed({ url: server.url, http, clock, log, symbols: ['SPX'] });
    await feed.start();
    const texts = Array.from({ length: LOOKS }, (_, at) =>
      gzipSync(largeFile(START_MS + 2 * at * MINUTE_MS), { level: 1 }),
    );

    // What the first look brings for good, code and connections, is none of the file's.
    server.files.set(`${OPTIONS_PATH}_SPX.json`, gzipSync(largeFile(START_MS - MINUTE_MS)));
    await look(feed);
    const idle = await heldMb();
    const calm = monitorEventLoopDelay({ resolution: 2 });
    calm.enable();
    await new Promise((resolve) => setTimeout(resolve, 500));
    calm.disable();
    const delays = monitorEventLoopDelay({ resolution: 2 });
    const tookMs: number[] = [];
    let peakMb = 0;
    for (const text of texts) {
      server.files.set(`${OPTIONS_PATH}_SPX.json`, text);
      clock.advance(2 * MINUTE_MS);
      delays.enable();
      tookMs.push(await look(feed));
      delays.disable();
      peakMb = Math.max(peakMb, process.memoryUsage().rss / 2 ** 20);
    }
    const shelved = await heldMb();
    await feed.stop();
    const after = await heldMb();
    const ms = (ns: number): string => (ns / 1e6).toFixed(1);
    process.stdout.write(
      `delay p50 ${ms(delays.percentile(50))} p99 ${ms(delays.percentile(99))} most ${ms(delays.max)} ms ` +
        `(idle p99 ${ms(calm.percentile(99))} most ${ms(calm.max)}), ` +
        `a look ${Math.round(Math.min(...tookMs))} to ${Math.round(Math.max(...tookMs))} ms, ` +
        `held ${idle.toFixed(1)} → ${shelved.toFixed(1)} → ${after.toFixed(1)} MB, rss most ${Math.round(peakMb)} MB\n`,
    );
    // The machine may be busy with other things: what counts is what this adds.
    expect(delays.percentile(99) / 1e6).toBeLessThan(60 + calm.percentile(99) / 1e6);
    expect(shelved - idle).toBeLessThan(3);
    expect(after).toBeLessThan(idle);
  });
});
