import { optionId, type InstrumentId } from '../src/engine/domain/instrument.js';
import type { Quote } from '../src/engine/domain/quote.js';
import { addDays, day } from '../src/engine/domain/trading-day.js';

const EXPIRIES = 20;
const STRIKES = 25;
/** As many options as the venue lists on one coin. */
export const OPTIONS = 2 * EXPIRIES * STRIKES;
export const DAY = day('2026-11-20');
const START_MS = Date.UTC(2026, 10, 20);
const FORWARD = 91_000;

interface Walk {
  readonly instrument: InstrumentId;
  coins: number;
  iv: number;
}

/** Uniform on [0, 1) by Marsaglia's xorshift (2003), so that every run stores the same day. */
function uniforms(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

function listed(): Walk[] {
  const walks: Walk[] = [];
  for (let expiry = 1; expiry <= EXPIRIES; expiry++) {
    for (let strike = 0; strike < STRIKES; strike++) {
      for (const right of ['call', 'put'] as const) {
        const of = { root: 'BTC', expiry: addDays(DAY, 3 * expiry), right };
        const instrument = optionId({ ...of, strike: 60_000 + 2_500 * strike });
        walks.push({ instrument, coins: 0.03, iv: 0.5 });
      }
    }
  }
  return walks;
}

/**
 * Quotes of one underlying's options as a venue streams them, ascending in time over a day: the few
 * near the money tick some fifty times as often as the far ones.
 */
export function* dayOfQuotes(rows: number): Generator<Quote> {
  const next = uniforms(20_261_120);
  const walks = listed();
  const order = walks.map((_, n) => n).sort(() => next() - 0.5);
  let forward = FORWARD;
  for (let row = 0; row < rows; row++) {
    const walk = walks[order[Math.floor(OPTIONS * next() ** 3)] ?? 0] as Walk;
    forward = Math.round(100 * forward * (1 + 2e-6 * (next() - 0.5))) / 100;
    walk.coins = Math.max(5, Math.round(1e4 * walk.coins + 6 * (next() - 0.5))) / 1e4;
    walk.iv = Math.round(1e4 * Math.max(0.2, walk.iv + 0.002 * (next() - 0.5))) / 1e4;
    yield {
      instrument: walk.instrument,
      bid: walk.coins,
      ask: (Math.round(1e4 * walk.coins) + 5) / 1e4,
      bidSize: Math.round(500 * next()) / 10,
      askSize: Math.round(500 * next()) / 10,
      last: null,
      prevClose: null,
      option: {
        forward,
        markPrice: (Math.round(1e4 * walk.coins) + 2) / 1e4,
        markIv: walk.iv,
        openInterest: Math.round(3e4 * next()) / 10,
        ...{ bidIv: null, askIv: null, greeks: null, volume: null },
      },
      atMs: Math.floor(START_MS + (row / rows) * 86_400_000),
      delayMs: 0,
      source: 'deribit',
    };
  }
}

/** Random instants of that day, not in its first hour. */
export function* instants(): Generator<number> {
  const next = uniforms(7);
  for (;;) yield Math.floor(START_MS + (1 + 22.9 * next()) * 3_600_000);
}
