import {
  addTradingDays,
  nextTradingDay,
  previousTradingDay,
  sessionAtOrAfter,
  sessionOf,
  type Session,
} from '../../domain/calendar.js';
import { barCloseAtMs, type DailyBar, type SeriesId } from '../../domain/bar.js';
import type { TradingDay } from '../../domain/trading-day.js';
import type { EpochMs } from '../../domain/units.js';
import { barsOfDay, ETP_SERIES, simSeries, type RawBar } from './bars.js';
import { BTC_LAW, CoinPath } from './coin-path.js';
import { initialState, makeDayPath, type MarketState } from './day-path.js';
import { etpSymbols, holdingAfter, mergedFactor, startFactor, type EtpSymbol } from './etp.js';
import { basisAfter, Levels, listedFutures, type SimDay } from './levels.js';
import { indexBracket } from './listing.js';
import type { SimScenario } from './scenario.js';
import { TermStructure } from './term-structure.js';
import { VarianceTime } from './variance-time.js';

export interface MarketOptions {
  readonly seed: number;
  readonly scenario: SimScenario;
  readonly startAtMs: EpochMs;
  readonly historySessions: number;
}

/** A session's day with its bars, and the closes of the session before it. */
export interface DayRecord {
  readonly day: SimDay;
  readonly bars: ReadonlyMap<SeriesId, RawBar>;
  /** Settlements by VX settlement day. */
  readonly settles: ReadonlyMap<TradingDay, number>;
  readonly before: DayRecord | null;
}

/** At least ten years of bars are kept; older ones go. */
const BARS_KEPT = 2520;
/** The change on the day and the roll of the futures need a session before. */
const LEAST_SESSIONS = 2;
const BARS_DROPPED = 252;

interface KeptBar {
  readonly bar: RawBar;
  readonly closesAtMs: EpochMs;
}

/**
 * The simulated world: sessions in order, each a pure function of the seed, its date and the
 * session before. It moves forward only, and keeps the newest session and all daily bars.
 */
export class SimMarket {
  readonly btc: CoinPath;
  /** The first session of history, and an instant before it from which coins have prices. */
  readonly first: { readonly day: TradingDay; readonly atMs: EpochMs };
  private readonly curve: TermStructure;
  private readonly time: VarianceTime;
  private readonly kept: number;
  private readonly history = new Map<SeriesId, KeptBar[]>();
  private readonly factors: Record<EtpSymbol, number> = { UVXY: 1, VXX: 1 };
  private end: MarketState;
  private newest: DayRecord;
  private next: { session: Session; offset: number };

  constructor(private readonly options: MarketOptions) {
    const startDay = sessionAtOrAfter(options.startAtMs).day;
    const sessions = Math.max(LEAST_SESSIONS, options.historySessions);
    this.kept = Math.max(sessions, BARS_KEPT);
    const first = addTradingDays(startDay, -sessions);
    this.time = new VarianceTime(first);
    this.curve = new TermStructure(this.time);
    const beforeFirstMs = sessionFor(previousTradingDay(first)).closeAtMs;
    this.btc = new CoinPath(options.seed, beforeFirstMs, BTC_LAW);
    this.first = { day: first, atMs: beforeFirstMs };
    this.end = initialState(options.seed);
    this.next = { session: sessionFor(first), offset: -sessions };
    this.newest = this.makeNext(null);
    while (this.next.offset < 0) this.newest = this.makeNext(this.newest);
    for (const symbol of etpSymbols) {
      this.factors[symbol] = startFactor(symbol, this.etpClose(this.newest, symbol));
    }
  }

  /** The session that is open at an instant, else the last one that was. */
  dayAt(atMs: EpochMs): DayRecord {
    while (atMs >= this.next.session.openAtMs) {
      this.newest = this.makeNext(this.newest);
      for (const symbol of etpSymbols) {
        const level = this.newest.day.etpBefore[symbol];
        this.factors[symbol] = mergedFactor(this.factors[symbol], level);
      }
    }
    return this.newest;
  }

  levels(day: SimDay, atMs: EpochMs): Levels {
    return new Levels(day, atMs, { seed: this.options.seed, curve: this.curve });
  }

  /** Dollars a share for one unit of a product's raw level. */
  etpFactor(symbol: EtpSymbol): number {
    return this.factors[symbol];
  }

