import type { Actor } from '../../src/engine/domain/actor.js';
import type { RunId } from '../../src/engine/domain/order-run.js';
import type { OrderRef } from '../../src/engine/domain/order.js';
import type { UserId } from '../../src/engine/domain/people.js';
import type { DeskRecord, JournalRow } from '../../src/engine/domain/record.js';
import {
  DESK_NOW,
  GATES,
  LEGS,
  LONG_PUT,
  OWNER,
  SEEN,
  SHORT_PUT,
  TICKET_ID,
  micros,
  positionOf,
  runOf,
  ticketOf,
} from './trading-views.js';

/** Records as journal rows, a second apart. */
export function journal(records: readonly DeskRecord[]): readonly JournalRow[] {
  return records.map((record, index) => ({
    seq: index + 1,
    atMs: DESK_NOW - 60_000 + index * 1_000,
    wallMs: DESK_NOW - 60_000 + index * 1_000,
    record,
    previousHash: String(index),
    hash: String(index + 1),
  }));
}

export const OWNER_ACTOR: Actor = { kind: 'user', userId: OWNER };

/** The whole life of one ticket: proposed, tapped, filled, left by its target. */
export function storyOfATrade(): readonly JournalRow[] {
  const { run } = runOf();
  const ref = `${TICKET_ID}.1` as OrderRef;
  const runId = run.id;
  const positionId = run.positionId;
  const fill = {
    fillId: 'f1',
    ref,
    instrument: SHORT_PUT,
    quantity: -2,
    priceMicros: micros(0.9),
    feeMicros: micros(1.3),
    atMs: DESK_NOW,
  };
  return journal([
    { kind: 'decision', strategy: 'putlite', ticketId: TICKET_ID, gates: GATES },
    { kind: 'ticket', ticket: ticketOf() },
    {
      kind: 'tap',
      ticketId: TICKET_ID,
      userId: 7 as UserId,
      action: 'send',
      refusal: { code: 'not-allowed' },
    },
    { kind: 'ticket-limit', ticketId: TICKET_ID, limitTicks: -9, by: OWNER },
    { kind: 'tap', ticketId: TICKET_ID, userId: OWNER, action: 'send', refusal: null },
    { kind: 'requote', ticketId: TICKET_ID, seen: SEEN, tookMs: 120, refusals: [] },
    {
      kind: 'ticket-state',
      ticketId: TICKET_ID,
      state: 'sent',
      by: OWNER_ACTOR,
      reason: 'tapped',
      refusals: [],
    },
    { kind: 'run', run },
    {
      kind: 'send',
      runId,
      n: 1,
      order: {
        ref,
        strategy: 'putlite',
        purpose: 'entry',
        legs: LEGS,
        quantity: 2,
        limitTicks: -10,
        tickMicros: run.tickMicros,
        plannedLossMicros: micros(90),
        worstLossMicros: micros(900),
        createdAtMs: DESK_NOW,
      },
      seen: SEEN,
    },
    { kind: 'place-answer', runId, ref, answer: 'accepted', reason: null },
    { kind: 'cancel', runId, ref, why: 'reprice' },
    { kind: 'cancel-answer', runId, ref, answer: 'refused', reason: 'filled already' },
    {
      kind: 'report',
      runId,
      report: {
        ref,
        state: 'filled',
        filledQuantity: 2,
        remainingQuantity: 0,
        reason: null,
        atMs: DESK_NOW,
      },
    },
    { kind: 'fill', runId, positionId, fill },
    {
      kind: 'ledger',
      entry: {
        id: 'f1',
        positionId,
        memo: 'fill',
        postings: [
          { account: 'cash', amountMicros: micros(178.7) },
          { account: 'fees', amountMicros: micros(1.3) },
          { account: `holding:${SHORT_PUT}`, amountMicros: micros(-180) },
        ],
        atMs: DESK_NOW,
      },
    },
    { kind: 'run-end', runId, outcome: 'filled' },
    {
      kind: 'mark',
      mark: { ...positionOf().mark } as Extract<DeskRecord, { kind: 'mark' }>['mark'],
    },
    {
      kind: 'mark',
      mark: { ...positionOf().mark } as Extract<DeskRecord, { kind: 'mark' }>['mark'],
    },
    {
      kind: 'run',
      run: {
        ...run,
        id: `${positionId}/target/1` as RunId,
        purpose: 'exit',
        rule: 'target',
        ticketId: null,
      },
    },
    {
      kind: 'settlement',
      positionId,
      settlement: {
        settlementId: 's1',
        kind: 'expired',
        instrument: LONG_PUT,
        quantity: 2,
        multiplier: 100,
        worthMicros: micros(0),
        delivered: null,
        feeMicros: micros(0),
        atMs: DESK_NOW,
      },
    },
    {
      kind: 'alert',
      alert: { code: 'gap-through', positionId, lossMicros: micros(120) },
    },
    { kind: 'reconciled', cause: 'start', differences: [] },
  ]);
}
