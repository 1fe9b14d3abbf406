import type { Log } from '../../src/engine/ports/log.js';

/** Keeps nothing. */
export function quietLog(): Log {
  const ignore = () => undefined;
  return { debug: ignore, info: ignore, warn: ignore, error: ignore };
}
