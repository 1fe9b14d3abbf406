/** One measured figure beside its baseline, both taken in the same run. */
export interface Figure {
  readonly name: string;
  /** What was measured and what it is compared with, each with its unit. */
  readonly measured: string;
  readonly baseline: string;
  /** Measured over baseline; null where the figure stands alone. */
  readonly ratio: number | null;
  readonly goal: string;
}

/** A file `bench/<name>.bench.ts` exports `run`, which measures and tells its figures. */
export interface Bench {
  run(): Promise<readonly Figure[]> | AsyncIterable<Figure>;
}

export interface Timing {
  readonly minMs: number;
  readonly medianMs: number;
}

/** Least and middle of some durations. */
export function timing(durationsMs: readonly number[]): Timing {
  const sorted = [...durationsMs].sort((a, b) => a - b);
  return { minMs: sorted[0] ?? NaN, medianMs: sorted[Math.floor(sorted.length / 2)] ?? NaN };
}

/** Runs several measurements in turn, A B A B …, so that a drift of the machine meets all alike. */
export async function interleaved(
  rounds: number,
  runs: Readonly<Record<string, () => Promise<void> | void>>,
): Promise<Readonly<Record<string, Timing>>> {
  const taken = new Map(Object.keys(runs).map((name) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(runs)) {
      const startMs = performance.now();
      await run();
      taken.get(name)?.push(performance.now() - startMs);
    }
  }
  return Object.fromEntries([...taken].map(([name, list]) => [name, timing(list)]));
}

export function milliseconds({ minMs, medianMs }: Timing): string {
  return `${minMs.toFixed(3)} ms min, ${medianMs.toFixed(3)} ms median`;
}
