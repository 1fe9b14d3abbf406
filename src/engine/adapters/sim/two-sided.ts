import { onTick } from './listing.js';

export interface Market {
  readonly bid: number;
  readonly ask: number;
}

export function toCent(price: number): number {
  return Math.round(price * 100) / 100;
}

function around(level: number, of: { half: number; tick: number }): Market {
  const bid = onTick(level - of.half, { tick: of.tick, round: 'down' });
  const ask = onTick(level + of.half, { tick: of.tick, round: 'up' });
  return { bid: Math.max(of.tick, bid), ask: Math.max(ask, bid + of.tick) };
}

/** VX: ticks of 0.05. @param spread factor on the half-spread. */
export function futureMarket(level: number, spread: number): Market {
  return around(level, { half: 0.004 * spread + 0.0004 * level * spread, tick: 0.05 });
}

/** SPY: a cent or two wide in quiet times. */
export function spyMarket(level: number, spread: number): Market {
  return around(level, { half: 0.003 * spread, tick: 0.01 });
}

export function etpMarket(level: number, spread: number): Market {
  return around(level, { half: (0.004 + 0.0002 * level) * spread, tick: 0.01 });
}

export function btcMarket(level: number): Market {
  return around(level, { half: 0.00002 * level, tick: 0.5 });
}
