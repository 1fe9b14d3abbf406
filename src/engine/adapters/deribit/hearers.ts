import type { Coin, InstrumentId } from '../../domain/instrument.js';
import type { Cancel } from '../../ports/clock.js';
import type { MarketSink } from '../../ports/market-data.js';
import type { Slot } from './slot.js';

interface Wish {
  readonly sink: MarketSink;
  readonly instruments: ReadonlySet<InstrumentId>;
  /** All options on this coin. */
  readonly coin: Coin | null;
}

/** Who wants to be told of what; a sink with several wishes is told of each thing once. */
export class Hearers {
  private readonly wishes = new Set<Wish>();

  add(wish: Wish): Cancel {
    this.wishes.add(wish);
    return () => this.wishes.delete(wish);
  }

  clear(): void {
    this.wishes.clear();
  }

  all(): readonly MarketSink[] {
    return [...new Set([...this.wishes].map(({ sink }) => sink))];
  }

  /** Sets the sinks of a slot anew. */
  place(slot: Slot): void {
    const option = slot.listed?.kind === 'option' ? slot.listed.coin : null;
    const wants = (wish: Wish) =>
      wish.instruments.has(slot.id) || (option !== null && wish.coin === option);
    slot.sinks = [...new Set([...this.wishes].filter(wants).map(({ sink }) => sink))];
  }
}
