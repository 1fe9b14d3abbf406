import type { EngineApi, PartHealth } from './api.js';
import { newYorkDay } from './domain/new-york.js';
import type { DailyBar, SeriesId } from './domain/bar.js';
import { sessionOf } from './domain/calendar.js';
import type { InstrumentId } from './domain/instrument.js';
import { lastDueAtMs } from './domain/job-rule.js';
import type { Quote } from './domain/quote.js';
import { err, ok, type Result } from './domain/result.js';
import { DeskRun } from './desk-run.js';
import { createFeeds } from './feeds.js';
import { JOBS } from './jobs.js';
import type { EngineOptions } from './options.js';
import { createPeople } from './people.js';
import type { FeedError, MarketData, MarketSink } from './ports/market-data.js';
import type { Notifier } from './ports/notifier.js';
import { createQueries } from './queries.js';
import { createScore, modelHealthPart } from './score.js';
import { createTrading } from './trading.js';

export interface Engine {
  readonly api: EngineApi;
  start(notifier: Notifier): Promise<Result<void, FeedError>>;
  /** The newest quote that the queue has stepped through. */
  quote(instrument: InstrumentId): Quote | null;
  /** Daily bars that have closed, ascending. */
  bars(series: SeriesId): readonly DailyBar[];
  /** Everything that has arrived is stepped through and its rows are on disk. */
  idle(): Promise<void>;
  health(): readonly PartHealth[];
  stop(): Promise<void>;
}

