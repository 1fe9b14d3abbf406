import { type PaperBroker, type PaperFault } from '../../src/engine/adapters/paper/paper-broker.js';
import type { EventCalendar } from '../../src/engine/domain/event-calendar.js';
import { newYorkInstant } from '../../src/engine/domain/new-york.js';
import type { Notice } from '../../src/engine/domain/notice.js';
import type { UserId } from '../../src/engine/domain/people.js';
import type { JournalRow } from '../../src/engine/domain/record.js';
import type { Tap, TapOutcome, TradingApi } from '../../src/engine/domain/trading-api.js';
import { day } from '../../src/engine/domain/trading-day.js';
import type { EpochMs } from '../../src/engine/domain/units.js';
import { type Engine } from '../../src/engine/engine.js';
import type { DeskStrategy } from '../../src/engine/flow/desk/state.js';
import type { Log } from '../../src/engine/ports/log.js';
import type { Store } from '../../src/engine/ports/store.js';
import { countingChance } from './counting-chance.js';
import { eagerStrategies } from './eager-strategy.js';
import { ManualClock } from './manual-clock.js';
import { DiskError, MortalProcess } from './mortal-process.js';
import { KeptNotices, openBook } from './started-desk.js';
import { TinyMarket, tinyPrices } from './tiny-market.js';
import { OWNER, QUIET_CALENDAR, TRADER, VIEWER } from './trading-desk.js';
import { paperEngine } from './paper-engine.js';

export const STRANGER = 1003 as UserId;
export const WORLD = 'sim:rough';
export const NOON = newYorkInstant(day('2026-11-23'), '11:00');
const SLICE_MS = 5_000;

export interface RoughOptions {
  readonly startAtMs?: EpochMs;
  readonly strategies?: ReadonlyMap<string, DeskStrategy>;
  readonly calendar?: EventCalendar | null;
}

/** A tap and what came of it; a process that died took its answer with it. */
export interface AskedTap {
  readonly tap: Tap;
  readonly process: number;
  readonly askedWallMs: EpochMs;
  outcome: TapOutcome | null;
}

const turnOver = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A desk on a tiny market whose process can be killed at any point: its book and time live on. */
export class RoughDesk {
  readonly wall: ManualClock;
  readonly market: ManualClock;
  readonly prices = tinyPrices();
  readonly book: Store = openBook();
  readonly rows: JournalRow[] = [];
  readonly taps: AskedTap[] = [];
  readonly notices = new KeptNotices();
  /** Bugs that a step has thrown. */
  readonly bugs: string[] = [];
  process: MortalProcess;
  processes = 0;
  onRows: (rows: readonly JournalRow[]) => void = () => undefined;
  private readonly faults = new Map<PaperFault, () => void>();
  private readonly chance = countingChance();
  private feed!: TinyMarket;
  broker!: PaperBroker;
  engine!: Engine;

  constructor(private readonly options: RoughOptions = {}) {
    const startAtMs = options.startAtMs ?? NOON;
    this.wall = new ManualClock(startAtMs);
    this.market = new ManualClock(startAtMs);
    const granted = { addedBy: OWNER, addedAtMs: 0 };
    this.book.putMember({ userId: TRADER, role: 'trader', ...granted });
    this.book.putMember({ userId: VIEWER, role: 'viewer', ...granted });
    this.process = new MortalProcess(this.keep);
  }

  private readonly keep = (rows: readonly JournalRow[]): void => {
    this.rows.push(...rows);
    this.onRows(rows);
  };

  get trading(): TradingApi {
    return this.engine.api.trading;
  }

  /** A process on the book as it is; broken processes before it are gone. */
  async start(): Promise<void> {
    this.process.die();
    for (;;) {
      this.process = new MortalProcess(this.keep);
      this.processes += 1;
      this.build();
      if (await this.started()) return;
      this.process.die();
    }
  }

