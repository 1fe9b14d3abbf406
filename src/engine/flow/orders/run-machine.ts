import type {
  CancelReason,
  ExitRule,
  OrderRun,
  RunOutcome,
  RunState,
} from '../../domain/order-run.js';
import type { PackageQuote } from '../../domain/ticket.js';
import { ticksOf } from '../../domain/ticks.js';
import type { TradingState } from '../../domain/trading-state.js';
import type { DurationMs, EpochMs } from '../../domain/units.js';
import { legsApart } from './fold-run.js';
import { isCrossing } from './make-run.js';

/** What a run looks at when it decides its next move. */
export interface RunContext {
  /** Market time. */
  readonly nowMs: EpochMs;
  /** Market of the run's legs; null where they are not quoted, and nothing is sent or stepped. */
  readonly quote: PackageQuote | null;
  readonly trading: TradingState;
  readonly broker: 'ready' | 'down';
  /** The rule by which the run's position is to be left now; null where none is due. */
  readonly due: ExitRule | null;
}

/** The one thing to do next. `send` is the order after `RunState.n`, `cancel` the newest order. */
export type RunMove =
  | { readonly kind: 'send'; readonly limitTicks: number }
  | { readonly kind: 'cancel'; readonly why: CancelReason }
  | { readonly kind: 'end'; readonly outcome: RunOutcome }
  | { readonly kind: 'none' };

export interface Advance {
  readonly move: RunMove;
  /** Market time at which to ask again even if nothing happens; null waits for a record. */
  readonly wakeAtMs: EpochMs | null;
}

/** Market time before a refused order or cancel, or one that was not sent, is tried again. */
export const RETRY_AFTER_MS: DurationMs = 5_000;

/** Steps in which a patient exit goes from the middle to the market's side: a minute in all. */
export const PATIENT_STEPS = 4;

const WAIT: Advance = { move: { kind: 'none' }, wakeAtMs: null };

function until(wakeAtMs: EpochMs | null): Advance {
  return { move: { kind: 'none' }, wakeAtMs };
}

function now(move: RunMove): Advance {
  return { move, wakeAtMs: null };
}

/**
 * The next move of a run. Pure. While an order is being placed or cancelled, while its fate is
 * unknown, or while fills that the broker has counted are still on their way, there is none: so no
 * two orders are ever live, and what is sent again is only what is known not to be filled. A broker
 * that is down gets neither order nor cancel.
 */
export function advance(state: RunState, context: RunContext): Advance {
  switch (state.phase) {
    case 'placing':
    case 'cancelling':
    case 'unknown':
    case 'done':
      return WAIT;
    case 'waiting':
      return atRest(state, context);
    case 'working':
      return atWork(state, context);
  }
}

/** Nothing of the run is live: it ends, sends the rest, or waits for its turn. */
function atRest(state: RunState, context: RunContext): Advance {
  const { run } = state;
  const left = run.quantity - state.filledUnits;
  const ends = left <= 0 || legsApart(state) ? 'cancelled' : endOf(state, context);
  if (ends !== null) return now({ kind: 'end', outcome: outcomeOf(state, ends) });
  if (context.broker === 'down') return WAIT;
  const retryAtMs = retryAt(state);
  if (context.nowMs < retryAtMs) return until(retryAtMs);
  const limitTicks = limitAt(run, context);
  if (limitTicks === null) return until(context.nowMs + RETRY_AFTER_MS);
  return now({ kind: 'send', limitTicks });
}

function outcomeOf({ run, filledUnits, legFills }: RunState, unfilled: RunOutcome): RunOutcome {
  if (filledUnits >= run.quantity) return 'filled';
  return legFills.length > 0 ? 'partly-filled' : unfilled;
}

/** Cancels after which the rest is sent again; an exit outlasts a gate that could not see. */
const GOES_ON: ReadonlySet<CancelReason> = new Set(['reprice', 'refused']);

/** What a run with something left ends as, if it sends nothing more. */
function endOf(state: RunState, context: RunContext): RunOutcome | null {
  const { run, orderEnd, cancelReason } = state;
  if (orderEnd?.how === 'rejected') return 'rejected';
  const entry = run.purpose === 'entry';
  if (entry && cancelReason === 'refused') return 'refused';
  if (stopReason(run, context) !== null) return 'cancelled';
  if (cancelReason !== null) return GOES_ON.has(cancelReason) ? null : 'cancelled';
  // Taken away at the broker without our asking: an entry respects it, an exit goes on.
  return entry && orderEnd?.how === 'cancelled' ? 'cancelled' : null;
}

