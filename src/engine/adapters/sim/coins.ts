import { barCloseAtMs, type SeriesId } from '../../domain/bar.js';
import { previousTradingDay } from '../../domain/calendar.js';
import type { Chain } from '../../domain/chain.js';
import {
  coinOf,
  futureId,
  perpetualId,
  spotId,
  type Coin,
  type InstrumentId,
} from '../../domain/instrument.js';
import type { Quote } from '../../domain/quote.js';
import type { TradingDay } from '../../domain/trading-day.js';
import { HOUR_MS, type EpochMs } from '../../domain/units.js';
import { simSeries, type RawBar } from './bars.js';
import { coinForward, makeCoinChain } from './coin-book.js';
import { coinDay, coinExpiries, coinSettlesAtMs, type CoinExpiry } from './coin-listing.js';
import { EtherPath, type LogPath } from './coin-path.js';
import { CoinWorld, type CoinState } from './coin-state.js';
import { onTick } from './listing.js';
import type { SimScenario } from './scenario.js';
import { toCent, type Market } from './two-sided.js';

export const SIM_COINS: readonly Coin[] = ['BTC', 'ETH'];

/** What is quoted of a coin beside the index of bitcoin, which has its own path. */
export type CoinQuotable =
  | { readonly kind: 'coin-index'; readonly coin: Coin }
  | { readonly kind: 'vol-index'; readonly coin: Coin }
  | { readonly kind: 'perpetual'; readonly coin: Coin }
  | { readonly kind: 'coin-future'; readonly coin: Coin; readonly expiry: CoinExpiry };

/** Dollars of the tick of a coin's futures. */
const TICK: Record<Coin, number> = { BTC: 0.5, ETH: 0.05 };
/** Half-spread of a future as a fraction of its price. */
const HALF_SPREAD = 0.00004;
/** Times of a year that funding is paid: each 8 hours. */
const FUNDINGS_A_YEAR = 3 * 365;
/** Share of the perpetual's premium that is paid as funding, beside a hundredth of a percent. */
const FUNDING_SHARE = 0.6;
/** Between the instants whose prices make a day's high and low. */
const BAR_STEP_MS = 2 * HOUR_MS;

interface CoinSeries {
  readonly series: SeriesId;
  readonly priceAt: (atMs: EpochMs) => number;
}

/** Coins, their futures, options and volatility indices; nothing is priced before it is asked for. */
export class SimCoins {
  private readonly worlds: Record<Coin, CoinWorld>;
  private readonly daily: readonly CoinSeries[];
  private state: CoinState | null = null;
  private listed: { day: TradingDay; known: ReadonlyMap<InstrumentId, CoinQuotable> } | null = null;

  constructor(of: {
    readonly seed: number;
    readonly scenario: SimScenario;
    readonly startAtMs: EpochMs;
    readonly firstAtMs: EpochMs;
    readonly btc: LogPath;
  }) {
    const world = (coin: Coin, path: LogPath) => new CoinWorld({ ...of, coin, path });
    const ether = new EtherPath(of.seed, of.firstAtMs, of.btc);
    const worlds = { BTC: world('BTC', of.btc), ETH: world('ETH', ether) };
    this.worlds = worlds;
    this.daily = [
      { series: simSeries('ETH'), priceAt: (ms) => toCent(worlds.ETH.indexAt(ms)) },
      { series: simSeries('BTCDVOL'), priceAt: (ms) => toCent(worlds.BTC.volIndexAt(ms)) },
      { series: simSeries('ETHDVOL'), priceAt: (ms) => toCent(worlds.ETH.volIndexAt(ms)) },
    ];
  }

  /** Instruments by id at an instant; futures and options change at 08:00 UTC. */
  known(atMs: EpochMs): ReadonlyMap<InstrumentId, CoinQuotable> {
    const day = coinDay(atMs);
    if (this.listed?.day === day) return this.listed.known;
    const known = new Map<InstrumentId, CoinQuotable>();
    known.set(spotId('ETH'), { kind: 'coin-index', coin: 'ETH' });
    for (const coin of SIM_COINS) {
      known.set(spotId(`${coin}DVOL`), { kind: 'vol-index', coin });
      known.set(perpetualId(coin), { kind: 'perpetual', coin });
      for (const expiry of coinExpiries(atMs)) {
        if (!expiry.hasFuture) continue;
        known.set(futureId(coin, expiry.day), { kind: 'coin-future', coin, expiry });
      }
    }
    this.listed = { day, known };
    return known;
  }

