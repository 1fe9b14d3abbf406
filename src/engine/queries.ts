import type { EngineApi, FeedView, StatusView } from './api.js';
import { sessionOf } from './domain/calendar.js';
import { newYorkDay } from './domain/new-york.js';
import { nextDueAtMs } from './domain/job-rule.js';
import type { DigestVol } from './domain/digest.js';
import type { Quote } from './domain/quote.js';
import type { TradingDay } from './domain/trading-day.js';
import type { EpochMs } from './domain/units.js';
import type { Feeds } from './feeds.js';
import { digestScore } from './flow/score/reading.js';
import type { ScoreState } from './flow/score/score-state.js';
import { ok } from './domain/result.js';
import { curveView } from './flow/curve-view.js';
import { digestView } from './flow/digest.js';
import type { MarketBook } from './flow/market-book.js';
import type { QualityMonitor } from './flow/quality/quality-monitor.js';
import { quoteView } from './flow/quote-view.js';
import type { ViewContext } from './flow/view-context.js';
import { vixView } from './flow/vix-view.js';
import { jobsWithLogin } from './jobs.js';
import type { EngineOptions } from './options.js';
import type { MarketData } from './ports/market-data.js';
import type { QueueStats } from './queue.js';
import { resolveSymbol, typedSymbols } from './symbols.js';

export interface QuerySources extends Pick<
  EngineOptions,
  'mode' | 'version' | 'market' | 'wall' | 'broker' | 'gateway' | 'store' | 'ticks' | 'machine'
> {
  readonly feeds: Feeds;
  readonly book: MarketBook;
  readonly startedAtMs: EpochMs;
  readonly queue: { stats(): QueueStats; idle(): Promise<void> };
  takeQuote(quote: Quote): void;
  brokerState(): 'ready' | 'down';
  readonly score: ScoreState;
  readonly quality: QualityMonitor;
  digestVol(day: TradingDay): readonly DigestVol[];
}

function feedView(feed: MarketData, nowMs: EpochMs): FeedView {
  const { newestAtMs, ...rest } = feed.state();
  return { ...rest, ageMs: newestAtMs === null ? null : Math.max(0, nowMs - newestAtMs) };
}

async function statusView(sources: QuerySources): Promise<StatusView> {
  const { market, wall, feeds, broker, store, ticks, machine } = sources;
  const marketNowMs = market.nowMs();
  const session = sessionOf(newYorkDay(marketNowMs));
  const open = session && marketNowMs >= session.openAtMs && marketNowMs < session.closeAtMs;
  const account = await broker.account();
  const stored = await ticks?.state();
  return {
    mode: sources.mode,
    version: sources.version,
    marketNowMs,
    wallNowMs: wall.nowMs(),
    uptimeMs: wall.nowMs() - sources.startedAtMs,
    session: open ? 'open' : 'closed',
    feeds: feeds.all.map((feed) => feedView(feed, marketNowMs)),
    quality: sources.quality.report(marketNowMs),
    queue: sources.queue.stats(),
    gateway: sources.gateway?.view() ?? null,
    broker: {
      name: broker.name,
      account: account.ok ? account.value.label : '',
      state: sources.brokerState(),
    },
    ticks: stored?.ok ? stored.value : null,
    model: sources.score.model.state,
    deskBytes: store.diskBytes(),
    diskFreeBytes: await machine.diskFreeBytes(),
    memoryBytes: machine.memoryBytes(),
    jobs: jobsWithLogin(sources.gateway?.loginAt ?? null)
      .filter(({ rule }) => rule.kind !== 'every')
      .map(({ name, rule }) => ({ name, nextDueAtMs: nextDueAtMs(rule, marketNowMs) })),
  };
}

/** Questions of the chat, answered from what the queue has stepped through so far. */
export function createQueries(
  sources: QuerySources,
): Omit<EngineApi, 'mode' | 'people' | 'trading' | 'score' | 'vol' | 'alerts'> {
  const { feeds, book, market, mode } = sources;
  const context = (): ViewContext => ({ book, nowMs: market.nowMs(), mode });
  return {
    marketNowMs: () => market.nowMs(),
    symbols: () => typedSymbols(feeds),
    vix: (range) => Promise.resolve(vixView(context(), range)),
    curve: () => Promise.resolve(curveView(context())),
    async quote(symbol) {
      const instrument = resolveSymbol(feeds, symbol);
      if (!instrument.ok) return instrument;
      if (!book.quote(instrument.value)) {
        const fresh = await feeds.feedOf(instrument.value)?.snapshot(instrument.value);
        if (fresh?.ok) sources.takeQuote(fresh.value);
        await sources.queue.idle();
      }
      return quoteView(context(), instrument.value);
    },
    digest() {
      const now = context();
      const view = digestView(now);
      if (!view.ok) return Promise.resolve(view);
      const score = digestScore(now, sources.score, view.value.day);
      const vol = sources.digestVol(view.value.day);
      return Promise.resolve(ok({ ...view.value, score, vol }));
    },
    status: () => statusView(sources),
  };
}
