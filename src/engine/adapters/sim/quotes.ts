import { futureId, spotId, type InstrumentId } from '../../domain/instrument.js';
import type { DayRange, Quote } from '../../domain/quote.js';
import type { SeriesId } from '../../domain/bar.js';
import type { TradingDay } from '../../domain/trading-day.js';
import type { EpochMs } from '../../domain/units.js';
import { simSeries } from './bars.js';
import type { EtpSymbol } from './etp.js';
import { listedFutures, type Levels } from './levels.js';
import { minuteSd, type DayPath } from './day-path.js';
import { DayRanges } from './day-ranges.js';
import type { DayRecord, SimMarket } from './market.js';
import { hash, hashMore, uniformOf } from './random.js';
import { btcMarket, etpMarket, futureMarket, spyMarket, toCent, type Market } from './two-sided.js';
import { onTick } from './listing.js';

/** What kind of price an instrument has and where it comes from. */
export type Quotable =
  | { readonly kind: 'index'; readonly name: 'VIX' | 'VIX9D' | 'VIX3M' | 'SPX' }
  | { readonly kind: 'spy' }
  | { readonly kind: 'etp'; readonly symbol: EtpSymbol }
  | { readonly kind: 'btc' }
  | { readonly kind: 'future'; readonly expiry: TradingDay };

const SPOTS: readonly (readonly [InstrumentId, Quotable])[] = [
  [spotId('VIX'), { kind: 'index', name: 'VIX' }],
  [spotId('VIX9D'), { kind: 'index', name: 'VIX9D' }],
  [spotId('VIX3M'), { kind: 'index', name: 'VIX3M' }],
  [spotId('SPX'), { kind: 'index', name: 'SPX' }],
  [spotId('SPY'), { kind: 'spy' }],
  [spotId('UVXY'), { kind: 'etp', symbol: 'UVXY' }],
  [spotId('VXX'), { kind: 'etp', symbol: 'VXX' }],
  [spotId('BTC'), { kind: 'btc' }],
];

const STALE_STRETCH_MS = 300_000;

/** Instruments by id for a session's day; the futures change as they settle. */
export function quotables(today: TradingDay): ReadonlyMap<InstrumentId, Quotable> {
  const known = new Map<InstrumentId, Quotable>(SPOTS);
  for (const expiry of listedFutures(today)) {
    known.set(futureId('VX', expiry), { kind: 'future', expiry });
  }
  return known;
}

function seriesOf(of: Quotable, record: DayRecord): SeriesId {
  switch (of.kind) {
    case 'index':
      return simSeries(of.name);
    case 'spy':
      return simSeries('SPY');
    case 'etp':
      return simSeries(of.symbol);
    case 'btc':
      return simSeries('BTC');
    case 'future':
      return simSeries(`VX${record.day.expiries.indexOf(of.expiry) + 1}`);
  }
}

/** Makes quotes of one market: a pure function of market and instant. */
export class Quoter {
  private levels: Levels | null = null;
  private readonly ranges = new DayRanges();

  constructor(
    private readonly market: SimMarket,
    private readonly seed: number,
  ) {}

  /** Instant of the newest price of an instrument at a time; closed markets keep their last. */
  priceAtMs(of: Quotable, record: DayRecord, nowMs: EpochMs): EpochMs {
    if (of.kind === 'btc') return nowMs;
    const { session, forcing, dayNumber } = record.day.path;
    const lateClose = of.kind === 'future' || (of.kind === 'index' && of.name !== 'SPX');
    const closeAtMs = lateClose ? session.indexCloseAtMs : session.closeAtMs;
    const atMs = Math.min(nowMs, closeAtMs);
    if (forcing.staleShare === 0 || of.kind === 'index' || atMs === closeAtMs) return atMs;
    const stretch = Math.floor((atMs - session.openAtMs) / STALE_STRETCH_MS);
    const name = of.kind === 'spy' ? 1 : of.kind === 'etp' ? 2 : 3;
    const h = hash(this.seed, 'stale', [dayNumber, stretch, name]);
    const stale = uniformOf(h) < forcing.staleShare;
    return stale ? session.openAtMs + stretch * STALE_STRETCH_MS : atMs;
  }

  quote(id: InstrumentId, of: Quotable, at: { record: DayRecord; atMs: EpochMs }): Quote {
    const { record, atMs } = at;
    const [factor, before] = this.reference(of, record);
    const { level, market } = this.price(of, at);
    const h = hash(this.seed, 'sizes', [Math.floor(atMs / 1000) % 1e9, textHash(id)]);
    const range = this.dayRange(of, at);
    const size = (salt: number): number =>
      1 + Math.floor(SIZE[of.kind] * uniformOf(hashMore(h, salt)) ** 2);
    return {
      instrument: id,
      bid: market?.bid ?? null,
      ask: market?.ask ?? null,
      bidSize: market ? size(1) : null,
      askSize: market ? size(2) : null,
      last: level,
      prevClose: before === null ? null : toCent4(before * factor),
      ...(range && { dayRange: range }),
      atMs,
      delayMs: 0,
      source: 'sim',
    };
  }

