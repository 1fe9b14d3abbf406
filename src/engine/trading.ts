import type { ExpectedMoveView, EventsView, PnlPeriod } from './domain/desk-views.js';
import { calendarReach, upcomingEvents } from './domain/event-calendar.js';
import { spotId } from './domain/instrument.js';
import { newYorkDay } from './domain/new-york.js';
import type { UserId } from './domain/people.js';
import { err, ok, type Result } from './domain/result.js';
import type { TapOutcome, TradingApi, TradingError } from './domain/trading-api.js';
import type { DeskRun } from './desk-run.js';
import type { Feeds } from './feeds.js';
import { auditView } from './flow/book/audit-view.js';
import { exportDays, exportTrades } from './flow/book/export-csv.js';
import { makeDayReport } from './flow/book/make-day-report.js';
import { ordersView, pnlView, tradesView } from './flow/book/views.js';
import type { ReplyTo } from './flow/desk/events.js';
import { stampOf, viewAll, viewBots, viewRisk } from './flow/desk/look-views.js';
import { Turn } from './flow/desk/turn.js';
import { expectedMoveView } from './flow/look/expected-move-view.js';
import type { Chain } from './domain/chain.js';
import type { Clock } from './ports/clock.js';
import type { Store } from './ports/store.js';

const EXPIRIES_SHOWN = 6;
const EVENTS_SHOWN = 12;

export interface TradingSources {
  readonly run: DeskRun;
  readonly feeds: Feeds;
  readonly store: Store;
  readonly market: Clock;
  readonly wall: Clock;
}

const NO_ANSWER: TapOutcome = { kind: 'refused', view: null, refusal: { code: 'no-answer' } };
const LATE: Result<never, TradingError> = err({ code: 'no-answer' });

/** The order path as the chat uses it: what acts goes through the queue, what is read is a snapshot. */
export function createTrading(sources: TradingSources): TradingApi {
  const { run, store, market, wall, feeds } = sources;
  const { state } = run;
  const { setup } = state;
  // A look changes nothing: its records, effects and wakes are not used.
  const turn = (): Turn => new Turn(state, { atMs: market.nowMs(), wallMs: wall.nowMs() });
  const ask = <T>(
    make: (reply: ReplyTo<Result<T, TradingError>>) => Parameters<DeskRun['queue']['push']>[0],
  ) => run.ask<Result<T, TradingError>>(make, LATE);
  const look = (): Promise<null> => run.ask<null>((reply) => ({ kind: 'look', reply }), null);

  const control = (kind: 'halt' | 'pause' | 'resume', by: UserId) =>
    run.act<Result<{ readonly cancelled: number }, TradingError>>(
      (reply) => ({ kind, by, reply }),
      LATE,
    );

  function quietly(done: Result<unknown, TradingError>): Result<void, TradingError> {
    return done.ok ? ok(undefined) : done;
  }

  function named(id: string) {
    const found = state.trading.find(id);
    if (found.kind === 'none') return err({ code: 'no-such-id' as const, id });
    if (found.kind === 'ambiguous') {
      return err({ code: 'ambiguous-id' as const, id, matches: found.matches });
    }
    return ok(found.id);
  }

  async function expectedMove(symbol: string): Promise<Result<ExpectedMoveView, TradingError>> {
    const name = symbol.toUpperCase();
    const underlying = /^[A-Z][A-Z0-9.]{0,9}$/.test(name) ? feeds.feedOf(spotId(name)) : null;
    const expiries = await underlying?.expiries(name);
    if (!expiries?.ok || expiries.value.length === 0) {
      return err({ code: 'no-quotes', underlying: name });
    }
    const asked = expiries.value.slice(0, EXPIRIES_SHOWN).map((day) => feeds.chain(name, day));
    const chains = (await Promise.all(asked)).filter((chain): chain is Chain => chain !== null);
    const nowMs = market.nowMs();
    const today = newYorkDay(nowMs);
    const view = expectedMoveView({
      symbol: name,
      chains,
      facts: state.trading.dayFacts(name, today),
      range: state.market.dayRange(spotId(name), today),
      mode: setup.mode,
      nowMs,
    });
    return view.ok ? view : err({ code: 'no-quotes', underlying: name });
  }

  function events(): EventsView {
    const { calendar } = setup;
    const today = newYorkDay(market.nowMs());
    const stamp = stampOf(turn());
    if (!calendar) return { stamp, upcoming: [], lastDay: null, daysLeft: null };
    const reach = calendarReach(calendar, today);
    const upcoming = upcomingEvents(calendar, { from: today, count: EVENTS_SHOWN });
    return {
      stamp,
      upcoming: upcoming.map(({ day, kind, symbol, note }) => ({ day, kind, symbol, note })),
      lastDay: reach.publishedUntil ?? reach.lastDay,
      daysLeft: Math.max(0, reach.publishedDaysLeft),
    };
  }

  return {
    strategies: [...setup.strategies.keys()],
    state: () => state.trading.state,
    bots: () => viewBots(turn()),
    why: (strategy) => ask((reply) => ({ kind: 'why', strategy, reply })),
    arm: (by, what) => ask((reply) => ({ kind: 'arm', by, ...what, reply })),
    disarm: (by, strategy) => ask((reply) => ({ kind: 'disarm', by, strategy, reply })),
    tickets: () => state.trading.openTickets(),
    ticket(id) {
      const found = named(id);
      const view = found.ok ? state.trading.ticketView(found.value) : null;
      if (!found.ok) return found;
      return view ? ok(view) : err({ code: 'no-such-id', id });
    },
    tap: (tap) => run.ask<TapOutcome>((reply) => ({ kind: 'tap', ...tap, reply }), NO_ANSWER),
    async positions() {
      await look();
      return viewAll(turn());
    },
    orders: () => ordersView(state.trading, stampOf(turn())),
    close: (by, id) => ask((reply) => ({ kind: 'close', by, id, reply })),
    reconcile: (by) => ask((reply) => ({ kind: 'reconcile', by, reply })),
    halt: (by) => control('halt', by),
    pause: (by) => quietly(control('pause', by)),
    resume: (by) => quietly(control('resume', by)),
    flattenPlan: (by) => ask((reply) => ({ kind: 'flatten-plan', by, reply })),
    flatten: (by, what) => ask((reply) => ({ kind: 'flatten', by, ...what, reply })),
    async pnl(period: PnlPeriod) {
      await look();
      return pnlView(state.trading, { stamp: stampOf(turn()), period });
    },
    async risk() {
      await look();
      return viewRisk(turn());
    },
    trades: (period) => tradesView(state.trading, { stamp: stampOf(turn()), period }),
    audit(id) {
      const found = named(id);
      if (!found.ok) return found;
      const of = { world: setup.world, id: found.value };
      const view = auditView(state.trading, store.journal, of);
      return view ? ok(view) : err({ code: 'no-such-id', id });
    },
    async report(day) {
      await look();
      const stamp = stampOf(turn());
      const today = newYorkDay(stamp.nowMs);
      const kept = day === null ? null : state.trading.dayReport(day);
      if (kept) return ok({ stamp, report: kept });
      if (day !== null && day !== today) return err({ code: 'no-report', day });
      const journalHash = state.transient.lastHash;
      const { mode } = setup;
      const report = makeDayReport(state.trading, { day: today, mode, journalHash });
      return ok({ stamp, report });
    },
    export: (what) => (what === 'trades' ? exportTrades(state.trading) : exportDays(state.trading)),
    expectedMove,
    events,
    wallNowMs: () => wall.nowMs(),
  };
}