/** Why nothing of the run may work any more; null where it may. */
function stopReason(run: OrderRun, { nowMs, trading, due }: RunContext): CancelReason | null {
  if (run.purpose === 'entry') {
    if (trading === 'halted') return 'halt';
    if (trading === 'reducing' || due !== null) return 'asked';
  } else if (due !== null && takesOver(due, run)) {
    return 'asked';
  }
  const giveUpAtMs = giveUpAt(run);
  return giveUpAtMs !== null && nowMs >= giveUpAtMs ? 'give-up' : null;
}

/** A rule that must have the market's price does not wait for an exit that works for a better one. */
export function takesOver(due: ExitRule, run: OrderRun): boolean {
  return run.purpose === 'exit' && isCrossing(due) && !(run.rule !== null && isCrossing(run.rule));
}

function giveUpAt({ startedAtMs, schedule }: OrderRun): EpochMs | null {
  return schedule.giveUpAfterMs === null ? null : startedAtMs + schedule.giveUpAfterMs;
}

/** An order that was not taken, or was taken away, is not tried again in the same breath. */
function retryAt({ orderEnd, cancelReason, changedAtMs }: RunState): EpochMs {
  const asIntended = cancelReason === 'reprice' || (orderEnd === null && cancelReason === null);
  return asIntended ? changedAtMs : changedAtMs + RETRY_AFTER_MS;
}

/** An order may be live: it is taken back, or re-priced, or left to work. */
function atWork(state: RunState, context: RunContext): Advance {
  const { run, sentAtMs } = state;
  if (state.orderEnd !== null || context.broker === 'down') return WAIT;
  if (state.cancelReason !== null) {
    const retryAtMs = state.changedAtMs + RETRY_AFTER_MS;
    if (context.nowMs < retryAtMs) return until(retryAtMs);
  }
  if (asksTooMuch(state)) return now({ kind: 'cancel', why: 'reprice' });
  const why = stopReason(run, context);
  if (why !== null) return now({ kind: 'cancel', why });
  const nextMs = nextStepAt(run, sentAtMs ?? run.startedAtMs, context.nowMs);
  const stepDue = context.nowMs >= (sentAtMs ?? run.startedAtMs) + run.schedule.stepEveryMs;
  const limitTicks = stepDue ? limitAt(run, context) : null;
  if (limitTicks !== null && limitTicks > state.limitTicks) {
    return now({ kind: 'cancel', why: 'reprice' });
  }
  const giveUpAtMs = giveUpAt(run);
  const stepMs = state.limitTicks < run.schedule.limitTicks ? nextMs : null;
  if (giveUpAtMs === null || stepMs === null) return until(stepMs ?? giveUpAtMs);
  return until(Math.min(stepMs, giveUpAtMs));
}

/** A late fill of an order before has left less to do than what is working. */
function asksTooMuch({ run, filledUnits, orderUnits, orderFilledUnits }: RunState): boolean {
  return run.quantity - filledUnits < orderUnits - orderFilledUnits;
}

function nextStepAt({ schedule }: OrderRun, sentAtMs: EpochMs, nowMs: EpochMs): EpochMs {
  const { stepEveryMs } = schedule;
  const steps = Math.floor(Math.max(0, nowMs - sentAtMs) / stepEveryMs) + 1;
  return sentAtMs + steps * stepEveryMs;
}

/**
 * The price for now, never worse than the run's limit nor than what the market asks. A person's order
 * goes by its schedule; a rule's exit follows the market, from the middle or at once at its side.
 * @returns null where the legs are not quoted.
 */
function limitAt(run: OrderRun, { nowMs, quote }: RunContext): number | null {
  if (!quote) return null;
  const { schedule, tickMicros, rule } = run;
  const steps = Math.max(0, Math.floor((nowMs - run.startedAtMs) / schedule.stepEveryMs));
  const naturalTicks = ticksOf(quote.naturalUsd, tickMicros, 'up');
  const most = Math.min(schedule.limitTicks, naturalTicks);
  if (run.ticketId !== null)
    return Math.min(most, schedule.startTicks + steps * schedule.stepTicks);
  if (rule !== null && isCrossing(rule)) return most;
  if (steps === 0) return Math.min(most, ticksOf(quote.midUsd, tickMicros, 'down'));
  const share = Math.min(1, steps / PATIENT_STEPS);
  const usd = quote.midUsd + share * (quote.naturalUsd - quote.midUsd);
  return Math.min(most, ticksOf(usd, tickMicros, 'up'));
}
