import type { Contract, Order, OrderState } from '@stoqey/ib';
import type { InstrumentId } from '../../domain/instrument.js';
import type { OrderRef, Position } from '../../domain/order.js';
import type { UsdMicros } from '../../domain/units.js';
import type { Question } from './asks.js';
import { isWarning } from './codes.js';
import { costMicros, toMicros } from './mapping.js';
import type { OrderMessage } from './order-message.js';

/** Open orders of this client; the messages themselves go to whoever keeps the book. */
export function openOrders(): Question<ReadonlySet<OrderRef>> {
  return {
    write: (encoder) => {
      encoder.reqOpenOrders();
    },
    gather: (_, done) => {
      const refs = new Set<OrderRef>();
      return {
        openOrder: ([, , { orderRef }]) => {
          if (orderRef) refs.add(orderRef as OrderRef);
        },
        openOrderEnd: () => done(refs),
      };
    },
  };
}

/** Orders that ended today, sent through the API. */
export function completedOrders(): Question<ReadonlySet<OrderRef>> {
  return {
    write: (encoder) => {
      encoder.reqCompletedOrders(true);
    },
    gather: (_, done) => {
      const refs = new Set<OrderRef>();
      return {
        completedOrder: ([, { orderRef }]) => {
          if (orderRef) refs.add(orderRef as OrderRef);
        },
        completedOrdersEnd: () => done(refs),
      };
    },
  };
}

/** Executions of this client since midnight; commissions follow each. */
export function executions(clientId: number): Question<ReadonlySet<OrderRef>> {
  return {
    write: (encoder, id) => {
      encoder.reqExecutions(id, { clientId: String(clientId) });
    },
    gather: (id, done) => {
      const refs = new Set<OrderRef>();
      return {
        execDetails: ([, , { orderRef }]) => {
          if (orderRef) refs.add(orderRef as OrderRef);
        },
        execDetailsEnd: ([of]) => {
          if (of === id) done(refs);
        },
      };
    },
  };
}

/** What the account holds. A fresh request lists everything again. */
export function positions(
  account: string,
  instrument: (contract: Contract) => InstrumentId | null,
): Question<readonly Position[]> {
  return {
    write: (encoder) => {
      encoder.reqPositions();
    },
    gather: (_, done) => {
      const held = new Map<InstrumentId, Position>();
      return {
        position: ([of, contract, quantity]) => {
          const id = of === account ? instrument(contract) : null;
          if (!id) return;
          if (quantity === 0) held.delete(id);
          else held.set(id, { instrument: id, quantity });
        },
        positionEnd: () => done([...held.values()]),
      };
    },
  };
}

export interface Figures {
  readonly cashMicros: UsdMicros;
  readonly netLiquidationMicros: UsdMicros | null;
  readonly marginMicros: UsdMicros | null;
}

const TAGS = 'TotalCashValue,NetLiquidation,FullInitMarginReq';

export function accountFigures(account: string): Question<Figures> {
  return {
    write: (encoder, id) => {
      encoder.reqAccountSummary(id, 'All', TAGS);
    },
    gather: (id, done) => {
      const values = new Map<string, UsdMicros>();
      return {
        accountSummary: ([of, whose, tag, value]) => {
          const usd = Number(value);
          if (of === id && whose === account && Number.isFinite(usd))
            values.set(tag, toMicros(usd));
        },
        accountSummaryEnd: ([of]) => {
          if (of !== id) return;
          done({
            cashMicros: values.get('TotalCashValue') ?? (0 as UsdMicros),
            netLiquidationMicros: values.get('NetLiquidation') ?? null,
            marginMicros: values.get('FullInitMarginReq') ?? null,
          });
        },
      };
    },
  };
}

export interface Preview {
  readonly marginBeforeMicros: UsdMicros;
  readonly marginAfterMicros: UsdMicros;
  /** Null where the vendor gave no commission. */
  readonly feeMicros: UsdMicros | null;
}

function previewOf({
  initMarginBefore,
  initMarginAfter,
  commission,
  maxCommission,
}: OrderState): Preview {
  const fee = maxCommission ?? commission;
  return {
    marginBeforeMicros: costMicros(initMarginBefore ?? 0),
    marginAfterMicros: costMicros(initMarginAfter ?? 0),
    feeMicros: fee === undefined ? null : costMicros(fee),
  };
}

/** What an order would bind and cost: the same message with a mark that keeps it from the market. */
export function preview({ contract, order }: OrderMessage, orderId: number): Question<Preview> {
  const asked: Order = { ...order, whatIf: true };
  return {
    id: orderId,
    write: (encoder, id) => {
      encoder.placeOrder(id, contract, asked);
    },
    ends: ({ code, text }) => (isWarning(code, text) ? 'goes-on' : 'ends'),
    gather: (id, done) => ({
      openOrder: ([of, , , state]) => {
        if (of === id) done(previewOf(state));
      },
    }),
  };
}
