import { describe, expect, it } from 'vitest';
import type { Chain } from '../../../src/engine/domain/chain.js';
import { optionId } from '../../../src/engine/domain/instrument.js';
import { day } from '../../../src/engine/domain/trading-day.js';
import type { Strike } from '../../../src/engine/domain/units.js';
import { MarketBook } from '../../../src/engine/flow/market-book.js';

const AT_MS = Date.UTC(2026, 10, 23, 16);

function chainAt(atMs: number, changes: { bid?: number; expiry?: string } = {}): Chain {
  const expiry = day(changes.expiry ?? '2026-11-23');
  const side = (right: 'call' | 'put') => ({
    instrument: optionId({ root: 'SPXW', expiry, strike: 6000, right }),
    bid: changes.bid ?? 1,
    ask: 1.2,
    bidSize: 5,
    askSize: 7,
  });
  return {
    underlying: 'SPX',
    root: 'SPXW',
    expiry,
    settlesAtMs: AT_MS + 18_000_000,
    spot: 6010,
    rows: [{ strike: 6000 as Strike, call: side('call'), put: side('put') }],
    atMs,
    delayMs: 0,
    source: 'test',
  };
}

const PUT = optionId({ root: 'SPXW', expiry: day('2026-11-23'), strike: 6000, right: 'put' });

describe('the chains of the market book', () => {
  it('quotes an option from the newest chain that lists it, with the age of that chain', () => {
    const book = new MarketBook();
    expect(book.quote(PUT)).toBeNull();
    book.takeChain(chainAt(AT_MS));
    expect(book.quote(PUT)).toMatchObject({
      bid: 1,
      ask: 1.2,
      askSize: 7,
      atMs: AT_MS,
      delayMs: 0,
    });
    book.takeChain(chainAt(AT_MS + 1000, { bid: 1.05 }));
    expect(book.quote(PUT)).toMatchObject({ bid: 1.05, atMs: AT_MS + 1000 });
  });

  it('keeps the newer chain when an older one arrives late', () => {
    const book = new MarketBook();
    book.takeChain(chainAt(AT_MS + 1000, { bid: 1.05 }));
    book.takeChain(chainAt(AT_MS, { bid: 0.9 }));
    expect(book.quote(PUT)?.bid).toBe(1.05);
  });

  it('has no quote for a strike that is not listed', () => {
    const book = new MarketBook();
    book.takeChain(chainAt(AT_MS));
    const other = optionId({ root: 'SPXW', expiry: day('2026-11-23'), strike: 6005, right: 'put' });
    expect(book.quote(other)).toBeNull();
  });

  it('forgets the earliest expiries once it holds too many', () => {
    const book = new MarketBook();
    book.takeChain(chainAt(AT_MS, { expiry: '2026-11-20' }));
    for (let i = 0; i < 70; i++) {
      const expiry = new Date(Date.UTC(2027, 0, 1 + i)).toISOString().slice(0, 10);
      book.takeChain(chainAt(AT_MS, { expiry }));
    }
    expect(book.chain('SPX', day('2026-11-20'))).toBeNull();
    expect(book.chain('SPX', day('2027-03-11'))).not.toBeNull();
  });
});
