import type { Chain } from '../../domain/chain.js';
import { coinOf, type Coin } from '../../domain/instrument.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { TradingDay } from '../../domain/trading-day.js';
import type { Clock } from '../../ports/clock.js';
import type { FeedError } from '../../ports/market-data.js';
import type { Book } from './book.js';
import { byExpiry, chainOf, type ExpirySlots } from './chains.js';
import { indexId } from './names.js';
import { FEED } from './settings.js';

/** Chains from memory: nothing is asked of the venue for them. */
export class ChainShelf {
  private slots: ReadonlyMap<Coin, readonly ExpirySlots[]> = new Map();

  constructor(
    private readonly book: Book,
    private readonly coins: readonly Coin[],
    private readonly clock: Pick<Clock, 'nowMs'>,
  ) {}

  /** What is listed has changed. */
  group(): void {
    const slots = [...this.book.slots()];
    this.slots = new Map(this.coins.map((coin) => [coin, byExpiry(slots, coin)]));
  }

  expiries(underlying: string): Result<readonly TradingDay[], FeedError> {
    const listed = this.listed(underlying);
    return listed.ok ? ok(listed.value.map(({ expiry }) => expiry)) : listed;
  }

  chain(underlying: string, expiry: TradingDay): Result<Chain, FeedError> {
    const listed = this.listed(underlying);
    if (!listed.ok) return listed;
    const of = listed.value.find((each) => each.expiry === expiry);
    const chain = of ? chainOf(of, this.spotOf(of.coin)) : null;
    return chain ? ok(chain) : err({ code: 'no-data', name: `${underlying}/${expiry}` });
  }

  chains(underlying: string): Result<readonly Chain[], FeedError> {
    const listed = this.listed(underlying);
    if (!listed.ok) return listed;
    const chains = listed.value.map((of) => chainOf(of, this.spotOf(of.coin)));
    return ok(chains.filter((chain) => chain !== null));
  }

  /** Expiries that have not settled by now, whatever the venue still lists. */
  private listed(underlying: string): Result<readonly ExpirySlots[], FeedError> {
    const coin = coinOf(underlying);
    if (!coin || !this.coins.includes(coin)) {
      return err({ code: 'unknown-instrument', name: underlying });
    }
    const of = this.slots.get(coin) ?? [];
    if (of.length === 0) return err({ code: 'not-ready', feed: FEED });
    const nowMs = this.clock.nowMs();
    return ok(of.filter(({ settlesAtMs }) => settlesAtMs > nowMs));
  }

  private spotOf(coin: Coin): number | null {
    return this.book.slot(indexId(coin))?.quote?.last ?? null;
  }
}
