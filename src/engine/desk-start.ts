import { newTicketId } from './domain/ticket-id.js';
import type { UserId, Role } from './domain/people.js';
import type { Feeds } from './feeds.js';
import { bookOf, type TradingBook } from './flow/book/trading-book.js';
import { digestVolFact, readDigestLevels } from './flow/digest-vol.js';
import { freshTransient, type DeskSetup, type DeskState } from './flow/desk/state.js';
import { MarketBook } from './flow/market-book.js';
import { readSignalFact, signalFact, startScore } from './flow/score/score-state.js';
import type { EngineOptions } from './options.js';
import { servedModel } from './score-model.js';
import type { StoreWatchOptions } from './store-watch.js';
import { chainUnderlyings } from './vol-effects.js';
import { readAlerts, watchedFeeds, watchQuality } from './watched.js';

/** Wall time that a ticket waits for its tap. */
const TICKET_LIFE_MS = 90_000;

export interface DeskRunOptions extends Omit<EngineOptions, 'feeds'> {
  readonly feeds: Feeds;
  readonly roleOf: (userId: UserId) => Role;
  readonly handNotices: () => void;
  readonly renewSubscriptions: () => void;
  /** Hands news on at once, without the book. */
  readonly tellNow: StoreWatchOptions['tellNow'];
}

/** Folds the journal of a world: the state in which the desk was left. */
export function readBook(options: Pick<EngineOptions, 'store' | 'world'>): TradingBook {
  return bookOf(options.store.journal.rows(options.world));
}

function setupOf(options: DeskRunOptions): DeskSetup {
  const { mode, world, strategies, calendar, tradeAgeMs, pricePeriodMs, watchEveryMs, orders } =
    options;
  return {
    mode,
    world,
    strategies,
    calendar,
    tradeAgeMs,
    pricePeriodMs,
    watchEveryMs,
    staleAfterMs: options.staleAfterMs,
    ticketLifeMs: TICKET_LIFE_MS,
    orders,
    watchedFeeds: () => watchedFeeds(options.feeds),
    volUnderlyings: () => (options.fitter ? chainUnderlyings(options.feeds) : []),
    newTicketId: () => newTicketId(options.chance.hex(10)),
    roleOf: options.roleOf,
  };
}

/** The desk as its book on disk leaves it, before anything has happened. */
export function startState(options: DeskRunOptions): DeskState {
  return {
    setup: setupOf(options),
    market: new MarketBook(),
    trading: readBook(options),
    transient: {
      ...freshTransient(),
      lastHash: options.store.journal.lastHash(options.world),
      alerts: readAlerts(options),
      digestLevels: readDigestLevels(options.store.chat.fact(digestVolFact(options.world))),
      quality: watchQuality(options),
      score: startScore(
        servedModel(options.model),
        readSignalFact(options.store.chat.fact(signalFact(options.world))),
      ),
    },
  };
}
