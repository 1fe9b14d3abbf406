import type { Scorer } from '../../src/engine/ports/scorer.js';
import type { ScoreModel } from '../../src/engine/score-model.js';

/** A model whose runs can be waited for: they happen on a thread that no test clock moves. */
export interface WatchedModel {
  readonly model: ScoreModel;
  /** Every run that was begun has answered, and what waited for it has gone on. */
  settled(): Promise<void>;
}

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}

export function watchModel(model: ScoreModel): WatchedModel {
  if (model.kind !== 'ready') throw new Error(`the model does not open: ${model.error.code}`);
  const running = new Set<Promise<unknown>>();
  const { scorer: real } = model;
  const scorer: Scorer = {
    card: real.card,
    score(window) {
      const run = real.score(window).finally(() => running.delete(run));
      running.add(run);
      return run;
    },
    stop: () => real.stop(),
  };
  return {
    model: { ...model, scorer },
    async settled() {
      await turns(5);
      while (running.size > 0) {
        await Promise.allSettled(running);
        await turns(5);
      }
      await turns(5);
    },
  };
}
