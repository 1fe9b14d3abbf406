import { openDeskStore } from '../../src/engine/adapters/sqlite/desk-store.js';
import { spotId } from '../../src/engine/domain/instrument.js';
import { newYorkInstant } from '../../src/engine/domain/new-york.js';
import type { Notice } from '../../src/engine/domain/notice.js';
import type { UserId } from '../../src/engine/domain/people.js';
import { err, ok, type Result } from '../../src/engine/domain/result.js';
import { day } from '../../src/engine/domain/trading-day.js';
import { createEngine } from '../../src/engine/engine.js';
import type { EngineOptions } from '../../src/engine/options.js';
import type { Notifier, NotifyError } from '../../src/engine/ports/notifier.js';
import type { Store } from '../../src/engine/ports/store.js';
import { barsUntil } from './bars.js';
import { ManualClock } from './manual-clock.js';
import { MemoryTickStore } from './memory-tick-store.js';
import { ScriptedFeed } from './scripted-feed.js';
import { plainEngine } from './plain-engine.js';

/** Monday morning, session open; the last close before it is Friday 2026-11-20. */
export const START = newYorkInstant(day('2026-11-23'), '10:30');

export function openBook(): Store {
  const store = openDeskStore(':memory:', {});
  if (!store.ok) throw new Error(store.error.code);
  return store.value;
}

/** VIX with 300 sessions of history. */
export function feedWithHistory(): ScriptedFeed {
  const feed = new ScriptedFeed();
  feed.list(spotId('VIX'));
  feed.remember(
    barsUntil(
      'VIX',
      '2026-11-20',
      Array.from({ length: 300 }, (_, i) => 15 + (i % 5)),
    ),
  );
  return feed;
}

/** Keeps what it is given, or fails while told to. */
export class KeptNotices implements Notifier {
  readonly notices: Notice[] = [];
  failing = false;

  deliver(notice: Notice): Promise<Result<void, NotifyError>> {
    if (this.failing) return Promise.resolve(err({ code: 'failed', reason: 'down' }));
    this.notices.push(notice);
    return Promise.resolve(ok(undefined));
  }
}

/** An engine on a scripted feed, a desk's book in memory and time that moves by hand. */
export async function startedDesk(
  parts: {
    startAtMs?: number;
    store?: Store;
    feeds?: ScriptedFeed[];
    options?: Partial<EngineOptions>;
  } = {},
) {
  const clock = new ManualClock(parts.startAtMs ?? START);
  const feeds = parts.feeds ?? [feedWithHistory()];
  const store = parts.store ?? openBook();
  const ticks = new MemoryTickStore();
  const notifier = new KeptNotices();
  const engine = createEngine({
    ...plainEngine({ store, wall: clock, market: clock }),
    feeds,
    ticks,
    owners: [1000 as UserId],
    ...parts.options,
  });
  await engine.start(notifier);
  await engine.idle();
  const pass = async (ms: number) => {
    await clock.advanceAsync(ms);
    await engine.idle();
    await engine.idle();
  };
  return { clock, feed: feeds[0] ?? new ScriptedFeed(), store, ticks, notifier, engine, pass };
}
