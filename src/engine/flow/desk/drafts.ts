import type { TicketView } from '../../domain/desk-views.js';
import type { GateReading } from '../../domain/gate-reading.js';
import type { DeskPosition } from '../../domain/ledger.js';
import { newYorkDay } from '../../domain/new-york.js';
import type { OrderIntent, OrderRef } from '../../domain/order.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { Ticket, TicketId } from '../../domain/ticket.js';
import type { TapOutcome, TradingError } from '../../domain/trading-api.js';
import type { WhatIf } from '../../ports/broker.js';
import type { AccountView, Proposal } from '../../strategies/strategy.js';
import {
  draftEntry,
  draftExit,
  priceEntry,
  priceExit,
  type DraftFrame,
  type TicketDraft,
} from '../look/draft-ticket.js';
import { closingLegs } from '../orders/make-run.js';
import { answer, byRule, type DeskEvent, type DraftFor, type ReplyTo } from './events.js';
import type { PendingDraft } from './state.js';
import type { Turn } from './turn.js';

/** Use of the caps before a new order of a strategy. */
export function accountView(turn: Turn, strategy: string): AccountView {
  const { trading, setup } = turn.state;
  const today = newYorkDay(turn.nowMs);
  const caps = setup.strategies.get(strategy)?.rules.caps;
  if (!caps) throw new Error(`no rules for ${strategy}`);
  const open = trading.openPositions().filter((position) => position.strategy === strategy);
  const entries = trading
    .activeRuns()
    .filter(({ run }) => run.purpose === 'entry' && run.strategy === strategy);
  const held = new Set([...open.map(({ id }) => id), ...entries.map(({ run }) => run.positionId)]);
  return {
    quantity: trading.arming(strategy)?.quantity ?? 1,
    openPositions: held.size,
    dayLossMicros: trading.dayLossMicros(strategy, today),
    openWorstMicros: trading.openWorstMicros(),
    gapThroughToday: trading.gapThroughOn(strategy, today),
    caps,
  };
}

function frame(turn: Turn, of: PendingDraft, whatIf: WhatIf | null): DraftFrame {
  const { market, setup, transient, trading } = turn.state;
  const strategy =
    of.of.kind === 'entry' ? of.of.strategy : (trading.position(of.of.positionId)?.strategy ?? '');
  const at = of.of.kind === 'entry' ? of.of.proposal : trading.position(of.of.positionId);
  return {
    mode: setup.mode,
    account: transient.account?.label ?? '',
    strategy,
    whatIf,
    use: accountView(turn, strategy),
    gates: of.gates,
    quoteOf: (instrument) => market.quote(instrument),
    chain: at ? market.chain(at.underlying, at.expiry) : null,
  };
}

/** An order as the broker is asked about it: it is never sent under this name. */
function askIntent(
  turn: Turn,
  of: Pick<
    OrderIntent,
    'strategy' | 'purpose' | 'legs' | 'quantity' | 'limitTicks' | 'tickMicros'
  > &
    Pick<OrderIntent, 'plannedLossMicros' | 'worstLossMicros'>,
): OrderIntent {
  return { ...of, ref: 'what-if.0' as OrderRef, createdAtMs: turn.nowMs };
}

function ask(turn: Turn, pending: PendingDraft, intent: OrderIntent): void {
  const { transient } = turn.state;
  const draftId = transient.nextDraftId++;
  transient.drafts.set(draftId, pending);
  turn.effect({ kind: 'what-if', draftId, intent });
}

/** Asks the broker what an entry would bind. @returns false where it has no price now. */
export function askForEntry(
  turn: Turn,
  purpose: DraftFor,
  of: {
    readonly strategy: string;
    readonly proposal: Proposal;
    readonly gates: readonly GateReading[];
  },
): boolean {
  const { market } = turn.state;
  const { strategy, proposal, gates } = of;
  const priced = priceEntry(proposal, (instrument) => market.quote(instrument));
  if (!priced.ok) return false;
  const { limitTicks, plannedLossMicros, worstLossMicros } = priced.value.price;
  const { legs, quantity, tickMicros } = proposal;
  const terms = { strategy, purpose: 'entry' as const, legs, quantity, tickMicros, limitTicks };
  const intent = askIntent(turn, { ...terms, plannedLossMicros, worstLossMicros });
  ask(turn, { for: purpose, of: { kind: 'entry', strategy, proposal }, gates }, intent);
  return true;
}

/** Asks what closing a position would bind. @returns false where its legs have no market now. */
export function askForExit(turn: Turn, purpose: DraftFor, position: DeskPosition): boolean {
  const { market } = turn.state;
  const closing = closingLegs(position);
  const priced = priceExit(position, (instrument) => market.quote(instrument));
  if (!priced.ok || !closing) return false;
  const { limitTicks, plannedLossMicros, worstLossMicros } = priced.value.price;
  const { strategy, tickMicros } = position;
  const terms = { strategy, purpose: 'exit' as const, tickMicros, limitTicks };
  const losses = { plannedLossMicros, worstLossMicros };
  const intent = askIntent(turn, { ...terms, ...closing, ...losses });
  const of = { kind: 'exit', positionId: position.id } as const;
  ask(turn, { for: purpose, of, gates: [] }, intent);
  return true;
}