  quote(id: InstrumentId, of: CoinQuotable, atMs: EpochMs): Quote {
    const before = barCloseAtMs(simSeries('BTC'), previousTradingDay(coinDay(atMs)));
    const [level, past] = [this.level(of, atMs), this.level(of, before)];
    const tradable = of.kind === 'perpetual' || of.kind === 'coin-future';
    const market = tradable ? futureMarket(level, of.coin) : null;
    const size = (salt: number): number =>
      Math.round(
        10 +
          200_000 * this.worlds[of.coin].draw(nameOf(of) + salt, Math.floor(atMs / 1000) | 0) ** 2,
      ) * 10;
    return {
      instrument: id,
      bid: market?.bid ?? null,
      ask: market?.ask ?? null,
      bidSize: market ? size(1) : null,
      askSize: market ? size(2) : null,
      last: level,
      prevClose: past,
      ...(tradable && { future: this.venueFuture(of, atMs) }),
      atMs,
      delayMs: 0,
      source: 'sim',
    };
  }

  expiries(atMs: EpochMs): readonly CoinExpiry[] {
    return coinExpiries(atMs).filter(({ settlesAtMs }) => settlesAtMs > atMs);
  }

  chain(coin: Coin, expiry: CoinExpiry, atMs: EpochMs): Chain {
    const world = this.worlds[coin];
    const reference = world.indexAt(coinSettlesAtMs(coinDay(atMs)));
    return makeCoinChain({ world, state: this.stateAt(coin, atMs), expiry, reference });
  }

  series(): readonly SeriesId[] {
    return this.daily.map(({ series }) => series);
  }

  /** One day of a series, from the close before to its own; null for a series there is not. */
  bar(series: SeriesId, day: TradingDay): RawBar | null {
    const of = this.daily.find((daily) => daily.series === series);
    if (!of) return null;
    const fromMs = barCloseAtMs(series, previousTradingDay(day));
    const toMs = barCloseAtMs(series, day);
    const [open, close] = [of.priceAt(fromMs), of.priceAt(toMs)];
    let [high, low] = [Math.max(open, close), Math.min(open, close)];
    for (let atMs = fromMs + BAR_STEP_MS; atMs < toMs; atMs += BAR_STEP_MS) {
      const price = of.priceAt(atMs);
      high = Math.max(high, price);
      low = Math.min(low, price);
    }
    return { series, day, open, high, low, close, volume: null, marks: [], source: 'sim' };
  }

  private stateAt(coin: Coin, atMs: EpochMs): CoinState {
    if (this.state?.coin !== coin || this.state.atMs !== atMs) {
      this.state = this.worlds[coin].at(atMs);
    }
    return this.state;
  }

  private level(of: CoinQuotable, atMs: EpochMs): number {
    const world = this.worlds[of.coin];
    switch (of.kind) {
      case 'coin-index':
        return toCent(world.indexAt(atMs));
      case 'vol-index':
        return toCent(world.volIndexAt(atMs));
      case 'perpetual': {
        const { index, perpPremium } = this.stateAt(of.coin, atMs);
        return onTick(index * (1 + perpPremium), { tick: TICK[of.coin], round: 'nearest' });
      }
      case 'coin-future': {
        const forward = coinForward(this.stateAt(of.coin, atMs), of.expiry);
        return onTick(forward, { tick: TICK[of.coin], round: 'nearest' });
      }
    }
  }

  private venueFuture(of: CoinQuotable, atMs: EpochMs): NonNullable<Quote['future']> {
    const { index, perpPremium, basisRate } = this.stateAt(of.coin, atMs);
    const dated = of.kind === 'coin-future';
    const day = Math.floor(atMs / (8 * HOUR_MS));
    const interest =
      (dated ? 4e7 : 9e8) * (0.6 + 0.8 * this.worlds[of.coin].draw(nameOf(of), day | 0));
    const calm = basisRate / FUNDINGS_A_YEAR;
    return {
      markPrice: dated
        ? coinForward(this.stateAt(of.coin, atMs), of.expiry)
        : toCent(index * (1 + perpPremium)),
      indexPrice: toCent(index),
      openInterest: Math.round(interest / 10) * 10,
      fundingNow8h: dated ? null : calm + FUNDING_SHARE * perpPremium,
      funding8h: dated ? null : calm,
    };
  }
}

/** A number for the draws of one instrument. */
function nameOf(of: CoinQuotable): number {
  return of.kind === 'coin-future' ? 4 * (of.expiry.settlesAtMs / HOUR_MS) : 0;
}

function futureMarket(level: number, coin: Coin): Market {
  const tick = TICK[coin];
  const bid = onTick(level * (1 - HALF_SPREAD), { tick, round: 'down' });
  const ask = onTick(level * (1 + HALF_SPREAD), { tick, round: 'up' });
  return { bid, ask: Math.max(ask, bid + tick) };
}

export function isSimCoin(underlying: string): underlying is Coin {
  return coinOf(underlying) !== null;
}
