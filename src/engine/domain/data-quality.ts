import type { DurationMs } from './units.js';

/** What can be wrong with prices; words under `data-problem`. */
export const DATA_PROBLEMS = [
  'stale',
  'crossed',
  'high-iv',
  'gap',
  'no-underlying',
  'dropped',
] as const;

export type DataProblem = (typeof DATA_PROBLEMS)[number];

export type ProblemCounts = Readonly<Record<DataProblem, number>>;

/** What a feed has given in the last hour and day of market time. */
export interface FeedQuality {
  readonly feed: string;
  readonly hour: ProblemCounts;
  readonly day: ProblemCounts;
  /** Quotes of the last hour. */
  readonly quotes: number;
  /** What is over its threshold now. */
  readonly over: readonly DataProblem[];
  /** Longest time without a price in the last hour; null where there was no gap. */
  readonly longestGapMs: DurationMs | null;
}
