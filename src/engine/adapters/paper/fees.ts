import type { OrderIntent } from '../../domain/order.js';
import type { UsdMicros } from '../../domain/units.js';

export interface PaperFees {
  /** Micro-dollars; fractions are allowed and rounded up for the whole order. */
  readonly perContractMicros: number;
  readonly perShareMicros: number;
  /** Least for an order that trades at all. */
  readonly orderMinimumMicros: number;
}

/**
 * Interactive Brokers' published US rates: $0.65 an option contract (its dearest tier, premium from
 * $0.10 at up to 10,000 contracts a month), $0.005 a share, at least $1.00 an order
 * (interactivebrokers.com, pricing, commissions for options and stocks). Exchange and regulatory fees
 * and the ceiling of 1 % for small share orders are left out.
 */
export const USUAL_FEES: PaperFees = {
  perContractMicros: 650_000,
  perShareMicros: 5_000,
  orderMinimumMicros: 1_000_000,
};

type Sized = Pick<OrderIntent, 'legs'>;

function plainFees({ legs }: Sized, units: number, fees: PaperFees): number[] {
  return legs.map(({ ratio, multiplier }) => {
    const each = multiplier === 1 ? fees.perShareMicros : fees.perContractMicros;
    return Math.ceil(each * Math.abs(ratio) * units);
  });
}

/** Commission of an order of which `units` have traded. */
export function orderFee(order: Sized, units: number, fees: PaperFees): UsdMicros {
  if (units === 0) return 0 as UsdMicros;
  const plain = plainFees(order, units, fees).reduce((sum, fee) => sum + fee, 0);
  return Math.max(Math.ceil(fees.orderMinimumMicros), plain) as UsdMicros;
}

/** What the next `units` add to the order's commission, leg by leg; the last leg takes the rest. */
export function fillFees(
  order: Sized,
  traded: { readonly before: number; readonly units: number },
  fees: PaperFees,
): readonly UsdMicros[] {
  const { before, units } = traded;
  let left = orderFee(order, before + units, fees) - orderFee(order, before, fees);
  const plain = plainFees(order, units, fees);
  return plain.map((fee, i) => {
    const part = i === plain.length - 1 ? left : Math.min(fee, left);
    left -= part;
    return part as UsdMicros;
  });
}
