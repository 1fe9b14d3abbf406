// A whole desk on a tiny market that moves fast enough to open and close a trade within seconds.
import { join } from 'node:path';
import { createDeskBot } from '../../src/bot/desk-bot.js';
import { createChartRenderer } from '../../src/bot/charts/renderer.js';
import { noticeCard } from '../../src/bot/views/notice-card.js';
import { keepSimTime, resumeSim } from '../../src/desk/sim-world.js';
import { openDeskStore } from '../../src/engine/adapters/sqlite/desk-store.js';
import { createChance } from '../../src/engine/adapters/system/chance.js';
import { createLog } from '../../src/engine/adapters/system/log.js';
import { createMarketClock } from '../../src/engine/adapters/system/market-clock.js';
import { createWallClock } from '../../src/engine/adapters/system/wall-clock.js';
import { newYorkInstant } from '../../src/engine/domain/new-york.js';
import { day } from '../../src/engine/domain/trading-day.js';
import { MINUTE_MS, type UsdMicros } from '../../src/engine/domain/units.js';
import { COMMANDS } from '../../src/handlers/index.js';
import { startLocalChat } from '../../src/sandbox/local-chat.js';
import { eagerStrategies } from '../support/eager-strategy.js';
import { TinyMarket, tinyPrices } from '../support/tiny-market.js';
import { OWNER, QUIET_CALENDAR } from '../support/trading-desk.js';
import { paperEngine } from '../support/paper-engine.js';

const ROOT = join(import.meta.dirname, '..', '..');
/** Market seconds a wall second. */
const SPEED = 40;
const TICK_WALL_MS = 125;
/** Prices of options swing once in this much market time, so that targets are reached. */
const SWING_MS = 6 * MINUTE_MS;
const TRADE_AGE_MS = 30_000;

const home = process.env['VOLDESK_HOME'] ?? '';
const wall = createWallClock();
const log = createLog({ level: 'warn', format: 'json' });
const opened = openDeskStore(join(home, 'desk.db'), { log });
if (!opened.ok) throw new Error(opened.error.code);
const store = opened.value;
const { world, atMs } = resumeSim(
  store,
  { seed: 1, scenario: 'tiny', startAtMs: null },
  { startAtMs: newYorkInstant(day('2026-11-23'), '10:30'), world: 'sim:kill' },
);
const market = createMarketClock({ wall, startAtMs: atMs, speed: SPEED, nights: 'skipped' });
keepSimTime({ store, wall, market });

const prices = tinyPrices();
const feed = new TinyMarket(prices, market);
setInterval(() => {
  prices.vol = 0.3 + 0.12 * Math.sin((2 * Math.PI * market.nowMs()) / SWING_MS);
  feed.tell();
}, TICK_WALL_MS);

const chance = createChance();
const token = `1000000:${chance.hex(20)}`;
const chat = await startLocalChat({ port: 0, directory: join(home, 'chat'), token, clock: wall });
const { engine } = paperEngine({
  world,
  feeds: [feed],
  store,
  wall,
  market,
  chance,
  log,
  owners: [OWNER],
  strategies: eagerStrategies({ most: 2, plannedMicros: 45_000_000 as UsdMicros }),
  calendar: QUIET_CALENDAR,
  tradeAgeMs: TRADE_AGE_MS,
  pricePeriodMs: SPEED * TICK_WALL_MS,
  watchEveryMs: 10_000,
});
const bot = createDeskBot({
  token,
  apiRoot: chat.apiRoot,
  engine: engine.api,
  chat: store.chat,
  transaction: (run) => store.transaction(run),
  wall,
  chance,
  log,
  commands: COMMANDS,
  charts: createChartRenderer(),
  localesDir: join(ROOT, 'locales'),
  owners: [OWNER],
  group: null,
  noticeCards: noticeCard,
});
const started = await engine.start(bot.notifier);
if (!started.ok) throw new Error(started.error.code);
await bot.start();
process.stdout.write(`ready: ${chat.url}\n`);
