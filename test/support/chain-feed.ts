import type { Chain } from '../../src/engine/domain/chain.js';
import { spotId } from '../../src/engine/domain/instrument.js';
import { err, ok, type Result } from '../../src/engine/domain/result.js';
import type { FeedError, MarketData } from '../../src/engine/ports/market-data.js';
import { ScriptedFeed } from './scripted-feed.js';

type Looked = Result<readonly Chain[], FeedError>;

/** A feed whose chains are what a test gave it; counts the looks. */
export function chainFeed(
  by: Readonly<Record<string, () => readonly Chain[] | FeedError>>,
): ScriptedFeed & { looks: number } {
  const feed = new ScriptedFeed('chains');
  for (const underlying of Object.keys(by)) feed.list(spotId(underlying));
  const answers: Pick<MarketData, 'underlyings' | 'chains' | 'expiries'> = {
    underlyings: () => Object.keys(by),
    chains(underlying: string): Promise<Looked> {
      whole.looks += 1;
      const given = by[underlying]?.() ?? { code: 'no-data' as const, name: underlying };
      return Promise.resolve('code' in given ? err(given) : ok(given));
    },
    expiries: () => Promise.resolve(ok([])),
  };
  const whole = Object.assign(feed, answers, { looks: 0 });
  return whole;
}
