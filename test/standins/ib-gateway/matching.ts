import { sessionOf } from '../../../src/engine/domain/calendar.js';
import type { BookOrder, OrderPart } from './book.js';
import { multiplierOf } from './book.js';
import type { PlacedOrder } from './place-order.js';
import type { World } from './world.js';

/** Net price of one unit of an order and what each part trades at. */
export interface Match {
  readonly price: number;
  readonly partPrices: readonly number[];
}

const cents = (price: number): number => Math.round(price * 10_000) / 10_000;

/** A part is bought where the order and the part agree. */
export function partSide(order: PlacedOrder, part: OrderPart): 'BUY' | 'SELL' {
  if (order.legs.length === 0) return order.action;
  return order.action === part.action ? 'BUY' : 'SELL';
}

/** Net price of part prices, in the sense of the order: what one unit of the combination costs. */
export function netPrice(order: BookOrder, partPrices: readonly number[]): number {
  if (order.contract) return partPrices[0] ?? 0;
  const signed = order.parts.map(({ ratio, action }, i) => {
    const price = partPrices[i] ?? 0;
    return action === 'BUY' ? ratio * price : -ratio * price;
  });
  return cents(signed.reduce((sum, price) => sum + price, 0));
}

/** What an order would trade at now, crossing the spread; null where a side has no price. */
export async function touch(order: BookOrder, world: World): Promise<Match | null> {
  const partPrices: number[] = [];
  for (const part of order.parts) {
    const quote = await world.quote(part.contract);
    const price = partSide(order.placed, part) === 'BUY' ? quote?.ask : quote?.bid;
    if (price === null || price === undefined) return null;
    partPrices.push(price);
  }
  return { price: netPrice(order, partPrices), partPrices };
}

/** Whether an order trades at a price; stops are triggered by the last trade. */
export async function crosses(
  order: BookOrder,
  at: { match: Match; world: World },
): Promise<boolean> {
  const { type, action, limit, aux } = order.placed;
  if (type === 'STP' || type === 'STP LMT') {
    const last = order.contract && (await at.world.quote(order.contract))?.last;
    if (last === null || last === undefined || aux === null) return false;
    if (action === 'BUY' ? last < aux : last > aux) return false;
  }
  if (type === 'MKT' || type === 'STP') return true;
  const slack = 1e-9;
  return (
    limit !== null &&
    (action === 'BUY' ? at.match.price <= limit + slack : at.match.price >= limit - slack)
  );
}

/** Whether a limit lies on the grid of its contract; combinations of index options step by 0.05. */
export function isOnGrid(order: Pick<BookOrder, 'contract' | 'parts' | 'placed'>): boolean {
  const { limit } = order.placed;
  if (limit === null) return true;
  const ticks = limit / tickOf(order, Math.abs(limit));
  return Math.abs(ticks - Math.round(ticks)) < 1e-6;
}

function tickOf({ contract, parts }: Pick<BookOrder, 'contract' | 'parts'>, price: number): number {
  if (!contract) return Math.max(...parts.map((part) => part.contract.minTick));
  return contract.marketRuleId === 110 && price >= 3 ? 0.1 : contract.minTick;
}

/** Regular hours of today, in which orders trade; null on a day without a session. */
export function isOpen(world: World, nowMs: number): boolean {
  const session = sessionOf(world.today());
  return session !== null && nowMs >= session.openAtMs && nowMs < session.closeAtMs;
}

/** Worst loss at expiry of one unit held alone; half of the value for a share. */
export function marginOf(order: BookOrder, price: number): number {
  const { contract } = order;
  if (contract?.secType === 'STK' || contract?.secType === 'FUT') {
    return (price * multiplierOf(contract)) / 2;
  }
  const sign = order.placed.action === 'BUY' ? 1 : -1;
  const strikes = order.parts.map((part) => part.contract.strike);
  const ends = [0, ...strikes, 2 * Math.max(...strikes)];
  const worst = Math.min(...ends.map((spot) => sign * (worth(order, spot) - price)));
  return Math.max(0, -worst) * 100;
}

/** Value at expiry of one unit bought. */
function worth(order: BookOrder, spot: number): number {
  return order.parts.reduce((sum, { contract, ratio, action }) => {
    const over = contract.right === 'C' ? spot - contract.strike : contract.strike - spot;
    const side = order.contract !== null || action === 'BUY' ? ratio : -ratio;
    return sum + side * Math.max(0, over);
  }, 0);
}

/** Commission of a trade in dollars, by kind. */
export function commissionOf(part: OrderPart, contracts: number): number {
  const count = Math.abs(contracts);
  switch (part.contract.secType) {
    case 'STK':
      return Math.max(1, count * 0.005);
    case 'FUT':
      return Math.round(count * 238) / 100;
    case 'OPT':
      return Math.max(1, Math.round(count * 70) / 100);
    case 'IND':
      return 0;
  }
}
