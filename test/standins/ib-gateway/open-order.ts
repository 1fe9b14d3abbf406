import type { BookOrder, OrderStatus } from './book.js';
import type { ComboLeg } from './place-order.js';
import { UNSET_DOUBLE, UNSET_INT, type Field } from './wire.js';

/** The number under which the gateway shows a combination. */
export const COMBO_CON_ID = 28812380;

/** What an order would bind and cost, as a what-if is answered. */
export interface MarginFigures {
  readonly before: number;
  readonly after: number;
  readonly equity: number;
  readonly commission: number;
}

interface Shown {
  readonly status: OrderStatus;
  readonly account: string;
  /** Only in the answer to a what-if. */
  readonly whatIf: MarginFigures | null;
}

const unset = (count: number): Field[] => Array.from({ length: count }, () => UNSET_DOUBLE);
const empty = (count: number): Field[] => Array.from({ length: count }, () => '');

/** Prices are written with a point: `0.0`. */
export function price(value: number | null): Field {
  const shown = value ?? 0;
  return Number.isInteger(shown) ? `${shown}.0` : shown;
}

export function contractPart({ contract, placed }: BookOrder): Field[] {
  if (!contract) {
    const { symbol, exchange } = placed.contract;
    return [COMBO_CON_ID, symbol, 'BAG', '', 0, '?', '', exchange, 'USD', symbol, 'COMB'];
  }
  const { conId, symbol, secType, expiry, strike, right, multiplier } = contract;
  return [
    ...[conId, symbol, secType, expiry, strike, right === '' ? '?' : right, multiplier],
    ...[placed.contract.exchange, 'USD', contract.localSymbol, contract.tradingClass],
  ];
}

function mainPart(order: BookOrder, account: string): Field[] {
  const { placed, clientId, permId } = order;
  return [
    ...[placed.action, placed.quantity, placed.type, price(placed.limit), price(placed.aux)],
    ...[placed.tif === '' ? 'DAY' : placed.tif, placed.ocaGroup, account, '', 0, placed.orderRef],
    ...[clientId, permId, placed.outsideRth ? 1 : 0, 0, 0, '', `${permId}.0/${account}/100`],
    // faGroup … settlingFirm, then short sale and box orders.
    ...[...empty(8), 0, '', -1, 0, ...empty(5)],
    // displaySize … triggerMethod
    ...[UNSET_INT, 0, 0, 0, '', 3, 0, 0, '', placed.parentId, 0],
    // Volatility orders; the literal None makes the eight delta-neutral fields follow.
    ...['', 0, 'None', '', 0, '', '', '', '?', 0, 0, '', 0, 0],
    ...empty(4),
  ];
}

function legFields(leg: ComboLeg): Field[] {
  return [leg.conId, leg.ratio, leg.action, leg.exchange, 0, 0, '', -1];
}

export function comboPart({ placed }: BookOrder): Field[] {
  const { legs, routing } = placed;
  const described = legs.map(
    ({ conId, ratio, action }) => `${conId}|${action === 'BUY' ? ratio : -ratio}`,
  );
  const prices = legs.some((leg) => leg.price !== null) ? legs.map((leg) => leg.price ?? '') : [];
  return [
    ...[described.join(','), legs.length, ...legs.flatMap(legFields)],
    ...[prices.length, ...prices, routing.length, ...routing.flat()],
  ];
}

function statePart(order: BookOrder, { status, whatIf }: Shown): Field[] {
  const state: Field[] = [whatIf ? 1 : 0, status];
  if (!whatIf) {
    const commission: Field[] = order.commission > 0 ? [order.commission, '', '', 'USD'] : empty(4);
    return [...state, ...unset(9), ...commission, ''];
  }
  const { before, after, equity, commission } = whatIf;
  return [
    ...state,
    ...[before, before, equity, after - before, after - before, 0, after, after, equity],
    ...['', commission, commission, 'USD', ''],
  ];
}

/** @returns the fields of one openOrder message: 159 for a combination of two legs. */
export function openOrder(order: BookOrder, shown: Shown): Field[] {
  return [
    ...[5, order.orderId, ...contractPart(order), ...mainPart(order, shown.account)],
    ...comboPart(order),
    // Scale, hedge, clearing, algo and solicited.
    ...[UNSET_INT, UNSET_INT, '', '', 0, '', 'IB', 0, 0, '', 0],
    ...statePart(order, shown),
    // Randomised sizes, conditions, adjusted orders.
    ...[0, 0, 0, 'None', ...unset(6), 0],
    // Soft dollars … autoCancelParent
    ...['', '', '', 0, 1, 0, 0, 0, '', '', 0],
    // Pegged orders, then what versions 183 to 193 added.
    ...['', 100, 0.02, '', '', '', 0, '', 0, '', UNSET_INT],
  ];
}

/** @returns the fields of one orderStatus message. */
export function orderStatus(order: BookOrder, status: OrderStatus): Field[] {
  const { orderId, filled, placed, averagePrice, permId, lastPrice, clientId } = order;
  return [
    ...[3, orderId, status, filled, placed.quantity - filled, averagePrice, permId],
    ...[placed.parentId, lastPrice, clientId, '', 0],
  ];
}
