import { expect, it } from 'vitest';
import type { Scorer } from '../../src/engine/ports/scorer.js';

/** A scorer under test, with what it ought to answer. */
export interface ScorerRig {
  readonly scorer: Scorer;
  /** The same confidence by another way. */
  readonly expected: (window: Float32Array) => number;
}

/** Windows of the right size that differ from each other. */
function windows(scorer: Scorer, count: number): Float32Array[] {
  const size = scorer.card.windowDays * scorer.card.features.length;
  return Array.from({ length: count }, (_none, k) =>
    Float32Array.from({ length: size }, (_zero, i) => Math.sin(1 + k * 7 + i * 3) * (1 + (k % 3))),
  );
}

/** What every scorer keeps. Call inside a `describe`. */
export function scorerContract(make: () => Promise<ScorerRig>): void {
  it('gives a probability that agrees with the formula, and names its model', async () => {
    const { scorer, expected } = await make();
    for (const window of windows(scorer, 20)) {
      const score = await scorer.score(window);
      if (!score.ok) throw new Error(JSON.stringify(score.error));
      // Single precision: 24 bits over a sum of at most a few hundred terms.
      expect(score.value.confidence).toBeCloseTo(expected(window), 5);
      expect(score.value.model).toContain(scorer.card.id);
    }
    await scorer.stop();
  });

  it('gives the same answer to the same window, also when many run at once', async () => {
    const { scorer } = await make();
    const inputs = windows(scorer, 30);
    const together = await Promise.all(inputs.map((window) => scorer.score(window)));
    const oneByOne = [];
    for (const window of inputs) oneByOne.push(await scorer.score(window));
    expect(together).toEqual(oneByOne);
    await scorer.stop();
  });

  it('is not disturbed by a window that is filled anew while it runs', async () => {
    const { scorer, expected } = await make();
    const [window = new Float32Array()] = windows(scorer, 1);
    const wanted = expected(window);
    const scoring = scorer.score(window);
    window.fill(0);
    const score = await scoring;
    expect(score.ok && score.value.confidence).toBeCloseTo(wanted, 5);
    await scorer.stop();
  });

  it('refuses a window of the wrong size or with a number that is none', async () => {
    const { scorer } = await make();
    const size = scorer.card.windowDays * scorer.card.features.length;
    expect(await scorer.score(new Float32Array(size + 1))).toEqual({
      ok: false,
      error: { code: 'wrong-shape', expected: size, got: size + 1 },
    });
    const broken = new Float32Array(size).fill(1);
    broken[size - 1] = Number.NaN;
    const error = { code: 'not-finite', index: size - 1 };
    expect(await scorer.score(broken)).toEqual({ ok: false, error });
    await scorer.stop();
  });

  it('answers nothing after it is stopped, and can be stopped twice', async () => {
    const { scorer } = await make();
    const [window = new Float32Array()] = windows(scorer, 1);
    const last = scorer.score(window);
    await scorer.stop();
    await scorer.stop();
    expect((await last).ok).toBe(true);
    expect(await scorer.score(window)).toMatchObject({ ok: false, error: { code: 'failed' } });
  });
}
