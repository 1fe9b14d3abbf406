import type { InstrumentId } from '../../domain/instrument.js';
import type { OrderIntent } from '../../domain/order.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { EpochMs, UsdMicros } from '../../domain/units.js';
import type { WhatIf } from '../../ports/broker.js';
import type { PaperBook } from './book.js';
import { contractOf, gridMicros, tradesAt, type Contract } from './contracts.js';
import { orderFee, type PaperFees } from './fees.js';
import { afterOrder, marginOf, worthOf, type Funds, type PriceMicros } from './margin.js';

export interface CheckContext {
  readonly nowMs: EpochMs;
  readonly book: PaperBook;
  readonly fees: PaperFees;
  readonly price: PriceMicros;
  readonly isQuoted: (instrument: InstrumentId) => boolean;
}

const dollars = (micros: number) => (micros / 1_000_000).toFixed(2);

/** The order's contracts, or why a broker knows no such order. */
function readContracts(order: OrderIntent, context: CheckContext): Result<Contract[], string> {
  const { legs, quantity } = order;
  if (!Number.isSafeInteger(quantity) || quantity <= 0) return err(`quantity ${quantity}`);
  if (legs.length === 0) return err('no legs');
  if (new Set(legs.map((leg) => leg.instrument)).size < legs.length) return err('a leg twice');
  const contracts: Contract[] = [];
  for (const { instrument, ratio, multiplier } of legs) {
    const contract = contractOf(instrument);
    const known = context.isQuoted(instrument) || context.book.holdings.has(instrument);
    if (!contract || !known) return err(`unknown instrument ${instrument}`);
    if (!Number.isSafeInteger(ratio) || ratio === 0) return err(`ratio ${ratio}`);
    if (multiplier !== contract.multiplier) {
      return err(`multiplier ${multiplier} of ${instrument}, which has ${contract.multiplier}`);
    }
    if (contract.kind === 'option' && contract.endsAtMs <= context.nowMs) {
      return err(`expired ${instrument}`);
    }
    contracts.push(contract);
  }
  return ok(contracts);
}

function refusalOf(order: OrderIntent, contracts: readonly Contract[], nowMs: EpochMs) {
  if (new Set(contracts.map(({ underlying }) => underlying)).size > 1) {
    return 'legs of different underlyings';
  }
  const limitMicros = order.limitTicks * order.tickMicros;
  const grid = gridMicros(contracts, limitMicros);
  if (!Number.isSafeInteger(limitMicros) || limitMicros % grid !== 0) {
    return `limit ${dollars(limitMicros)} is not on the grid of ${dollars(grid)}`;
  }
  const closed = contracts.find((each) => each.kind === 'option' && !tradesAt(each, nowMs));
  return closed ? `market closed for ${closed.id}` : null;
}

/** Funds once the open orders that would bind more have filled at their limits. */
export function committedFunds({ book, fees, price }: CheckContext): Funds & { margin: number } {
  let funds: Funds = { holdings: book.holdings, cashMicros: book.cashMicros };
  let margin: number = marginOf(funds.holdings, price);
  for (const { order, filled } of book.open()) {
    const units = order.quantity - filled;
    const feeMicros = orderFee(order, order.quantity, fees) - orderFee(order, filled, fees);
    const then = afterOrder(funds, order, { units, feeMicros });
    const bound = marginOf(then.holdings, price);
    // An order that would free margin may never fill, so it frees none.
    if (bound <= margin) continue;
    funds = then;
    margin = bound;
  }
  return { ...funds, margin };
}

/**
 * What an order would bind and cost, or the words with which a broker refuses it. An order that binds
 * no more margin than there was is never refused for want of money: it is a way out.
 */
export function checkOrder(order: OrderIntent, context: CheckContext): Result<WhatIf, string> {
  const contracts = readContracts(order, context);
  if (!contracts.ok) return contracts;
  const refusal = refusalOf(order, contracts.value, context.nowMs);
  if (refusal !== null) return err(refusal);
  const before = committedFunds(context);
  const feeMicros = orderFee(order, order.quantity, context.fees);
  const after = afterOrder(before, order, { units: order.quantity, feeMicros });
  const marginAfter = marginOf(after.holdings, context.price);
  if (marginAfter > before.margin) {
    if (after.cashMicros < 0) return err(`cash: ${dollars(-after.cashMicros)} short`);
    const equity = after.cashMicros + worthOf(after.holdings, context.price).micros;
    if (equity < marginAfter) {
      return err(`margin ${dollars(marginAfter)} needed, equity ${dollars(equity)}`);
    }
  }
  return ok({
    marginBeforeMicros: before.margin as UsdMicros,
    marginAfterMicros: marginAfter,
    feeMicros,
  });
}
