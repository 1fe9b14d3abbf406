import type { PartHealth } from './api.js';
import { DATA_PROBLEMS, type FeedQuality } from './domain/data-quality.js';
import type { DeskRun } from './desk-run.js';
import type { Clock } from './ports/clock.js';

function detailOf({ feed, hour, over }: FeedQuality): string {
  const counted = DATA_PROBLEMS.filter((problem) => hour[problem] > 0);
  const words = counted.map((problem) => `${hour[problem]} ${problem}`).join(', ');
  return `${feed}${over.length > 0 ? ' over' : ''}: ${words}`;
}

/** Prices of all feeds: degraded while anything is over its threshold. */
export function dataHealth(of: {
  readonly run: DeskRun;
  readonly market: Clock;
}): readonly PartHealth[] {
  const feeds = of.run.state.transient.quality.report(of.market.nowMs());
  if (feeds.length === 0) return [];
  const wrong = feeds.filter(({ hour }) => DATA_PROBLEMS.some((problem) => hour[problem] > 0));
  return [
    {
      part: 'data',
      state: feeds.some(({ over }) => over.length > 0) ? 'degraded' : 'ok',
      ageMs: null,
      detail:
        wrong.length === 0 ? 'nothing wrong in the last hour' : wrong.map(detailOf).join('; '),
    },
  ];
}
