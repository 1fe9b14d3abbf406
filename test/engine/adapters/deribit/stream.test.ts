import { afterEach, describe, expect, it } from 'vitest';
import { openDeribit, type DeribitWorld, type WorldOptions } from './deribit-world.js';

const open: DeribitWorld[] = [];

async function world(options: WorldOptions = {}): Promise<DeribitWorld> {
  const made = await openDeribit(options);
  open.push(made);
  return made;
}

afterEach(async () => {
  for (const each of open.splice(0)) {
    expect(each.venue.violations).toEqual([]);
    await each.close();
  }
});

describe('the stream', () => {
  it('has chains of both coins at once and is ready', async () => {
    const { begin, feed, clock } = await world();
    await begin();
    expect(feed.state().state).toBe('ready');
    for (const coin of ['BTC', 'ETH']) {
      const chains = await feed.chains(coin);
      if (!chains.ok) throw new Error('no chains');
      expect(chains.value.length).toBe(3);
      expect(chains.value[0]?.rows.length).toBe(6);
      expect(chains.value.every(({ atMs }) => atMs === clock.nowMs())).toBe(true);
    }
  });

  it('pushes every ticker that the venue sends', async () => {
    const { begin, feed, venue, pass, quotes } = await world();
    await begin();
    const before = { sent: venue.sent.tickers, heard: quotes.length };
    await pass(5_000);
    const tickers = quotes.slice(before.heard).filter((quote) => quote.option ?? quote.future);
    expect(tickers.length).toBe(venue.sent.tickers - before.sent);
    expect(tickers.length).toBeGreaterThan(5 * 70);
    expect(feed.stats().refused).toEqual({});
  });
});
