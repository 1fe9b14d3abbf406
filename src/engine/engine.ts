import { createAlerts } from './alerts.js';
import type { EngineApi, PartHealth } from './api.js';
import type { DailyBar, SeriesId } from './domain/bar.js';
import type { FeedQuality } from './domain/data-quality.js';
import type { InstrumentId } from './domain/instrument.js';
import { lastDueAtMs } from './domain/job-rule.js';
import type { Quote } from './domain/quote.js';
import { err, ok, type Result } from './domain/result.js';
import { DeskRun } from './desk-run.js';
import { FeedWatch } from './feed-watch.js';
import { createFeeds } from './feeds.js';
import { digestVol } from './flow/digest-vol.js';
import { engineHealth } from './health.js';
import { jobsWithLogin } from './jobs.js';
import type { EngineOptions } from './options.js';
import { createPeople } from './people.js';
import type { Cancel } from './ports/clock.js';
import type { BrokerError } from './ports/broker.js';
import type { Gateway } from './ports/gateway.js';
import type { FeedError, MarketSink } from './ports/market-data.js';
import type { Notifier } from './ports/notifier.js';
import { createQueries } from './queries.js';
import { createScore } from './score.js';
import { createTrading } from './trading.js';
import { createVol } from './vol.js';
import { within } from './within.js';

/** Wall time that a start waits for its broker; one that comes later is compared with then. */
const BROKER_WITHIN_MS = 5_000;
const NOT_READY: Result<void, BrokerError> = err({ code: 'not-ready' });

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
  /** What was wrong with prices in the last hour and day of market time. */
  quality(): readonly FeedQuality[];
  stop(): Promise<void>;
}

/** The embedded engine: feeds in, one serial queue, rows and effects out, questions answered. */
export function createEngine(options: EngineOptions): Engine {
  const { store, market, wall, log, ticks, broker, scheduler } = options;
  const gateway = options.gateway ?? null;
  const feeds = createFeeds(options.feeds);
  const people = createPeople({ store, owners: options.owners, wall });
  const startedAtMs = wall.nowMs();
  let notifier: Notifier | null = null;
  let cancelGateway: Cancel = () => undefined;
  let handing: 'no' | 'yes' | 'again' = 'no';
  /** Handed on in this process; the row that says so may still be on its way. */
  const handed = new Set<string>();

  const run = new DeskRun({
    ...options,
    feeds,
    roleOf: (userId) => people.roleOf(userId),
    handNotices: () => void handNotices(),
    renewSubscriptions: () => feedWatch.look(),
    tellNow: (notice) =>
      notifier?.deliver(notice) ??
      Promise.resolve(err({ code: 'failed', reason: 'nobody can be told yet' })),
  });
  const { queue, state } = run;
  const { quality } = state.transient;

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
      quality.take(quote);
      if (newest.size === 0) queue.push({ kind: 'quotes', take: takeNewest });
      newest.set(quote.instrument, quote);
    },
    bar: (bar) => queue.push({ kind: 'bar', bar }),
    gap(gap) {
      log.warn('data-gap', { ...gap });
      quality.gap(gap);
      ticks?.appendGap(gap);
    },
    flow: (item) => ticks?.appendFlow(item),
  };

  const isLive = options.mode === 'PAPER' || options.mode === 'LIVE';
  const feedWatch = new FeedWatch({
    feeds,
    feedsAre: isLive ? 'awaited' : 'needed',
    wall,
    log,
    sink,
    market: state.market,
    stored: ticks,
    loaded: () => queue.push({ kind: 'wake' }),
  });

  function startJobs(): void {
    const nowMs = market.nowMs();
    for (const job of jobsWithLogin(gateway?.loginAt ?? null)) {
      const push = (dueAtMs: number) => {
        queue.push({ kind: 'job', name: job.name, dueAtMs });
        if (job.name === 'minute') feedWatch.look();
      };
      const lastMs = job.graceMs > 0 ? lastDueAtMs(job.rule, nowMs) : null;
      const doneMs = store.jobDoneAtMs(run.jobKey(job.name));
      // A job that never ran has missed nothing: its first turn is still to come.
      const missed = lastMs !== null && doneMs !== null && doneMs < lastMs;
      if (missed && nowMs - lastMs <= job.graceMs) push(lastMs);
      scheduler.schedule(job.rule, push);
    }
  }

  /** What the broker tells of itself before it is started is what the start itself says. */
  async function startBroker(): Promise<void> {
    let told: 'start' | 'news' = 'start';
    broker.subscribe({
      report: (report) => queue.push({ kind: 'order-report', report }),
      fill: (fill) => queue.push({ kind: 'fill', fill }),
      settled: (settlement) => queue.push({ kind: 'settled', settlement }),
      state: (now) => {
        if (told === 'news') queue.push({ kind: 'broker-state', state: now });
      },
    });
    const of = { ms: BROKER_WITHIN_MS, what: 'broker start', late: NOT_READY };
    const started = await within(options, of, () => broker.start());
    if (!started.ok) log.error('broker-not-started', { code: started.error.code });
    state.transient.broker = broker.state();
    told = 'news';
    await run.compareAtStart();
  }

  function watchGateway(of: Gateway): void {
    const tell = () => queue.push({ kind: 'gateway', view: of.view() });
    cancelGateway = of.onChange(tell);
    tell();
  }

  async function start(to: Notifier): Promise<Result<void, FeedError>> {
    notifier = to;
    const started = await feedWatch.start();
    if (!started.ok) return started;
    await startBroker();
    if (gateway) watchGateway(gateway);
    startJobs();
    void handNotices();
    return ok(undefined);
  }

  async function stop(): Promise<void> {
    scheduler.stop();
    feedWatch.stop();
    feeds.cancel();
    cancelGateway();
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
    quality,
    digestVol: (day) =>
      digestVol(state.transient.digestLevels, {
        vol: state.transient.vol,
        day,
        nowMs: market.nowMs(),
      }),
  });
  const score = createScore({ run, store, market, wall });
  const trading = createTrading({ run, feeds, store, market, wall });
  const alerts = createAlerts({ ...options, run, feeds });
  const fitter = options.fitter ?? null;
  const vol = createVol({ run, feeds, market, wall, log, ticks, fitter });
  return {
    api: { ...queries, mode: options.mode, people, trading, score, vol, alerts },
    start,
    quote: (instrument) => state.market.quote(instrument),
    bars: (series) => state.market.bars(series),
    idle: () => queue.idle(),
    health: () => engineHealth({ ...options, feeds, run }),
    quality: () => quality.report(market.nowMs()),
    stop,
  };
}
