import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createDeskBot, type DeskBot } from '../bot/desk-bot.js';
import { createChartRenderer } from '../bot/charts/renderer.js';
import { noticeCard } from '../bot/views/notice-card.js';
import { loadUniverse, type Config } from '../config.js';
import { createSurfaceFitter } from '../engine/adapters/fitter/surface-fitter.js';
import { openDeskStore } from '../engine/adapters/sqlite/desk-store.js';
import { createChance } from '../engine/adapters/system/chance.js';
import { freeDiskBytes } from '../engine/adapters/system/disk.js';
import { createClockScheduler } from '../engine/adapters/system/clock-scheduler.js';
import { createEventLog } from '../engine/adapters/system/event-log.js';
import { createLiveScheduler } from '../engine/adapters/system/live-scheduler.js';
import { createLog } from '../engine/adapters/system/log.js';
import { createWallClock } from '../engine/adapters/system/wall-clock.js';
import type { PartHealth } from '../engine/api.js';
import type { UserId } from '../engine/domain/people.js';
import { createEngine, type Engine } from '../engine/engine.js';
import type { Clock } from '../engine/ports/clock.js';
import type { Log } from '../engine/ports/log.js';
import type { Store } from '../engine/ports/store.js';
import { COMMANDS } from '../handlers/index.js';
import { dataGauges } from '../health/data-gauges.js';
import { startHealthServer, type HealthServer } from '../health/health-server.js';
import { startLocalChat, type LocalChat } from '../sandbox/local-chat.js';
import { marketSentence, openMarket } from './market.js';
import { openBroker } from './open-broker.js';
import { MODEL_FILE, openModel } from './open-model.js';
import { listenSentence, openSentence, StartError } from './start-error.js';
import { readCalendar, readStrategies } from './owner-files.js';

/** Folder of the package, whether this runs from `src/` or from `dist/`. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Desk {
  /** Where to talk to it: the local chat's address, or the chat service's. */
  readonly address: string;
  readonly mode: string;
  readonly healthUrl: string;
  readonly engine: Engine;
  stop(): Promise<void>;
}

