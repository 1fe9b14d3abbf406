import type { BookOrder, Execution } from './book.js';
import { contractFields } from './account.js';
import { newYorkStamp } from './stamp.js';
import { COMBO_CON_ID } from './open-order.js';
import type { IbContract } from './contract.js';
import { UNSET_DOUBLE, type Field } from './wire.js';

function contractPart(of: Execution, order: BookOrder): Field[] {
  const contract = executionContract(of, order);
  if (!contract) {
    const { symbol, exchange } = order.placed.contract;
    return [COMBO_CON_ID, symbol, 'BAG', '', '0.0', '', '', exchange, 'USD', symbol, 'COMB'];
  }
  const fields = contractFields(contract);
  fields[7] = of.exchange;
  return fields;
}

/** The contract of an execution; null for the combination itself. */
export function executionContract(of: Execution, order: BookOrder): IbContract | null {
  if (of.conId === null) return null;
  if (order.contract) return order.contract;
  return order.parts.find(({ contract }) => contract.conId === of.conId)?.contract ?? null;
}

/** @param reqId of the question, -1 for one that nobody asked for. */
export function execDetails(of: Execution, at: { reqId: number; order: BookOrder }): Field[] {
  return [
    ...[11, at.reqId, of.orderId, ...contractPart(of, at.order), of.execId],
    ...[
      `${newYorkStamp(of.atMs)} US/Eastern`,
      of.account,
      of.exchange,
      of.side,
      of.shares,
      of.price,
    ],
    ...[of.permId, of.clientId, 0, of.cumulative, of.averagePrice, of.orderRef, '', '', '', 2, 0],
  ];
}

/** Null for the combination itself, of which the gateway sends no report. */
export function commissionReport(of: Execution): Field[] | null {
  if (of.commission === null) return null;
  return [59, 1, of.execId, of.commission, 'USD', of.realized ?? UNSET_DOUBLE, UNSET_DOUBLE, ''];
}
