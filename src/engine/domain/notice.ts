import type { DeskNews } from './desk-views.js';
import type { DigestView } from './digest.js';
import type { ModelNews, SignalNews } from './score-views.js';
import type { EpochMs } from './units.js';
import type { WatchNews } from './vol-alert.js';

/** News for people, complete in itself so that it can be told after a restart. */
export interface Notice {
  /** Unique by content, such as `digest:2026-11-20`: the same id is told once. */
  readonly id: string;
  readonly createdAtMs: EpochMs;
  readonly body:
    | { readonly kind: 'digest'; readonly view: DigestView }
    | SignalNews
    | ModelNews
    | DeskNews
    | WatchNews;
}
