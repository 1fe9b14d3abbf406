import { barCloseAtMs, isRate, type DailyBar, type SeriesId } from '../../domain/bar.js';
import type { Chain } from '../../domain/chain.js';
import { parseInstrument, type InstrumentId } from '../../domain/instrument.js';
import { newYorkDay } from '../../domain/new-york.js';
import type { Quote } from '../../domain/quote.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { TradingDay } from '../../domain/trading-day.js';
import type { EpochMs } from '../../domain/units.js';
import type { Cancel, Clock } from '../../ports/clock.js';
import type { Log } from '../../ports/log.js';
import type { FeedError, FeedState, MarketData, MarketSink } from '../../ports/market-data.js';
import type { TickStore } from '../../ports/tick-store.js';
import { layTape, visibleCount, type Print, type Tape } from './tape.js';

export interface ReplayOptions {
  readonly ticks: Pick<TickStore, 'series' | 'bars'>;
  /** Market time. */
  readonly clock: Clock;
  readonly log?: Log;
}

interface Subscription {
  readonly instruments: ReadonlySet<InstrumentId>;
  readonly sink: MarketSink;
}

const FEED = 'replay';

async function readBars(ticks: ReplayOptions['ticks']): Promise<Result<DailyBar[], FeedError>> {
  const failed = (reason: string) => err({ code: 'failed', feed: FEED, reason } as const);
  const names = await ticks.series();
  if (!names.ok) return failed(names.error.reason);
  const all: DailyBar[] = [];
  for (const name of names.value) {
    if (isRate(name)) continue;
    const bars = await ticks.bars(name);
    if (!bars.ok) return failed(bars.error.reason);
    for (const bar of bars.value) all.push(bar);
  }
  return all.length === 0 ? err({ code: 'no-data', name: 'daily history' }) : ok(all);
}

/**
 * First and last day on which the stored history has a bar.
 *
 * @returns `no-data` where there is none: history must be imported first.
 */
export async function replayBounds(
  ticks: ReplayOptions['ticks'],
): Promise<Result<{ readonly firstDay: TradingDay; readonly lastDay: TradingDay }, FeedError>> {
  const bars = await readBars(ticks);
  if (!bars.ok) return bars;
  const days = bars.value.map((bar) => bar.day);
  const pick = (better: (a: TradingDay, b: TradingDay) => boolean) =>
    days.reduce((best, day) => (better(day, best) ? day : best));
  return ok({ firstDay: pick((a, b) => a < b), lastDay: pick((a, b) => a > b) });
}

function sessionCloseBefore(prints: readonly Print[], index: number): number | null {
  for (let at = index - 1; at >= 0; at--) {
    const print = prints[at];
    if (print?.ofSession) return print.close;
  }
  return null;
}

class ReplayFeed implements MarketData {
  readonly feed = FEED;
  private tape: Tape | null = null;
  private phase: 'idle' | 'running' | 'stopped' = 'idle';
  /** Closings that have been given out. */
  private played = 0;
  private received = 0;
  private cancelTimer: Cancel = () => undefined;
  private readonly subscriptions = new Set<Subscription>();

  constructor(private readonly options: ReplayOptions) {}

  async start(): Promise<Result<void, FeedError>> {
    if (this.phase === 'running') return ok(undefined);
    const bars = await readBars(this.options.ticks);
    if (!bars.ok) return bars;
    this.tape = layTape(bars.value);
    this.phase = 'running';
    this.played = visibleCount(this.tape.closings, this.nowMs(), ({ atMs }) => atMs);
    this.options.log?.info('replay-started', { bars: bars.value.length, played: this.played });
    this.waitForNext(this.tape);
    for (const subscription of this.subscriptions) this.giveStanding(subscription);
    return ok(undefined);
  }

  stop(): Promise<void> {
    this.phase = 'stopped';
    this.cancelTimer();
    this.subscriptions.clear();
    return Promise.resolve();
  }

  instruments(): readonly InstrumentId[] {
    const known = [...(this.running()?.prints.keys() ?? [])];
    return known.filter((instrument) => this.carries(instrument));
  }

  /** True for what has a price by now; a contract until the end of its settlement day. */
  carries(instrument: InstrumentId): boolean {
    const [first] = this.running()?.prints.get(instrument) ?? [];
    if (first === undefined || first.closeAtMs > this.nowMs()) return false;
    const parsed = parseInstrument(instrument);
    return parsed?.kind !== 'future' || parsed.expiry >= newYorkDay(this.nowMs());
  }

  subscribe(instruments: readonly InstrumentId[], sink: MarketSink): Cancel {
    const subscription = { instruments: new Set(instruments), sink };
    this.subscriptions.add(subscription);
    this.giveStanding(subscription);
    return () => {
      this.subscriptions.delete(subscription);
    };
  }

  snapshot(instrument: InstrumentId): Promise<Result<Quote, FeedError>> {
    const tape = this.running();
    if (!tape) return Promise.resolve(err({ code: 'not-ready', feed: FEED }));
    if (!tape.prints.has(instrument)) {
      return Promise.resolve(err({ code: 'unknown-instrument', name: instrument }));
    }
    const quote = this.carries(instrument) ? this.quoteAt(instrument, this.nowMs()) : null;
    return Promise.resolve(quote ? ok(quote) : err({ code: 'no-data', name: instrument }));
  }

