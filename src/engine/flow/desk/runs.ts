import type { RunState } from '../../domain/order-run.js';
import type { Fill, OrderRef, OrderReport } from '../../domain/order.js';
import type { Refusal } from '../../domain/refusal.js';
import type { Settlement } from '../../domain/ledger.js';
import type { PositionId } from '../../domain/ticket.js';
import type { UsdMicros } from '../../domain/units.js';
import { approve } from '../../risk/gate.js';
import { fillRecords, settlementRecords } from '../book/fill-records.js';
import { packageQuote } from '../look/package-quote.js';
import { foldRun } from '../orders/fold-run.js';
import { orderIntentOf } from '../orders/make-run.js';
import { holdsRest, restOfExit } from '../orders/exits.js';
import { advance, RETRY_AFTER_MS } from '../orders/run-machine.js';
import { dueOfRun } from './exit-rules.js';
import type { DeskEvent } from './events.js';
import { runGateContext } from './gate-context.js';
import type { Turn } from './turn.js';

/** A run has at most a handful of moves in one step: end a cancelled order, send the next. */
const MOVES_AT_ONCE = 4;

/** The refusals that a run was last held up by, so that the same ones are written once. */
function sameCodes(a: readonly Refusal[], b: readonly Refusal[]): boolean {
  return a.length === b.length && a.every(({ code }, i) => code === b[i]?.code);
}

function send(turn: Turn, run: RunState, limitTicks: number): 'sent' | 'refused' {
  const { trading, transient, market } = turn.state;
  const intent = orderIntentOf(run, { limitTicks, nowMs: turn.nowMs });
  const approved = approve(intent, runGateContext(turn, run));
  const { id, positionId } = run.run;
  if (!approved.ok) {
    const last = transient.heldUp.get(id) ?? [];
    if (!sameCodes(last, approved.error) || run.run.purpose === 'entry') {
      turn.record({ kind: 'send-refused', runId: id, refusals: approved.error });
    }
    transient.heldUp.set(id, approved.error);
    if (run.run.purpose === 'exit') {
      const codes = approved.error.map(({ code }) => code);
      turn.alert({ code: 'exit-refused', positionId, codes }, `exit-refused:${id}`);
    }
    return 'refused';
  }
  transient.heldUp.delete(id);
  const seen = packageQuote(intent.legs, (instrument) => market.quote(instrument));
  turn.record({ kind: 'send', runId: id, n: run.n + 1, order: intent, seen });
  turn.effect({ kind: 'place', order: approved.value });
  return trading.run(id) ? 'sent' : 'refused';
}

/** An exit whose position has settled, or been left otherwise, so that its rest would open another. */
function isSpent({ state }: Turn, { run, filledUnits, legFills }: RunState): boolean {
  if (run.purpose !== 'exit' || filledUnits >= run.quantity) return false;
  return !holdsRest(state.trading.position(run.positionId), restOfExit({ run, legFills }));
}

/** A spent exit ends where nothing of it is at the broker; what works is taken back first. */
function endSpent(turn: Turn, run: RunState): void {
  const { transient } = turn.state;
  const { id } = run.run;
  if (run.phase === 'waiting') {
    const outcome = run.legFills.length > 0 ? 'partly-filled' : 'cancelled';
    turn.record({ kind: 'run-end', runId: id, outcome });
    return;
  }
  if (run.phase !== 'working' || run.ref === null || run.orderEnd !== null) return;
  if (transient.broker === 'down') return;
  const retryAtMs = run.cancelReason === null ? turn.nowMs : run.changedAtMs + RETRY_AFTER_MS;
  turn.wakeAt(retryAtMs);
  if (turn.nowMs < retryAtMs) return;
  turn.record({ kind: 'cancel', runId: id, ref: run.ref, why: 'asked' });
  turn.effect({ kind: 'cancel', runId: id, ref: run.ref });
}

/** Lets one run take its next moves. */
export function advanceRun(turn: Turn, first: RunState): void {
  const { trading, transient, market } = turn.state;
  let run: RunState | null = first;
  if (isSpent(turn, first)) {
    endSpent(turn, first);
    return;
  }
  for (let moves = 0; run && run.phase !== 'done' && moves < MOVES_AT_ONCE; moves++) {
    const { id, legs } = run.run;
    const next = advance(run, {
      nowMs: turn.nowMs,
      quote: packageQuote(legs, (instrument) => market.quote(instrument)),
      trading: trading.state,
      broker: transient.broker === 'ready' && transient.reconciled === 'yes' ? 'ready' : 'down',
      due: dueOfRun(turn, run),
    });
    turn.wakeAt(next.wakeAtMs);
    const { move } = next;
    if (move.kind === 'none') return;
    if (move.kind === 'end') turn.record({ kind: 'run-end', runId: id, outcome: move.outcome });
    if (move.kind === 'send' && send(turn, run, move.limitTicks) === 'refused') {
      if (run.run.purpose === 'exit') return;
    }
    if (move.kind === 'cancel' && run.ref !== null) {
      turn.record({ kind: 'cancel', runId: id, ref: run.ref, why: move.why });
      turn.effect({ kind: 'cancel', runId: id, ref: run.ref });
      return;
    }
    run = trading.run(id);
  }
}