/** A tap found the price out of its band: the ticket is to be put anew at the market's price. */
export function askForReplacement(
  turn: Turn,
  { ticket }: TicketView,
  reply: ReplyTo<TapOutcome>,
): void {
  const { trading, transient } = turn.state;
  const purpose: DraftFor = { kind: 'replace', ticketId: ticket.id, reply };
  const proposal = transient.proposals.get(ticket.id);
  const position = ticket.positionId === null ? null : trading.position(ticket.positionId);
  const { strategy, gates } = ticket;
  const asked = proposal
    ? askForEntry(turn, purpose, { strategy, proposal, gates })
    : position !== null && askForExit(turn, purpose, position);
  if (!asked) endReplaced(turn, ticket.id, { next: null, reply });
}

function endReplaced(
  turn: Turn,
  ticketId: TicketId,
  of: { readonly next: TicketId | null; readonly reply: ReplyTo<TapOutcome> },
): void {
  const { trading, transient } = turn.state;
  const state = of.next === null ? 'expired' : 'replaced';
  const by = byRule('band');
  turn.record({ kind: 'ticket-state', ticketId, state, by, reason: 'out-of-band', refusals: [] });
  transient.proposals.delete(ticketId);
  transient.taps.delete(ticketId);
  const view = trading.ticketView(ticketId);
  const next = of.next === null ? null : trading.ticketView(of.next);
  if (!view) return;
  const outcome: TapOutcome = next
    ? { kind: 'replaced', view, next }
    : { kind: 'refused', view, refusal: { code: 'not-open', state: 'expired' } };
  turn.effect(answer(of.reply, outcome));
}

function draft(turn: Turn, pending: PendingDraft, whatIf: WhatIf | null): TicketDraft | null {
  const of = frame(turn, pending, whatIf);
  if (pending.of.kind === 'entry') {
    const made = draftEntry(pending.of.proposal, of);
    return made.ok ? made.value : null;
  }
  const position = turn.state.trading.position(pending.of.positionId);
  const made = position?.state === 'open' ? draftExit(position, of) : null;
  return made?.ok ? made.value : null;
}

interface Put {
  readonly made: TicketDraft;
  readonly replaces: Ticket['replaces'];
  readonly id?: TicketId;
}

function put(turn: Turn, { made, replaces, id }: Put): Ticket {
  const { setup } = turn.state;
  const ticket: Ticket = {
    ...made,
    id: id ?? setup.newTicketId(),
    createdAtMs: turn.nowMs,
    createdWallMs: turn.now.wallMs,
    expiresWallMs: turn.now.wallMs + setup.ticketLifeMs,
    replaces,
  };
  turn.record({ kind: 'ticket', ticket });
  return ticket;
}

/** The broker has said what a draft would bind: it becomes a ticket, or it is let go. */
export function takeDraft(turn: Turn, event: Extract<DeskEvent, { kind: 'what-if' }>): void {
  const { transient } = turn.state;
  const pending = transient.drafts.get(event.draftId);
  if (!pending) return;
  transient.drafts.delete(event.draftId);
  const made = draft(turn, pending, event.answer.ok ? event.answer.value : null);
  switch (pending.for.kind) {
    case 'entry':
      if (made) putEntry(turn, pending, { made, strategy: pending.for.strategy });
      return;
    case 'replace':
      replace(turn, pending, { ...pending.for, made });
      return;
    case 'close': {
      const result: Result<TicketView, TradingError> = closeAnswer(turn, made);
      turn.effect(answer(pending.for.reply, result));
    }
  }
}

function closeAnswer(turn: Turn, made: TicketDraft | null): Result<TicketView, TradingError> {
  if (!made) return err({ code: 'no-quotes', underlying: '' });
  const ticket = put(turn, { made, replaces: null });
  const view = turn.state.trading.ticketView(ticket.id);
  return view ? ok(view) : err({ code: 'no-quotes', underlying: ticket.underlying });
}

/** One ticket of a strategy waits at a time; a state that has changed since makes none. */
function putEntry(
  turn: Turn,
  pending: PendingDraft,
  { made, strategy }: { readonly made: TicketDraft; readonly strategy: string },
): void {
  const { trading, transient, setup } = turn.state;
  const waits = trading.openTickets().some(({ ticket }) => ticket.strategy === strategy);
  if (waits || trading.state !== 'active' || trading.arming(strategy) === null) return;
  const id = setup.newTicketId();
  turn.record({ kind: 'decision', strategy, ticketId: id, gates: pending.gates });
  put(turn, { made, replaces: null, id });
  if (pending.of.kind === 'entry') transient.proposals.set(id, pending.of.proposal);
}

function replace(
  turn: Turn,
  pending: PendingDraft,
  of: {
    readonly ticketId: TicketId;
    readonly reply: ReplyTo<TapOutcome>;
    readonly made: TicketDraft | null;
  },
): void {
  const { trading, transient } = turn.state;
  const view = trading.ticketView(of.ticketId);
  // Halted or voided while the broker was asked: there is nothing to put anew.
  if (view?.state !== 'checking') return;
  if (!of.made) {
    endReplaced(turn, of.ticketId, { next: null, reply: of.reply });
    return;
  }
  const { id, seen } = view.ticket;
  const replaces = { id, limitTicks: view.limitTicks, midUsd: seen.midUsd };
  const ticket = put(turn, { made: of.made, replaces });
  if (pending.of.kind === 'entry') transient.proposals.set(ticket.id, pending.of.proposal);
  endReplaced(turn, of.ticketId, { next: ticket.id, reply: of.reply });
}
