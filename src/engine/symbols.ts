import type { QueryError } from './api.js';
import { parseInstrument, type InstrumentId } from './domain/instrument.js';
import { nearest } from './domain/nearest.js';
import { err, ok, type Result } from './domain/result.js';
import type { Feeds } from './feeds.js';

const RANKED_FUTURE = /^VX([1-9])$/;

function listedFutures(feeds: Feeds): InstrumentId[] {
  return feeds
    .instruments()
    .filter((id) => id.startsWith('VX/'))
    .sort();
}

/** Symbols a person may type: names of spots, and `VX1`… for the futures by rank. */
export function typedSymbols(feeds: Feeds): readonly string[] {
  const spots = feeds.instruments().filter((id) => !id.includes('/'));
  return [...spots, ...listedFutures(feeds).map((_, index) => `VX${index + 1}`)];
}

/** What a person typed, in any case, with or without a leading ^ or $, to an instrument. */
export function resolveSymbol(feeds: Feeds, typed: string): Result<InstrumentId, QueryError> {
  const symbol = typed.trim().replace(/^[$^]/, '').toUpperCase();
  const rank = RANKED_FUTURE.exec(symbol)?.[1];
  const future = rank ? listedFutures(feeds)[Number(rank) - 1] : undefined;
  if (future) return ok(future);
  const instrument = parseInstrument(symbol);
  if (instrument && feeds.feedOf(instrument.id)) return ok(instrument.id);
  const names = nearest(symbol, typedSymbols(feeds));
  return err({ code: 'unknown-symbol', symbol: symbol.slice(0, 40), nearest: names });
}