  expiries(): Promise<Result<readonly TradingDay[], FeedError>> {
    return Promise.resolve(ok([]));
  }

  chain(underlying: string): Promise<Result<Chain, FeedError>> {
    return Promise.resolve(err({ code: 'no-data', name: underlying }));
  }

  underlyings(): readonly string[] {
    return [];
  }

  chains(underlying: string): Promise<Result<readonly Chain[], FeedError>> {
    return Promise.resolve(err({ code: 'no-data', name: underlying }));
  }

  streamOptions(): Cancel {
    return () => undefined;
  }

  series(): readonly SeriesId[] {
    const all = [...(this.running()?.bars ?? [])];
    return all.filter(([, bars]) => this.visible(bars) > 0).map(([name]) => name);
  }

  history(series: SeriesId): Promise<Result<readonly DailyBar[], FeedError>> {
    const tape = this.running();
    if (!tape) return Promise.resolve(err({ code: 'not-ready', feed: FEED }));
    const bars = tape.bars.get(series);
    if (!bars) return Promise.resolve(err({ code: 'no-data', name: series }));
    return Promise.resolve(ok(bars.slice(0, this.visible(bars))));
  }

  state(): FeedState {
    const tape = this.running();
    const closings = tape?.closings ?? [];
    const visible = visibleCount(closings, this.nowMs(), ({ atMs }) => atMs);
    return {
      feed: FEED,
      state: this.phase === 'idle' ? 'connecting' : this.phase === 'stopped' ? 'down' : 'ready',
      newestAtMs: closings[visible - 1]?.atMs ?? null,
      received: this.received,
      polls: 0,
      failures: 0,
    };
  }

  private nowMs(): EpochMs {
    return this.options.clock.nowMs();
  }

  private running(): Tape | null {
    return this.phase === 'running' ? this.tape : null;
  }

  private visible(bars: readonly DailyBar[]): number {
    return visibleCount(bars, this.nowMs(), (bar) => barCloseAtMs(bar.series, bar.day));
  }

  /** The last close known at an instant, beside the one before it. */
  private quoteAt(instrument: InstrumentId, nowMs: EpochMs): Quote | null {
    const prints: readonly Print[] = this.tape?.prints.get(instrument) ?? [];
    const visible = visibleCount(prints, nowMs, ({ closeAtMs }) => closeAtMs);
    const newest = prints[visible - 1];
    if (newest === undefined) return null;
    return {
      instrument,
      bid: null,
      ask: null,
      bidSize: null,
      askSize: null,
      last: newest.close,
      prevClose: sessionCloseBefore(prints, visible - 1),
      atMs: newest.closeAtMs,
      delayMs: 0,
      source: FEED,
    };
  }

  /** The standing prices come at once: the next close may be a weekend away. */
  private giveStanding(subscription: Subscription): void {
    this.options.clock.at(this.nowMs(), () => {
      for (const instrument of subscription.instruments) {
        const quote = this.carries(instrument) ? this.quoteAt(instrument, this.nowMs()) : null;
        if (quote !== null && this.subscriptions.has(subscription)) this.give(subscription, quote);
      }
    });
  }

  private waitForNext(tape: Tape): void {
    const next = tape.closings[this.played];
    if (next === undefined) {
      this.options.log?.info('replay-at-end');
      return;
    }
    this.cancelTimer = this.options.clock.at(next.atMs, () => this.play(tape));
  }

  /** Gives every bar that has closed since the last time, then the newest price of each instrument. */
  private play(tape: Tape): void {
    const nowMs = this.nowMs();
    const until = visibleCount(tape.closings, nowMs, ({ atMs }) => atMs);
    const bars = tape.closings.slice(this.played, until).flatMap((closing) => closing.bars);
    this.played = until;
    const moved = new Set<InstrumentId>();
    for (const bar of bars) {
      const instrument = tape.instrumentOf(bar);
      if (instrument !== null) moved.add(instrument);
      this.giveBar(bar);
    }
    for (const instrument of moved) {
      const quote = this.quoteAt(instrument, nowMs);
      if (quote !== null && this.carries(instrument)) this.giveQuote(quote);
    }
    if (this.running()) this.waitForNext(tape);
  }

  private giveBar(bar: DailyBar): void {
    for (const subscription of [...this.subscriptions]) {
      if (!this.subscriptions.has(subscription)) continue;
      this.received += 1;
      subscription.sink.bar(bar);
    }
  }

  private giveQuote(quote: Quote): void {
    for (const subscription of [...this.subscriptions]) {
      const wanted = subscription.instruments.has(quote.instrument);
      if (wanted && this.subscriptions.has(subscription)) this.give(subscription, quote);
    }
  }

  private give(subscription: Subscription, quote: Quote): void {
    this.received += 1;
    subscription.sink.quote(quote);
  }
}

/**
 * Plays stored daily history back in market time: a bar, and the price that it closes at, is known
 * from `barCloseAtMs` on and never before. Spots and VX contracts (`VX/<settlement day>`) have
 * quotes with a last price only; there is no chain, so nothing can trade.
 */
export function createReplayFeed(options: ReplayOptions): MarketData {
  return new ReplayFeed(options);
}
