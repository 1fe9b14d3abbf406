import type { UserId } from './people.js';
import type { EpochMs } from './units.js';

/** Leave to propose entries, given by a person for a time. It does not outlive the process. */
export interface Arming {
  readonly strategy: string;
  readonly by: UserId;
  /** Units (spreads) an entry may have at most. */
  readonly quantity: number;
  readonly armedAtMs: EpochMs;
  /** Wall time at which it ends; null where the session's close ends it. */
  readonly untilWallMs: EpochMs | null;
  /** Market time at which it ends; null where wall time alone does. */
  readonly untilMarketMs: EpochMs | null;
}

export type DisarmReason =
  'asked' | 'time' | 'restart' | 'day-loss' | 'halt' | 'gap-through' | 'account-changed';
