import { deribitGreeks } from '../../../src/engine/pricing/inverse.js';
import {
  DAY_MS,
  HOUR_MS,
  round,
  venueDay,
  type VenueCandle,
  type VenueInstrument,
  type VenueMark,
  type VenueSource,
} from './source.js';

export interface GeneratedOptions {
  readonly coins?: readonly ('BTC' | 'ETH')[];
  /** Days from today's 08:00 UTC to each expiry; a day that is past is listed no more. */
  readonly expiryDays?: readonly number[];
  readonly strikesPerExpiry?: number;
}

const FIRST: Readonly<Record<string, number>> = { BTC: 90_000, ETH: 3_000 };
const YEAR_MS = 365 * DAY_MS;

interface Option {
  readonly coin: string;
  readonly strike: number;
  readonly right: 'call' | 'put';
  readonly settlesAtMs: number;
}

/** A wave without chance, so that an instant looks the same whoever asks. */
function wave(nowMs: number, periodMs: number): number {
  return Math.sin((2 * Math.PI * (nowMs % periodMs)) / periodMs);
}

/** A market of its own: indices that wander, forwards with carry, smiles with skew. */
export class GeneratedMarket implements VenueSource {
  private readonly coins: readonly ('BTC' | 'ETH')[];
  private readonly days: readonly number[];
  private readonly strikes: number;
  private readonly extra: VenueInstrument[] = [];
  private readonly options = new Map<string, Option>();
  private listedDay = NaN;
  private rows: readonly VenueInstrument[] = [];

  constructor(options: GeneratedOptions = {}) {
    this.coins = options.coins ?? ['BTC', 'ETH'];
    this.days = options.expiryDays ?? [1, 2, 6, 13, 34, 69, 125, 216];
    this.strikes = options.strikesPerExpiry ?? 12;
  }

  /** Lists one option more, as the venue does when the price moves. */
  list(coin: 'BTC' | 'ETH', settlesAtMs: number, strike: number): string {
    const made = (['call', 'put'] as const).map((right) =>
      this.option({ coin, strike, right, settlesAtMs }),
    );
    this.extra.push(...made);
    this.listedDay = NaN;
    return made[0]?.name ?? '';
  }

  instruments(nowMs: number): readonly VenueInstrument[] {
    const day = Math.floor((nowMs - 8 * HOUR_MS) / DAY_MS);
    if (day === this.listedDay) return this.rows;
    this.listedDay = day;
    const eight = day * DAY_MS + 8 * HOUR_MS;
    const rows = this.coins.flatMap((coin) => [
      perpetual(coin),
      ...this.days.slice(2).map((days) => future(coin, eight + days * DAY_MS)),
      ...this.days.flatMap((days) => this.expiry(coin, eight + days * DAY_MS)),
    ]);
    const live = ({ row }: VenueInstrument) => Number(row['expiration_timestamp']) > nowMs;
    this.rows = [...rows, ...this.extra.filter(live), ...oddities(eight + DAY_MS)];
    return this.rows;
  }

  index(name: string, nowMs: number): number | null {
    const coin = name.slice(0, 3).toUpperCase();
    const first = FIRST[coin];
    if (first === undefined || !name.endsWith('_usd')) return null;
    const swing = 0.004 * wave(nowMs, 7 * HOUR_MS) + 0.0005 * wave(nowMs, 41_000);
    return round(first * (1 + swing), 2);
  }

  volatility(name: string, nowMs: number): number | null {
    return this.index(name, nowMs) === null ? null : round(48 + 3 * wave(nowMs, 5 * HOUR_MS), 2);
  }

  ticker(name: string, nowMs: number): Record<string, unknown> | null {
    const option = this.options.get(name);
    return option ? this.optionTicker(name, option, nowMs) : this.futureTicker(name, nowMs);
  }

  summary(name: string, nowMs: number): Record<string, unknown> | null {
    const ticker = this.ticker(name, nowMs);
    if (!ticker) return null;
    const none = (value: unknown) => (value === 0 ? null : value);
    const [bid, ask] = [none(ticker['best_bid_price']), none(ticker['best_ask_price'])];
    return {
      instrument_name: name,
      base_currency: name.slice(0, 3),
      quote_currency: name.slice(0, 3),
      creation_timestamp: nowMs,
      bid_price: bid,
      ask_price: ask,
      mid_price: typeof bid === 'number' && typeof ask === 'number' ? (bid + ask) / 2 : null,
      last: ticker['last_price'] ?? null,
      high: null,
      low: null,
      price_change: null,
      volume: 0,
      volume_usd: 0,
      open_interest: ticker['open_interest'],
      mark_price: ticker['mark_price'],
      estimated_delivery_price: ticker['index_price'],
      ...(this.options.has(name)
        ? {
            mark_iv: ticker['mark_iv'],
            underlying_price: ticker['underlying_price'],
            underlying_index: ticker['underlying_index'],
            interest_rate: 0,
          }
        : { current_funding: ticker['current_funding'], funding_8h: ticker['funding_8h'] }),
    };
  }

