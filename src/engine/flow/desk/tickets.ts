import type { Actor } from '../../domain/actor.js';
import type { TicketView } from '../../domain/desk-views.js';
import { atLeast } from '../../domain/people.js';
import type { Refusal } from '../../domain/refusal.js';
import type { TapRefusal } from '../../domain/tap.js';
import type { PackageQuote, Ticket, TicketId } from '../../domain/ticket.js';
import type { TapOutcome } from '../../domain/trading-api.js';
import type { DurationMs } from '../../domain/units.js';
import { approve } from '../../risk/gate.js';
import { packageQuote, ticksOf } from '../look/package-quote.js';
import { newRun } from '../orders/fold-run.js';
import { entryRun, exitRunOfTicket, orderIntentOf } from '../orders/make-run.js';
import { askForReplacement } from './drafts.js';
import {
  answer,
  byRule,
  byUser,
  type AskEvent,
  type ChainWant,
  type LookFor,
  type ReplyTo,
} from './events.js';
import { runGateContext } from './gate-context.js';
import { look } from './looks.js';
import { paced } from './pace.js';
import { advanceRun } from './runs.js';
import type { Turn } from './turn.js';

type Tap = Extract<AskEvent, { kind: 'tap' }>;

function refuse(turn: Turn, tap: Tap, of: { view: TicketView | null; refusal: TapRefusal }): void {
  if (of.view) {
    const { id } = of.view.ticket;
    const { userId, action } = tap;
    turn.record({ kind: 'tap', ticketId: id, userId, action, refusal: of.refusal });
  }
  turn.effect(answer<TapOutcome>(tap.reply, { kind: 'refused', ...of }));
}

function end(
  turn: Turn,
  ticketId: TicketId,
  of: {
    readonly state: 'skipped' | 'expired' | 'refused' | 'void';
    readonly by: Actor;
    readonly reason: string;
    readonly refusals?: readonly Refusal[];
  },
): void {
  const { state, by, reason, refusals = [] } = of;
  turn.record({ kind: 'ticket-state', ticketId, state, by, reason, refusals });
  turn.state.transient.proposals.delete(ticketId);
  const waiting = turn.state.transient.taps.get(ticketId);
  const view = turn.state.trading.ticketView(ticketId);
  if (!waiting || !view) return;
  turn.state.transient.taps.delete(ticketId);
  const refusal: TapRefusal =
    state === 'refused' ? { code: 'refused', refusals } : { code: 'not-open', state };
  turn.effect(answer<TapOutcome>(waiting, { kind: 'refused', view, refusal }));
}

/** Entries that still wait can no longer be sent. */
export function voidTickets(
  turn: Turn,
  of: { readonly strategy: string | null; readonly by: Actor; readonly reason: string },
): void {
  for (const { ticket } of turn.state.trading.openTickets()) {
    const meant = of.strategy === null || ticket.strategy === of.strategy;
    if (ticket.purpose === 'entry' && meant) {
      end(turn, ticket.id, { state: 'void', by: of.by, reason: of.reason });
    }
  }
}

/** A ticket that closes a position means nothing once that is closed by something else. */
export function endSpentExits(turn: Turn): void {
  const { trading } = turn.state;
  for (const { ticket } of trading.openTickets()) {
    if (ticket.positionId === null || trading.position(ticket.positionId)?.state === 'open')
      continue;
    end(turn, ticket.id, { state: 'void', by: byRule('closed'), reason: 'position-closed' });
  }
}

/** Ends tickets whose life is over; one that is being checked is judged when its quotes come. */
export function expireTickets(turn: Turn): void {
  for (const { ticket, state } of turn.state.trading.openTickets()) {
    const over = turn.now.wallMs >= ticket.expiresWallMs;
    if (over && state === 'open') {
      end(turn, ticket.id, { state: 'expired', by: byRule('life'), reason: 'time' });
    }
    if (!over) turn.wakeAtWall(ticket.expiresWallMs);
  }
}

function moveLimit(turn: Turn, tap: Tap, view: TicketView): void {
  const { ticket, limitTicks } = view;
  // "Less" is a smaller figure on the card: a smaller credit or a smaller debit.
  const away = limitTicks < 0 ? -1 : 1;
  const next = limitTicks + (tap.action === 'more' ? away : -away);
  if (next < ticket.bestTicks || next > ticket.worstTicks) {
    refuse(turn, tap, { view, refusal: { code: 'band-end' } });
    return;
  }
  const ticketId = ticket.id;
  turn.record({ kind: 'ticket-limit', ticketId, limitTicks: next, by: tap.userId });
  const moved = turn.state.trading.ticketView(ticketId) ?? view;
  turn.effect(answer<TapOutcome>(tap.reply, { kind: 'limit', view: moved }));
}

function beginCheck(turn: Turn, tap: Tap, { ticket }: TicketView): void {
  const { id, underlying, expiry } = ticket;
  const by = byUser(tap.userId);
  turn.record({
    kind: 'ticket-state',
    ticketId: id,
    state: 'checking',
    by,
    reason: 'tapped',
    refusals: [],
  });
  turn.state.transient.taps.set(id, tap.reply);
  look(turn, { kind: 'requote', ticketId: id, reply: tap.reply }, [{ underlying, expiry }]);
}

