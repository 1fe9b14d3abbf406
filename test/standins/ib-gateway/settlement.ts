import { settlesAtMs } from '../../../src/engine/pricing/day-count.js';
import { bookTrade, multiplierOf, type BookPosition } from './book.js';
import { optionClass, spotBySymbol } from './contract.js';
import type { House } from './house.js';

/** Options on indices settle in cash, those on shares in shares. */
const CASH_SETTLED = new Set(['SPX', 'VIX']);

function endOf({ contract }: BookPosition): number {
  const { settles, secType, tradingClass } = contract;
  if (!settles) return Infinity;
  if (secType === 'FUT') return settlesAtMs(settles, 'am');
  return settlesAtMs(settles, optionClass(tradingClass)?.settles ?? 'pm');
}

/**
 * Takes positions that have settled out of the book: cash at the underlying's price of the asking,
 * or shares at the strike. @returns whether there were any.
 */
export async function settle(house: House): Promise<boolean> {
  const nowMs = house.clock.nowMs();
  const over = [...house.book.positions.values()].filter((one) => endOf(one) <= nowMs);
  for (const position of over) {
    const { contract, quantity } = position;
    const spot = await house.world.spot(contract.symbol);
    if (spot === null) continue;
    const sign = contract.right === 'C' ? 1 : -1;
    const worth = contract.secType === 'FUT' ? spot : Math.max(0, sign * (spot - contract.strike));
    const shares = contract.secType === 'OPT' && !CASH_SETTLED.has(contract.symbol);
    const stock = shares && worth > 0 ? spotBySymbol(contract.symbol) : null;
    const price = stock ? 0 : worth;
    bookTrade(house.book, { contract, quantity: -quantity, price, commission: 0 });
    if (!stock) continue;
    const bought = sign * quantity * multiplierOf(contract);
    bookTrade(house.book, {
      contract: stock,
      quantity: bought,
      price: contract.strike,
      commission: 0,
    });
  }
  return over.length > 0;
}
