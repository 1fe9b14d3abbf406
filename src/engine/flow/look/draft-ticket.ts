import type { Chain } from '../../domain/chain.js';
import type { GateReading } from '../../domain/gate-reading.js';
import type { DeskPosition } from '../../domain/ledger.js';
import type { Mode } from '../../domain/mode.js';
import { unitMultiplier } from '../../domain/order.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { CapUse, PackageQuote, Ticket } from '../../domain/ticket.js';
import type { UsdMicros } from '../../domain/units.js';
import { priceTerms, type NoPrice, type OrderPrice } from '../../strategies/order-price.js';
import { readChain } from '../../strategies/chain-reading.js';
import type { AccountView, Proposal } from '../../strategies/strategy.js';
import { modelOrder, orderGreeks, type OrderModel } from './leg-models.js';
import { closingLegs, heldLegs } from '../orders/make-run.js';
import { packageQuote, ticksOf, usdOfTicks, type QuoteOf } from './package-quote.js';
import { payoffPicture, stressGrid } from './payoff-picture.js';

/** Everything of a ticket but its id and its times. */
export type TicketDraft = Omit<
  Ticket,
  'id' | 'createdAtMs' | 'createdWallMs' | 'expiresWallMs' | 'replaces'
>;

export type NoDraft = NoPrice | { readonly code: 'no-quotes' };

/** What the broker says an order would bind and cost. */
export interface Asked {
  readonly marginBeforeMicros: UsdMicros;
  readonly marginAfterMicros: UsdMicros;
  readonly feeMicros: UsdMicros;
}

export interface DraftFrame {
  readonly mode: Mode;
  /** Masked label of the account. */
  readonly account: string;
  readonly strategy: string;
  /** Null where the broker did not say. */
  readonly whatIf: Asked | null;
  readonly use: AccountView;
  readonly gates: readonly GateReading[];
  readonly quoteOf: QuoteOf;
  /** Of the order's expiry; null leaves greeks and pictures out. */
  readonly chain: Chain | null;
}

/** An entry's market and price now: to ask the broker with, and to draft from. */
export function priceEntry(
  proposal: Proposal,
  quoteOf: QuoteOf,
): Result<{ readonly seen: PackageQuote; readonly price: OrderPrice }, NoDraft> {
  const seen = packageQuote(proposal.legs, quoteOf);
  if (!seen) return err({ code: 'no-quotes' });
  const price = priceTerms(proposal, seen.midUsd);
  return price.ok ? ok({ seen, price: price.value }) : price;
}

function marginOf(whatIf: Asked | null): UsdMicros | null {
  return whatIf ? ((whatIf.marginAfterMicros - whatIf.marginBeforeMicros) as UsdMicros) : null;
}

function capsOf(price: OrderPrice, use: AccountView): readonly CapUse[] {
  const { caps, dayLossMicros, openWorstMicros } = use;
  const { plannedLossMicros: planned, worstLossMicros: worst } = price;
  const nothing = 0 as UsdMicros;
  const row = (
    name: CapUse['name'],
    before: UsdMicros,
    [adds, cap]: readonly [UsdMicros, UsdMicros],
  ) => ({
    name,
    beforeMicros: before,
    afterMicros: (before + adds) as UsdMicros,
    capMicros: cap,
  });
  return [
    row('planned-loss', nothing, [planned, caps.plannedMicros]),
    row('worst-loss', nothing, [worst, caps.worstMicros]),
    row('day-loss', dayLossMicros, [planned, caps.dayMicros]),
    row('open-worst', openWorstMicros, [worst, caps.openWorstMicros]),
  ];
}

interface Shown {
  readonly model: OrderModel | null;
  readonly quantity: number;
  readonly paidUsd: number;
  readonly expectedMove: number | null;
}

function pictures({ model, quantity, paidUsd, expectedMove }: Shown) {
  if (!model) return { payoff: null, stress: [] };
  const costed = { model, quantity, paidUsd, expectedMove };
  return { payoff: payoffPicture(costed), stress: stressGrid(costed) };
}

/**
 * An entry as it is put to people. Pictures and greeks are of the whole order filled at its limit;
 * losses are at the worst price of its band, so that no limit within it passes a cap.
 */
