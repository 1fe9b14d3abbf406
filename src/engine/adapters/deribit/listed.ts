import type { Coin, InstrumentId, Right } from '../../domain/instrument.js';
import type { TradingDay } from '../../domain/trading-day.js';
import type { EpochMs } from '../../domain/units.js';

/** Steps of the price: the first everywhere, each further one from its own price on. */
export interface Ticks {
  readonly tick: number;
  readonly steps: readonly { readonly fromPrice: number; readonly tick: number }[];
}

interface ListedBase {
  /** The venue's name. */
  readonly name: string;
  readonly id: InstrumentId;
  readonly coin: Coin;
  readonly ticks: Ticks;
}

export interface ListedOption extends ListedBase {
  readonly kind: 'option';
  readonly expiry: TradingDay;
  readonly settlesAtMs: EpochMs;
  readonly strike: number;
  readonly right: Right;
}

export interface ListedFuture extends ListedBase {
  readonly kind: 'future';
  readonly expiry: TradingDay;
  readonly settlesAtMs: EpochMs;
}

export interface ListedPerpetual extends ListedBase {
  readonly kind: 'perpetual';
}

/** One instrument that the venue lists. */
export type Listed = ListedOption | ListedFuture | ListedPerpetual;

/** The least step of an instrument's price at a price, both as the venue quotes them. */
export function tickAt(ticks: Ticks, price: number): number {
  let { tick } = ticks;
  for (const step of ticks.steps) if (price >= step.fromPrice) tick = step.tick;
  return tick;
}

export function hasSettled(of: Listed, nowMs: EpochMs): boolean {
  return of.kind !== 'perpetual' && of.settlesAtMs <= nowMs;
}
