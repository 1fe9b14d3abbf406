import { DATA_PROBLEMS, type DataProblem, type ProblemCounts } from '../../domain/data-quality.js';
import { DAY_MS, HOUR_MS, MINUTE_MS, type DurationMs, type EpochMs } from '../../domain/units.js';

const BUCKET_MS: DurationMs = 5 * MINUTE_MS;
const BUCKETS = DAY_MS / BUCKET_MS;

const AT: Readonly<Record<DataProblem, number>> = {
  stale: 0,
  crossed: 1,
  'high-iv': 2,
  gap: 3,
  'no-underlying': 4,
  dropped: 5,
};

interface Bucket {
  /** Number of the five minutes since the epoch. */
  of: number;
  quotes: number;
  longestGapMs: DurationMs;
  readonly counts: Uint32Array;
}

function zero(): Record<DataProblem, number> {
  return { stale: 0, crossed: 0, 'high-iv': 0, gap: 0, 'no-underlying': 0, dropped: 0 };
}

/** Counts over a sliding hour and day, in steps of five minutes of market time. */
export class ProblemCounter {
  readonly #buckets: Bucket[] = Array.from({ length: BUCKETS }, () => ({
    of: -1,
    quotes: 0,
    longestGapMs: 0,
    counts: new Uint32Array(DATA_PROBLEMS.length),
  }));

  #bucket(atMs: EpochMs): Bucket {
    const of = Math.floor(atMs / BUCKET_MS);
    const bucket = this.#buckets[of % BUCKETS];
    if (!bucket) throw new Error(`no bucket for ${atMs}`);
    if (bucket.of !== of) {
      bucket.of = of;
      bucket.quotes = 0;
      bucket.longestGapMs = 0;
      bucket.counts.fill(0);
    }
    return bucket;
  }

  add(problem: DataProblem, atMs: EpochMs): void {
    const { counts } = this.#bucket(atMs);
    const at = AT[problem];
    counts[at] = (counts[at] ?? 0) + 1;
  }

  addGap(gapMs: DurationMs, atMs: EpochMs): void {
    this.add('gap', atMs);
    const bucket = this.#bucket(atMs);
    bucket.longestGapMs = Math.max(bucket.longestGapMs, gapMs);
  }

  addQuotes(quotes: number, atMs: EpochMs): void {
    this.#bucket(atMs).quotes += quotes;
  }

  /** Sums of the last so many milliseconds, to the five minutes. */
  over(spanMs: DurationMs, nowMs: EpochMs) {
    const last = Math.floor(nowMs / BUCKET_MS);
    const first = last - Math.round(spanMs / BUCKET_MS) + 1;
    const sums = zero();
    let [quotes, longestGapMs] = [0, 0];
    for (const bucket of this.#buckets) {
      if (bucket.of < first || bucket.of > last) continue;
      quotes += bucket.quotes;
      longestGapMs = Math.max(longestGapMs, bucket.longestGapMs);
      for (const problem of DATA_PROBLEMS) sums[problem] += bucket.counts[AT[problem]] ?? 0;
    }
    const counts: ProblemCounts = sums;
    return { counts, quotes, longestGapMs: longestGapMs > 0 ? longestGapMs : null };
  }

  hour(nowMs: EpochMs) {
    return this.over(HOUR_MS, nowMs);
  }

  day(nowMs: EpochMs) {
    return this.over(DAY_MS, nowMs);
  }
}
