import type { Chain } from '../domain/chain.js';
import { err, ok, type Result } from '../domain/result.js';
import type { FeedError, MarketData } from './market-data.js';

/** Looks at every listed expiry, one after the other; an expiry without prices is left out. */
export async function allChains(
  feed: Pick<MarketData, 'expiries' | 'chain'>,
  underlying: string,
): Promise<Result<readonly Chain[], FeedError>> {
  const listed = await feed.expiries(underlying);
  if (!listed.ok) return listed;
  const chains: Chain[] = [];
  let trouble: FeedError | null = null;
  for (const expiry of listed.value) {
    const chain = await feed.chain(underlying, expiry);
    if (chain.ok) chains.push(chain.value);
    else trouble = chain.error;
  }
  return chains.length === 0 && trouble ? err(trouble) : ok(chains);
}
