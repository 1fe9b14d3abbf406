import type { DurationMs } from './domain/units.js';
import type { Clock } from './ports/clock.js';
import type { Log } from './ports/log.js';

/** The answer of `work`, or `late` when it does not come in time or throws. */
export async function within<T>(
  { wall, log }: { readonly wall: Clock; readonly log: Log },
  of: { readonly ms: DurationMs; readonly what: string; readonly late: T },
  work: () => Promise<T>,
): Promise<T> {
  let cancel: () => void = () => undefined;
  const deadline = new Promise<T>((resolve) => {
    cancel = wall.at(wall.nowMs() + of.ms, () => {
      log.warn('no-answer', { what: of.what, afterMs: of.ms });
      resolve(of.late);
    });
  });
  // What throws before it has promised anything has failed in the same way.
  const begun = async (): Promise<T> => work();
  const answer = begun().catch((cause: unknown) => {
    log.error('effect-failed', { what: of.what, cause: String(cause) });
    return of.late;
  });
  try {
    return await Promise.race([answer, deadline]);
  } finally {
    cancel();
  }
}
