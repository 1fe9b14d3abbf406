import type { ScoreApi } from '../../src/engine/domain/score-views.js';

/** A score that says what a test gives it; what was not given must not be asked for. */
export function fakeScore(parts: Partial<ScoreApi> = {}): ScoreApi {
  const never = (): never => {
    throw new Error('not part of this test');
  };
  return {
    score: never,
    why: never,
    analogs: never,
    model: never,
    lastSignal: () => null,
    mute: never,
    unmute: never,
    mutedUntilMs: () => null,
    ...parts,
  };
}
