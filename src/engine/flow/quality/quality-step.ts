import type { DataProblem } from '../../domain/data-quality.js';
import type { DataNews } from '../../domain/vol-alert.js';
import type { DurationMs, EpochMs } from '../../domain/units.js';
import { tellNotice } from '../alerts/alerts-step.js';
import type { Turn } from '../desk/turn.js';
import { expectedSince, type WatchedFeed } from './feed-hours.js';

interface Trouble {
  readonly feed: string;
  readonly problem: DataProblem;
  readonly count: number;
  readonly ageMs: DurationMs | null;
}

function tell(
  turn: Turn,
  trouble: Trouble,
  of: Pick<DataNews, 'phase' | 'handle' | 'sinceMs'>,
): void {
  tellNotice(turn, `${of.handle}:${of.phase}`, {
    kind: 'data',
    to: { kind: 'informed', unlessOff: 'stale' },
    ...of,
    ...trouble,
    nowMs: turn.nowMs,
    mode: turn.state.setup.mode,
  });
}

/** Told once when it begins and once, in the same message, when it is over. */
function setTrouble(turn: Turn, trouble: Trouble, state: 'on' | 'off'): void {
  const { troubles } = turn.state.transient.alerts;
  const key = `${trouble.feed}:${trouble.problem}`;
  const open = troubles.get(key);
  if (state === 'on' && !open) {
    const sinceMs = turn.nowMs - (trouble.ageMs ?? 0);
    const handle = `data:${turn.state.setup.world}:${key}:${turn.nowMs}`;
    troubles.set(key, { handle, sinceMs });
    tell(turn, trouble, { phase: 'begins', handle, sinceMs });
  } else if (state === 'off' && open) {
    troubles.delete(key);
    tell(turn, trouble, { ...open, phase: 'over' });
  }
}

/** Market time since the newest price that is due; null where none is. */
function silenceMs(turn: Turn, feed: WatchedFeed, watchedSinceMs: EpochMs): DurationMs | null {
  const sinceMs = expectedSince(feed.hours, turn.nowMs);
  if (sinceMs === null) return null;
  const newest = feed.newestAtMs ?? Number.NEGATIVE_INFINITY;
  return turn.nowMs - Math.max(sinceMs, newest, watchedSinceMs);
}

function watchSilence(turn: Turn, feed: WatchedFeed, watchedSinceMs: EpochMs): void {
  const { setup, transient } = turn.state;
  const { alerts, quality } = transient;
  if (!quality.isLive(feed.feed)) return;
  const ageMs = silenceMs(turn, feed, watchedSinceMs);
  const trouble: Trouble = { feed: feed.feed, problem: 'stale', count: 1, ageMs };
  if (ageMs === null) return;
  const stale = ageMs > setup.staleAfterMs;
  if (stale && !alerts.troubles.has(`${feed.feed}:stale`)) quality.stale(feed.feed, turn.nowMs);
  setTrouble(turn, trouble, stale ? 'on' : 'off');
}

/** Feeds that have gone quiet, and those that give too much of what cannot be. */
export function watchData(turn: Turn): void {
  const { setup, transient } = turn.state;
  const { alerts, quality } = transient;
  if (setup.mode === 'REPLAY') return;
  alerts.watchedSinceMs ??= turn.nowMs;
  for (const feed of setup.watchedFeeds()) watchSilence(turn, feed, alerts.watchedSinceMs);
  for (const { feed, hour, over } of quality.report(turn.nowMs)) {
    for (const problem of ['crossed', 'high-iv', 'gap', 'no-underlying', 'dropped'] as const) {
      const trouble = { feed, problem, count: hour[problem], ageMs: null };
      setTrouble(turn, trouble, over.includes(problem) ? 'on' : 'off');
    }
  }
}
