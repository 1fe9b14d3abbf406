import type { Result } from '../engine/domain/result.js';
import type { TradingDay } from '../engine/domain/trading-day.js';
import type { HistoryStore } from './import-history.js';
import type { Notes } from './progress.js';

/** What the composition root lends the command. */
export interface HistoryTools {
  /** The store to write to; the command closes it. */
  openStore(): Promise<Result<OpenedHistoryStore, { readonly reason: string }>>;
  today(): TradingDay;
  /** Results; nothing else is written there. */
  readonly out: NodeJS.WritableStream;
  /** Progress and complaints. */
  readonly notes: Notes;
  /** Takes the exit code; 0 only on success. */
  finish(exitCode: number): void;
}

export interface OpenedHistoryStore {
  readonly store: HistoryStore;
  close(): Promise<void>;
}
