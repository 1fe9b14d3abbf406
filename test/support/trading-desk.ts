import { type PaperBroker } from '../../src/engine/adapters/paper/paper-broker.js';
import { createSimFeed, type SimScenario } from '../../src/engine/adapters/sim/sim-feed.js';
import { createMarketClock } from '../../src/engine/adapters/system/market-clock.js';
import type { EventCalendar } from '../../src/engine/domain/event-calendar.js';
import { newYorkInstant } from '../../src/engine/domain/new-york.js';
import type { Notice } from '../../src/engine/domain/notice.js';
import type { UserId } from '../../src/engine/domain/people.js';
import type { JournalRow } from '../../src/engine/domain/record.js';
import { day } from '../../src/engine/domain/trading-day.js';
import { MINUTE_MS, type DurationMs, type EpochMs } from '../../src/engine/domain/units.js';
import { type Engine } from '../../src/engine/engine.js';
import type { DeskStrategy } from '../../src/engine/flow/desk/state.js';
import type { Store } from '../../src/engine/ports/store.js';
import { rulesOf } from '../../src/engine/risk/rules.js';
import { parseStrategies } from '../../src/engine/strategies/parse-strategies.js';
import { ManualClock } from './manual-clock.js';
import { KeptNotices, openBook } from './started-desk.js';
import { paperEngine } from './paper-engine.js';

export const OWNER = 1000 as UserId;
export const TRADER = 1001 as UserId;
export const VIEWER = 1002 as UserId;

/** Monday, an hour into the session. */
export const TRADING_START = newYorkInstant(day('2026-11-23'), '10:30');

/** What the paper account holds in cash at first. */

/** No event on any day of the calendar. */
export const QUIET_CALENDAR: EventCalendar = {
  events: [],
  firstDay: day('2020-01-01'),
  lastDay: day('2035-12-31'),
  sources: {},
};

/** Strategies as a file would name them, under the house's rules. */
export function strategiesOf(value: unknown): ReadonlyMap<string, DeskStrategy> {
  const parsed = parseStrategies(value);
  if (!parsed.ok) throw new Error(parsed.error.sentences.join(' '));
  return new Map(
    parsed.value.map((configured) => {
      const rules = rulesOf(configured.id);
      if (!rules) throw new Error(`no rules for ${configured.id}`);
      return [configured.id, { configured, rules }];
    }),
  );
}

export interface TradingDeskOptions {
  readonly startAtMs?: EpochMs;
  readonly seed?: number;
  readonly scenario?: SimScenario;
  /** Market seconds a wall second. */
  readonly speed?: number;
  readonly quotePeriodMs?: DurationMs;
  readonly store?: Store;
  readonly world?: string;
  readonly calendar?: EventCalendar | null;
  readonly strategies?: unknown;
  readonly wallAtMs?: EpochMs;
  /** Market time at which a desk that was left goes on. */
  readonly resumeAtMs?: EpochMs;
  readonly historySessions?: number;
  /** Told of every row that the desk has kept. */
  readonly journaled?: (rows: readonly JournalRow[]) => void;
}

export interface TradingDesk {
  readonly wall: ManualClock;
  readonly market: ReturnType<typeof createMarketClock>;
  readonly store: Store;
  readonly broker: PaperBroker;
  readonly engine: Engine;
  readonly notices: KeptNotices;
  /** News of one kind, oldest first. */
  news<K extends Notice['body']['kind']>(kind: K): Extract<Notice['body'], { kind: K }>[];
  /** Wall time goes by, and all that it brings is stepped through. */
  pass(ms: DurationMs): Promise<void>;
  /** Lets wall time go by until something holds. */
  until(holds: () => boolean, most?: DurationMs): Promise<void>;
  stop(): Promise<void>;
}

/** The whole order path on a simulated market and a paper broker, in time that is moved by hand. */
export async function tradingDesk(of: TradingDeskOptions = {}): Promise<TradingDesk> {
  const startAtMs = of.startAtMs ?? TRADING_START;
  const quotePeriodMs = of.quotePeriodMs ?? 5_000;
  const wall = new ManualClock(of.wallAtMs ?? startAtMs);
  const market = createMarketClock({
    wall,
    startAtMs: of.resumeAtMs ?? startAtMs,
    speed: of.speed ?? 1,
    nights: 'skipped',
  });
  const store = of.store ?? openBook();
  const notices = new KeptNotices();
  const world = of.world ?? 'sim:test';
  const tradeAgeMs = Math.max(15_000, 3 * quotePeriodMs);
  const feed = createSimFeed({
    seed: of.seed ?? 1,
    scenario: of.scenario ?? 'calm',
    clock: market,
    startAtMs,
    historySessions: of.historySessions ?? 80,
    quotePeriodMs,
  });
  const { broker, engine } = paperEngine({
    world,
    feeds: [feed],
    store,
    wall,
    market,
    owners: [OWNER],
    strategies: strategiesOf(of.strategies ?? { putlite: {} }),
    calendar: of.calendar === undefined ? QUIET_CALENDAR : of.calendar,
    tradeAgeMs,
    pricePeriodMs: quotePeriodMs,
    watchEveryMs: Math.max(5_000, quotePeriodMs),
    staleAfterMs: Math.max(MINUTE_MS, 5 * quotePeriodMs),
    ...(of.journaled && { journaled: of.journaled }),
  });
  const started = await engine.start(notices);
  if (!started.ok) throw new Error(started.error.code);
  await engine.idle();

  const pass = async (ms: DurationMs): Promise<void> => {
    await wall.advanceAsync(ms);
    await engine.idle();
    await engine.idle();
  };
  return {
    wall,
    market,
    store,
    broker,
    engine,
    notices,
    news: (kind) =>
      notices.notices.flatMap(({ body }) =>
        body.kind === kind ? [body as Extract<Notice['body'], { kind: typeof kind }>] : [],
      ),
    pass,
    async until(holds, most = 8 * 60 * MINUTE_MS) {
      for (let passed = 0; !holds(); passed += 1_000) {
        if (passed >= most) throw new Error('it never came to that');
        await pass(1_000);
      }
    },
    stop: () => engine.stop(),
  };
}
