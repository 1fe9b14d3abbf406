import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { parseEventCalendar } from '../../src/engine/adapters/files/event-calendar-file.js';
import type { SimScenario } from '../../src/engine/adapters/sim/sim-feed.js';
import { nextTradingDay, sessionOf, type Session } from '../../src/engine/domain/calendar.js';
import type { EventCalendar } from '../../src/engine/domain/event-calendar.js';
import { parseInstrument } from '../../src/engine/domain/instrument.js';
import type { DeskPosition } from '../../src/engine/domain/ledger.js';
import { newYorkDay, newYorkInstant } from '../../src/engine/domain/new-york.js';
import type { JournalRow } from '../../src/engine/domain/record.js';
import { day, type TradingDay } from '../../src/engine/domain/trading-day.js';
import { MINUTE_MS, type DurationMs } from '../../src/engine/domain/units.js';
import { CASH } from '../../src/engine/flow/book/ledger-entries.js';
import { flatTimes, rulesOf } from '../../src/engine/risk/rules.js';
import { JournalWatch } from './journal-watch.js';
import { SEED_CASH_MICROS } from './paper-engine.js';
import { OWNER, tradingDesk, type TradingDesk } from './trading-desk.js';

const CONFIG = join(import.meta.dirname, '..', '..', 'config');

/** Of the market; the desk's own chance is counted. */
export const DAYS_SEED = 1;

/** Monday; early closes follow on 2026-11-27 and 2026-12-24. */
export const FIRST_DAY = day('2026-11-23');

/** The bots as they are shipped. */
export function shippedStrategies(): unknown {
  return parse(readFileSync(join(CONFIG, 'strategies.yaml'), 'utf8')) as unknown;
}

/** The calendar of events as it is shipped. */
export function shippedCalendar(): EventCalendar {
  const parsed = parseEventCalendar(readFileSync(join(CONFIG, 'events.json'), 'utf8'));
  if (!parsed.ok) throw new Error(parsed.error.sentences.join(' '));
  return parsed.value;
}

export interface DaysWanted {
  readonly scenario: SimScenario;
  readonly sessions: number;
  readonly seed: number;
  readonly calendar: EventCalendar;
  readonly firstDay?: TradingDay;
  /** Market time between prices and between looks; a minute unless told. */
  readonly quotePeriodMs?: DurationMs;
  /** Told after each session. */
  readonly onDay?: (day: TradingDay) => void;
  /** Told of every row that the desk has kept. */
  readonly onRows?: (rows: readonly JournalRow[]) => void;
}

export interface DaysPlayed {
  readonly days: number;
  readonly earlyCloses: number;
  readonly blackoutDays: number;
  /** Days with the fill of an entry. */
  readonly daysTraded: number;
  readonly taps: ReadonlyMap<string, number>;
  readonly trades: readonly DeskPosition[];
  /** Micro-dollars by day, for days on which a trade closed. */
  readonly realised: ReadonlyMap<TradingDay, number>;
  readonly refusals: ReadonlyMap<string, number>;
  readonly problems: readonly string[];
  readonly rows: number;
}

/** From a quote by a decision, its chain and an order's way to the answer of the broker. */
const HOPS = 8;

/** One session after another, played by one policy: armed each morning, every ticket sent. */
class DaysPlay {
  readonly watch: JournalWatch;
  readonly taps = new Map<string, number>();
  readonly #traded = new Set<TradingDay>();
  readonly #realised = new Map<TradingDay, number>();
  #desk: TradingDesk | null = null;

  constructor(private readonly wanted: DaysWanted) {
    this.watch = new JournalWatch(wanted.calendar);
  }

