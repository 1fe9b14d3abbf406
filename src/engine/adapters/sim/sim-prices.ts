import type { DailyBar, SeriesId } from '../../domain/bar.js';
import type { Chain } from '../../domain/chain.js';
import type { InstrumentId } from '../../domain/instrument.js';
import { newYorkDay } from '../../domain/new-york.js';
import type { Quote } from '../../domain/quote.js';
import type { TradingDay } from '../../domain/trading-day.js';
import type { EpochMs } from '../../domain/units.js';
import { LazyBars } from './coin-bars.js';
import type { CoinExpiry } from './coin-listing.js';
import { isSimCoin, SIM_COINS, SimCoins, type CoinQuotable } from './coins.js';
import { expiriesOn, type Expiry, type Optionable } from './listing.js';
import { SimMarket, type DayRecord, type MarketOptions } from './market.js';
import { makeChain } from './option-book.js';
import { quotables, Quoter, type Quotable } from './quotes.js';

export type Known = Quotable | CoinQuotable;

const OPTIONABLE: readonly Optionable[] = ['SPX', 'SPY'];

/** Futures and volatility indices of coins are priced anew after this. */
const SLOW_MS = 10_000;

function isOptionable(underlying: string): underlying is Optionable {
  return OPTIONABLE.includes(underlying as Optionable);
}

function isOfCoins(of: Known): of is CoinQuotable {
  return 'coin' in of;
}

/** An instant of the price grid, and market time itself, which may be later. */
export interface SimInstant {
  readonly gridMs: EpochMs;
  readonly nowMs: EpochMs;
}

/** All prices of the simulated world: pure functions of an instant, made when they are asked for. */
export class SimPrices {
  private readonly market: SimMarket;
  private readonly quoter: Quoter;
  private readonly coins: SimCoins;
  private readonly coinBars: LazyBars;
  private listed: {
    readonly today: TradingDay;
    readonly coins: ReadonlyMap<InstrumentId, CoinQuotable>;
    readonly known: ReadonlyMap<InstrumentId, Known>;
  } | null = null;

  constructor(private readonly options: MarketOptions) {
    this.market = new SimMarket(options);
    this.quoter = new Quoter(this.market, options.seed);
    const { first, btc } = this.market;
    this.coins = new SimCoins({ ...options, firstAtMs: first.atMs, btc });
    this.coinBars = new LazyBars({
      names: this.coins.series(),
      firstDay: first.day,
      bar: (series, day) => this.coins.bar(series, day),
    });
  }

  /** Instruments by id; they change with the day in New York, and at 08:00 UTC. */
  known(nowMs: EpochMs): ReadonlyMap<InstrumentId, Known> {
    const today = newYorkDay(nowMs);
    const coins = this.coins.known(nowMs);
    if (this.listed?.today !== today || this.listed.coins !== coins) {
      this.listed = {
        today,
        coins,
        known: new Map<InstrumentId, Known>([...quotables(today), ...coins]),
      };
    }
    return this.listed.known;
  }

  /** Instant of the newest price of an instrument at an instant of the grid. */
  priceAtMs(of: Known, gridMs: EpochMs): EpochMs {
    if (!isOfCoins(of)) return this.quoter.priceAtMs(of, this.market.dayAt(gridMs), gridMs);
    const slow = of.kind === 'vol-index' || of.kind === 'coin-future';
    return slow ? Math.floor(gridMs / SLOW_MS) * SLOW_MS : gridMs;
  }

  /** @param at.atMs what `priceAtMs` gave for the instant of the grid. */
  quote(id: InstrumentId, of: Known, at: { gridMs: EpochMs; atMs: EpochMs }): Quote {
    if (isOfCoins(of)) return this.coins.quote(id, of, at.atMs);
    return this.quoter.quote(id, of, { record: this.market.dayAt(at.gridMs), atMs: at.atMs });
  }

  underlyings(): readonly string[] {
    return [...OPTIONABLE, ...SIM_COINS];
  }

  /** Listed expiries, ascending; null where the name has no options. */
  expiries(underlying: string, at: SimInstant): readonly TradingDay[] | null {
    if (isSimCoin(underlying)) return this.coins.expiries(at.nowMs).map(({ day }) => day);
    return isOptionable(underlying)
      ? this.stockExpiries(underlying, at).map(({ day }) => day)
      : null;
  }

  /** Null where the expiry is not listed. */
  chain(underlying: string, expiry: TradingDay, at: SimInstant): Chain | null {
    const is = (listed: Expiry | CoinExpiry): boolean => listed.day === expiry;
    if (isSimCoin(underlying)) {
      const listed = this.coins.expiries(at.nowMs).find(is);
      return listed ? this.coins.chain(underlying, listed, at.gridMs) : null;
    }
    if (!isOptionable(underlying)) return null;
    const listed = this.stockExpiries(underlying, at).find(is);
    if (!listed) return null;
    const { record, atMs } = this.optionsAt(underlying, at.gridMs);
    const levels = this.quoter.levelsAt(record, atMs);
    return makeChain(levels.book(underlying, listed), this.options.seed);
  }

  series(): readonly SeriesId[] {
    return [...this.market.series(), ...this.coinBars.series()];
  }

  /** Bars of a series whose close has come, ascending; null for a series there is not. */
  bars(series: SeriesId, nowMs: EpochMs): readonly DailyBar[] | null {
    return this.market.bars(series, nowMs) ?? this.coinBars.bars(series, nowMs);
  }

  /** Bars that closed after one instant and by another, in order of closing. */
  closedBetween(afterMs: EpochMs, untilMs: EpochMs): readonly DailyBar[] {
    this.market.dayAt(untilMs);
    const bars = this.market.closedBetween(afterMs, untilMs);
    return [...bars, ...this.coinBars.closedBetween(afterMs, untilMs)];
  }

  private optionsAt(underlying: Optionable, gridMs: EpochMs): { record: DayRecord; atMs: EpochMs } {
    const record = this.market.dayAt(gridMs);
    const { closeAtMs, indexCloseAtMs } = record.day.path.session;
    const lastMs = underlying === 'SPX' ? indexCloseAtMs : closeAtMs;
    return { record, atMs: Math.min(gridMs, lastMs) };
  }

  private stockExpiries(underlying: Optionable, at: SimInstant): readonly Expiry[] {
    const { record } = this.optionsAt(underlying, at.gridMs);
    return expiriesOn(underlying, record.day.today).filter(
      ({ settlesAtMs }) => settlesAtMs > at.nowMs,
    );
  }
}
