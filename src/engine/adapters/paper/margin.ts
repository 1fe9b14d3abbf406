import type { InstrumentId } from '../../domain/instrument.js';
import { unitMultiplier, type OrderIntent } from '../../domain/order.js';
import type { UsdMicros } from '../../domain/units.js';
import { contractOf, underlyingId, type OptionContract } from './contracts.js';

/** A price in micro-dollars for one share or point; null where none is known. */
export type PriceMicros = (instrument: InstrumentId) => number | null;

export type Holdings = ReadonlyMap<InstrumentId, number>;

/** Shares are stressed by this share of their price, up and down (OCC's risk-based range for equities). */
const SHARE_STRESS = 0.15;
/** A naked option binds this share of the spot less what it is out of the money … */
const NAKED_SHARE = 0.2;
/** … and at least this one (Cboe rule 10.3 for equity options; its 15 % for indices is not used). */
const NAKED_FLOOR = 0.1;

interface Lot {
  readonly option: OptionContract;
  readonly quantity: number;
}

interface Group {
  shares: number;
  spotMicros: number | null;
  readonly lots: Map<string, Lot[]>;
}

function groups(holdings: Holdings, price: PriceMicros): Iterable<Group> {
  const found = new Map<string, Group>();
  for (const [id, quantity] of holdings) {
    const contract = contractOf(id);
    if (!contract || quantity === 0) continue;
    let group = found.get(contract.underlying);
    if (!group) {
      group = { shares: 0, spotMicros: price(underlyingId(contract)), lots: new Map() };
      found.set(contract.underlying, group);
    }
    if (contract.kind === 'share') group.shares += quantity;
    else {
      const lots = group.lots.get(contract.expiry) ?? [];
      lots.push({ option: contract, quantity });
      group.lots.set(contract.expiry, lots);
    }
  }
  return found.values();
}

function intrinsicMicros({ right, strikeMicros }: OptionContract, spotMicros: number): number {
  return Math.max(0, right === 'call' ? spotMicros - strikeMicros : strikeMicros - spotMicros);
}

/** Fall of lots that expire together from their middles to their worst payoff over all spots. */
function worstFall(lots: readonly Lot[], price: PriceMicros): number {
  const spots = [0, ...lots.map(({ option }) => option.strikeMicros)];
  let now = 0;
  const worth = spots.map(() => 0);
  for (const { option, quantity } of lots) {
    now += quantity * option.multiplier * (price(option.id) ?? 0);
    spots.forEach((spot, i) => {
      worth[i] = (worth[i] ?? 0) + quantity * option.multiplier * intrinsicMicros(option, spot);
    });
  }
  return Math.max(0, now - Math.min(...worth));
}

function nakedMicros({ right, strikeMicros, multiplier }: OptionContract, spot: number | null) {
  const spotMicros = spot ?? strikeMicros;
  const out = Math.max(0, right === 'call' ? strikeMicros - spotMicros : spotMicros - strikeMicros);
  const floor = NAKED_FLOOR * (right === 'call' ? spotMicros : strikeMicros);
  return multiplier * Math.ceil(Math.max(NAKED_SHARE * spotMicros - out, floor));
}

/** Takes `count` short contracts of one right out of lots, the dearest first. */
function takeShorts(
  lots: Lot[],
  want: { right: OptionContract['right']; count: number },
): { option: OptionContract; count: number }[] {
  const dearer = want.right === 'call' ? 1 : -1;
  const order = lots
    .map((lot, i) => ({ lot, i }))
    .filter(({ lot }) => lot.option.right === want.right && lot.quantity < 0)
    .sort((a, b) => dearer * (a.lot.option.strikeMicros - b.lot.option.strikeMicros));
  const taken: { option: OptionContract; count: number }[] = [];
  let left = want.count;
  for (const { lot, i } of order) {
    const count = Math.min(left, -lot.quantity);
    if (count <= 0) break;
    lots[i] = { option: lot.option, quantity: lot.quantity + count };
    taken.push({ option: lot.option, count });
    left -= count;
  }
  return taken;
}

function netShort(lots: readonly Lot[], right: OptionContract['right']): number {
  let net = 0;
  for (const { option, quantity } of lots) if (option.right === right) net += quantity;
  return Math.max(0, -net);
}

function groupMargin({ shares, spotMicros, lots }: Group, price: PriceMicros): number {
  let micros = Math.ceil(SHARE_STRESS * Math.abs(shares) * (spotMicros ?? 0));
  const cover = {
    call: Math.floor(Math.max(0, shares) / 100),
    put: Math.floor(Math.max(0, -shares) / 100),
  };
  for (const [, held] of [...lots].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const rest = [...held];
    for (const right of ['call', 'put'] as const) {
      for (const { option, count } of takeShorts(rest, { right, count: netShort(rest, right) })) {
        const covered = Math.min(count, cover[right]);
        cover[right] -= covered;
        micros += (count - covered) * nakedMicros(option, spotMicros);
      }
    }
    micros += worstFall(rest, price);
  }
  return micros;
}

/**
 * Margin that holdings bind, a portfolio's rules made simple and hard:
 * - options of one underlying and expiry whose losses end: how far they can fall from their present
 *   middles to their worst payoff; an option without a price counts as worth nothing, so that a
 *   spread then binds its whole width;
 * - shares: 15 % of their price; where that is unknown nothing, as they then count for no equity;
 * - short options beyond the long ones of their expiry and right, not covered by 100 shares each:
 *   20 % of the spot less what they are out of the money, at least 10 %. Longer expiries cover nothing.
 */
export function marginOf(holdings: Holdings, price: PriceMicros): UsdMicros {
  let micros = 0;
  for (const group of groups(holdings, price)) micros += groupMargin(group, price);
  return micros as UsdMicros;
}

/** Holdings and cash as they are, or as they would be once orders have filled at their limits. */
export interface Funds {
  readonly holdings: Holdings;
  readonly cashMicros: number;
}

export function afterOrder(
  funds: Funds,
  order: Pick<OrderIntent, 'legs' | 'limitTicks' | 'tickMicros'>,
  of: { readonly units: number; readonly feeMicros: number },
): Funds {
  const holdings = new Map(funds.holdings);
  for (const { instrument, ratio } of order.legs) {
    holdings.set(instrument, (holdings.get(instrument) ?? 0) + ratio * of.units);
  }
  const unitMicros = order.limitTicks * order.tickMicros * unitMultiplier(order.legs);
  return { holdings, cashMicros: funds.cashMicros - unitMicros * of.units - of.feeMicros };
}

/** Worth of holdings at their middles. `known` is whether every one has a price. */
export function worthOf(
  holdings: Holdings,
  price: PriceMicros,
): { micros: number; known: boolean } {
  let micros = 0;
  let known = true;
  for (const [id, quantity] of holdings) {
    if (quantity === 0) continue;
    const at = price(id);
    if (at === null) known = false;
    else micros += quantity * (contractOf(id)?.multiplier ?? 1) * at;
  }
  return { micros, known };
}