export function draftEntry(proposal: Proposal, of: DraftFrame): Result<TicketDraft, NoDraft> {
  const priced = priceEntry(proposal, of.quoteOf);
  if (!priced.ok) return priced;
  const { seen, price } = priced.value;
  const { legs, quantity, tickMicros, expectedMove } = proposal;
  const model = of.chain ? modelOrder(legs, of.chain) : null;
  const limitUsd = usdOfTicks(price.limitTicks, tickMicros);
  const paidUsd = limitUsd * unitMultiplier(legs) * quantity;
  return ok({
    ...frameOf(of),
    purpose: 'entry',
    positionId: null,
    underlying: proposal.underlying,
    expiry: proposal.expiry,
    legs,
    quantity,
    tickMicros,
    limitTicks: price.limitTicks,
    bestTicks: price.bestTicks,
    worstTicks: price.worstTicks,
    seen,
    plan: price.plan,
    plannedLossMicros: price.plannedLossMicros,
    worstLossMicros: price.worstLossMicros,
    greeks: model ? orderGreeks(model, quantity) : null,
    ...pictures({ model, quantity, paidUsd, expectedMove }),
    caps: capsOf(price, of.use),
  });
}

function frameOf(of: DraftFrame) {
  return {
    mode: of.mode,
    account: of.account,
    strategy: of.strategy,
    marginMicros: marginOf(of.whatIf),
    feeMicros: of.whatIf?.feeMicros ?? null,
    gates: of.gates,
  };
}

/** Ticks past the quoted sides to which a person may go to get out. */
const EXIT_BAND_TICKS = 4;

/** Price at which a position can be left now: the limit reaches the quoted sides. */
export function priceExit(
  position: DeskPosition,
  quoteOf: QuoteOf,
): Result<
  { readonly seen: PackageQuote; readonly price: Omit<OrderPrice, 'feesMicros'> },
  NoDraft
> {
  const closing = closingLegs(position);
  const seen = closing && packageQuote(closing.legs, quoteOf);
  if (!seen) return err({ code: 'no-quotes' });
  const { tickMicros, plan } = position;
  const limitTicks = ticksOf(seen.naturalUsd, tickMicros, 'up');
  const none = 0 as UsdMicros;
  const price = {
    limitTicks,
    bestTicks: Math.min(limitTicks, ticksOf(seen.midUsd, tickMicros, 'down')),
    worstTicks: limitTicks + EXIT_BAND_TICKS,
    plan,
    // Leaving adds no loss to those that the entry was let through with.
    plannedLossMicros: none,
    worstLossMicros: none,
  };
  return ok({ seen, price });
}

/** A way out as it is put to a person: greeks are the order's, pictures those of what is held. */
export function draftExit(position: DeskPosition, of: DraftFrame): Result<TicketDraft, NoDraft> {
  const priced = priceExit(position, of.quoteOf);
  if (!priced.ok) return priced;
  const { seen, price } = priced.value;
  const closing = closingLegs(position);
  if (!closing) return err({ code: 'no-quotes' });
  const { legs, quantity } = closing;
  const model = of.chain ? modelOrder(legs, of.chain) : null;
  const held = of.chain ? modelOrder(heldLegs(legs), of.chain) : null;
  const paidUsd = (-1e-6 * position.entryCreditMicros * quantity) / Math.max(1, position.units);
  const reading = of.chain ? readChain(of.chain) : null;
  const before = of.use.openWorstMicros;
  return ok({
    ...frameOf(of),
    strategy: position.strategy,
    purpose: 'exit',
    positionId: position.id,
    underlying: position.underlying,
    expiry: position.expiry,
    legs,
    quantity,
    tickMicros: position.tickMicros,
    ...price,
    seen,
    greeks: model ? orderGreeks(model, quantity) : null,
    ...pictures({ model: held, quantity, paidUsd, expectedMove: reading?.straddle ?? null }),
    caps: [
      {
        name: 'open-worst',
        beforeMicros: before,
        afterMicros: Math.max(0, before - position.worstLossMicros) as UsdMicros,
        capMicros: of.use.caps.openWorstMicros,
      },
    ],
  });
}
