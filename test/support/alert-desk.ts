import type { UserId } from '../../src/engine/domain/people.js';
import { freshTransient, type DeskState } from '../../src/engine/flow/desk/state.js';
import { bookOf } from '../../src/engine/flow/book/trading-book.js';
import { MarketBook } from '../../src/engine/flow/market-book.js';
import { MINUTE_MS } from '../../src/engine/domain/units.js';

/** A desk's state with nothing in it, to step alerts through. */
export function alertDesk(): DeskState {
  return {
    setup: {
      mode: 'SIM',
      world: 'test',
      strategies: new Map(),
      calendar: null,
      tradeAgeMs: MINUTE_MS,
      staleAfterMs: MINUTE_MS,
      pricePeriodMs: 1_000,
      watchEveryMs: 5_000,
      ticketLifeMs: 90_000,
      orders: 'off',
      watchedFeeds: () => [],
      volUnderlyings: () => ['BTC'],
      newTicketId: () => {
        throw new Error('no ticket is part of this test');
      },
      roleOf: (userId: UserId) => (userId === (1000 as UserId) ? 'owner' : 'stranger'),
    },
    market: new MarketBook(),
    trading: bookOf([]),
    transient: freshTransient(),
  };
}
