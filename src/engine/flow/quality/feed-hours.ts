import { sessionOf } from '../../domain/calendar.js';
import { coinOf } from '../../domain/instrument.js';
import { newYorkDay } from '../../domain/new-york.js';
import type { EpochMs } from '../../domain/units.js';
import type { FeedState } from '../../ports/market-data.js';

/** When a feed is expected to say something: a venue of coins never closes. */
export type FeedHours = 'always' | 'session';

export interface WatchedFeed extends Pick<FeedState, 'feed' | 'state' | 'newestAtMs'> {
  readonly hours: FeedHours;
}

const COIN_NAME = /^([A-Z]{3})(DVOL|\.PERP)?(\/.*)?$/u;

/** `always` where everything that the feed quotes is a coin or of one. */
export function hoursOf(instruments: readonly string[]): FeedHours {
  const coins = instruments.every((id) => coinOf(COIN_NAME.exec(id)?.[1] ?? '') !== null);
  return coins && instruments.length > 0 ? 'always' : 'session';
}

/** Does a price of these hours follow upon another through all of a span? */
export function expectsThrough(hours: FeedHours, fromMs: EpochMs, toMs: EpochMs): boolean {
  if (hours === 'always') return true;
  const session = sessionOf(newYorkDay(toMs));
  return session !== null && fromMs >= session.openAtMs && toMs < session.closeAtMs;
}

/** Since when a price is expected at an instant; null where none is. */
export function expectedSince(hours: FeedHours, nowMs: EpochMs): EpochMs | null {
  if (hours === 'always') return Number.NEGATIVE_INFINITY;
  const session = sessionOf(newYorkDay(nowMs));
  const open = session !== null && nowMs >= session.openAtMs && nowMs < session.closeAtMs;
  return open ? session.openAtMs : null;
}
