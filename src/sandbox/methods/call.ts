import type { Outcome } from '../outcome.js';
import type { Parameters } from '../parameters.js';
import type { World } from '../world.js';

/** One call of the bot. */
export interface Call {
  readonly world: World;
  readonly parameters: Parameters;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
}

export type Method = (call: Call) => Outcome<unknown> | Promise<Outcome<unknown>>;
