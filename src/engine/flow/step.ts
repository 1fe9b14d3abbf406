import type { DailyBar } from '../domain/bar.js';
import type { Mode } from '../domain/mode.js';
import type { Notice } from '../domain/notice.js';
import type { Quote } from '../domain/quote.js';
import type { EpochMs } from '../domain/units.js';
import { digestView } from './digest.js';
import type { MarketBook } from './market-book.js';

export type JobName = 'digest' | 'compact-ticks' | 'renew-subscriptions' | 'hand-notices';

/** What can happen to the desk. Results of effects come back as events of their own. */
export type DeskEvent =
  /** Newest quote of each instrument since the last such step. */
  | { readonly kind: 'quotes'; take(): readonly Quote[] }
  | { readonly kind: 'bar'; readonly bar: DailyBar }
  | { readonly kind: 'job'; readonly name: JobName; readonly dueAtMs: EpochMs }
  | { readonly kind: 'notice-handed'; readonly id: string };

/** A row for the desk's book; all rows of a step are kept together or not at all. */
export type Write =
  | { readonly kind: 'notice'; readonly notice: Notice }
  | { readonly kind: 'notice-handed'; readonly id: string }
  | { readonly kind: 'job-done'; readonly name: JobName; readonly dueAtMs: EpochMs };

/** Something to do outside, begun only after the step's rows are on disk. */
export type Effect =
  | { readonly kind: 'hand-notices' }
  | { readonly kind: 'compact-ticks' }
  | { readonly kind: 'renew-subscriptions' };

export interface StepOutcome {
  readonly writes: readonly Write[];
  readonly effects: readonly Effect[];
}

export interface DeskState {
  readonly book: MarketBook;
  readonly mode: Mode;
  /** Tells one market from another in ids: `live`, or one simulated or replayed run. */
  readonly world: string;
}

const NOTHING: StepOutcome = { writes: [], effects: [] };

/** One event: state change, rows, effects. Synchronous, and nothing here reads a clock. */
export function step(state: DeskState, event: DeskEvent, nowMs: EpochMs): StepOutcome {
  switch (event.kind) {
    case 'quotes':
      for (const quote of event.take()) state.book.takeQuote(quote);
      return NOTHING;
    case 'bar':
      state.book.takeBar(event.bar);
      return NOTHING;
    case 'job':
      return runJob(state, event, nowMs);
    case 'notice-handed':
      return { writes: [{ kind: 'notice-handed', id: event.id }], effects: [] };
  }
}

function runJob(
  state: DeskState,
  job: { readonly name: JobName; readonly dueAtMs: EpochMs },
  nowMs: EpochMs,
): StepOutcome {
  if (job.name !== 'digest') return { writes: [], effects: [{ kind: job.name }] };
  const done = { kind: 'job-done', name: job.name, dueAtMs: job.dueAtMs } as const;
  const view = digestView({ book: state.book, mode: state.mode, nowMs });
  if (!view.ok) return { writes: [done], effects: [] };
  const notice: Notice = {
    id: `digest:${state.world}:${view.value.day}`,
    createdAtMs: nowMs,
    body: { kind: 'digest', view: view.value },
  };
  return { writes: [{ kind: 'notice', notice }, done], effects: [{ kind: 'hand-notices' }] };
}
