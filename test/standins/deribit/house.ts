import type { Clock } from '../../../src/engine/ports/clock.js';
import { Pool } from './pools.js';
import type { VenueSource } from './source.js';
import type { Mood } from './troubles.js';

/** What all connections of the stand-in share. */
export interface House {
  readonly clock: Clock;
  readonly source: VenueSource;
  readonly mood: Mood;
  readonly pools: { readonly calls: Pool; readonly subscribes: Pool; readonly lists: Pool };
  readonly credentials: { readonly clientId: string; readonly clientSecret: string } | null;
  /** What a client must not do, as it was done. */
  readonly violations: string[];
  /** Methods asked for over sockets and over HTTP, in order. */
  readonly asked: string[];
  /** Frames of each kind sent to any client: the counts a receiver has to come to. */
  readonly sent: { tickers: number; others: number };
}

/** Of one address, as published. */
export function makePools(clock: Clock): House['pools'] {
  const nowMs = () => clock.nowMs();
  return {
    calls: new Pool(nowMs, { pool: 50_000, perSecond: 10_000 }),
    subscribes: new Pool(nowMs, { pool: 30_000, perSecond: 10_000 }),
    lists: new Pool(nowMs, { pool: 50, perSecond: 1 }),
  };
}

const [CALL_COST, SUBSCRIBE_COST] = [500, 3_000];

/** Takes the credits of one call; @returns whether they were there. */
export function payFor(house: House, method: string): 'paid' | 'short' {
  const { pools, violations } = house;
  let paid: 'paid' | 'short';
  if (method.endsWith('subscribe')) paid = pools.subscribes.pay(SUBSCRIBE_COST);
  else if (method === 'public/get_instruments') paid = pools.lists.pay(1);
  else paid = pools.calls.pay(CALL_COST);
  if (paid === 'short') violations.push(`out of credits: ${method}`);
  return paid;
}
