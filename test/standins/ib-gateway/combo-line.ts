import type { IbContract } from './contract.js';
import type { FieldReader } from './field-reader.js';
import type { Tick } from './tick-list.js';
import type { World } from './world.js';

export interface ComboPart {
  readonly contract: IbContract;
  readonly ratio: number;
  readonly action: 'BUY' | 'SELL';
}

/** Bid and ask of a combination: what its parts would be sold and bought for. */
export async function comboTicks(parts: readonly ComboPart[], world: World): Promise<Tick[]> {
  let [bid, ask]: [number | null, number | null] = [0, 0];
  for (const { contract, ratio, action } of parts) {
    const quote = await world.quote(contract);
    const [low, high] = action === 'BUY' ? [quote?.bid, quote?.ask] : [quote?.ask, quote?.bid];
    const sign = action === 'BUY' ? ratio : -ratio;
    bid = bid === null || low == null ? null : bid + sign * low;
    ask = ask === null || high == null ? null : ask + sign * high;
  }
  const price = (type: number, value: number | null): Tick[] =>
    value === null
      ? []
      : [{ kind: 'price', type, price: Math.round(value * 100) / 100, size: 1, mask: 1 }];
  return [...price(1, bid), ...price(2, ask)];
}

export interface Leg {
  readonly conId: number;
  readonly ratio: number;
  readonly action: 'BUY' | 'SELL';
}

export function readLegs(read: FieldReader): readonly Leg[] {
  const legs: Leg[] = [];
  for (let left = read.int('nLegs'); left > 0; left--) {
    const leg = {
      conId: read.int('leg.conId'),
      ratio: read.int('leg.ratio'),
      action: read.textOf('leg.action', ['BUY', 'SELL']),
    };
    read.text('leg.exchange');
    legs.push(leg);
  }
  return legs;
}
