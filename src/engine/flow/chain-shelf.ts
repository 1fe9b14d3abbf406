import type { Chain, OptionSide } from '../domain/chain.js';
import { parseInstrument, underlyingOf, type InstrumentId } from '../domain/instrument.js';
import type { Quote } from '../domain/quote.js';
import type { TradingDay } from '../domain/trading-day.js';

interface Shelved {
  readonly chain: Chain;
  /** Made at the first question: most chains are looked at for a few strikes alone. */
  sides: ReadonlyMap<InstrumentId, OptionSide> | null;
}

/** Beyond these, expiries that have settled longest are forgotten. */
const CHAINS_KEPT = 64;

function sidesOf(chain: Chain): ReadonlyMap<InstrumentId, OptionSide> {
  const sides = new Map<InstrumentId, OptionSide>();
  for (const { call, put } of chain.rows) {
    sides.set(call.instrument, call);
    sides.set(put.instrument, put);
  }
  return sides;
}

/** The newest chain of each underlying and expiry, and the quotes of its options. */
export class ChainShelf {
  readonly #chains = new Map<string, Shelved>();

  take(chain: Chain): void {
    const key = `${chain.underlying}/${chain.expiry}`;
    const known = this.#chains.get(key);
    if (known && known.chain.atMs > chain.atMs) return;
    this.#chains.set(key, { chain, sides: null });
    if (this.#chains.size > CHAINS_KEPT) this.#forgetOldest();
  }

  chain(underlying: string, expiry: TradingDay): Chain | null {
    return this.#chains.get(`${underlying}/${expiry}`)?.chain ?? null;
  }

  quote(instrument: InstrumentId): Quote | null {
    const parsed = parseInstrument(instrument);
    if (parsed?.kind !== 'option') return null;
    const shelved = this.#chains.get(`${underlyingOf(parsed.root)}/${parsed.expiry}`);
    if (!shelved) return null;
    shelved.sides ??= sidesOf(shelved.chain);
    const side = shelved.sides.get(instrument);
    if (!side) return null;
    const { bid, ask, bidSize, askSize } = side;
    const { atMs, delayMs, source } = shelved.chain;
    return {
      instrument,
      bid,
      ask,
      bidSize,
      askSize,
      last: null,
      prevClose: null,
      atMs,
      delayMs,
      source,
    };
  }

  #forgetOldest(): void {
    const [oldest] = [...this.#chains].sort(([, a], [, b]) =>
      a.chain.expiry < b.chain.expiry ? -1 : 1,
    );
    if (oldest) this.#chains.delete(oldest[0]);
  }
}
