import { sessionOf } from '../../domain/calendar.js';
import type { InstrumentId } from '../../domain/instrument.js';
import { newYorkDay } from '../../domain/new-york.js';
import type { Position } from '../../domain/order.js';
import type { RunState } from '../../domain/order-run.js';
import { err, ok } from '../../domain/result.js';
import { MINUTE_MS } from '../../domain/units.js';
import { disarmOne } from './arming.js';
import { endedPositions, hasEnded } from './ended.js';
import { answer, DESK, type BrokerTruth, type DeskEvent, type ReconcileCause } from './events.js';
import { takeFill, takeReport, takeSettlement } from './runs.js';
import type { Turn } from './turn.js';

/**
 * After a start: armings end, a tap that was being checked waits again (nothing was sent for it, for
 * its order would be on disk), and the broker is asked for all that it knows.
 */
export function recover(turn: Turn, { reply }: Extract<DeskEvent, { kind: 'started' }>): void {
  const { trading, setup } = turn.state;
  if (setup.orders === 'off') {
    turn.effect(answer(reply, err({ code: 'no-trading' })));
    return;
  }
  const disarmed = trading.armings().map(({ strategy }) => strategy);
  for (const strategy of disarmed) disarmOne(turn, strategy, { by: DESK, reason: 'restart' });
  for (const { ticket, state } of trading.openTickets()) {
    if (state !== 'checking') continue;
    const reason = 'restart';
    const by = DESK;
    turn.record({
      kind: 'ticket-state',
      ticketId: ticket.id,
      state: 'open',
      by,
      reason,
      refusals: [],
    });
  }
  for (const { run, phase, ref } of trading.activeRuns()) {
    // Whether the cancel left is not known: it is asked for again.
    if (phase !== 'cancelling' || ref === null) continue;
    const answered = { answer: 'refused', reason: 'restart' } as const;
    turn.record({ kind: 'cancel-answer', runId: run.id, ref, ...answered });
  }
  const open = trading.openPositions().length + trading.activeRuns().length;
  if (disarmed.length > 0 || open > 0) {
    turn.record({ kind: 'alert', alert: { code: 'restarted', disarmed, open } });
  }
  const { transient } = turn.state;
  transient.brokerTold = 'ready';
  if (transient.broker === 'ready') {
    turn.effect({ kind: 'reconcile', cause: 'start', reply });
  } else {
    tellDown(turn);
    turn.effect(answer(reply, err({ code: 'no-trading' })));
  }
}

function tellDown(turn: Turn): void {
  turn.state.transient.brokerTold = 'down';
  turn.alert({ code: 'broker-down' }, 'broker-down');
}

/** A gateway restarts each night: nobody is woken for it while nothing is open and nothing trades. */
function tellIfItMatters(turn: Turn): void {
  const { trading, transient } = turn.state;
  if (transient.broker === 'ready' || transient.brokerTold !== 'ready') return;
  const session = sessionOf(newYorkDay(turn.nowMs));
  const isOpen = session && turn.nowMs >= session.openAtMs && turn.nowMs < session.closeAtMs;
  const open = trading.openPositions().length + trading.activeRuns().length;
  if (isOpen || open > 0) tellDown(turn);
}

export function takeBrokerState(turn: Turn, state: 'ready' | 'down'): void {
  const { transient } = turn.state;
  transient.broker = state;
  transient.reconciled = 'no';
  if (state === 'down') {
    tellIfItMatters(turn);
    return;
  }
  if (transient.brokerTold === 'down') turn.alert({ code: 'broker-back' }, 'broker-back');
  transient.brokerTold = 'ready';
  turn.effect({ kind: 'reconcile', cause: 'reconnect', reply: null });
}

/**
 * An order that the broker has never seen did not reach it. One that is on its way in this process
 * still may: its own answer says.
 */
function takeAbsence(turn: Turn, run: RunState, cause: ReconcileCause): void {
  if (run.ref === null || run.orderEnd !== null) return;
  if (run.phase === 'placing' && cause !== 'start') return;
  turn.record({
    kind: 'place-answer',
    runId: run.run.id,
    ref: run.ref,
    answer: 'not-sent',
    reason: 'not-at-broker',
  });
}

function takeOrders(turn: Turn, truth: BrokerTruth, cause: ReconcileCause): void {
  const { trading } = turn.state;
  const reports = new Map(truth.orders.map((report) => [report.ref, report]));
  for (const fill of truth.fills) {
    // Orders of other worlds and of other programs are not ours to book.
    if (trading.runByRef(fill.ref)) takeFill(turn, fill);
  }
  for (const run of trading.activeRuns()) {
    const report = run.ref === null ? undefined : reports.get(run.ref);
    if (report) takeReport(turn, report);
    else takeAbsence(turn, run, cause);
  }
}

