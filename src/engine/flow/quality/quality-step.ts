import type { DataProblem } from '../../domain/data-quality.js';
import type { DataNews } from '../../domain/vol-alert.js';
import type { DurationMs, EpochMs } from '../../domain/units.js';
import type { DataTrouble } from '../alerts/alerts-state.js';
import { tellNotice } from '../alerts/alerts-step.js';
import { FOLD_MS } from '../alerts/watch.js';
import type { Turn } from '../desk/turn.js';
import { expectedSince, type WatchedFeed } from './feed-hours.js';

interface Trouble {
  readonly feed: string;
  readonly problem: DataProblem;
  readonly count: number;
  readonly ageMs: DurationMs | null;
}

function tell(turn: Turn, trouble: Trouble, of: DataTrouble): void {
  const { handle, sinceMs, times, state } = of;
  const phase = state === 'open' ? 'begins' : 'over';
  const body: DataNews = {
    kind: 'data',
    to: { kind: 'informed', unlessOff: 'stale' },
    handle,
    phase,
    times,
    sinceMs,
    ...trouble,
    nowMs: turn.nowMs,
    mode: turn.state.setup.mode,
  };
  tellNotice(turn, `${handle}:${times}:${phase}`, body);
}

/** Begun anew within the hour of its message it goes into the same. */
function begun(turn: Turn, trouble: Trouble, before: DataTrouble | undefined): DataTrouble {
  const { nowMs } = turn;
  const sinceMs = nowMs - (trouble.ageMs ?? 0);
  if (before && nowMs - before.messageMs < FOLD_MS) {
    return { ...before, state: 'open', sinceMs, times: before.times + 1 };
  }
  const { world } = turn.state.setup;
  const handle = `data:${world}:${trouble.feed}:${trouble.problem}:${nowMs}`;
  return { state: 'open', handle, sinceMs, messageMs: nowMs, times: 1 };
}

/** Told once when it begins and once, in the same message, when it is over. */
function setTrouble(turn: Turn, trouble: Trouble, state: 'on' | 'off'): void {
  const { troubles } = turn.state.transient.alerts;
  const key = `${trouble.feed}:${trouble.problem}`;
  const before = troubles.get(key);
  const open = before?.state === 'open';
  if ((state === 'on') === open) return;
  if (state === 'off' && !before) return;
  const now: DataTrouble =
    state === 'off' && before ? { ...before, state: 'over' } : begun(turn, trouble, before);
  troubles.set(key, now);
  tell(turn, trouble, now);
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
  const known = alerts.troubles.get(`${feed.feed}:stale`)?.state === 'open';
  if (stale && !known) quality.stale(feed.feed, turn.nowMs);
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
