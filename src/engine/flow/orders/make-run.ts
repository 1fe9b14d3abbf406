import type { DeskPosition } from '../../domain/ledger.js';
import type { Leg, OrderIntent, OrderRef } from '../../domain/order.js';
import type { ExitRule, OrderRun, RunId, RunState, WorkSchedule } from '../../domain/order-run.js';
import type { PackageQuote, PositionId, Ticket } from '../../domain/ticket.js';
import { ticksOf } from '../../domain/ticks.js';
import { MINUTE_MS, type DurationMs, type EpochMs, type UsdMicros } from '../../domain/units.js';
import { mostWorthUsd } from '../../risk/shape.js';

/** Market time that an order stands before it may be stepped or re-priced. */
export const STEP_EVERY_MS: DurationMs = 15_000;
/** What a step of a person's order gives up. */
export const STEP_TICKS = 1;
/** Market time after which a person's order is taken back. */
export const GIVE_UP_AFTER_MS: DurationMs = 3 * MINUTE_MS;
/** Stands for "no limit" where a structure's worth has no bound. */
const UNBOUNDED_TICKS = 1_000_000_000;

const NO_LOSS = 0 as UsdMicros;

/** What a person has tapped: the limit, and the market of the combination seen at the tap. */
export interface TappedAt {
  readonly limitTicks: number;
  readonly seen: PackageQuote;
  readonly nowMs: EpochMs;
}

/** From the middle, a tick each quarter of a minute, up to the limit; then it is taken back. */
function personSchedule(ticket: Ticket, { limitTicks, seen, nowMs }: TappedAt): WorkSchedule {
  const leftMs = Math.max(0, ticket.plan.exitByMs - nowMs);
  return {
    startTicks: Math.min(limitTicks, ticksOf(seen.midUsd, ticket.tickMicros, 'down')),
    limitTicks,
    stepTicks: STEP_TICKS,
    stepEveryMs: STEP_EVERY_MS,
    giveUpAfterMs: Math.min(GIVE_UP_AFTER_MS, leftMs),
  };
}

function ticketRun(ticket: Ticket, at: TappedAt): Omit<OrderRun, 'positionId' | 'rule'> {
  const { strategy, purpose, underlying, expiry, legs, quantity, tickMicros, plan } = ticket;
  return {
    id: ticket.id as string as RunId,
    strategy,
    purpose,
    ticketId: ticket.id,
    underlying,
    expiry,
    legs,
    quantity,
    tickMicros,
    schedule: personSchedule(ticket, at),
    plan,
    // Sealed at the worst price of its band, so no limit within it loses more.
    plannedLossMicros: ticket.plannedLossMicros,
    worstLossMicros: ticket.worstLossMicros,
    startedAtMs: at.nowMs,
  };
}

/** The run of an entry's ticket; run and position have the ticket's id. */
export function entryRun(ticket: Ticket, at: TappedAt): OrderRun {
  if (ticket.purpose !== 'entry') throw new Error(`not an entry: ${ticket.id}`);
  return { ...ticketRun(ticket, at), positionId: ticket.id as string as PositionId, rule: null };
}

