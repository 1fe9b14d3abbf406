import type { Session } from '../../domain/calendar.js';
import type { DeskPosition } from '../../domain/ledger.js';
import type { InstrumentId } from '../../domain/instrument.js';
import type { ExitRule, RunState } from '../../domain/order-run.js';
import type { PackageQuote } from '../../domain/ticket.js';
import { ticksOf } from '../../domain/ticks.js';
import type { EpochMs } from '../../domain/units.js';
import { CLOSING_LEAD_MS, flatTimes, type StrategyRules } from '../../risk/rules.js';
import { contractsOf } from './fold-run.js';

export { flatTimes, type FlatTimes } from '../../risk/rules.js';

/** What decides whether a position is to be left now. */
export interface ExitContext {
  /** Market time. */
  readonly nowMs: EpochMs;
  /** Session of the market's day; null on a day without one. */
  readonly session: Session | null;
  readonly rules: StrategyRules;
  /** Market of the position's closing legs; null where a leg is not quoted. */
  readonly quote: PackageQuote | null;
  /** Looks in a row before this one at which `stopLook` said `over`. */
  readonly stopLooks: number;
  /** The strategy's day: realised plus open has reached the cap. */
  readonly dayLoss: 'within' | 'reached';
  /** What `killCloses` says of the position's underlying. */
  readonly kill: 'price' | 'vix' | null;
  /** `live` while the position's entry may still fill: its legs may be apart for a moment. */
  readonly entry: 'live' | 'done';
}

interface Rest {
  readonly instrument: InstrumentId;
  readonly contracts: number;
}

/** Looks in a row, this one included, at which the middle must stand at or over the stop. */
export const STOP_LOOKS = 2;

type Watched = Pick<DeskPosition, 'legs' | 'plan' | 'tickMicros' | 'openedAtMs' | 'state'>;

/** A quote of which nothing is crossed and everything is a number. */
function isSane({ bestUsd, midUsd, naturalUsd }: PackageQuote): boolean {
  return bestUsd <= midUsd && midUsd <= naturalUsd;
}

/** The middle of a look against the stop: what a watcher counts from one look to the next. */
export function stopLook(
  position: Pick<DeskPosition, 'plan' | 'tickMicros'>,
  quote: PackageQuote | null,
): 'over' | 'under' | 'unseen' {
  if (!quote || !isSane(quote)) return 'unseen';
  return isOver(position, quote.midUsd) ? 'over' : 'under';
}

function isOver({ plan, tickMicros }: Pick<DeskPosition, 'plan' | 'tickMicros'>, usd: number) {
  const { stopTicks } = plan;
  return stopTicks !== null && usd * 1e6 >= stopTicks * tickMicros - 1e-3;
}

/**
 * The stop is reached at once where even the far side of the market is at or over it: no width can
 * fake that. The middle must stand at or over it in `STOP_LOOKS` looks in a row, because the middle of
 * one wide quote says little. A stop so waits one look at most.
 */
function stopReached(position: Watched, quote: PackageQuote, stopLooks: number): boolean {
  if (isOver(position, quote.bestUsd)) return true;
  return stopLook(position, quote) === 'over' && stopLooks + 1 >= STOP_LOOKS;
}

/** The whole position can be bought back at or under the target, at the market's side. */
function targetReached({ plan, tickMicros }: Watched, { naturalUsd }: PackageQuote): boolean {
  return plan.targetTicks !== null && ticksOf(naturalUsd, tickMicros, 'up') <= plan.targetTicks;
}

/** Some legs are held beyond the whole units of the others: what bounds the loss is not whole. */
export function legsHeldApart({ legs }: Pick<DeskPosition, 'legs'>): boolean {
  const units = legs.map(({ ratio, quantity }) => quantity / ratio);
  return units.some((of) => of !== units[0]);
}

/** What an exit still has to do, in contracts of each leg: positive buys. */
export function restOfExit({ run, legFills }: Pick<RunState, 'run' | 'legFills'>): readonly Rest[] {
  return run.legs.map((leg) => {
    const left = Math.abs(leg.ratio) * run.quantity - contractsOf(leg, legFills);
    return { instrument: leg.instrument, contracts: Math.sign(leg.ratio) * Math.max(0, left) };
  });
}

/** An exit takes away what is held and never more: a position may have settled, or been left by another. */
export function holdsRest(
  position: Pick<DeskPosition, 'legs'> | null,
  rest: readonly Rest[],
): boolean {
  return rest.every(({ instrument, contracts }) => {
    const held = position?.legs.find((leg) => leg.instrument === instrument)?.quantity ?? 0;
    return contracts === 0 || (held * contracts < 0 && Math.abs(contracts) <= Math.abs(held));
  });
}

/**
 * The rule by which a position is to be left now, if any. When several hold the first of these is
 * named: kill, day-loss, stop (legs that stand apart count as one), flat-by, time, target. Whether an
 * exit is under way already is for the caller; so is a market that is closed: then nothing is due.
 */
export function exitDue(position: Watched, context: ExitContext): ExitRule | null {
  const { nowMs, session, quote, rules } = context;
  const held = position.legs.some(({ quantity }) => quantity !== 0);
  if (position.state === 'closed' || !held || !session) return null;
  if (nowMs < session.openAtMs || nowMs >= session.closeAtMs) return null;
  if (context.kill !== null) return 'kill';
  if (context.dayLoss === 'reached') return 'day-loss';
  if (context.entry === 'done' && legsHeldApart(position)) return 'stop';
  const seen = quote && isSane(quote) ? quote : null;
  if (seen && stopReached(position, seen, context.stopLooks)) return 'stop';
  // A position that an earlier session has left behind is past its cut-off already.
  const overdue = position.openedAtMs < session.openAtMs;
  if (overdue || nowMs >= flatTimes(session, rules).closingStartsMs) return 'flat-by';
  if (nowMs >= position.plan.exitByMs - CLOSING_LEAD_MS) return 'time';
  return seen && targetReached(position, seen) ? 'target' : null;
}

/**
 * The rule by which an entry that still works is to be taken back, whether or not it has filled
 * anything: kill, day-loss, flat-by. What bars entries only is the gate's, at the next order.
 */
export function entryDue(
  context: Pick<ExitContext, 'nowMs' | 'session' | 'rules' | 'dayLoss' | 'kill'>,
): ExitRule | null {
  const { session, rules, nowMs } = context;
  if (context.kill !== null) return 'kill';
  if (context.dayLoss === 'reached') return 'day-loss';
  if (!session) return 'flat-by';
  return nowMs >= flatTimes(session, rules).closingStartsMs ? 'flat-by' : null;
}
