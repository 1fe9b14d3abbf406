import type { FlattenPlan, PositionsView } from '../../domain/desk-views.js';
import { atLeast, type UserId } from '../../domain/people.js';
import { err, ok } from '../../domain/result.js';
import { shortId } from '../../domain/ticket.js';
import type { TradingState } from '../../domain/trading-state.js';
import { MINUTE_MS } from '../../domain/units.js';
import { disarmOne } from './arming.js';
import { answer, byUser, type AskEvent } from './events.js';
import { FLATTENED } from './exit-rules.js';
import { watchExits } from './exit-positions.js';
import { othersHeld, viewPositions } from './look-views.js';
import { advanceRuns } from './runs.js';
import { voidTickets } from './tickets.js';
import type { Turn } from './turn.js';

type Control = Extract<AskEvent, { kind: 'pause' | 'resume' | 'halt' }>;
type PlanEvent = Extract<AskEvent, { kind: 'flatten-plan' }>;
type Flatten = Extract<AskEvent, { kind: 'flatten' }>;

const PLAN_LIFE_MS = MINUTE_MS;

/** Entries at the broker or on their way to it. */
function workingEntries(turn: Turn): number {
  return turn.state.trading.activeRuns().filter(({ run }) => run.purpose === 'entry').length;
}

function setState(turn: Turn, state: TradingState, of: { by: UserId; reason: string }): void {
  if (turn.state.trading.state === state) return;
  turn.record({ kind: 'state', state, by: byUser(of.by), reason: of.reason });
}

/** No entries any more: tickets of entries are void, and what is worked to open is cancelled. */
function stopEntries(turn: Turn, by: UserId, reason: string): number {
  voidTickets(turn, { strategy: null, by: byUser(by), reason });
  const working = workingEntries(turn);
  advanceRuns(turn);
  return working;
}

export function control(turn: Turn, event: Control): void {
  const { by, kind, reply } = event;
  const role = turn.state.setup.roleOf(by);
  const needed = kind === 'resume' ? 'owner' : 'trader';
  if (!atLeast(role, needed)) {
    turn.effect(answer(reply, err({ code: 'not-allowed' })));
    return;
  }
  if (kind === 'resume') {
    setState(turn, 'active', { by, reason: 'resumed' });
    turn.effect(answer(reply, ok({ cancelled: 0 })));
    return;
  }
  if (kind === 'halt') {
    setState(turn, 'halted', { by, reason: 'halted' });
    for (const { strategy } of turn.state.trading.armings()) {
      disarmOne(turn, strategy, { by: byUser(by), reason: 'halt' });
    }
  } else if (turn.state.trading.state === 'active') {
    setState(turn, 'reducing', { by, reason: 'paused' });
  }
  const reason = kind === 'halt' ? 'halted' : 'paused';
  turn.effect(answer(reply, ok({ cancelled: stopEntries(turn, by, reason) })));
}

/** Lists what is ours and what it would do; nothing happens before its token comes back. */
export function planFlatten(turn: Turn, event: PlanEvent): void {
  const { setup, trading, transient } = turn.state;
  if (!atLeast(setup.roleOf(event.by), 'trader')) {
    turn.effect(answer(event.reply, err({ code: 'not-allowed' })));
    return;
  }
  const positions = viewPositions(turn);
  const runs = trading.activeRuns().map((run) => ({ run, short: shortId(run.run.positionId) }));
  if (positions.length === 0 && runs.length === 0 && trading.openTickets().length === 0) {
    turn.effect(answer(event.reply, err({ code: 'nothing-open' })));
    return;
  }
  const token = setup.newTicketId();
  const expiresWallMs = turn.now.wallMs + PLAN_LIFE_MS;
  for (const [old, plan] of transient.plans) {
    if (plan.expiresWallMs < turn.now.wallMs) transient.plans.delete(old);
  }
  transient.plans.set(token, { token, by: event.by, expiresWallMs });
  const others: PositionsView['others'] = othersHeld(turn);
  const plan: FlattenPlan = { token, positions, runs, others };
  turn.effect(answer(event.reply, ok(plan)));
}

/** Closes what is ours, or ends what is worked; entries stay shut until an owner resumes. */
export function flatten(turn: Turn, event: Flatten): void {
  const { setup, trading, transient } = turn.state;
  const plan = transient.plans.get(event.token);
  if (!atLeast(setup.roleOf(event.by), 'trader')) {
    turn.effect(answer(event.reply, err({ code: 'not-allowed' })));
    return;
  }
  if (plan?.by !== event.by || plan.expiresWallMs < turn.now.wallMs) {
    turn.effect(answer(event.reply, err({ code: 'token-used' })));
    return;
  }
  transient.plans.delete(event.token);
  const all = event.scope === 'all';
  const state = trading.state === 'halted' ? 'halted' : 'reducing';
  const reason = all ? FLATTENED : 'paused';
  turn.record({ kind: 'state', state, by: byUser(event.by), reason });
  const cancelled = stopEntries(turn, event.by, FLATTENED);
  const closing = all ? trading.openPositions().length : 0;
  watchExits(turn);
  turn.effect(answer(event.reply, ok({ closing, cancelled })));
}
