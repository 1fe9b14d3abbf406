/**
 * The order path in time: from a quote to the end of the look that decides on it, and from a tap to the
 * order at the broker's door, beside an event that goes through an empty queue and does nothing. The
 * market stands still and its chains are made once, so that what is measured is the desk's own work.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSimFeed } from '../src/engine/adapters/sim/sim-feed.js';
import { openDeskStore } from '../src/engine/adapters/sqlite/desk-store.js';
import type { Chain } from '../src/engine/domain/chain.js';
import { newYorkInstant } from '../src/engine/domain/new-york.js';
import type { Quote } from '../src/engine/domain/quote.js';
import type { Result } from '../src/engine/domain/result.js';
import { day } from '../src/engine/domain/trading-day.js';
import { createEngine, type Engine } from '../src/engine/engine.js';
import { JOBS } from '../src/engine/jobs.js';
import type { FeedError, MarketData, MarketSink } from '../src/engine/ports/market-data.js';
import { createSerialQueue } from '../src/engine/queue.js';
import { countingChance } from '../test/support/counting-chance.js';
import { idleBroker } from '../test/support/idle-broker.js';
import { ManualClock } from '../test/support/manual-clock.js';
import { quietLog } from '../test/support/quiet-log.js';
import { KeptNotices } from '../test/support/started-desk.js';
import { OWNER, QUIET_CALENDAR, strategiesOf } from '../test/support/trading-desk.js';
import { timing, type Figure, type Timing } from './report.js';

const TODAY = day('2026-11-23');
const NOW = newYorkInstant(TODAY, '10:36');
const WARM_ROUNDS = 100;
const ROUNDS = 400;
/** A quiet hour is not waited for: all other gates stand as they are shipped. */
const PUTLITE = { putlite: { maxRecentRangeShare: 3 } };

type Chains = Map<string, Promise<Result<Chain, FeedError>>>;

/** The simulated market at one instant; its chains are made at the first question. */
function stillMarket(clock: ManualClock, told: (sink: MarketSink) => void): MarketData {
  const startAtMs = newYorkInstant(TODAY, '09:25');
  const options = { seed: 39, scenario: 'grind', clock, startAtMs } as const;
  const sim = createSimFeed({ ...options, historySessions: 80 });
  const chains: Chains = new Map();
  return {
    feed: sim.feed,
    instruments: () => sim.instruments(),
    carries: (instrument) => sim.carries(instrument),
    start: () => sim.start(),
    stop: () => sim.stop(),
    subscribe(_, sink) {
      told(sink);
      return () => undefined;
    },
    snapshot: (instrument) => sim.snapshot(instrument),
    expiries: (underlying) => sim.expiries(underlying),
    chain(underlying, expiry) {
      const key = `${underlying}/${expiry}`;
      const made = chains.get(key) ?? sim.chain(underlying, expiry);
      chains.set(key, made);
      return made;
    },
    underlyings: () => sim.underlyings(),
    chains: (underlying) => sim.chains(underlying),
    streamOptions: () => () => undefined,
    series: () => sim.series(),
    history: (series) => sim.history(series),
    state: () => sim.state(),
  };
}

/** Hears of one thing to come. */
class Bell {
  #ring: () => void = () => undefined;