  series(): readonly SeriesId[] {
    return [...this.history.keys()];
  }

  /** Bars of a series whose close has come, ascending; null for a series there is not. */
  bars(series: SeriesId, nowMs: EpochMs): readonly DailyBar[] | null {
    this.dayAt(nowMs);
    const raw = this.history.get(series);
    if (!raw) return null;
    const symbol = ETP_SERIES.get(series);
    const factor = symbol ? this.factors[symbol] : 1;
    const last = raw.at(-1);
    const closed = last && last.closesAtMs > nowMs ? raw.slice(0, -1) : raw;
    return closed.map(({ bar }) => scaled(bar, factor));
  }

  /** Bars that closed after one instant and by another, in order of closing. */
  closedBetween(afterMs: EpochMs, untilMs: EpochMs): readonly DailyBar[] {
    const found: { bar: DailyBar; closesAtMs: EpochMs }[] = [];
    for (const [series, raw] of this.history) {
      const symbol = ETP_SERIES.get(series);
      for (let i = raw.length - 1; i >= 0; i--) {
        const kept = raw[i];
        if (!kept || kept.closesAtMs <= afterMs) break;
        const { bar, closesAtMs } = kept;
        if (closesAtMs <= untilMs) {
          found.push({ bar: scaled(bar, symbol ? this.factors[symbol] : 1), closesAtMs });
        }
      }
    }
    found.sort((a, b) => a.closesAtMs - b.closesAtMs);
    return found.map(({ bar }) => bar);
  }

  private etpClose(record: DayRecord, symbol: EtpSymbol): number {
    return record.bars.get(simSeries(symbol))?.close ?? 100;
  }

  private makeNext(before: DayRecord | null): DayRecord {
    const { seed, scenario } = this.options;
    const { session, offset } = this.next;
    const beforeSession = before?.day.path.session ?? null;
    const nightMs = beforeSession ? session.openAtMs - beforeSession.indexCloseAtMs : 0;
    const path = makeDayPath({ seed, scenario, session, offset, before: this.end, nightMs });
    const sd = path.forcing.basis;
    const day: SimDay = {
      path,
      today: session.day,
      bracket: indexBracket(session.day, session.openAtMs),
      expiries: listedFutures(session.day),
      holding: before
        ? holdingAfter(before.day.today, (expiry) => before.settles.get(expiry) ?? NaN)
        : null,
      etpBefore: before
        ? { UVXY: this.etpClose(before, 'UVXY'), VXX: this.etpClose(before, 'VXX') }
        : { UVXY: 100, VXX: 100 },
      reference: Math.exp(this.end.logSpot),
      basis: {
        from: before?.day.basis.to ?? 0,
        to: basisAfter(seed, { dayNumber: path.dayNumber, sd }),
      },
    };
    const made = barsOfDay(day, { btc: this.btc, seed, levelsAt: (ms) => this.levels(day, ms) });
    const end = path.logSpot.length - 1;
    this.end = {
      logSpot: path.logSpot[end] ?? 0,
      logVariance: path.logVariance[end] ?? 0,
      logSlow: path.logSlow,
    };
    const following = sessionFor(nextTradingDay(session.day));
    this.next = { session: following, offset: offset + 1 };
    this.keep(made.bars);
    // One session back is enough for the change on the day.
    const previous = before ? { ...before, before: null } : null;
    return { day, bars: made.bars, settles: made.settles, before: previous };
  }

  private keep(bars: ReadonlyMap<SeriesId, RawBar>): void {
    for (const [series, bar] of bars) {
      const list = this.history.get(series) ?? [];
      this.history.set(series, list);
      list.push({ bar, closesAtMs: barCloseAtMs(series, bar.day) });
      if (list.length > this.kept + BARS_DROPPED) list.splice(0, BARS_DROPPED);
    }
  }
}

function sessionFor(day: TradingDay): Session {
  const session = sessionOf(day);
  if (!session) throw new Error(`no session on ${day}`);
  return session;
}

/** A bar as given out: a product's raw level becomes dollars a share, in cents. */
function scaled(bar: RawBar, factor: number): DailyBar {
  if (factor === 1) return bar;
  const cents = (price: number): number => Math.round(price * factor * 100) / 100;
  return {
    ...bar,
    open: cents(bar.open),
    high: cents(bar.high),
    low: cents(bar.low),
    close: cents(bar.close),
  };
}
