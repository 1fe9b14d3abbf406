import type { OrderIntent } from '../domain/order.js';
import type { CapUse } from '../domain/ticket.js';
import type { UsdMicros } from '../domain/units.js';
import type { RiskCaps } from './rules.js';

/** What of the caps is used already. Losses are positive. */
export interface CapsUsed {
  readonly dayLossMicros: UsdMicros;
  readonly openWorstMicros: UsdMicros;
}

type Losses = Pick<OrderIntent, 'plannedLossMicros' | 'worstLossMicros'>;

const NO_LOSS = 0 as UsdMicros;
const NOTHING: Losses = { plannedLossMicros: NO_LOSS, worstLossMicros: NO_LOSS };

/**
 * Every cap with what is used before an order and after it.
 * @param order null where there is none: before and after are the same.
 */
export function capUses(caps: RiskCaps, used: CapsUsed, order: Losses | null): readonly CapUse[] {
  const { plannedLossMicros: planned, worstLossMicros: worst } = order ?? NOTHING;
  const { dayLossMicros: day, openWorstMicros: open } = used;
  return [
    use('planned-loss', [NO_LOSS, planned], caps.plannedMicros),
    use('worst-loss', [NO_LOSS, worst], caps.worstMicros),
    use('day-loss', [day, planned], caps.dayMicros),
    use('open-worst', [open, worst], caps.openWorstMicros),
  ];
}

function use(
  name: CapUse['name'],
  [before, more]: readonly [UsdMicros, UsdMicros],
  capMicros: UsdMicros,
): CapUse {
  return { name, beforeMicros: before, afterMicros: (before + more) as UsdMicros, capMicros };
}

/** A figure that is no number is over every cap. */
export function isOver({ afterMicros, capMicros }: CapUse): boolean {
  return !(afterMicros <= capMicros);
}

/** The day's loss has reached its cap: positions are closed, and not even a free entry is taken. */
export function dayLossReached(dayLossMicros: UsdMicros, caps: RiskCaps): boolean {
  return !(dayLossMicros < caps.dayMicros);
}