export function version(): string {
  const text = readFileSync(join(ROOT, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

function botHealth(bot: DeskBot, nowMs: number): PartHealth {
  const { polling, lastPollAtMs, waiting } = bot.state();
  const up = polling === 'running' ? 'ok' : polling === 'stopped' ? 'down' : 'degraded';
  return {
    part: 'chat',
    state: polling === 'unauthorized' ? 'down' : up,
    ageMs: lastPollAtMs === null ? null : Math.max(0, nowMs - lastPollAtMs),
    detail: `${polling}, ${waiting} waiting to be sent`,
  };
}

/** What has been opened so far, closed in reverse order, also when a later part fails. */
class Opened {
  readonly #closers: (() => Promise<void> | void)[] = [];

  add(close: () => Promise<void> | void): void {
    this.#closers.push(close);
  }

  async close(): Promise<void> {
    for (let close = this.#closers.pop(); close; close = this.#closers.pop()) await close();
  }
}

/** What a desk takes from outside; a test brings a clock on which another day is today. */
export interface DeskWorld {
  readonly wall?: Clock;
}

/**
 * Builds the desk from its configuration and starts every part of it.
 * @throws StartError with one sentence where a part cannot start; what was open is closed again.
 */
export async function startDesk(config: Config, world: DeskWorld = {}): Promise<Desk> {
  const opened = new Opened();
  try {
    return await build(config, world, opened);
  } catch (cause) {
    await opened.close();
    throw cause;
  }
}

async function openChat(
  config: Config,
  home: string,
  needs: { readonly token: string; readonly wall: Clock },
): Promise<LocalChat | null> {
  if (config.TELEGRAM_BOT_TOKEN) return null;
  const port = config.VOLDESK_CHAT_PORT;
  try {
    return await startLocalChat({
      port,
      directory: join(home, 'chat'),
      token: needs.token,
      clock: needs.wall,
    });
  } catch (cause) {
    throw new StartError(listenSentence(cause, { variable: 'VOLDESK_CHAT_PORT', port }));
  }
}

function openStore(home: string, log: Log): Store {
  const store = openDeskStore(join(home, 'desk.db'), { log });
  if (!store.ok) throw new StartError(openSentence(store.error));
  return store.value;
}

const LOCAL_OWNER = 1000 as UserId;
const LOCAL_GROUP = { chatId: -2000, topicId: null };

function symbolsOfUniverse(): readonly string[] {
  const universe = loadUniverse(ROOT);
  if (!universe.ok) throw new StartError(universe.error.sentences.join(' '));
  return universe.value.symbols.map(({ symbol }) => symbol);
}

async function build(config: Config, world: DeskWorld, opened: Opened): Promise<Desk> {
  const wall = world.wall ?? createWallClock();
  const home = resolve(config.VOLDESK_HOME);
  const format = process.stderr.isTTY ? 'text' : 'json';
  const log = createLog({ level: config.VOLDESK_LOG_LEVEL, format });
  const chance = createChance();
  const charts = createChartRenderer();
  opened.add(() => charts.close());
  const store = openStore(home, log);
  opened.add(() => store.close());
  const market = await openMarket({
    config,
    home,
    symbols: symbolsOfUniverse(),
    store,
    wall,
    // node-schedule knows the system's time only.
    liveScheduler: () => (world.wall ? createClockScheduler : createLiveScheduler)({ clock: wall }),
    chance,
    log,
  });
  opened.add(() => market.close());
  const token = config.TELEGRAM_BOT_TOKEN ?? `1000000:${chance.hex(20)}`;
  const chat = await openChat(config, home, { token, wall });
  if (chat) opened.add(() => chat.close());

  const owners = chat ? [LOCAL_OWNER] : config.VOLDESK_OWNER_ID;
  if (owners.length === 0)
    log.warn('no-owner', { set: 'VOLDESK_OWNER_ID', effect: 'nobody may use the desk' });
  const { broker, quotesTaken } = openBroker({ market, wall, store }, () => engine);
  const events = createEventLog({ directory: join(home, 'events'), world: market.world, log });
  opened.add(() => events.close());
  const model = await openModel(join(ROOT, 'models', MODEL_FILE), log);
  if (model.kind === 'ready') opened.add(() => model.scorer.stop());
  const fitter = createSurfaceFitter({ wall });
  opened.add(() => fitter.stop());
  const engine: Engine = createEngine({
    ...market,
    model,
    fitter,
    market: market.clock,
    version: version(),
    broker,
    store,
    wall,
    log,
    owners,
    chance,
    strategies: readStrategies(join(ROOT, 'config', 'strategies.yaml')),
    calendar: readCalendar(join(ROOT, 'config', 'events.json'), log),
    journaled: (rows) => events.append(rows),
    quotesTaken,
    machine: {
      diskFreeBytes: async () => (await freeDiskBytes(home)) ?? 0,
      memoryBytes: () => process.memoryUsage().rss,
    },
  });
  const bot = createDeskBot({
    token,
    apiRoot: chat?.apiRoot ?? config.TELEGRAM_API_ROOT,
    engine: engine.api,
    chat: store.chat,
    transaction: (run) => store.transaction(run),
    wall,
    chance,
    log,
    commands: COMMANDS,
    charts,
    localesDir: join(ROOT, 'locales'),
    owners,
    group: chat ? LOCAL_GROUP : (config.VOLDESK_GROUP_ID ?? null),
    noticeCards: noticeCard,
  });
  const started = await engine.start(bot.notifier);
  if (!started.ok) throw new StartError(marketSentence(started.error));
  opened.add(() => engine.stop());
  const startedAtMs = wall.nowMs();
  const health = await openHealth(config, {
    report: () => ({
      mode: market.mode,
      version: version(),
      uptimeMs: wall.nowMs() - startedAtMs,
      parts: [...engine.health(), botHealth(bot, wall.nowMs())],
    }),
    measured: dataGauges(() => engine.quality()),
  });
  opened.add(() => health.close());
  opened.add(() => bot.stop());
  await bot.start();
  return {
    address: chat?.url ?? config.TELEGRAM_API_ROOT,
    mode: market.mode,
    healthUrl: health.url,
    engine,
    stop: () => opened.close(),
  };
}

async function openHealth(
  config: Config,
  parts: Pick<Parameters<typeof startHealthServer>[0], 'report' | 'measured'>,
): Promise<HealthServer> {
  const { VOLDESK_HEALTH_HOST: host, VOLDESK_HEALTH_PORT: port } = config;
  try {
    return await startHealthServer({ host, port, ...parts });
  } catch (cause) {
    throw new StartError(listenSentence(cause, { variable: 'VOLDESK_HEALTH_PORT', port }));
  }
}
