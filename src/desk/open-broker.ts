import { createPaperBroker, settlementPrices } from '../engine/adapters/paper/paper-broker.js';
import { spotId } from '../engine/domain/instrument.js';
import type { UsdMicros } from '../engine/domain/units.js';
import type { Engine } from '../engine/engine.js';
import type { Broker } from '../engine/ports/broker.js';
import type { Clock } from '../engine/ports/clock.js';
import type { Store } from '../engine/ports/store.js';
import type { Market } from './market-parts.js';

/** $1,000,000 and 400 SPY: the account that a paper broker starts with. */
const PAPER_CASH = 1_000_000_000_000 as UsdMicros;
const PAPER_SPY = 400;
/** Wall time after which a broker that does not answer has an unknown order. */
const ANSWER_WITHIN_MS = 10_000;

interface Needs {
  readonly market: Market;
  readonly wall: Clock;
  readonly store: Store;
}

/**
 * The market's own broker, or one on paper that fills at the engine's prices.
 * @param engine asked for later than this, as the engine needs its broker first
 */
export function openBroker(
  { market, wall, store }: Needs,
  engine: () => Engine,
): { readonly broker: Broker; readonly quotesTaken: () => void } {
  if (market.broker) return { broker: market.broker, quotesTaken: () => undefined };
  const broker = createPaperBroker({
    quote: (instrument) => engine().quote(instrument),
    settlementPrice: settlementPrices({
      quote: (instrument) => engine().quote(instrument),
      bars: (series) => engine().bars(series),
    }),
    clock: market.clock,
    wall,
    answerWithinMs: ANSWER_WITHIN_MS,
    quoteAgeLimitMs: market.tradeAgeMs,
    rows: store.paper,
    account: market.world,
    seed: {
      cashMicros: PAPER_CASH,
      positions: [{ instrument: spotId('SPY'), quantity: PAPER_SPY }],
    },
  });
  return { broker, quotesTaken: () => broker.onQuote() };
}
