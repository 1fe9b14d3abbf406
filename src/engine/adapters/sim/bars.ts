import { barCloseAtMs, seriesId, type DailyBar, type SeriesId } from '../../domain/bar.js';
import type { TradingDay } from '../../domain/trading-day.js';
import { HOUR_MS, MINUTE_MS, type EpochMs } from '../../domain/units.js';
import { previousTradingDay } from '../../domain/calendar.js';
import type { CoinPath } from './coin-path.js';
import { etpSymbols, type EtpSymbol } from './etp.js';
import type { Levels, SimDay } from './levels.js';
import { futureMarket, toCent } from './two-sided.js';
import { onTick } from './listing.js';
import { hash, normalOf } from './random.js';

/** A bar with all four prices; a volatility product's are raw levels, before its shares' factor. */
export interface RawBar extends DailyBar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
}

const names = new Map<string, SeriesId>();

export function simSeries(name: string): SeriesId {
  let id = names.get(name);
  if (!id) names.set(name, (id = seriesId(name)));
  return id;
}

export const ETP_SERIES: ReadonlyMap<SeriesId, EtpSymbol> = new Map(
  etpSymbols.map((symbol) => [simSeries(symbol), symbol]),
);

/** Typical SPY volume a session, in shares. */
const SPY_VOLUME = 65e6;

export interface DayContext {
  readonly btc: CoinPath;
  readonly seed: number;
  readonly levelsAt: (atMs: EpochMs) => Levels;
}

/** Instants of a session whose levels make its bars. */
interface Samples {
  readonly open: Levels;
  readonly close: Levels;
  readonly indexClose: Levels;
  /** Where VIX is highest and lowest on the minute grid. */
  readonly top: Levels;
  readonly bottom: Levels;
}

function sample(day: SimDay, levelsAt: DayContext['levelsAt']): Samples {
  const { session, logVariance } = day.path;
  const open = levelsAt(session.openAtMs);
  const indexClose = levelsAt(session.indexCloseAtMs);
  const from = open.indexVariance();
  const to = indexClose.indexVariance();
  const last = logVariance.length - 1;
  let [top, bottom, most, least] = [0, 0, -Infinity, Infinity];
  for (let i = 0; i <= last; i++) {
    // VIX squared, its loadings taken linear in the session; the slow variance does not move in it.
    const now = Math.exp(logVariance[i] as number);
    const share = i / last;
    const level = (from.fixed + from.now * now) * (1 - share) + (to.fixed + to.now * now) * share;
    if (level > most) [top, most] = [i, level];
    if (level < least) [bottom, least] = [i, level];
  }
  return {
    open,
    close: levelsAt(session.closeAtMs),
    indexClose,
    top: levelsAt(session.openAtMs + top * MINUTE_MS),
    bottom: levelsAt(session.openAtMs + bottom * MINUTE_MS),
  };
}

interface Prices {
  readonly open: number;
  readonly close: number;
  /** Other prices of the day; the bar holds them all. */
  readonly others: readonly number[];
}

/** Makes bars of one day; every price is first rounded as its quotes are. */
class BarMaker {
  readonly bars = new Map<SeriesId, RawBar>();

  constructor(private readonly day: TradingDay) {}

  add(name: string, prices: Prices, volume: number | null = null): void {
    const { open, close, others } = prices;
    const series = simSeries(name);
    this.bars.set(series, {
      series,
      day: this.day,
      open,
      high: Math.max(open, close, ...others),
      low: Math.min(open, close, ...others),
      close,
      volume,
      marks: [],
      source: 'sim',
    });
  }
}

