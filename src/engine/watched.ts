import type { DurationMs } from './domain/units.js';
import type { Feeds } from './feeds.js';
import { startAlerts, type AlertsState } from './flow/alerts/alerts-state.js';
import { expectsThrough, hoursOf, type WatchedFeed } from './flow/quality/feed-hours.js';
import { QualityMonitor } from './flow/quality/quality-monitor.js';
import type { EngineOptions } from './options.js';

/** Rules, and where they stand in this world; a replay begins anew each time. */
export function readAlerts(options: Pick<EngineOptions, 'store' | 'world' | 'mode'>): AlertsState {
  const { alerts } = options.store;
  const states = options.mode === 'REPLAY' ? new Map() : alerts.states(options.world);
  return startAlerts(alerts.rules(), states as ReadonlyMap<string, string>);
}

export function watchedFeeds(feeds: Feeds): readonly WatchedFeed[] {
  return feeds.all.map((feed) => {
    const { feed: name, state, newestAtMs } = feed.state();
    return { feed: name, state, newestAtMs, hours: hoursOf(feed.instruments()) };
  });
}

/** Counts what is wrong with prices, by the hours of each feed. */
export function watchQuality(of: {
  readonly feeds: Feeds;
  readonly pricePeriodMs: DurationMs;
}): QualityMonitor {
  return new QualityMonitor({
    pricePeriodMs: of.pricePeriodMs,
    expects: (name, fromMs, toMs) =>
      watchedFeeds(of.feeds).some(
        ({ feed, hours }) => feed === name && expectsThrough(hours, fromMs, toMs),
      ),
  });
}
