import type { UserId } from '../domain/people.js';
import type { EpochMs } from '../domain/units.js';

/** A rule of a person as it is kept. */
export interface AlertRow {
  readonly id: string;
  readonly by: UserId;
  readonly chat: 'private' | 'group';
  /** What `printCondition` made of it. */
  readonly text: string;
  readonly createdAtMs: EpochMs;
  readonly snoozedUntilMs: EpochMs | null;
}

/** Rules belong to people and outlive a simulated run; where a watch stands belongs to its world. */
export interface AlertRows {
  /** Oldest first. */
  rules(): readonly AlertRow[];
  putRule(row: AlertRow): void;
  /** With what is kept of it in any world. */
  removeRule(id: string): void;
  /** Texts by the key of a watch. */
  states(world: string): ReadonlyMap<string, string>;
  putState(world: string, key: string, text: string): void;
}