function addIndexes(to: BarMaker, at: Samples, day: SimDay): void {
  // History is never seen beside its chain, so it is spared the strip's thousand prices; of a live
  // day's, two strips tell how far quotes lie from fair.
  const strip = (levels: Levels): number => levels.stripIndex() / levels.fairIndex();
  const live = day.path.offset >= 0;
  const ratio = live ? (strip(at.open) + strip(at.indexClose)) / 2 : 1;
  const index = (levels: Levels): number => {
    const ends = levels === at.open || levels === at.indexClose;
    return live && ends ? levels.stripIndex() : ratio * levels.fairIndex();
  };
  const measures: readonly [string, (levels: Levels) => number][] = [
    ['VIX', index],
    ['VIX9D', (levels) => levels.constantMaturity(9)],
    ['VIX3M', (levels) => levels.constantMaturity(91)],
  ];
  for (const [name, measure] of measures) {
    to.add(name, {
      open: toCent(measure(at.open)),
      close: toCent(measure(at.indexClose)),
      others: [toCent(measure(at.top)), toCent(measure(at.bottom))],
    });
  }
}

function addEquities(to: BarMaker, at: Samples, of: { day: SimDay; seed: number }): void {
  const { path } = of.day;
  const extremes = [Math.exp(path.lowLogSpot), Math.exp(path.highLogSpot)];
  to.add('SPX', {
    open: toCent(at.open.spx()),
    close: toCent(at.close.spx()),
    others: extremes.map(toCent),
  });
  const length = (path.session.closeAtMs - path.session.openAtMs) / (6.5 * HOUR_MS);
  const calm = Math.exp(0.2 * normalOf(hash(of.seed, 'volume', [path.dayNumber])));
  const fear = Math.sqrt(Math.exp(path.logVariance[0] as number) / 0.0225);
  to.add(
    'SPY',
    {
      open: toCent(at.open.spy()),
      close: toCent(at.close.spy()),
      others: extremes.map((level) => toCent(level / 10)),
    },
    Math.round(SPY_VOLUME * length * calm * fear),
  );
}

function addBtc(to: BarMaker, day: SimDay, btc: CoinPath): void {
  const series = simSeries('BTC');
  const fromMs = barCloseAtMs(series, previousTradingDay(day.today));
  const toMs = barCloseAtMs(series, day.today);
  const others: number[] = [];
  for (let atMs = fromMs + HOUR_MS; atMs < toMs; atMs += HOUR_MS) {
    others.push(toCent(btc.priceAt(atMs)));
  }
  to.add('BTC', { open: toCent(btc.priceAt(fromMs)), close: toCent(btc.priceAt(toMs)), others });
}

/** All bars of a session, and its futures' settlements by settlement day. */
export function barsOfDay(
  day: SimDay,
  of: DayContext,
): { bars: ReadonlyMap<SeriesId, RawBar>; settles: ReadonlyMap<TradingDay, number> } {
  const at = sample(day, of.levelsAt);
  const to = new BarMaker(day.today);
  addIndexes(to, at, day);
  addEquities(to, at, { day, seed: of.seed });
  const settles = new Map<TradingDay, number>();
  day.expiries.forEach((expiry, i) => {
    // A settlement is the middle of the closing market; high and low lie on the tick grid.
    const mid = (levels: Levels): number => {
      const { bid, ask } = futureMarket(levels.future(expiry), day.path.forcing.spread);
      return Math.round(500 * (bid + ask)) / 1000;
    };
    const open = mid(at.open);
    const close = mid(at.indexClose);
    settles.set(expiry, close);
    const others = [
      onTick(Math.max(open, close, mid(at.top)), { tick: 0.05, round: 'up' }),
      onTick(Math.min(open, close, mid(at.bottom)), { tick: 0.05, round: 'down' }),
    ];
    to.add(`VX${i + 1}`, { open, close, others });
  });
  for (const symbol of etpSymbols) {
    to.add(symbol, {
      open: at.open.etp(symbol),
      close: at.close.etp(symbol),
      others: [at.top.etp(symbol), at.bottom.etp(symbol)],
    });
  }
  addBtc(to, day, of.btc);
  return { bars: to.bars, settles };
}