/** The run of a ticket by which a person closes a position: worked as an entry is, and taken back. */
export function exitRunOfTicket(ticket: Ticket, at: TappedAt): OrderRun {
  const { positionId } = ticket;
  if (positionId === null) throw new Error(`closes nothing: ${ticket.id}`);
  const run = { ...ticketRun(ticket, at), positionId, rule: 'close' as const };
  return { ...run, plannedLossMicros: NO_LOSS, worstLossMicros: NO_LOSS };
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

/**
 * What closes everything that a position holds, in the smallest whole unit: also legs that a broken
 * entry or exit has left apart. The package quote of an exit is to be taken of these legs.
 * @returns null where nothing is held.
 */
export function closingLegs(
  position: Pick<DeskPosition, 'legs'>,
): { readonly legs: readonly Leg[]; readonly quantity: number } | null {
  const held = position.legs.filter(({ quantity }) => quantity !== 0);
  if (held.length === 0) return null;
  const quantity = held.reduce((unit, leg) => greatestDivisor(unit, Math.abs(leg.quantity)), 0);
  const legs = held.map(({ instrument, multiplier, quantity: contracts }) => ({
    instrument,
    ratio: -contracts / quantity,
    multiplier,
  }));
  return { legs, quantity };
}

/** What is held, in the same unit as the legs that close it. */
export function heldLegs(closing: readonly Leg[]): readonly Leg[] {
  return closing.map((leg) => ({ ...leg, ratio: 0 - leg.ratio }));
}

/** `<position>/<rule>/<attempt>`; attempts are counted from 1. */
export function exitRunId(positionId: PositionId, rule: ExitRule, attempt: number): RunId {
  return `${positionId}/${rule}/${attempt}` as RunId;
}

/**
 * The run of a rule's exit. It follows the market and never gives up; its limit is what the structure
 * can be worth at most.
 * @param of.quote market of the closing legs, for the start; null where they are not quoted.
 * @returns null where the position holds nothing.
 */
export function exitRun(of: {
  readonly position: DeskPosition;
  readonly rule: ExitRule;
  readonly attempt: number;
  readonly quote: PackageQuote | null;
  readonly nowMs: EpochMs;
}): OrderRun | null {
  const { position, rule, quote } = of;
  const closing = closingLegs(position);
  if (!closing) return null;
  const { tickMicros } = position;
  const mostUsd = mostWorthUsd(closing.legs);
  const limitTicks = mostUsd === null ? UNBOUNDED_TICKS : ticksOf(mostUsd, tickMicros, 'up');
  const firstUsd = quote && (isCrossing(rule) ? quote.naturalUsd : quote.midUsd);
  const startTicks = firstUsd === null ? limitTicks : ticksOf(firstUsd, tickMicros, 'down');
  return {
    id: exitRunId(position.id, rule, of.attempt),
    strategy: position.strategy,
    purpose: 'exit',
    positionId: position.id,
    ticketId: null,
    rule,
    underlying: position.underlying,
    expiry: position.expiry,
    ...closing,
    tickMicros,
    schedule: {
      startTicks: Math.min(startTicks, limitTicks),
      limitTicks,
      stepTicks: STEP_TICKS,
      stepEveryMs: STEP_EVERY_MS,
      giveUpAfterMs: null,
    },
    plan: position.plan,
    plannedLossMicros: NO_LOSS,
    worstLossMicros: NO_LOSS,
    startedAtMs: of.nowMs,
  };
}

const CROSSING: ReadonlySet<ExitRule> = new Set(['kill', 'day-loss', 'stop', 'flat-by', 'flatten']);

/** Rules whose exits take the market's price at once; the others start at the middle. */
export function isCrossing(rule: ExitRule): boolean {
  return CROSSING.has(rule);
}

function shareOf(lossMicros: UsdMicros, { quantity, of }: { quantity: number; of: number }) {
  return Math.ceil((lossMicros * quantity) / of) as UsdMicros;
}

/**
 * The next order of a run: what is not filled yet, at a limit. Its losses are the run's share, stated
 * at the run's worst price and so never too small.
 * @throws where the newest order may still be live, or nothing is left to do.
 */
export function orderIntentOf(
  state: RunState,
  at: { readonly limitTicks: number; readonly nowMs: EpochMs },
): OrderIntent {
  const { run, phase, n, filledUnits } = state;
  const quantity = run.quantity - filledUnits;
  if (phase !== 'waiting' || quantity <= 0) throw new Error(`${run.id} may not send in ${phase}`);
  const share = { quantity, of: run.quantity };
  return {
    ref: `${run.id}.${n + 1}` as OrderRef,
    strategy: run.strategy,
    purpose: run.purpose,
    legs: run.legs,
    quantity,
    limitTicks: at.limitTicks,
    tickMicros: run.tickMicros,
    plannedLossMicros: shareOf(run.plannedLossMicros, share),
    worstLossMicros: shareOf(run.worstLossMicros, share),
    createdAtMs: at.nowMs,
  };
}
