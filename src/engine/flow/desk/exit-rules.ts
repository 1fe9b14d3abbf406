import { sessionOf } from '../../domain/calendar.js';
import type { DeskPosition } from '../../domain/ledger.js';
import { newYorkDay } from '../../domain/new-york.js';
import type { ExitRule, RunState } from '../../domain/order-run.js';
import type { PackageQuote, PositionId } from '../../domain/ticket.js';
import { killCloses, killVerdict } from '../../risk/kill.js';
import { packageQuote } from '../look/package-quote.js';
import { entryDue, exitDue, legsHeldApart, stopLook } from '../orders/exits.js';
import { closingLegs } from '../orders/make-run.js';
import { hasEnded } from './ended.js';
import { killFigures } from './gate-context.js';
import type { Turn } from './turn.js';

/** Reason of the trading state under which everything open is closed. */
export const FLATTENED = 'flattened';

export function closingQuote({ state }: Turn, position: DeskPosition): PackageQuote | null {
  const closing = closingLegs(position);
  return closing && packageQuote(closing.legs, (instrument) => state.market.quote(instrument));
}

/** Looks in a row, before the newest, at which the stop was reached. A look is counted once. */
function stopLooksBefore(turn: Turn, position: DeskPosition, quote: PackageQuote | null): number {
  const { stopLooks } = turn.state.transient;
  const known = stopLooks.get(position.id) ?? { atMs: Number.NEGATIVE_INFINITY, count: 0 };
  const seen = stopLook(position, quote);
  if (!quote || seen === 'unseen' || quote.atMs <= known.atMs) {
    return Math.max(0, known.count - 1);
  }
  const count = seen === 'over' ? known.count + 1 : 0;
  stopLooks.set(position.id, { atMs: quote.atMs, count });
  return Math.max(0, count - 1);
}

export function dayLossReached({ state, nowMs }: Turn, strategy: string): boolean {
  const cap = state.setup.strategies.get(strategy)?.rules.caps.dayMicros;
  if (cap === undefined) return false;
  return state.trading.dayLossMicros(strategy, newYorkDay(nowMs)) >= cap;
}

/** What the money rules say of a strategy's underlying now, whatever it holds. */
function rulesNow(turn: Turn, of: { readonly strategy: string; readonly underlying: string }) {
  const strategy = turn.state.setup.strategies.get(of.strategy);
  if (!strategy) return null;
  const today = newYorkDay(turn.nowMs);
  return {
    nowMs: turn.nowMs,
    session: sessionOf(today),
    rules: strategy.rules,
    dayLoss: dayLossReached(turn, of.strategy) ? 'reached' : 'within',
    kill: killCloses(killVerdict(killFigures(turn, of.underlying), today)),
  } as const;
}

/** The rule by which an open position is to be left now, if any. */
export function exitDueOf(turn: Turn, positionId: PositionId): ExitRule | null {
  const { trading } = turn.state;
  const position = trading.position(positionId);
  const now = position && rulesNow(turn, position);
  if (!now || position.state !== 'open') return null;
  // What has ended cannot be traded any more: its settlement is waited for.
  if (position.legs.some((leg) => hasEnded(leg, turn.nowMs))) return null;
  // A leg alone is another thing than the spread: its price reaches no stop and no target of that.
  const quote = legsHeldApart(position) ? null : closingQuote(turn, position);
  // The legs of one order are told of one by one, of an exit's too: while it works they may be apart.
  const filling = trading
    .activeRuns()
    .some(
      ({ run, ref, orderEnd }) =>
        run.positionId === positionId &&
        (run.purpose === 'entry' || (ref !== null && orderEnd === null)),
    );
  const due = exitDue(position, {
    ...now,
    quote,
    stopLooks: stopLooksBefore(turn, position, quote),
    entry: filling ? 'live' : 'done',
  });
  const flatten = trading.state !== 'active' && trading.stateSince?.reason === FLATTENED;
  return due ?? (flatten && isOpenNow(turn) ? 'flatten' : null);
}

/** The rule to which a run yields: an entry also where nothing of it has been filled. */
export function dueOfRun(turn: Turn, { run }: RunState): ExitRule | null {
  const due = exitDueOf(turn, run.positionId);
  if (due !== null || run.purpose === 'exit') return due;
  const now = rulesNow(turn, run);
  return now && entryDue(now);
}

function isOpenNow({ nowMs }: Turn): boolean {
  const session = sessionOf(newYorkDay(nowMs));
  return session !== null && nowMs >= session.openAtMs && nowMs < session.closeAtMs;
}