  private async started(): Promise<boolean> {
    const at: { state: 'starting' | 'up' | 'failed' } = { state: 'starting' };
    this.engine.start(this.notices).then(
      () => (at.state = 'up'),
      () => (at.state = 'failed'),
    );
    for (let n = 0; at.state === 'starting' && this.process.alive; n++) {
      await this.settle();
      if (n > 2) await this.time(1_000);
      if (n > 100) throw new Error('never started');
    }
    await this.settle();
    return at.state !== 'failed' && this.process.alive;
  }

  private build(): void {
    const { process, prices } = this;
    const wall = process.clock(this.wall);
    const market = process.clock(this.market);
    const store = process.store(this.book);
    this.feed = new TinyMarket(prices, market);
    const { broker, engine } = paperEngine({
      world: WORLD,
      feeds: [this.feed],
      store,
      wall,
      market,
      chance: this.chance,
      log: this.log(process),
      owners: [OWNER],
      strategies: this.options.strategies ?? eagerStrategies(),
      calendar: this.options.calendar === undefined ? QUIET_CALENDAR : this.options.calendar,
      tradeAgeMs: 20_000,
      pricePeriodMs: SLICE_MS,
    });
    this.broker = broker;
    this.engine = engine;
    for (const fault of this.faults.keys()) this.faults.set(fault, broker.fault(fault));
  }

  /** A step that throws is a bug, unless the disk is what failed. */
  private log(process: MortalProcess): Log {
    const ignore = () => undefined;
    const error = (event: string, facts: Readonly<Record<string, unknown>> = {}) => {
      const text = JSON.stringify(facts);
      const ofDisk = /DiskError|disk full|gone|killed/.test(text);
      if (event === 'step-failed' && process.alive && !ofDisk) this.bugs.push(text);
    };
    return { debug: ignore, info: ignore, warn: ignore, error };
  }

  fault(fault: PaperFault): void {
    const end = this.faults.get(fault);
    if (end) {
      this.faults.delete(fault);
      end();
    } else this.faults.set(fault, this.broker.fault(fault));
  }

  endFaults(): void {
    for (const fault of [...this.faults.keys()]) this.fault(fault);
  }

  tap(tap: Tap): AskedTap {
    const asked: AskedTap = {
      tap,
      process: this.processes,
      askedWallMs: this.wall.nowMs(),
      outcome: null,
    };
    this.taps.push(asked);
    void this.trading.tap(tap).then((outcome) => (asked.outcome = outcome));
    return asked;
  }

  /** Lets everything that is under way come to rest, and starts a new process where one died. */
  async settle(): Promise<void> {
    for (let n = 0; n < 6; n++) {
      await turnOver();
      await this.engine.idle();
    }
  }

  /** Starts anew where the process has died. */
  async mend(): Promise<void> {
    if (this.process.alive) return;
    const { uncaught } = this.process;
    if (uncaught !== null && !(uncaught instanceof DiskError)) throw uncaught as Error;
    await this.start();
  }

  /** Time without prices, at the same pace on both clocks or on one alone. */
  async time(ms: number, which: 'both' | 'market' | 'wall' = 'both'): Promise<void> {
    if (which !== 'market') this.wall.advance(ms);
    if (which !== 'wall') this.market.advance(ms);
    await this.settle();
  }

  /** Time with prices every few seconds. */
  async pass(ms: number, sliceMs = SLICE_MS): Promise<void> {
    for (let left = ms; left > 0; left -= sliceMs) {
      const step = Math.min(sliceMs, left);
      this.wall.advance(step);
      this.market.advance(step);
      this.feed.tell();
      await this.settle();
      await this.mend();
    }
  }

  quote(): void {
    this.feed.tell();
  }

  /** Chains that this process was asked for. */
  get asked(): number {
    return this.feed.asked;
  }

  /** Killed as by the kernel: nothing is finished. */
  async kill(): Promise<void> {
    this.process.die();
    await this.start();
  }

  news<K extends Notice['body']['kind']>(kind: K): Extract<Notice['body'], { kind: K }>[] {
    return this.notices.notices.flatMap(({ body }) =>
      body.kind === kind ? [body as Extract<Notice['body'], { kind: K }>] : [],
    );
  }

  end(): void {
    this.process.die();
    this.book.close();
  }
}