/** What the broker holds otherwise than our trades say, in our own instruments. */
function differences(turn: Turn, held: readonly Position[]): readonly string[] {
  const ours = new Map<InstrumentId, number>();
  for (const { legs } of turn.state.trading.openPositions()) {
    for (const { instrument, quantity, multiplier } of legs) {
      // Shares are also held apart from any trade; options of ours are ours alone.
      if (multiplier === 1) continue;
      ours.set(instrument, (ours.get(instrument) ?? 0) + quantity);
    }
  }
  const theirs = new Map(held.map(({ instrument, quantity }) => [instrument, quantity]));
  const found: string[] = [];
  for (const [instrument, quantity] of ours) {
    const at = theirs.get(instrument) ?? 0;
    // What has ended leaves the broker's list in its own time; its settlement is told of apart.
    if (at === 0 && hasEnded({ instrument, quantity }, turn.nowMs)) continue;
    if (at !== quantity) found.push(`${instrument}: ${quantity} here, ${at} at the broker`);
  }
  return found;
}

/** Compares the book with the broker's and takes over what was missed. */
export function takeTruth(turn: Turn, event: Extract<DeskEvent, { kind: 'truth' }>): void {
  const { trading, transient } = turn.state;
  const { truth, cause, reply } = event;
  if (!truth.ok) {
    if (reply) turn.effect(answer(reply, err({ code: 'no-trading' })));
    if (transient.broker === 'ready') turn.wakeAtWall(turn.now.wallMs + RETRY_MS);
    return;
  }
  transient.account = truth.value.account;
  transient.held = truth.value.positions;
  takeOrders(turn, truth.value, cause);
  for (const settlement of truth.value.settlements) takeSettlement(turn, settlement);
  const found = differences(turn, truth.value.positions);
  const news = found.length > 0 || cause !== 'asked';
  if (news) turn.record({ kind: 'reconciled', cause, differences: found });
  transient.reconciled = found.length === 0 ? 'yes' : 'no';
  if (found.length > 0) turn.alert({ code: 'mismatch', differences: found }, 'mismatch');
  tellUnsettled(turn);
  if (reply) turn.effect(answer(reply, ok({ unknown: trading.unknownRuns().length })));
}

/** Positions whose end a whole session ago is still not settled: a person must look, once a day. */
function tellUnsettled(turn: Turn): void {
  const { trading } = turn.state;
  const today = newYorkDay(turn.nowMs);
  const session = sessionOf(today);
  if (!session || turn.nowMs < session.openAtMs) return;
  const late = endedPositions(trading, session.openAtMs).map(({ id }) => id);
  const told = trading.alertsOn(today).some(({ alert }) => alert.code === 'not-settled');
  if (late.length > 0 && !told) {
    turn.record({ kind: 'alert', alert: { code: 'not-settled', positionIds: late } });
  }
}

const RETRY_MS = 5_000;
/** While the book and the broker's differ, they are compared again this often. */
const COMPARE_AGAIN_MS = 30_000;
/** While options that have ended are not settled, the broker is asked this often. */
const ASK_SETTLED_MS = 10 * MINUTE_MS;

/** An order whose fate is unknown, or whose end the broker has not told of for too long. */
function inDoubt({ state, nowMs }: Turn): boolean {
  return state.trading.activeRuns().some(({ phase, changedAtMs }) => {
    if (phase === 'unknown') return true;
    const waits = phase === 'cancelling' || phase === 'placing';
    return waits && nowMs - changedAtMs >= COMPARE_AGAIN_MS;
  });
}

/** Asks again while the comparison has failed or found differences, or an order is in doubt. */
export function compareAgain(turn: Turn): void {
  const { transient, setup } = turn.state;
  if (setup.orders === 'off') return;
  if (transient.broker === 'down') {
    tellIfItMatters(turn);
    return;
  }
  const doubt = transient.reconciled !== 'yes' || inDoubt(turn);
  const ended = endedPositions(turn.state.trading, turn.nowMs).length > 0;
  if (!doubt && !ended) {
    transient.compareAtWallMs = turn.now.wallMs + COMPARE_AGAIN_MS;
    return;
  }
  if (turn.now.wallMs >= transient.compareAtWallMs) {
    transient.compareAtWallMs = turn.now.wallMs + (doubt ? COMPARE_AGAIN_MS : ASK_SETTLED_MS);
    turn.effect({ kind: 'reconcile', cause: 'asked', reply: null });
  }
  turn.wakeAtWall(transient.compareAtWallMs);
}