/** A person's tap, by button or typed. Identity, role, life and single use are judged here. */
export function tap(turn: Turn, event: Tap): void {
  const { trading, setup } = turn.state;
  const found = trading.find(event.id);
  if (found.kind === 'none') {
    refuse(turn, event, { view: null, refusal: { code: 'no-such-ticket' } });
    return;
  }
  if (found.kind === 'ambiguous') {
    const refusal: TapRefusal = { code: 'ambiguous-ticket', matches: found.matches };
    refuse(turn, event, { view: null, refusal });
    return;
  }
  const view = trading.ticketView(found.id);
  if (!view) return;
  const overMs = turn.now.wallMs - view.ticket.expiresWallMs;
  if (!atLeast(setup.roleOf(event.userId), 'trader')) {
    refuse(turn, event, { view, refusal: { code: 'not-allowed' } });
  } else if (view.state !== 'open') {
    refuse(turn, event, { view, refusal: { code: 'not-open', state: view.state } });
  } else if (overMs >= 0) {
    refuse(turn, event, { view, refusal: { code: 'expired', agoMs: overMs } });
  } else if (event.action === 'less' || event.action === 'more') {
    moveLimit(turn, event, view);
  } else {
    const { userId, action } = event;
    turn.record({ kind: 'tap', ticketId: view.ticket.id, userId, action, refusal: null });
    if (action === 'send') beginCheck(turn, event, view);
    else skip(turn, event, view);
  }
}

function skip(turn: Turn, event: Tap, { ticket }: TicketView): void {
  const by = byUser(event.userId);
  end(turn, ticket.id, { state: 'skipped', by, reason: 'skipped' });
  const view = turn.state.trading.ticketView(ticket.id);
  if (view) turn.effect(answer<TapOutcome>(event.reply, { kind: 'skipped', view }));
}

/**
 * The middle may have moved by as much as the band is wide on its good side, and to the band's end on
 * its bad side: beyond, the sealed figures are another order's.
 */
function inBand(ticket: Ticket, seen: PackageQuote): boolean {
  const { bestTicks, worstTicks, tickMicros } = ticket;
  const width = Math.max(1, worstTicks - bestTicks);
  const midTicks = ticksOf(seen.midUsd, tickMicros, 'nearest');
  return midTicks <= worstTicks && midTicks >= bestTicks - width;
}

/** Fresh quotes for a tap are here: band, gate, then sent once or not at all. */
export function takeRequote(
  turn: Turn,
  { ticketId, reply }: Extract<LookFor, { kind: 'requote' }>,
  { tookMs, failed }: { readonly tookMs: DurationMs; readonly failed: readonly ChainWant[] },
): void {
  const { trading, market } = turn.state;
  const view = trading.ticketView(ticketId);
  // Halted, voided or checked by another start in between: nothing is sent.
  if (view?.state !== 'checking') return;
  const { ticket } = view;
  // What was known before the tap is not what the market says now.
  const seen =
    failed.length > 0 ? null : packageQuote(ticket.legs, (instrument) => market.quote(instrument));
  if (turn.now.wallMs >= ticket.expiresWallMs) {
    turn.record({ kind: 'requote', ticketId, seen, tookMs, refusals: [] });
    end(turn, ticketId, { state: 'expired', by: byRule('life'), reason: 'time' });
    return;
  }
  if (seen && !inBand(ticket, seen)) {
    turn.record({ kind: 'requote', ticketId, seen, tookMs, refusals: [] });
    askForReplacement(turn, view, reply);
    return;
  }
  send(turn, view, { seen, tookMs, reply });
}

/** No fresh market of the combination: each of its legs is wanting. */
function withUnseen(refusals: readonly Refusal[], { legs }: Ticket): readonly Refusal[] {
  const told = refusals.some(({ code }) => code === 'quote-missing');
  if (told) return refusals;
  const missing = legs.map(({ instrument }) => ({ code: 'quote-missing', instrument }) as const);
  return [...refusals, ...missing];
}

function send(
  turn: Turn,
  view: TicketView,
  of: {
    readonly seen: PackageQuote | null;
    readonly tookMs: DurationMs;
    readonly reply: ReplyTo<TapOutcome>;
  },
): void {
  const { trading, transient, setup } = turn.state;
  const { seen, tookMs } = of;
  const { limitTicks, ticket } = view;
  const ticketId = ticket.id;
  const make = ticket.purpose === 'entry' ? entryRun : exitRunOfTicket;
  const { nowMs } = turn;
  // Without quotes nothing is sent; the sealed ones only give the order a shape to be judged.
  const made = make(ticket, { limitTicks, seen: seen ?? ticket.seen, nowMs });
  const run = { ...made, schedule: paced(made.schedule, setup.pricePeriodMs) };
  const first = newRun(run, nowMs);
  const intent = orderIntentOf(first, { limitTicks, nowMs });
  const approved = approve(intent, runGateContext(turn, first));
  const said = approved.ok ? [] : approved.error;
  const refusals = seen ? said : withUnseen(said, ticket);
  turn.record({ kind: 'requote', ticketId, seen, tookMs, refusals });
  if (!approved.ok || !seen) {
    end(turn, ticketId, { state: 'refused', by: byRule('gate'), reason: 'refused', refusals });
    return;
  }
  const by = view.by ?? byRule('tap');
  turn.record({
    kind: 'ticket-state',
    ticketId,
    state: 'sent',
    by,
    reason: 'sent',
    refusals: [],
  });
  turn.record({ kind: 'run', run });
  advanceRun(turn, first);
  transient.taps.delete(ticketId);
  transient.proposals.delete(ticketId);
  const sent = trading.ticketView(ticketId) ?? view;
  turn.effect(answer<TapOutcome>(of.reply, { kind: 'sent', view: sent, seen }));
}
