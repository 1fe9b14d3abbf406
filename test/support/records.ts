import type { DeskRecord } from '../../src/engine/domain/record.js';
import type { Fill } from '../../src/engine/domain/order.js';
import type { OrderRun, RunId } from '../../src/engine/domain/order-run.js';
import type { PositionId, Ticket, TicketId } from '../../src/engine/domain/ticket.js';
import { day } from '../../src/engine/domain/trading-day.js';
import type { UserId } from '../../src/engine/domain/people.js';
import { NOW_MS, PUT_650, PUT_655, ref, usd } from './orders.js';

export const ticketId = (text: string) => text as TicketId;
export const positionId = (text: string) => text as PositionId;
export const runId = (text: string) => text as RunId;
export const OWNER = 1000 as UserId;

export const LEGS = [
  { instrument: PUT_655, ratio: -1, multiplier: 100 },
  { instrument: PUT_650, ratio: 1, multiplier: 100 },
] as const;

const SIDE = { bidSize: 10, askSize: 10, atMs: NOW_MS, delayMs: 0, source: 'test' } as const;

/** Sell one SPY 655/650 put spread for 0.50 or better; stop $45, worst case $450. */
export function ticketOf(id: string, changes: Partial<Ticket> = {}): Ticket {
  return {
    id: ticketId(id),
    strategy: 'putlite',
    purpose: 'entry',
    positionId: null,
    mode: 'SIM',
    account: 'paper',
    underlying: 'SPY',
    expiry: day('2026-12-18'),
    legs: LEGS,
    quantity: 1,
    tickMicros: usd(0.01),
    limitTicks: -50,
    bestTicks: -55,
    worstTicks: -45,
    seen: {
      naturalUsd: -0.48,
      midUsd: -0.52,
      bestUsd: -0.56,
      legs: [
        { instrument: PUT_655, bid: 1, ask: 1.04, ...SIDE },
        { instrument: PUT_650, bid: 0.48, ask: 0.52, ...SIDE },
      ],
      atMs: NOW_MS,
    },
    plan: { targetTicks: 20, stopTicks: 95, exitByMs: NOW_MS + 3_600_000 },
    plannedLossMicros: usd(45),
    worstLossMicros: usd(450),
    marginMicros: usd(450),
    feeMicros: usd(2.6),
    greeks: null,
    payoff: null,
    stress: [],
    caps: [],
    gates: [],
    createdAtMs: NOW_MS,
    createdWallMs: NOW_MS,
    expiresWallMs: NOW_MS + 90_000,
    replaces: null,
    ...changes,
  };
}

/** The run of a confirmed ticket. */
export function runOf(ticket: Ticket, changes: Partial<OrderRun> = {}): OrderRun {
  return {
    id: runId(ticket.id),
    strategy: ticket.strategy,
    purpose: ticket.purpose,
    positionId: ticket.positionId ?? positionId(ticket.id),
    ticketId: ticket.id,
    rule: ticket.purpose === 'exit' ? 'close' : null,
    underlying: ticket.underlying,
    expiry: ticket.expiry,
    legs: ticket.legs,
    quantity: ticket.quantity,
    tickMicros: ticket.tickMicros,
    schedule: {
      startTicks: -52,
      limitTicks: ticket.limitTicks,
      stepTicks: 1,
      stepEveryMs: 15_000,
      giveUpAfterMs: 120_000,
    },
    plan: ticket.plan,
    plannedLossMicros: ticket.plannedLossMicros,
    worstLossMicros: ticket.worstLossMicros,
    startedAtMs: NOW_MS,
    ...changes,
  };
}

export function sendOf(run: OrderRun, n: number): DeskRecord {
  return {
    kind: 'send',
    runId: run.id,
    n,
    order: {
      ref: ref(`${run.id}.${n}`),
      strategy: run.strategy,
      purpose: run.purpose,
      legs: run.legs,
      quantity: run.quantity,
      limitTicks: run.schedule.startTicks,
      tickMicros: run.tickMicros,
      plannedLossMicros: run.plannedLossMicros,
      worstLossMicros: run.worstLossMicros,
      createdAtMs: NOW_MS,
    },
    seen: null,
  };
}

/** A record of one leg's fill of the run's first order. */
export function fillOf(run: OrderRun, fill: Partial<Fill> & Pick<Fill, 'fillId'>): DeskRecord {
  return {
    kind: 'fill',
    runId: run.id,
    positionId: run.positionId,
    fill: {
      ref: ref(`${run.id}.1`),
      instrument: PUT_655,
      quantity: -1,
      priceMicros: usd(1.02),
      feeMicros: usd(0.65),
      atMs: NOW_MS,
      ...fill,
    },
  };
}