  mark(name: string, nowMs: number): VenueMark | null {
    const option = this.options.get(name);
    if (!option) return null;
    const { vol, greeks } = this.value(option, nowMs);
    const mark_price = round(greeks.markCoin, 4);
    return { timestamp: nowMs, iv: round(vol, 4), instrument_name: name, mark_price };
  }

  candles(name: string, span: { readonly fromMs: number; readonly toMs: number }): VenueCandle[] {
    const coin = name.slice(0, 3);
    const isVol = name.endsWith('DVOL');
    const candles: VenueCandle[] = [];
    const first = Math.max(Date.UTC(2026, 9, 1), Math.ceil(span.fromMs / DAY_MS) * DAY_MS);
    for (let atMs = first; atMs <= span.toMs; atMs += DAY_MS) {
      const base = isVol ? 50 : (FIRST[coin] ?? 1);
      const open = round(base * (1 + 0.05 * wave(atMs, 11 * DAY_MS)), 2);
      const close = round(base * (1 + 0.05 * wave(atMs + DAY_MS, 11 * DAY_MS)), 2);
      const [high, low] = [Math.max(open, close) * 1.01, Math.min(open, close) * 0.99];
      candles.push([atMs, open, round(high, 2), round(low, 2), close, isVol ? 0 : 1_000]);
    }
    return candles;
  }

  private expiry(coin: 'BTC' | 'ETH', settlesAtMs: number): VenueInstrument[] {
    const first = FIRST[coin] ?? 1;
    const step = first / 30;
    return Array.from({ length: this.strikes }, (_, i) => i - Math.floor(this.strikes / 2)).flatMap(
      (i) =>
        (['call', 'put'] as const).map((right) =>
          this.option({ coin, strike: Math.round(first + i * step), right, settlesAtMs }),
        ),
    );
  }

  private option(of: Option & { readonly coin: 'BTC' | 'ETH' }): VenueInstrument {
    const { coin, strike, right, settlesAtMs } = of;
    const day = venueDay(settlesAtMs);
    const name = `${coin}-${day}-${strike}-${right === 'call' ? 'C' : 'P'}`;
    this.options.set(name, of);
    return {
      ...{ name, kind: 'option', currency: coin },
      row: {
        ...{ tick_size: 0.0001, tick_size_steps: [{ tick_size: 0.0005, above_price: 0.005 }] },
        ...{ instrument_name: name, kind: 'option', strike, option_type: right },
        ...{ expiration_timestamp: settlesAtMs, settlement_period: 'day', is_active: true },
        ...{ instrument_type: 'reversed', base_currency: coin, quote_currency: coin },
        ...{ contract_size: 1, min_trade_amount: 0.1, price_index: `${coin.toLowerCase()}_usd` },
      },
    };
  }

  private value(option: Option, nowMs: number) {
    const index = this.index(`${option.coin.toLowerCase()}_usd`, nowMs) ?? 1;
    const years = Math.max(60_000, option.settlesAtMs - nowMs) / YEAR_MS;
    const forward = round(index * Math.exp(0.06 * years), 2);
    const k = Math.log(option.strike / forward) / Math.sqrt(Math.max(years, 1 / 365));
    const level = 0.45 + 0.05 * wave(nowMs, 3 * HOUR_MS) + 0.01 * Math.sqrt(years);
    // A hundredth of a vol point, as the venue rounds it.
    const vol = round(Math.min(4, level - 0.02 * k + 0.03 * k * k), 4);
    const { strike, right } = option;
    return {
      index,
      forward,
      vol,
      years,
      greeks: deribitGreeks({ forward, strike, years, vol, right }),
    };
  }