  async open(): Promise<void> {
    const {
      scenario,
      seed,
      calendar,
      firstDay = FIRST_DAY,
      quotePeriodMs = MINUTE_MS,
    } = this.wanted;
    this.#desk = await tradingDesk({
      startAtMs: newYorkInstant(firstDay, '09:25'),
      scenario,
      seed,
      calendar,
      strategies: shippedStrategies(),
      quotePeriodMs,
      journaled: (rows) => {
        this.watch.take(rows);
        this.wanted.onRows?.(rows);
      },
    });
  }

  get desk(): TradingDesk {
    if (!this.#desk) throw new Error('not open');
    return this.#desk;
  }

  async playDay(today: TradingDay): Promise<void> {
    const session = sessionOf(today);
    const rules = rulesOf('putlite');
    if (!session || !rules) throw new Error(`no session on ${today}`);
    const { desk } = this;
    const until = { kind: 'close' } as const;
    const armed = desk.engine.api.trading.arm(OWNER, { strategy: 'putlite', quantity: 1, until });
    await this.#pass(MINUTE_MS);
    if (!(await armed).ok) this.watch.problem(desk.market.nowMs(), 'putlite cannot be armed');
    const { flatByMs } = flatTimes(session, rules);
    let looked: 'no' | 'yes' = 'no';
    while (newYorkDay(desk.market.nowMs()) === today) {
      await this.#pass(MINUTE_MS);
      await this.#tapAll();
      const nowMs = desk.market.nowMs();
      if (nowMs < flatByMs || newYorkDay(nowMs) !== today) continue;
      if (looked === 'no') await this.#expectFlatAtBroker();
      looked = 'yes';
      this.#expectFlat();
    }
    await this.#endDay(today, session);
  }

  /** Time goes by; what an instant brings is done before the next, as it would be within its second. */
  async #pass(ms: DurationMs): Promise<void> {
    const { wall, engine } = this.desk;
    await wall.advanceAsync(ms, async () => {
      for (let hop = 0; hop < HOPS; hop++) {
        await new Promise((resolve) => setImmediate(resolve));
        await engine.idle();
      }
    });
  }

  async #tapAll(): Promise<void> {
    const { desk } = this;
    const { trading } = desk.engine.api;
    for (const { ticket } of trading.tickets()) {
      const tap = trading.tap({ id: ticket.id, action: 'send', userId: OWNER });
      await this.#pass(1_000);
      const { kind } = await tap;
      this.taps.set(kind, (this.taps.get(kind) ?? 0) + 1);
    }
  }

  /** Nothing open, nothing worked, past the cut-off. */
  #expectFlat(): void {
    const { book } = this.watch;
    const open = [...book.openPositions(), ...book.activeRuns().map(({ run }) => run)];
    if (open.length === 0) return;
    const ids = open.map(({ id }) => id).join(' ');
    this.watch.problem(this.desk.market.nowMs(), `open past the cut-off: ${ids}`);
  }

  async #expectFlatAtBroker(): Promise<void> {
    const { broker, market } = this.desk;
    const [orders, positions] = [await broker.orders(), await broker.positions()];
    const working = orders.ok ? orders.value.filter(({ state }) => state === 'working') : [];
    const options = positions.ok
      ? positions.value.filter(({ instrument }) => parseInstrument(instrument)?.kind === 'option')
      : [];
    if (!orders.ok || !positions.ok) this.watch.problem(market.nowMs(), 'the broker is silent');
    for (const { ref } of working) this.watch.problem(market.nowMs(), `${ref} works at the broker`);
    for (const { instrument } of options) {
      this.watch.problem(market.nowMs(), `${instrument} is held at the broker`);
    }
  }

  async #endDay(today: TradingDay, { closeAtMs }: Session): Promise<void> {
    const { book } = this.watch;
    await this.#expectFlatAtBroker();
    const sum = [...book.balances().values()].reduce((total, each) => total + each, 0);
    if (sum !== 0) this.watch.problem(closeAtMs, `the ledger is out by ${sum}`);
    const account = await this.desk.broker.account();
    const cash = account.ok ? account.value.cashMicros - SEED_CASH_MICROS : NaN;
    const ours = book.balance(CASH);
    if (ours !== cash) this.watch.problem(closeAtMs, `cash is ${ours} here and ${cash} there`);
    const closed = book.closedOn(today);
    for (const position of closed) this.watch.readClosed(position);
    const realised = closed.reduce((total, { cashMicros }) => total + cashMicros, 0);
    if (closed.length > 0) this.#realised.set(today, realised);
    const report = book.dayReport(today);
    if (!report) this.watch.problem(closeAtMs, 'there is no report of the day');
    if (report && report.realisedMicros !== realised) {
      this.watch.problem(closeAtMs, `the report says ${report.realisedMicros}, not ${realised}`);
    }
    const opened = [...closed, ...book.openPositions()].some(
      ({ openedAtMs }) => newYorkDay(openedAtMs) === today,
    );
    if (opened) this.#traded.add(today);
    this.wanted.onDay?.(today);
  }

  result(days: readonly TradingDay[]): DaysPlayed {
    const { watch } = this;
    return {
      days: days.length,
      earlyCloses: days.filter((each) => sessionOf(each)?.kind === 'early').length,
      blackoutDays: days.filter((each) => watch.isBlackout(each)).length,
      daysTraded: this.#traded.size,
      taps: this.taps,
      trades: watch.book.closedPositions(),
      realised: this.#realised,
      refusals: watch.refusals,
      problems: watch.problems,
      rows: watch.rows,
    };
  }
}

/** Plays sessions in a row on the simulated market and the paper broker. */
export async function playDays(wanted: DaysWanted): Promise<DaysPlayed> {
  const play = new DaysPlay(wanted);
  await play.open();
  const days: TradingDay[] = [];
  let today = wanted.firstDay ?? FIRST_DAY;
  while (days.length < wanted.sessions) {
    await play.playDay(today);
    days.push(today);
    today = nextTradingDay(today);
  }
  const broken = play.desk.store.journal.firstBroken('sim:test');
  if (broken !== null) play.watch.problem(0, `the journal's chain is broken at ${broken}`);
  await play.desk.stop();
  return play.result(days);
}
