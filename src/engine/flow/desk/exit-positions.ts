import { sessionOf } from '../../domain/calendar.js';
import type { DeskPosition } from '../../domain/ledger.js';
import { newYorkDay } from '../../domain/new-york.js';
import type { ExitRule } from '../../domain/order-run.js';
import { atLeast } from '../../domain/people.js';
import { err } from '../../domain/result.js';
import { shortId, type PositionId } from '../../domain/ticket.js';
import type { TradingError } from '../../domain/trading-api.js';
import { flatTimes } from '../../risk/rules.js';
import { makeMark } from '../book/make-mark.js';
import { markPosition } from '../look/position-mark.js';
import { exitRun, exitRunId } from '../orders/make-run.js';
import { RETRY_AFTER_MS } from '../orders/run-machine.js';
import { disarmOne } from './arming.js';
import { askForExit } from './drafts.js';
import { answer, byRule, type AskEvent, type LookFor } from './events.js';
import { closingQuote, dayLossReached, exitDueOf } from './exit-rules.js';
import { look } from './looks.js';
import type { Turn } from './turn.js';

type Close = Extract<AskEvent, { kind: 'close' }>;

/** Marks what is open at the newest chains, once for each look. */
export function markPositions(turn: Turn): void {
  const { market, trading } = turn.state;
  for (const position of trading.openPositions()) {
    const chain = market.chain(position.underlying, position.expiry);
    if (!chain || chain.atMs <= (position.mark?.atMs ?? Number.NEGATIVE_INFINITY)) continue;
    const quoteOf = (instrument: Parameters<typeof market.quote>[0]) => market.quote(instrument);
    const seen = markPosition(position, { quoteOf, chain, atMs: chain.atMs });
    if (seen) turn.record({ kind: 'mark', mark: makeMark(position, seen) });
  }
}

/** Begins the exit of a position by a rule, unless something of it is still being done. */
function beginExit(turn: Turn, position: DeskPosition, rule: ExitRule): void {
  const { trading } = turn.state;
  if (trading.runOfPosition(position.id) !== null) return;
  const attempts = trading.attempts(position.id, rule);
  const last = trading.run(exitRunId(position.id, rule, attempts));
  // What a broker has just rejected is not asked again in the same breath.
  const retryAtMs = last?.outcome === 'rejected' ? last.changedAtMs + RETRY_AFTER_MS : turn.nowMs;
  if (turn.nowMs < retryAtMs) {
    turn.wakeAt(retryAtMs);
    return;
  }
  const run = exitRun({
    position,
    rule,
    attempt: attempts + 1,
    quote: closingQuote(turn, position),
    nowMs: turn.nowMs,
  });
  if (!run) return;
  if (rule === 'kill') {
    const { underlying } = position;
    turn.alert({ code: 'kill', underlying, rule }, `kill:${underlying}:${newYorkDay(turn.nowMs)}`);
  }
  turn.record({ kind: 'run', run });
}

/** A day's loss at its cap ends the strategy's day: it is disarmed until it is armed again. */
function endLostDays(turn: Turn): void {
  const { trading, setup } = turn.state;
  const today = newYorkDay(turn.nowMs);
  for (const [strategy] of setup.strategies) {
    if (!dayLossReached(turn, strategy)) continue;
    if (trading.arming(strategy) !== null) {
      disarmOne(turn, strategy, { by: byRule('day-loss'), reason: 'day-loss' });
    }
    const told = trading
      .alertsOn(today)
      .some(({ alert }) => alert.code === 'day-loss' && alert.strategy === strategy);
    const lossMicros = trading.dayLossMicros(strategy, today);
    if (!told) turn.record({ kind: 'alert', alert: { code: 'day-loss', strategy, lossMicros } });
  }
}

/** What is open past its cut-off is told of each minute until it is flat. */
function warnNotFlat(turn: Turn): void {
  const { trading, setup } = turn.state;
  const session = sessionOf(newYorkDay(turn.nowMs));
  if (!session) return;
  const late: PositionId[] = [];
  for (const { id, strategy } of trading.openPositions()) {
    const rules = setup.strategies.get(strategy)?.rules;
    if (!rules) continue;
    const { flatByMs, closingStartsMs } = flatTimes(session, rules);
    if (turn.nowMs >= flatByMs && turn.nowMs < session.closeAtMs) late.push(id);
    turn.wakeAt(turn.nowMs < closingStartsMs ? closingStartsMs : null);
    turn.wakeAt(turn.nowMs < flatByMs ? flatByMs : null);
  }
  if (late.length > 0) turn.alert({ code: 'not-flat', positionIds: late }, 'not-flat');
}

/** Looks at every open position against its plan and the money rules. */
export function watchExits(turn: Turn): void {
  endLostDays(turn);
  for (const position of turn.state.trading.openPositions()) {
    const rule = exitDueOf(turn, position.id);
    if (rule !== null) beginExit(turn, position, rule);
  }
  warnNotFlat(turn);
}

function refusalOfClose(turn: Turn, event: Close): TradingError | null {
  const { trading, setup } = turn.state;
  if (setup.orders === 'off') return { code: 'no-trading' };
  if (!atLeast(setup.roleOf(event.by), 'trader')) return { code: 'not-allowed' };
  const found = trading.find(event.id);
  if (found.kind === 'ambiguous') {
    return { code: 'ambiguous-id', id: event.id, matches: found.matches };
  }
  const positionId = found.kind === 'one' ? (found.id as string as PositionId) : null;
  const position = positionId === null ? null : trading.position(positionId);
  if (position?.state !== 'open') return { code: 'no-such-id', id: event.id };
  const run = trading.runOfPosition(position.id);
  const waits = trading.openTickets().some(({ ticket }) => ticket.positionId === position.id);
  if (run?.run.purpose === 'exit' || waits) {
    return { code: 'already-closing', short: shortId(position.id) };
  }
  return null;
}

/** A person wants to leave a position: fresh quotes first, then a ticket of its own. */
export function closeAsked(turn: Turn, event: Close): void {
  const { trading } = turn.state;
  const refusal = refusalOfClose(turn, event);
  const found = trading.find(event.id);
  const position = found.kind === 'one' ? trading.position(found.id as string as PositionId) : null;
  if (refusal || !position) {
    turn.effect(answer(event.reply, err(refusal ?? { code: 'no-such-id', id: event.id })));
    return;
  }
  const { id, underlying, expiry } = position;
  const { by, reply } = event;
  look(turn, { kind: 'close', positionId: id, by, reply }, [{ underlying, expiry }]);
}

export function takeCloseChains(turn: Turn, of: Extract<LookFor, { kind: 'close' }>): void {
  const position = turn.state.trading.position(of.positionId);
  const { by, reply } = of;
  const open = position?.state === 'open' ? position : null;
  if (open && askForExit(turn, { kind: 'close', by, reply }, open)) return;
  const underlying = position?.underlying ?? '';
  turn.effect(answer(reply, err({ code: 'no-quotes', underlying })));
}
