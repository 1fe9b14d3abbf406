import type { BookOrder } from './book.js';
import { newYorkStamp } from './stamp.js';
import { comboPart, contractPart, price } from './open-order.js';
import { UNSET_INT, type Field } from './wire.js';

const empty = (count: number): Field[] => Array.from({ length: count }, () => '');

/** @returns the fields of one completedOrder message: an order that is done, without its number. */
export function completedOrder(order: BookOrder, account: string): Field[] {
  const { placed, permId, filled, status } = order;
  const reason = status === 'Filled' ? `Filled Size: ${filled}` : 'Cancelled by Trader';
  return [
    ...[101, ...contractPart(order), placed.action, placed.quantity, placed.type],
    ...[
      price(placed.limit),
      price(placed.aux),
      placed.tif === '' ? 'DAY' : placed.tif,
      placed.ocaGroup,
    ],
    ...[account, '', 0, placed.orderRef, permId, placed.outsideRth ? 1 : 0, 0, 0, ''],
    // faGroup … settlingFirm, short sale, box and pegged orders.
    ...[...empty(8), 0, '', -1, ...empty(5)],
    // displaySize … triggerMethod
    ...[UNSET_INT, 0, 0, '', 3, 0],
    // Volatility orders; the literal None makes delta-neutral fields follow.
    ...['', 0, 'None', '', 0, 0, 0, '', 0, 0, '', ''],
    ...comboPart(order),
    ...[UNSET_INT, UNSET_INT, '', '', '', 'IB', 0, 0, '', 0, status],
    // Randomised sizes, conditions, stops, cash, flags, the day it is cancelled by itself.
    ...[0, 0, 0, '', '', 0, 1, 0, ''],
    ...[filled, 0, 0, '', 0, 0, 0, `${newYorkStamp(order.atMs)} US/Eastern`, reason],
    ...['', 100, 0.02, '', '', '', 0],
  ];
}
