import { newYorkInstant } from '../../src/engine/domain/new-york.js';
import type { DeskPosition } from '../../src/engine/domain/ledger.js';
import type { Fill, OrderIntent, OrderReport } from '../../src/engine/domain/order.js';
import type { OrderRun, RunState } from '../../src/engine/domain/order-run.js';
import type { DeskRecord } from '../../src/engine/domain/record.js';
import type { PackageQuote, PositionId, Ticket, TicketId } from '../../src/engine/domain/ticket.js';
import { foldRun } from '../../src/engine/flow/orders/fold-run.js';
import { entryRun, exitRun, orderIntentOf } from '../../src/engine/flow/orders/make-run.js';
import { NOW_MS, PUT_650, PUT_655, ref, spreadIntent, TODAY, usd } from './orders.js';

export const TICKET_ID = '7K2F9QW3ZX4CV5BN' as TicketId;
export const POSITION_ID = '7K2F9QW3ZX4CV5BN' as PositionId;

/** A market of the spread, from the far side over the middle to the side at which one trades. */
export function market(best: number, natural: number): PackageQuote {
  return {
    naturalUsd: natural,
    midUsd: (best + natural) / 2,
    bestUsd: best,
    legs: [],
    atMs: NOW_MS,
  };
}

/** Two SPY 655/650 put spreads to be sold at 0.50 or better; stop at 1.00, target at 0.25. */
export function entryTicket(changes: Partial<Ticket> = {}): Ticket {
  const { strategy, legs, tickMicros } = spreadIntent();
  return {
    id: TICKET_ID,
    strategy,
    purpose: 'entry',
    positionId: null,
    mode: 'SIM',
    account: 'DU…567',
    underlying: 'SPY',
    expiry: TODAY,
    legs,
    quantity: 2,
    tickMicros,
    limitTicks: -50,
    bestTicks: -56,
    worstTicks: -48,
    seen: market(-0.56, -0.48),
    plan: { targetTicks: 25, stopTicks: 100, exitByMs: newYorkInstant(TODAY, '15:30') },
    plannedLossMicros: usd(100),
    worstLossMicros: usd(900),
    marginMicros: null,
    feeMicros: null,
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

/** The position that such a ticket opens, both units filled. */
export function openSpread(changes: Partial<DeskPosition> = {}): DeskPosition {
  const { strategy, tickMicros } = spreadIntent();
  const none = { deltaUsd: 0, gammaUsd: 0, thetaUsd: 0, vegaUsd: 0, restUsd: 0 };
  return {
    id: POSITION_ID,
    ticketId: TICKET_ID,
    strategy,
    underlying: 'SPY',
    expiry: TODAY,
    state: 'open',
    legs: [
      { instrument: PUT_655, multiplier: 100, ratio: -1, quantity: -2 },
      { instrument: PUT_650, multiplier: 100, ratio: 1, quantity: 2 },
    ],
    tickMicros,
    units: 2,
    cashMicros: usd(100),
    feeMicros: usd(0),
    entryCreditMicros: usd(100),
    plan: entryTicket().plan,
    plannedLossMicros: usd(100),
    worstLossMicros: usd(900),
    openedAtMs: NOW_MS,
    closedAtMs: null,
    exitRule: null,
    gapThrough: 'no',
    mark: null,
    attribution: none,
    refs: [],
    ...changes,
  };
}

export function entry(changes: Partial<OrderRun> = {}): OrderRun {
  const at = { limitTicks: -50, seen: market(-0.56, -0.48), nowMs: NOW_MS };
  return { ...entryRun(entryTicket(), at), ...changes };
}

export function ruleExit(rule: NonNullable<OrderRun['rule']>): OrderRun {
  const quote = market(0.7, 0.9);
  const run = exitRun({ position: openSpread(), rule, attempt: 1, quote, nowMs: NOW_MS });
  if (!run) throw new Error('nothing is held');
  return run;
}

/** Takes records one after another, as the desk's book does. */
export class RunLine {
  state: RunState;
  #fills = 0;

  constructor(run: OrderRun) {
    this.state = this.fold(null, { kind: 'run', run }, NOW_MS);
  }

  private fold(state: RunState | null, record: DeskRecord, atMs: number): RunState {
    const next = foldRun(state, record, atMs);
    if (!next) throw new Error(`not of the run: ${record.kind}`);
    return next;
  }

  take(record: DeskRecord, atMs = NOW_MS): this {
    this.state = this.fold(this.state, record, atMs);
    return this;
  }

  get runId() {
    return this.state.run.id;
  }

  send(limitTicks: number, atMs = NOW_MS): OrderIntent {
    const order = orderIntentOf(this.state, { limitTicks, nowMs: atMs });
    const { runId } = this;
    this.take({ kind: 'send', runId, n: this.state.n + 1, order, seen: null }, atMs);
    return order;
  }

  placed(answer: 'accepted' | 'rejected' | 'not-sent' | 'unknown', atMs = NOW_MS): this {
    const { runId } = this;
    const reason = answer === 'accepted' ? null : 'said so';
    return this.take({ kind: 'place-answer', runId, ref: this.newest, answer, reason }, atMs);
  }

  cancel(why: 'reprice' | 'give-up' | 'halt' | 'asked', atMs = NOW_MS): this {
    return this.take({ kind: 'cancel', runId: this.runId, ref: this.newest, why }, atMs);
  }

  cancelAnswer(answer: 'accepted' | 'refused' | 'unknown', atMs = NOW_MS): this {
    const { runId } = this;
    return this.take(
      { kind: 'cancel-answer', runId, ref: this.newest, answer, reason: null },
      atMs,
    );
  }

  report(state: OrderReport['state'], filledQuantity = 0, of = this.newest): this {
    const report = { ref: of, state, filledQuantity, remainingQuantity: 0, reason: null };
    return this.take({ kind: 'report', runId: this.runId, report: { ...report, atMs: NOW_MS } });
  }

  /** Fills of one leg; `0` is the first. */
  fillLeg(leg: number, contracts: number, of = this.newest): this {
    const { legs } = this.state.run;
    const { instrument, ratio } = legs[leg] ?? { instrument: PUT_655, ratio: 1 };
    const fill: Fill = {
      fillId: `f${++this.#fills}`,
      ref: of,
      instrument,
      quantity: Math.sign(ratio) * contracts,
      priceMicros: usd(1),
      feeMicros: usd(1),
      atMs: NOW_MS,
    };
    return this.take({ kind: 'fill', runId: this.runId, positionId: POSITION_ID, fill });
  }

  /** Whole units of every leg. */
  fill(units: number, of = this.newest): this {
    this.state.run.legs.forEach((leg, i) => this.fillLeg(i, units * Math.abs(leg.ratio), of));
    return this;
  }

  get newest() {
    return this.state.ref ?? ref('none');
  }
}