  private optionTicker(name: string, option: Option, nowMs: number): Record<string, unknown> {
    const { index, forward, vol, greeks } = this.value(option, nowMs);
    const tick = greeks.markCoin >= 0.005 ? 0.0005 : 0.0001;
    const bid = Math.max(0, round(Math.floor((greeks.markCoin * 0.99) / tick) * tick, 4));
    const ask = round((Math.floor((greeks.markCoin * 1.01) / tick) + 1) * tick, 4);
    const ivPct = round(vol * 100, 2);
    return {
      ...{ estimated_delivery_price: index, index_price: index, interest_rate: 0, state: 'open' },
      ...{ best_bid_amount: bid > 0 ? 12.5 : 0, best_ask_amount: 10 },
      ...{ bid_iv: bid > 0 ? round(ivPct - 1, 2) : 0, ask_iv: round(ivPct + 1, 2), mark_iv: ivPct },
      ...{
        underlying_index: `SYN.${name.split('-').slice(0, 2).join('-')}`,
        underlying_price: forward,
      },
      ...{ best_bid_price: bid, best_ask_price: ask, mark_price: round(greeks.markCoin, 4) },
      ...{
        open_interest: 125.4,
        max_price: 1,
        min_price: 0.0001,
        last_price: bid > 0 ? bid : null,
      },
      ...{ settlement_price: 0.01, instrument_name: name, timestamp: nowMs },
      greeks: {
        delta: round(greeks.delta, 5),
        gamma: round(greeks.gamma, 5),
        vega: round(greeks.vegaUsdPerVolPt, 5),
        theta: round(greeks.thetaUsdPerDay, 5),
        rho: round(greeks.rhoUsdPerPct, 5),
      },
      stats: { volume_usd: 100, volume: 3.1, price_change: null, low: null, high: null },
    };
  }

  private futureTicker(name: string, nowMs: number): Record<string, unknown> | null {
    const listed = this.instruments(nowMs).find((each) => each.name === name);
    if (listed?.kind !== 'future' || listed.row['instrument_type'] !== 'reversed') return null;
    const index = this.index(`${listed.currency.toLowerCase()}_usd`, nowMs) ?? 1;
    const isPerpetual = name.endsWith('-PERPETUAL');
    const years = (Number(listed.row['expiration_timestamp']) - nowMs) / YEAR_MS;
    const mark = isPerpetual ? index * 1.0001 : index * Math.exp(0.06 * years);
    const bid = Math.floor(mark * 2) / 2;
    return {
      ...{ timestamp: nowMs, state: 'open', index_price: index, instrument_name: name },
      stats: { high: null, low: null, price_change: 2.5, volume: 100, volume_usd: 9_000_000 },
      ...{ last_price: bid, settlement_price: index, min_price: bid * 0.9, max_price: bid * 1.1 },
      ...{ open_interest: 1_132_329_370, mark_price: round(mark, 2), best_bid_price: bid },
      ...{ best_ask_price: bid + 0.5, best_bid_amount: 117_660, best_ask_amount: 186_520 },
      estimated_delivery_price: index,
      ...(isPerpetual
        ? { current_funding: 0.00001, funding_8h: 0.00001742, interest_value: 0.0028 }
        : {}),
    };
  }
}

function future(coin: string, settlesAtMs: number): VenueInstrument {
  const name = `${coin}-${venueDay(settlesAtMs)}`;
  return {
    ...{ name, kind: 'future', currency: coin },
    row: {
      ...{ tick_size: 0.5, tick_size_steps: [], instrument_name: name, kind: 'future' },
      ...{ expiration_timestamp: settlesAtMs, settlement_period: 'week', is_active: true },
      ...{ instrument_type: 'reversed', base_currency: coin, quote_currency: 'USD' },
    },
  };
}

/** The year 3000: it does not end. */
const NEVER_MS = 32_503_708_800_000;

function perpetual(coin: string): VenueInstrument {
  const made = future(coin, NEVER_MS);
  const name = `${coin}-PERPETUAL`;
  return {
    ...made,
    name,
    row: { ...made.row, instrument_name: name, settlement_period: 'perpetual' },
  };
}

/** What else is listed beside: linear options with decimal strikes, and rows of no use. */
function oddities(settlesAtMs: number): VenueInstrument[] {
  const day = venueDay(settlesAtMs);
  const linear = (name: string, currency: string): VenueInstrument => ({
    ...{ name, kind: 'option', currency },
    row: {
      ...{ tick_size: 0.0001, tick_size_steps: [], instrument_name: name, kind: 'option' },
      ...{ expiration_timestamp: settlesAtMs, is_active: true, instrument_type: 'linear' },
    },
  });
  return [
    linear(`XRP_USDC-${day}-0d6-C`, 'BTC'),
    linear(`BTC_USDC-${day}-90000-C`, 'BTC'),
    { name: 'BTC-ODD', kind: 'option', currency: 'BTC', row: { instrument_name: 'BTC-ODD' } },
  ];
}
