import type { Leg, OrderReport } from '../../domain/order.js';
import type {
  LegFill,
  OrderEnd,
  OrderRun,
  RunId,
  RunOutcome,
  RunState,
} from '../../domain/order-run.js';
import type { DeskRecord } from '../../domain/record.js';
import type { EpochMs } from '../../domain/units.js';

type Of<Kind extends DeskRecord['kind']> = Extract<DeskRecord, { readonly kind: Kind }>;
type RunRecord = Extract<DeskRecord, { readonly runId: RunId }>;

/** @returns the run that a record belongs to, null where it is not of a run. */
export function runIdOf(record: DeskRecord): RunId | null {
  if (record.kind === 'run') return record.run.id;
  return 'runId' in record ? record.runId : null;
}

/**
 * One record of a run folded into it. Pure, and safe against reports that come late, twice or out of
 * order: fills alone count units, and the end of an order is never taken back.
 * @param state the run so far; null before its `run` record.
 * @param atMs market time of the record.
 * @returns null where the record is of no run, or of another than `state`.
 */
export function foldRun(
  state: RunState | null,
  record: DeskRecord,
  atMs: EpochMs,
): RunState | null {
  if (record.kind === 'run') return newRun(record.run, atMs);
  if (!('runId' in record) || state?.run.id !== record.runId) return null;
  const next = change(state, record, atMs);
  return next === state ? state : { ...next, changedAtMs: atMs };
}

/** A run before its first order. */
export function newRun(run: OrderRun, atMs: EpochMs): RunState {
  return {
    run,
    phase: 'waiting',
    outcome: null,
    n: 0,
    ref: null,
    limitTicks: run.schedule.startTicks,
    filledUnits: 0,
    orderFilledUnits: 0,
    legFills: [],
    orderUnits: 0,
    orderEnd: null,
    cancelReason: null,
    sentAtMs: null,
    changedAtMs: atMs,
    reason: null,
  };
}

function change(state: RunState, record: RunRecord, atMs: EpochMs): RunState {
  switch (record.kind) {
    case 'send':
      return send(state, record, atMs);
    case 'send-refused':
      return { ...state, cancelReason: 'refused' };
    case 'place-answer':
      return placed(state, record);
    case 'cancel':
      if (!mayBeLive(state, record.ref)) return state;
      return { ...state, phase: 'cancelling', cancelReason: record.why };
    case 'cancel-answer':
      return cancelled(state, record);
    case 'report':
      return reported(state, record.report);
    case 'fill':
      return filled(state, record);
    case 'run-end':
      return { ...state, phase: 'done', outcome: record.outcome };
  }
}

function send(state: RunState, { n, order }: Of<'send'>, atMs: EpochMs): RunState {
  return {
    ...state,
    phase: 'placing',
    n,
    ref: order.ref,
    limitTicks: order.limitTicks,
    orderUnits: order.quantity,
    orderFilledUnits: 0,
    orderEnd: null,
    cancelReason: null,
    sentAtMs: atMs,
    reason: null,
  };
}

/** The newest order is this one, and nothing has said that it ended. */
function mayBeLive(state: RunState, ref: string): boolean {
  return state.phase !== 'done' && state.ref === ref && state.orderEnd === null;
}

function placed(state: RunState, { ref, answer, reason }: Of<'place-answer'>): RunState {
  const open = state.phase === 'placing' || state.phase === 'unknown';
  // A report that came first has said more than this answer can.
  if (!open || !mayBeLive(state, ref)) return state;
  switch (answer) {
    case 'accepted':
      return { ...state, phase: 'working' };
    case 'unknown':
      return { ...state, phase: 'unknown', reason };
    case 'rejected':
    case 'not-sent':
      return settle({ ...state, orderEnd: { how: answer, units: 0 }, reason });
  }
}

function cancelled(state: RunState, { ref, answer, reason }: Of<'cancel-answer'>): RunState {
  if (state.phase !== 'cancelling' || !mayBeLive(state, ref)) return state;
  if (answer === 'accepted') return state;
  return { ...state, phase: answer === 'refused' ? 'working' : 'unknown', reason };
}

function reported(state: RunState, report: OrderReport): RunState {
  if (!mayBeLive(state, report.ref)) return state;
  const units = report.filledQuantity;
  switch (report.state) {
    case 'submitted':
    case 'working':
    case 'partly-filled':
      // A cancel is still on its way, and a status told twice is no change.
      if (state.phase === 'cancelling' || state.phase === 'working') return state;
      return { ...state, phase: 'working' };
    case 'filled':
      return end(state, { how: 'filled', units: Math.max(units, state.orderUnits) });
    case 'cancelled':
      return end(state, { how: 'cancelled', units });
    case 'rejected':
      return end({ ...state, reason: report.reason }, { how: 'rejected', units });
    case 'unknown':
      return { ...state, phase: 'unknown' };
  }
}

/** The order is over, but its fills may still be on their way: nothing goes on without them. */
function end(state: RunState, orderEnd: OrderEnd): RunState {
  const phase = state.cancelReason === null ? 'working' : 'cancelling';
  return settle({ ...state, phase, orderEnd });
}

function filled(state: RunState, { fill }: Of<'fill'>): RunState {
  const { ref, instrument } = fill;
  const { legs } = state.run;
  const known = state.legFills.find((leg) => leg.ref === ref && leg.instrument === instrument);
  const contracts = (known?.contracts ?? 0) + Math.abs(fill.quantity);
  const legFills = [
    ...state.legFills.filter((leg) => leg !== known),
    { ref, instrument, contracts },
  ];
  const orderFilledUnits = wholeUnits(
    legs,
    legFills.filter((leg) => leg.ref === state.ref),
  );
  const counted = { ...state, legFills, filledUnits: wholeUnits(legs, legFills), orderFilledUnits };
  if (state.phase === 'done') return { ...counted, outcome: outcomeOf(counted) };
  if (ref !== state.ref) return counted;
  const complete = orderFilledUnits >= state.orderUnits;
  if (complete) {
    const orderEnd = state.orderEnd ?? { how: 'filled', units: state.orderUnits };
    return settle({ ...counted, orderEnd });
  }
  return settle(state.phase === 'placing' ? { ...counted, phase: 'working' } : counted);
}

/** A fill after the end changes what the end is called, but not that it ended. */
function outcomeOf({ run, filledUnits, outcome }: RunState): RunOutcome {
  if (filledUnits >= run.quantity) return 'filled';
  return filledUnits > 0 ? 'partly-filled' : (outcome ?? 'cancelled');
}

function settle(state: RunState): RunState {
  const { orderEnd, orderFilledUnits } = state;
  return orderEnd && orderFilledUnits >= orderEnd.units ? { ...state, phase: 'waiting' } : state;
}

/** Contracts of a leg among fills. */
export function contractsOf(leg: Leg, fills: readonly LegFill[]): number {
  const own = fills.filter(({ instrument }) => instrument === leg.instrument);
  return own.reduce((sum, { contracts }) => sum + contracts, 0);
}

/** Units of a combination of which every leg is filled. */
export function wholeUnits(legs: readonly Leg[], fills: readonly LegFill[]): number {
  const units = legs.map((leg) => Math.floor(contractsOf(leg, fills) / Math.abs(leg.ratio)));
  return Math.min(...units);
}

/** True where some leg is filled beyond the whole units: legs are apart. */
export function legsApart(state: RunState): boolean {
  const { legs } = state.run;
  return legs.some(
    (leg) => contractsOf(leg, state.legFills) > state.filledUnits * Math.abs(leg.ratio),
  );
}
