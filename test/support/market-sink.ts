import type { MarketSink } from '../../src/engine/ports/market-data.js';

const DEAF: MarketSink = {
  quote: () => undefined,
  bar: () => undefined,
  gap: () => undefined,
  flow: () => undefined,
};

/** A sink that hears what is named and lets the rest pass. */
export function listening(to: {
  readonly [Kind in keyof MarketSink]?: (...told: Parameters<MarketSink[Kind]>) => unknown;
}): MarketSink {
  return { ...DEAF, ...to };
}