/** The embedded engine: feeds in, one serial queue, rows and effects out, questions answered. */
export function createEngine(options: EngineOptions): Engine {
  const { store, market, wall, log, ticks, broker, scheduler } = options;
  const feeds = createFeeds(options.feeds);
  const people = createPeople({ store, owners: options.owners, wall });
  const startedAtMs = wall.nowMs();
  let notifier: Notifier | null = null;
  let handing: 'no' | 'yes' | 'again' = 'no';
  /** Handed on in this process; the row that says so may still be on its way. */
  const handed = new Set<string>();

  const run = new DeskRun({
    ...options,
    feeds,
    roleOf: (userId) => people.roleOf(userId),
    handNotices: () => void handNotices(),
    renewSubscriptions: () => feeds.renew(sink),
  });
  const { queue, state } = run;

  async function handPending(to: Notifier): Promise<void> {
    const pending = store.pendingNotices();
    const waiting = new Set(pending.map(({ id }) => id));
    for (const id of handed) if (!waiting.has(id)) handed.delete(id);
    for (const notice of pending) {
      const { id } = notice;
      const delivered = handed.has(id) ? ok(undefined) : await to.deliver(notice);
      if (!delivered.ok) {
        log.warn('notice-not-handed', { id, reason: delivered.error.reason });
        continue;
      }
      handed.add(id);
      queue.push({ kind: 'notice-handed', id });
    }
  }

  async function handNotices(): Promise<void> {
    if (!notifier) return;
    if (handing !== 'no') {
      // News that a step has made meanwhile must not wait for the next.
      handing = 'again';
      return;
    }
    try {
      do {
        handing = 'yes';
        await handPending(notifier);
      } while ((handing as string) === 'again');
    } finally {
      handing = 'no';
    }
  }

  const newest = new Map<InstrumentId, Quote>();

  function takeNewest(): readonly Quote[] {
    const quotes = [...newest.values()];
    newest.clear();
    return quotes;
  }

  // Ticks are kept before coalescing; the queue sees the newest of each instrument only, so a
  // slow machine skips quotes and never lags.
  const sink: MarketSink = {
    quote(quote) {
      ticks?.append(quote);
      if (newest.size === 0) queue.push({ kind: 'quotes', take: takeNewest });
      newest.set(quote.instrument, quote);
    },
    bar: (bar) => queue.push({ kind: 'bar', bar }),
    gap: (gap) => log.warn('data-gap', { ...gap }),
    flow: () => undefined,
  };

  async function loadMarket(): Promise<void> {
    for (const [series, bars] of await feeds.history()) state.market.takeHistory(series, bars);
    for (const instrument of feeds.instruments()) {
      const quote = await feeds.feedOf(instrument)?.snapshot(instrument);
      if (quote?.ok) state.market.takeQuote(quote.value);
    }
    feeds.renew(sink);
  }

  function startJobs(): void {
    const nowMs = market.nowMs();
    for (const job of JOBS) {
      const push = (dueAtMs: number) => queue.push({ kind: 'job', name: job.name, dueAtMs });
      const lastMs = job.graceMs > 0 ? lastDueAtMs(job.rule, nowMs) : null;
      const doneMs = store.jobDoneAtMs(run.jobKey(job.name));
      // A job that never ran has missed nothing: its first turn is still to come.
      const missed = lastMs !== null && doneMs !== null && doneMs < lastMs;
      if (missed && nowMs - lastMs <= job.graceMs) push(lastMs);
      scheduler.schedule(job.rule, push);
    }
  }

  async function startBroker(): Promise<void> {
    broker.subscribe({
      report: (report) => queue.push({ kind: 'order-report', report }),
      fill: (fill) => queue.push({ kind: 'fill', fill }),
      settled: (settlement) => queue.push({ kind: 'settled', settlement }),
      state: (now) => queue.push({ kind: 'broker-state', state: now }),
    });
    const started = await broker.start();
    state.transient.broker = started.ok ? 'ready' : 'down';
    if (!started.ok) log.error('broker-not-started', { code: started.error.code });
    await run.compareAtStart();
  }

  async function start(to: Notifier): Promise<Result<void, FeedError>> {
    notifier = to;
    for (const feed of feeds.all) {
      const started = await feed.start();
      if (!started.ok) return err(started.error);
      log.info('feed-started', { feed: feed.feed });
    }
    await loadMarket();
    await startBroker();
    startJobs();
    void handNotices();
    return ok(undefined);
  }

  function feedHealth(feed: MarketData): PartHealth {
    const { state: feedState, newestAtMs } = feed.state();
    const nowMs = market.nowMs();
    const session = sessionOf(newYorkDay(nowMs));
    const open = session !== null && nowMs >= session.openAtMs && nowMs < session.closeAtMs;
    const age = newestAtMs === null ? null : Math.max(0, nowMs - newestAtMs);
    // A replay shows closed days only: between closes its age means nothing.
    const expected = options.mode !== 'REPLAY' && open;
    const stale = expected && (age === null || age > options.staleAfterMs);
    const up = feedState === 'ready' ? (stale ? 'degraded' : 'ok') : 'down';
    return {
      part: `feed:${feed.feed}`,
      state: up,
      ageMs: age,
      detail: stale ? 'stale' : feedState,
    };
  }

  function health(): readonly PartHealth[] {
    const { waiting, lagP99Ms } = queue.stats();
    const slow = lagP99Ms > 1_000;
    const { broker: brokerState, reconciled } = state.transient;
    const unknown = state.trading.unknownRuns().length;
    const compared = reconciled === 'yes' || options.orders === 'off';
    const settled = compared && unknown === 0;
    return [
      ...feeds.all.map(feedHealth),
      {
        part: `broker:${broker.name}`,
        state: brokerState !== 'ready' ? 'down' : settled ? 'ok' : 'degraded',
        ageMs: null,
        detail:
          unknown > 0 ? `${unknown} orders unknown` : settled ? brokerState : 'not reconciled',
      },
      {
        part: 'book',
        state: run.failure === null ? 'ok' : 'down',
        ageMs: null,
        detail: run.failure ?? state.trading.state,
      },
      ...modelHealthPart(state.transient.score),
      {
        part: 'queue',
        state: slow ? 'degraded' : 'ok',
        ageMs: null,
        detail: `${waiting} waiting, lag p99 ${lagP99Ms.toFixed(0)} ms`,
      },
    ];
  }

  async function stop(): Promise<void> {
    scheduler.stop();
    feeds.cancel();
    await queue.idle();
    run.close();
    for (const feed of feeds.all) await feed.stop();
    await broker.stop();
    await ticks?.flush();
  }

  const queries = createQueries({
    ...options,
    feeds,
    book: state.market,
    startedAtMs,
    queue: { stats: () => queue.stats(), idle: () => queue.idle() },
    takeQuote: (quote) => queue.push({ kind: 'quotes', take: () => [quote] }),
    brokerState: () => state.transient.broker,
    score: state.transient.score,
  });
  const score = createScore({ run, store, market, wall });
  const trading = createTrading({ run, feeds, store, market, wall });
  return {
    api: { ...queries, mode: options.mode, people, trading, score },
    start,
    quote: (instrument) => state.market.quote(instrument),
    bars: (series) => state.market.bars(series),
    idle: () => queue.idle(),
    health,
    stop,
  };
}
