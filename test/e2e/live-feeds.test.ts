import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseConfig } from '../../src/config.js';
import { startDesk, type Desk } from '../../src/desk/start-desk.js';
import { createSimFeed } from '../../src/engine/adapters/sim/sim-feed.js';
import { spotId } from '../../src/engine/domain/instrument.js';
import { newYorkInstant } from '../../src/engine/domain/new-york.js';
import { day } from '../../src/engine/domain/trading-day.js';
import { MINUTE_MS } from '../../src/engine/domain/units.js';
import type { MarketData } from '../../src/engine/ports/market-data.js';
import { startCboeQuotes, type CboeQuotesStandIn } from '../standins/cboe-quotes.js';
import { startDeribit, type DeribitVenue } from '../standins/deribit/venue.js';
import { startYahooChart, type YahooStandIn } from '../standins/yahoo-chart.js';
import { ChatClient, poll } from '../support/chat-client.js';
import { freePort, temporaryHome } from '../support/desk-process.js';
import { otherDayClock } from '../support/other-day-clock.js';
import { shiftedClock } from '../support/shifted-clock.js';
import { ask } from './desk-walk.js';

const START = newYorkInstant(day('2026-11-24'), '11:00');
const LATE_MS = 15 * MINUTE_MS;

const home = temporaryHome();
let market: MarketData;
let cboe: CboeQuotesStandIn;
let yahoo: YahooStandIn;
let deribit: DeribitVenue;
let running: Desk;
let desk: ChatClient;

beforeAll(async () => {
  const wall = otherDayClock({ startAtMs: START, speed: 1 });
  market = createSimFeed({
    seed: 1,
    scenario: 'calm',
    clock: shiftedClock(wall, LATE_MS),
    startAtMs: START - LATE_MS,
    quotePeriodMs: 1_000,
  });
  await market.start();
  cboe = await startCboeQuotes({ market, nowMs: () => wall.nowMs(), expiries: 2 });
  yahoo = await startYahooChart();
  deribit = await startDeribit({ clock: wall });
  const config = parseConfig({
    VOLDESK_HOME: home,
    VOLDESK_CHAT_PORT: '0',
    VOLDESK_HEALTH_PORT: String(await freePort()),
    VOLDESK_LOG_LEVEL: 'silent',
    VOLDESK_FEED: 'deribit,cboe,yahoo',
    DERIBIT_WS_URL: deribit.wsUrl,
    DERIBIT_HTTP_URL: deribit.httpUrl,
    CBOE_URL: cboe.url,
    YAHOO_URL: yahoo.url,
  });
  if (!config.ok) throw new Error(config.error.sentences.join(' '));
  running = await startDesk(config.value, { wall });
  desk = new ChatClient(running.address.replace(/\/$/, ''), running.healthUrl);
}, 30_000);

afterAll(async () => {
  await running.stop();
  await deribit.close();
  await cboe.close();
  await yahoo.close();
  await market.stop();
  rmSync(home, { recursive: true, force: true });
});

test('a list of feeds is one market: coins live, indices late, each in the status', async () => {
  const feed = (name: string) =>
    running.engine.health().find(({ part }) => part === `feed:${name}`);
  await poll('a coin', () => Promise.resolve(feed('deribit')?.state === 'ok' || null));
  await poll('an index', () => Promise.resolve(running.engine.quote(spotId('SPX'))));
  const coin = await ask(desk, '/quote btc');
  expect(coin.caption).toMatch(/BTC \d\d,\d{3}\.\d\d/);
  expect(coin.caption).toContain('PAPER');
  expect(coin.caption).not.toContain('delayed');
  const index = await ask(desk, '/quote spx');
  expect(index.caption ?? index.text).toContain('15 min old, delayed');
  const surface = await ask(desk, '/surface BTC');
  expect(surface.photo).not.toBeNull();
  expect(surface.caption).toMatch(/BTC \d+\.\d %/);
  const status = (await ask(desk, '/status')).text ?? '';
  for (const name of ['deribit', 'cboe', 'yahoo']) expect(status).toContain(`Feed ${name}`);
  expect(status).toContain('✅ Broker paper');
  expect(status).not.toContain('Gateway');
}, 40_000);