/** Lets every run that is not done take its next moves. */
export function advanceRuns(turn: Turn): void {
  for (const run of turn.state.trading.activeRuns()) advanceRun(turn, run);
}

function runOf(turn: Turn, ref: OrderRef): RunState | null {
  return turn.state.trading.runByRef(ref);
}

export function takePlaced(turn: Turn, event: Extract<DeskEvent, { kind: 'placed' }>): void {
  const run = runOf(turn, event.ref);
  if (!run) return;
  const { id: runId, ticketId } = run.run;
  const base = { kind: 'place-answer', runId, ref: event.ref } as const;
  if (event.answer.ok) {
    turn.record({ ...base, answer: 'accepted', reason: null });
    return;
  }
  const { error } = event.answer;
  switch (error.code) {
    case 'refused':
      turn.record({ ...base, answer: 'rejected', reason: error.reason });
      turn.alert({ code: 'order-rejected', runId, reason: error.reason }, `rejected:${event.ref}`);
      return;
    case 'not-ready':
      turn.record({ ...base, answer: 'not-sent', reason: error.code });
      return;
    case 'duplicate-ref':
    case 'no-such-order':
    case 'unknown-outcome':
      turn.record({ ...base, answer: 'unknown', reason: error.code });
      if (trading(turn, run)?.phase === 'unknown') {
        turn.alert({ code: 'order-unknown', runId, ticketId }, `unknown:${event.ref}`);
      }
  }
}

function trading(turn: Turn, run: RunState): RunState | null {
  return turn.state.trading.run(run.run.id);
}

export function takeCancelAnswer(
  turn: Turn,
  event: Extract<DeskEvent, { kind: 'cancel-answered' }>,
): void {
  const run = runOf(turn, event.ref);
  if (!run) return;
  const { id: runId, ticketId } = run.run;
  const base = { kind: 'cancel-answer', runId, ref: event.ref } as const;
  if (event.answer.ok) {
    turn.record({ ...base, answer: 'accepted', reason: null });
    return;
  }
  const { error } = event.answer;
  const known = error.code === 'refused' || error.code === 'not-ready';
  const reason = error.code === 'refused' ? error.reason : error.code;
  turn.record({ ...base, answer: known ? 'refused' : 'unknown', reason });
  if (trading(turn, run)?.phase === 'unknown') {
    turn.alert({ code: 'order-unknown', runId, ticketId }, `unknown:${event.ref}`);
    turn.effect({ kind: 'reconcile', cause: 'asked', reply: null });
  }
}

/** True where a report would change what is known: a status told twice is written once. */
function tellsMore(run: RunState, report: OrderReport, nowMs: number): boolean {
  const record = { kind: 'report', runId: run.run.id, report } as const;
  const next = foldRun(run, record, nowMs);
  return JSON.stringify({ ...next, changedAtMs: 0 }) !== JSON.stringify({ ...run, changedAtMs: 0 });
}

export function takeReport(turn: Turn, report: OrderReport): void {
  const run = runOf(turn, report.ref);
  if (!run || !tellsMore(run, report, turn.nowMs)) return;
  const { id: runId } = run.run;
  turn.record({ kind: 'report', runId, report });
  if (report.state === 'rejected') {
    const reason = report.reason ?? '';
    turn.alert({ code: 'order-rejected', runId, reason }, `rejected:${report.ref}`);
  }
}

/** A closed position that lost more than was planned is told of, and bars entries for the day. */
function tellGapThrough(turn: Turn, positionId: PositionId | null): void {
  const position = positionId === null ? null : turn.state.trading.position(positionId);
  if (position?.state !== 'closed' || position.gapThrough === 'no') return;
  const lossMicros = (0 - position.cashMicros) as UsdMicros;
  const alert = { code: 'gap-through', positionId: position.id, lossMicros } as const;
  turn.alert(alert, `gap-through:${position.id}`);
}

/** Books a fill once, whoever tells of it how often: the broker's stream or a comparison. */
export function takeFill(turn: Turn, fill: Fill): void {
  const records = fillRecords(turn.state.trading, fill);
  if (records === null) {
    turn.alert({ code: 'mismatch', differences: [`fill of ${fill.instrument}`] }, fill.fillId);
    return;
  }
  for (const record of records) {
    turn.record(record);
    if (record.kind === 'fill') tellGapThrough(turn, record.positionId);
  }
}

/** Books an expiry or an assignment once. */
export function takeSettlement(turn: Turn, settlement: Settlement): void {
  for (const record of settlementRecords(turn.state.trading, settlement)) {
    turn.record(record);
    if (record.kind === 'settlement') tellGapThrough(turn, record.positionId);
  }
}