  /** Range of the session up to an instant, for the indices and SPY that a desk measures by. */
  private dayRange(of: Quotable, at: { record: DayRecord; atMs: EpochMs }): DayRange | null {
    const name = of.kind === 'spy' ? 'SPY' : of.kind === 'index' ? of.name : null;
    if (name !== 'SPX' && name !== 'SPY' && name !== 'VIX') return null;
    const { record } = at;
    const { path } = record.day;
    const ranged = {
      name,
      dayNumber: path.dayNumber,
      openAtMs: path.session.openAtMs,
      priceAt: (atMs: EpochMs) => {
        const pricedAtMs = this.priceAtMs(of, record, atMs);
        return this.price(of, { record, atMs: pricedAtMs }).level;
      },
      look:
        name === 'VIX'
          ? {
              kind: 'scout' as const,
              likenessAt: (atMs: EpochMs) => this.market.levels(record.day, atMs).fairIndex(),
            }
          : {
              kind: 'seconds' as const,
              strayIn: (atMs: EpochMs) => strayOf(path, { name, atMs }),
            },
    };
    return this.ranges.rangeAt(ranged, at.atMs);
  }

  /** Levels at an instant; the newest is kept, because all instruments ask for the same one. */
  levelsAt(record: DayRecord, atMs: EpochMs): Levels {
    if (this.levels?.day !== record.day || this.levels.atMs !== atMs) {
      this.levels = this.market.levels(record.day, atMs);
    }
    return this.levels;
  }

  /** Factor on an instrument's raw prices, and its raw close of the session before. */
  private reference(of: Quotable, record: DayRecord): readonly [number, number | null] {
    if (of.kind === 'future') return [1, record.before?.settles.get(of.expiry) ?? null];
    const close = record.before?.bars.get(seriesOf(of, record))?.close ?? null;
    return [of.kind === 'etp' ? this.market.etpFactor(of.symbol) : 1, close];
  }

  private price(
    of: Quotable,
    { record, atMs }: { record: DayRecord; atMs: EpochMs },
  ): { level: number; market: Market | null } {
    if (of.kind === 'btc') {
      const market = btcMarket(this.market.btc.priceAt(atMs));
      return { level: toCent(this.market.btc.priceAt(atMs)), market };
    }
    const levels = this.levelsAt(record, atMs);
    const { spread } = record.day.path.forcing;
    const bar = record.bars.get(seriesOf(of, record));
    // Inside the day's bar, whose extremes are found on a coarser grid.
    const inside = (raw: number): number =>
      bar ? Math.min(bar.high, Math.max(bar.low, raw)) : raw;
    switch (of.kind) {
      case 'index':
        return { level: inside(toCent(indexLevel(levels, of.name))), market: null };
      case 'spy': {
        const raw = inside(levels.spy());
        return { level: toCent(raw), market: spyMarket(raw, spread) };
      }
      case 'etp': {
        const raw = inside(levels.etp(of.symbol)) * this.market.etpFactor(of.symbol);
        return { level: toCent(raw), market: etpMarket(raw, spread) };
      }
      case 'future': {
        const raw = inside(levels.future(of.expiry));
        const market = futureMarket(raw, spread);
        return { level: onTick(raw, { tick: 0.05, round: 'nearest' }), market };
      }
    }
  }
}

/** Standard deviations that no bridge inside a minute strays from its ends. */
const STRAY_SDS = 5;
/** What rounding to cents and SPY's tracking add, as a share of the price. */
const STRAY_ROUNDING = 5e-5;

function strayOf(path: DayPath, of: { name: 'SPX' | 'SPY'; atMs: EpochMs }): number {
  const level = Math.exp(path.highLogSpot) / (of.name === 'SPY' ? 10 : 1);
  return level * (STRAY_SDS * minuteSd(path, of.atMs) + STRAY_ROUNDING);
}

function textHash(text: string): number {
  let h = 0;
  for (let i = 0; i < text.length; i++) h = (Math.imul(h, 31) + text.charCodeAt(i)) | 0;
  return h;
}

/** Largest size shown by kind, in lots of the venue. */
const SIZE: Record<Quotable['kind'], number> = {
  index: 0,
  spy: 4000,
  etp: 300,
  btc: 20,
  future: 250,
};

function indexLevel(levels: Levels, name: 'VIX' | 'VIX9D' | 'VIX3M' | 'SPX'): number {
  switch (name) {
    case 'SPX':
      return levels.spx();
    case 'VIX':
      return levels.day.path.offset >= 0 ? levels.stripIndex() : levels.fairIndex();
    case 'VIX9D':
      return levels.constantMaturity(9);
    case 'VIX3M':
      return levels.constantMaturity(91);
  }
}

/** Settlements have three decimals; four hide the last bits of binary division. */
function toCent4(price: number): number {
  return Math.round(price * 10_000) / 10_000;
}
