import type { Feeds } from './feeds.js';
import { startAlerts, type AlertsState } from './flow/alerts/alerts-state.js';
import { hoursOf, type WatchedFeed } from './flow/quality/feed-hours.js';
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
