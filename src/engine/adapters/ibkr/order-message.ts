import type { Contract, Order } from '@stoqey/ib';
import { OrderAction } from '@stoqey/ib/dist/api/order/enum/order-action.js';
import { OrderType } from '@stoqey/ib/dist/api/order/enum/orderType.js';
import { TimeInForce } from '@stoqey/ib/dist/api/order/enum/tif.js';
import { parseInstrument, underlyingOf, type InstrumentId } from '../../domain/instrument.js';
import type { OrderIntent } from '../../domain/order.js';
import { err, ok, type Result } from '../../domain/result.js';
import { microsToUsd, type UsdMicros } from '../../domain/units.js';
import type { Listed } from './contracts.js';
import { bagOf } from './mapping.js';

export interface OrderMessage {
  readonly contract: Contract;
  readonly order: Order;
}

function underlying(id: InstrumentId): string {
  const parsed = parseInstrument(id);
  if (!parsed) return '';
  return underlyingOf(parsed.kind === 'spot' ? parsed.symbol : parsed.root);
}

const greatest = (a: number, b: number): number => (b === 0 ? a : greatest(b, a % b));

/** Why this vendor cannot be sent the order as it is; null where it can. */
function unfit({ legs, quantity }: OrderIntent): string | null {
  if (!Number.isSafeInteger(quantity) || quantity <= 0) return `quantity ${quantity}`;
  if (legs.length === 0 || legs.some(({ ratio }) => !Number.isSafeInteger(ratio) || ratio === 0)) {
    return 'no legs, or a ratio of none';
  }
  if (new Set(legs.map(({ instrument }) => underlying(instrument))).size > 1) {
    return 'legs of different underlyings';
  }
  // What a limit counts for one unit of such a combination is not settled with the vendor.
  if (new Set(legs.map(({ multiplier }) => multiplier)).size > 1) return 'shares beside options';
  const common = legs.map(({ ratio }) => Math.abs(ratio)).reduce(greatest);
  return common === 1 ? null : `ratios with a common part of ${common}`;
}

/**
 * A limit order for the day, complete: what is left out goes out empty, and an empty `transmit`
 * parks the order. A combination is always bought, its legs say which way; a credit is a negative
 * limit.
 * @param to contracts of the legs, in order, and the account in full.
 */
export function orderMessage(
  intent: OrderIntent,
  to: { readonly listed: readonly Listed[]; readonly account: string },
): Result<OrderMessage, string> {
  const reason = unfit(intent);
  if (reason !== null) return err(reason);
  const [leg] = intent.legs;
  const [first] = to.listed;
  if (!leg || !first) return err('no legs');
  const limitUsd = microsToUsd((intent.limitTicks * intent.tickMicros) as UsdMicros);
  const common = {
    totalQuantity: intent.quantity,
    orderType: OrderType.LMT,
    tif: TimeInForce.DAY,
    account: to.account,
    orderRef: intent.ref,
    transmit: true,
  };
  if (intent.legs.length === 1) {
    const isBuy = leg.ratio > 0;
    const lmtPrice = isBuy ? limitUsd : -limitUsd;
    if (lmtPrice <= 0) return err(`limit ${lmtPrice}`);
    const contract = { ...first.contract, conId: first.conId };
    return ok({
      contract,
      order: { ...common, action: isBuy ? OrderAction.BUY : OrderAction.SELL, lmtPrice },
    });
  }
  const comboLegs = intent.legs.map(({ ratio }, i) => ({
    conId: to.listed[i]?.conId ?? 0,
    ratio: Math.abs(ratio),
    action: ratio > 0 ? OrderAction.BUY : OrderAction.SELL,
    exchange: 'SMART',
  }));
  const contract = bagOf(underlying(leg.instrument), comboLegs);
  return ok({ contract, order: { ...common, action: OrderAction.BUY, lmtPrice: limitUsd } });
}

/** Contracts of each leg in one unit of an order that was read back, by contract number. */
export function ratiosOf(
  contract: Contract,
  action: string | undefined,
): ReadonlyMap<number, number> {
  const way = action === OrderAction.BUY ? 1 : -1;
  const legs = contract.comboLegs ?? [];
  if (legs.length === 0) return new Map([[contract.conId ?? 0, way]]);
  return new Map(
    legs.map((leg) => {
      const side = leg.action === OrderAction.BUY ? way : -way;
      return [leg.conId ?? 0, side * (leg.ratio ?? 1)];
    }),
  );
}
