import {
  DATA_PROBLEMS,
  type DataProblem,
  type FeedQuality,
} from '../../engine/domain/data-quality.js';
import type { CommandContext } from '../command.js';
import { bold, lines, plainText, type Html } from '../html.js';
import { duration, plain } from './format.js';

function sum(feeds: readonly FeedQuality[], problem: DataProblem): number {
  return feeds.reduce((total, { hour }) => total + hour[problem], 0);
}

function counted({ t }: CommandContext, problem: DataProblem, count: number): string {
  return `${count} × ${plainText(t('data-problem', { problem }))}`;
}

/** One line for `/status`: what was wrong with prices in the last hour. */
export function dataLine(context: CommandContext, feeds: readonly FeedQuality[]): Html {
  const wrong = DATA_PROBLEMS.filter((problem) => sum(feeds, problem) > 0);
  return context.t('status-data', {
    state: wrong.length === 0 ? 'fine' : 'wrong',
    sign: feeds.some(({ over }) => over.length > 0) ? '⚠️' : 'ℹ️',
    list: wrong.map((problem) => counted(context, problem, sum(feeds, problem))).join(' · '),
  });
}

function feedLines(context: CommandContext, feed: FeedQuality): readonly (Html | null)[] {
  const { t } = context;
  const wrong = DATA_PROBLEMS.filter((problem) => feed.day[problem] > 0);
  return [
    bold(t('data-feed', { feed: feed.feed, quotes: feed.quotes })),
    ...wrong.map((problem) => {
      const sign = feed.over.includes(problem) ? '⚠️ ' : '';
      const { hour, day } = feed;
      const words = plainText(t('data-problem', { problem }));
      return plain(`${sign}${hour[problem]} / ${day[problem]} × ${words}`);
    }),
    wrong.length === 0 ? plain('✅') : null,
    feed.longestGapMs === null ? null : t('data-longest', { gap: duration(t, feed.longestGapMs) }),
  ];
}

/** Counts of each feed over the last hour and day. */
export function dataPage(context: CommandContext, feeds: readonly FeedQuality[]): Html {
  return lines([
    bold(context.t('data-headline')),
    ...feeds.flatMap((feed) => feedLines(context, feed)),
  ]);
}
