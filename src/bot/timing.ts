import type { DurationMs } from '../engine/domain/units.js';
import type { Chance } from '../engine/ports/chance.js';
import type { Clock } from '../engine/ports/clock.js';

/** Waits on the given clock; an aborted signal ends the wait early, without an error. */
export function sleep(clock: Clock, waitMs: DurationMs, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) {
      resolve();
      return;
    }
    const done = (): void => {
      cancel();
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.at(clock.nowMs() + waitMs, done);
    signal?.addEventListener('abort', done);
  });
}

export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/**
 * Runs work that must end within a time of the given clock.
 * @throws DeadlineError when time is up (the signal given to the work aborts as well).
 */
export async function withDeadline<T>(
  limit: { readonly clock: Clock; readonly ms: DurationMs; readonly signal?: AbortSignal },
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { clock, ms, signal: parent } = limit;
  const controller = new AbortController();
  const follow = (): void => controller.abort();
  if (parent?.aborted) follow();
  parent?.addEventListener('abort', follow);
  let giveUp: () => void = () => undefined;
  try {
    const late = new Promise<never>((_, reject) => {
      giveUp = clock.at(clock.nowMs() + ms, () => {
        reject(new DeadlineError(`no answer within ${ms} ms`));
        controller.abort();
      });
    });
    return await Promise.race([run(controller.signal), late]);
  } finally {
    giveUp();
    parent?.removeEventListener('abort', follow);
  }
}

const FIRST_BACKOFF_MS = 500;
const LAST_BACKOFF_MS = 60_000;

/** Doubling pause, half of it random, so that many clients do not return at once. */
export function backoffMs(attempts: number, chance: Chance): DurationMs {
  const full = Math.min(LAST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** Math.min(attempts, 20));
  return Math.round(full * (0.5 + chance.uniform() / 2));
}