  heard(): Promise<number> {
    return new Promise((resolve) => (this.#ring = () => resolve(performance.now())));
  }

  ring(): void {
    this.#ring();
  }
}

/** A desk whose broker refuses every order, so that each round begins like the one before. */
class StillDesk {
  readonly #decided = new Bell();
  readonly #placed = new Bell();
  readonly #sinks: MarketSink[] = [];
  #looks = 0;
  #quotes: readonly Quote[] = [];
  #minute: (dueAtMs: number) => void = () => undefined;

  private constructor(
    private readonly engine: Engine,
    private readonly market: MarketData,
  ) {}

  static async start(bookPath: string): Promise<StillDesk> {
    const clock = new ManualClock(NOW);
    const store = openDeskStore(bookPath, {});
    if (!store.ok) throw new Error(store.error.code);
    const market = stillMarket(clock, (sink) => desk.#sinks.push(sink));
    let jobs = 0;
    const engine: Engine = createEngine({
      mode: 'SIM',
      world: 'sim:bench',
      version: '0.0.0',
      feeds: [market],
      broker: {
        ...idleBroker(),
        place: (order) => {
          desk.#placed.ring();
          return idleBroker().place(order);
        },
      },
      store: store.value,
      ticks: null,
      wall: clock,
      market: clock,
      chance: countingChance(),
      scheduler: {
        schedule: (_, run) => {
          if (JOBS[jobs++]?.name === 'minute') desk.#minute = run;
          return () => undefined;
        },
        stop: () => undefined,
      },
      log: quietLog(),
      owners: [OWNER],
      strategies: strategiesOf(PUTLITE),
      calendar: QUIET_CALENDAR,
      tradeAgeMs: 15_000,
      pricePeriodMs: 1_000,
      watchEveryMs: 5_000,
      orders: 'on',
      journaled: () => undefined,
      staleAfterMs: 60_000,
      quotesTaken: () => {
        // The first is told of the quotes, the second of the chains and of what was made of them.
        if (++desk.#looks === 2) desk.#decided.ring();
      },
      machine: { diskFreeBytes: () => Promise.resolve(1e9), memoryBytes: () => 1e8 },
    });
    const desk = new StillDesk(engine, market);
    await desk.#begin();
    return desk;
  }

  async #begin(): Promise<void> {
    const { engine, market } = this;
    const started = await engine.start(new KeptNotices());
    if (!started.ok) throw new Error(started.error.code);
    const snapshots = await Promise.all(market.instruments().map((id) => market.snapshot(id)));
    this.#quotes = snapshots.flatMap((quote) => (quote.ok ? [quote.value] : []));
    // The first minute freezes the expected move of the session.
    this.#minute(NOW);
    await this.#quiet();
    const what = { strategy: 'putlite', quantity: 1, until: { kind: 'close' } } as const;
    const armed = await engine.api.trading.arm(OWNER, what);
    if (!armed.ok) throw new Error(armed.error.code);
  }

  /** Everything that was begun has come to its end. */
  async #quiet(): Promise<void> {
    for (let turn = 0; turn < 10; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      await this.engine.idle();
    }
  }

  /** A push of quotes and the look that follows, to the end of the step that decides. @returns ms. */
  async quoteToDecision(): Promise<number> {
    this.#looks = 0;
    const heard = this.#decided.heard();
    const startMs = performance.now();
    for (const sink of this.#sinks) for (const quote of this.#quotes) sink.quote(quote);
    this.#minute(NOW);
    const endMs = await heard;
    await this.#quiet();
    return endMs - startMs;
  }

  /** The tap of the ticket that the look has made, to the broker's door. @returns ms. */
  async tapToBroker(): Promise<number> {
    const { trading } = this.engine.api;
    const [open] = trading.tickets();
    if (!open) throw new Error(`no ticket: ${JSON.stringify(await trading.why('putlite'))}`);
    const heard = this.#placed.heard();
    const startMs = performance.now();
    const outcome = trading.tap({ id: open.ticket.id, action: 'send', userId: OWNER });
    const endMs = await heard;
    const { kind } = await outcome;
    if (kind !== 'sent') throw new Error(`the ticket was ${kind}`);
    await this.#quiet();
    return endMs - startMs;
  }

  stop(): Promise<void> {
    return this.engine.stop();
  }
}

/** An event that does nothing, to the end of its step. @returns ms. */
function emptyPass(): () => Promise<number> {
  const passed = new Bell();
  const queue = createSerialQueue<null>({
    nowMs: () => NOW,
    step: () => passed.ring(),
    onBug: (cause) => {
      throw cause;
    },
  });
  return async () => {
    const heard = passed.heard();
    const startMs = performance.now();
    queue.push(null);
    return (await heard) - startMs;
  };
}

function microseconds({ minMs, medianMs }: Timing): string {
  return `${(1000 * minMs).toFixed(0)} µs min, ${(1000 * medianMs).toFixed(0)} µs median`;
}

function figure(name: string, of: { own: Timing; base: Timing; goal: string }): Figure {
  const { own, base, goal } = of;
  const least = (own.minMs / base.minMs).toFixed(0);
  return {
    name,
    measured: `${microseconds(own)}, ratio of least ${least}`,
    baseline: `an event that does nothing: ${microseconds(base)}`,
    ratio: own.medianMs / base.medianMs,
    goal,
  };
}

export async function run(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'voldesk-bench-'));
  const inMemory = await StillDesk.start(':memory:');
  const onDisk = await StillDesk.start(join(folder, 'desk.db'));
  const pass = emptyPass();
  const taken = { pass: [] as number[], look: [] as number[], tap: [] as number[] };
  const disk: number[] = [];
  for (let round = 0; round < WARM_ROUNDS + ROUNDS; round++) {
    const [none, look] = [await pass(), await inMemory.quoteToDecision()];
    const tap = await inMemory.tapToBroker();
    await onDisk.quoteToDecision();
    const kept = await onDisk.tapToBroker();
    if (round < WARM_ROUNDS) continue;
    taken.pass.push(none);
    taken.look.push(look);
    taken.tap.push(tap);
    disk.push(kept);
  }
  await inMemory.stop();
  await onDisk.stop();
  rmSync(folder, { recursive: true, force: true });
  const base = timing(taken.pass);
  const goal = 'none; a person takes seconds';
  return [
    figure('quote to decision, two chains looked at', { own: timing(taken.look), base, goal }),
    figure("tap to the broker's door, the book in memory", { own: timing(taken.tap), base, goal }),
    figure("tap to the broker's door, the book on disk", { own: timing(disk), base, goal }),
  ];
}
