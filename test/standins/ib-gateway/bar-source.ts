import { seriesId, type DailyBar } from '../../../src/engine/domain/bar.js';
import {
  isTradingDay,
  sessionOf,
  type Session as MarketSession,
} from '../../../src/engine/domain/calendar.js';
import { newYorkDay } from '../../../src/engine/domain/new-york.js';
import {
  addDays,
  daysBetween,
  day,
  type TradingDay,
} from '../../../src/engine/domain/trading-day.js';
import { priceOf } from '../../../src/engine/domain/quote.js';
import type { Clock } from '../../../src/engine/ports/clock.js';
import type { MarketData } from '../../../src/engine/ports/market-data.js';
import { hash, uniformOf } from '../../../src/engine/adapters/sim/random.js';
import type { IbContract } from './contract.js';
import { likeOf, type World } from './world.js';

export interface Bar {
  /** Start of a bar within a day; midnight of its day for a daily one. */
  readonly atMs: number;
  readonly day: TradingDay;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly count: number;
}

/** Open, high, low and close of a day between whose prices the bars within it lie. */
interface DayShape {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

const cents = (price: number): number => Math.round(price * 100) / 100;
const WIGGLES = 7;
const MINUTE_S = 60;

/**
 * Bars of the past. Days come from the feed's history; what happened within a day is made up
 * between its four prices, the same at every asking. Today's path ends at the price of the asking.
 */
export class BarSource {
  readonly #given = new Map<string, Bar>();

  constructor(
    private readonly clock: Clock,
    private readonly world: World,
    private readonly feed: MarketData | null,
  ) {}

  /** Daily bars between two instants, today's unfinished one included, ascending. */
  async daily(of: IbContract, span: { fromMs: number; toMs: number }): Promise<readonly Bar[]> {
    const [from, to] = [newYorkDay(span.fromMs), newYorkDay(span.toMs)];
    const known = (await this.#days(of)).filter((bar) => bar.day >= from && bar.day <= to);
    const today = this.world.today();
    if (to < today || of.secType === 'OPT' || known.at(-1)?.day === today) return known;
    const shape = await this.#todayShape(of);
    return shape ? [...known, { ...shape, atMs: 0, day: today, volume: 1000, count: 100 }] : known;
  }

  /** Bars of some seconds between two instants, in regular hours, ascending. */
  async within(
    of: IbContract,
    span: { fromMs: number; toMs: number; sizeS: number },
  ): Promise<readonly Bar[]> {
    const days = new Map((await this.#days(of)).map((bar) => [bar.day, bar]));
    const today = this.world.today();
    const bars: Bar[] = [];
    for (let on = newYorkDay(span.fromMs); on <= newYorkDay(span.toMs); on = addDays(on, 1)) {
      const session = isTradingDay(on) ? sessionOf(on) : null;
      const shape = days.get(on) ?? (on === today ? await this.#todayShape(of) : null);
      if (session && shape) bars.push(...this.#dayBars({ of, session, shape }, span));
    }
    return bars;
  }

  #dayBars(
    path: { of: IbContract; session: MarketSession; shape: DayShape },
    span: { fromMs: number; toMs: number; sizeS: number },
  ): Bar[] {
    const { of, session } = path;
    const nowMs = this.clock.nowMs();
    const endMs = Math.min(session.closeAtMs, span.toMs, nowMs);
    const pathEndMs = Math.min(session.closeAtMs, nowMs);
    const sizeMs = span.sizeS * 1000;
    const bars: Bar[] = [];
    for (let atMs = session.openAtMs; atMs < endMs; atMs += sizeMs) {
      if (atMs < span.fromMs) continue;
      const key = `${of.conId} ${span.sizeS} ${atMs}`;
      const known = this.#given.get(key);
      const bar =
        known ??
        this.#made(
          { ...path, pathEndMs },
          { fromMs: atMs, toMs: Math.min(atMs + sizeMs, pathEndMs) },
        );
      if (atMs + sizeMs <= nowMs) this.#given.set(key, bar);
      bars.push(bar);
    }
    return bars;
  }

  #made(
    path: { of: IbContract; session: MarketSession; shape: DayShape; pathEndMs: number },
    span: { fromMs: number; toMs: number },
  ): Bar {
    const { session, shape, pathEndMs } = path;
    const number = daysBetween(day('1970-01-01'), session.day);
    const lengthMs = Math.max(1, pathEndMs - session.openAtMs);
    const at = (atMs: number): number => {
      const share = (atMs - session.openAtMs) / lengthMs;
      const phase = uniformOf(hash(path.of.conId, 'bridgeSpot', [number]));
      const wiggle =
        Math.sin(2 * Math.PI * (WIGGLES * share + phase)) - Math.sin(2 * Math.PI * phase);
      const raw =
        shape.open + (shape.close - shape.open) * share + (shape.high - shape.low) * 0.15 * wiggle;
      return cents(Math.min(shape.high, Math.max(shape.low, raw)));
    };
    const open = at(span.fromMs);
    const close = span.toMs === pathEndMs ? cents(shape.close) : at(span.toMs);
    const middle = at((span.fromMs + span.toMs) / 2);
    const seconds = (span.toMs - span.fromMs) / 1000;
    return {
      atMs: span.fromMs,
      day: session.day,
      open,
      high: Math.max(open, close, middle),
      low: Math.min(open, close, middle),
      close,
      volume: path.of.secType === 'IND' ? 0 : Math.round(seconds * 10),
      count: Math.max(1, Math.round((10 * seconds) / MINUTE_S)),
    };
  }

  async #days(of: IbContract): Promise<readonly Bar[]> {
    if (of.secType === 'OPT' || of.secType === 'FUT') return [];
    const like = likeOf(of.symbol);
    const series = seriesId(like?.of ?? of.symbol);
    const answer = await this.feed?.history(series);
    if (answer?.ok !== true) return [];
    return answer.value.map((bar) => scaled(bar, like?.times ?? 1));
  }

  async #todayShape(of: IbContract): Promise<DayShape | null> {
    const nowMs = this.clock.nowMs();
    const session = sessionOf(this.world.today());
    if (!session || nowMs < session.openAtMs) return null;
    const quote = await this.world.quote(of);
    const close = quote && priceOf(quote);
    if (!quote || close === null) return null;
    const open = quote.dayRange?.open ?? quote.prevClose ?? close;
    const high = Math.max(quote.dayRange?.high ?? 0, open, close);
    return { open, high, low: Math.min(quote.dayRange?.low ?? high, open, close), close };
  }
}

function scaled(bar: DailyBar, times: number): Bar {
  const price = (value: number | null): number => cents((value ?? bar.close) * times);
  return {
    atMs: 0,
    day: bar.day,
    open: price(bar.open),
    high: price(bar.high),
    low: price(bar.low),
    close: price(bar.close),
    volume: bar.volume ?? 0,
    count: 1000,
  };
}
