import {
  createPaperBroker,
  settlementPrices,
  type PaperBroker,
} from '../../src/engine/adapters/paper/paper-broker.js';
import { spotId } from '../../src/engine/domain/instrument.js';
import type { UsdMicros } from '../../src/engine/domain/units.js';
import { createEngine, type Engine } from '../../src/engine/engine.js';
import type { EngineOptions } from '../../src/engine/options.js';
import { plainEngine } from './plain-engine.js';

/** What a paper account begins with here: a million dollars and 400 SPY. */
export const SEED_CASH_MICROS = 1_000_000_000_000 as UsdMicros;

type Named =
  'store' | 'wall' | 'market' | 'world' | 'feeds' | 'owners' | 'strategies' | 'tradeAgeMs';

/** An engine with its paper broker, which is quoted by it. */
export function paperEngine(of: Pick<EngineOptions, Named> & Partial<EngineOptions>): {
  readonly broker: PaperBroker;
  readonly engine: Engine;
} {
  const { market, wall, store, world, tradeAgeMs } = of;
  const broker = createPaperBroker({
    quote: (instrument) => engine.quote(instrument),
    settlementPrice: settlementPrices({
      quote: (instrument) => engine.quote(instrument),
      bars: (series) => engine.bars(series),
    }),
    clock: market,
    wall,
    answerWithinMs: 5_000,
    quoteAgeLimitMs: tradeAgeMs,
    rows: store.paper,
    account: world,
    seed: {
      cashMicros: SEED_CASH_MICROS,
      positions: [{ instrument: spotId('SPY'), quantity: 400 }],
    },
  });
  const engine: Engine = createEngine({
    ...plainEngine(of),
    ...of,
    broker,
    orders: 'on',
    quotesTaken: () => broker.onQuote(),
  });
  return { broker, engine };
}
