import type { DailyBar, SeriesId } from '../../domain/bar.js';
import type { Chain } from '../../domain/chain.js';
import { parseInstrument, spotId, type InstrumentId } from '../../domain/instrument.js';
import { priceOf, type Quote } from '../../domain/quote.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { TradingDay } from '../../domain/trading-day.js';
import type { DurationMs, EpochMs } from '../../domain/units.js';
import type { Cancel } from '../../ports/clock.js';
import { allChains } from '../../ports/all-chains.js';
import type { FeedError, FeedState, MarketData, MarketSink } from '../../ports/market-data.js';
import { lookAtChain, type ChainNeeds } from './chain-look.js';
import { FARM_BROKEN, FARM_FINE } from './codes.js';
import { contractDetails, Contracts } from './contracts.js';
import { DailyBars } from './daily-bars.js';
import { Lines, USUAL_LINES } from './lines.js';
import { contractOf, instrumentOf, optionClasses, vxFutures } from './mapping.js';
import { feedError, OptionLists } from './option-lists.js';
import type { QuoteTicks, VendorGreeks } from './quote-ticks.js';
import type { IbkrConnection } from './session-port.js';

export interface IbkrFeedOptions {
  readonly connection: IbkrConnection;
  /** Symbols to quote; those that the vendor does not carry are left out. */
  readonly symbols: readonly string[];
  /** Lines of the account, shared by quotes and looks at chains. */
  readonly lines?: number;
  /** Strikes of a chain that are looked at, nearest to the spot. */
  readonly strikes?: number;
  /** Ticks of a line within this time become one quote. */
  readonly coalesceMs?: DurationMs;
}

/** What the port has no place for. */
export interface IbkrFeed extends MarketData {
  /** The vendor's own volatility and greeks of an option, as last seen; null where none was. */
  vendorGreeks(instrument: InstrumentId): VendorGreeks | null;
}

const FEED = 'ibkr';
const FRONT_FUTURES = 6;
const USUAL_STRIKES = 40;
const COALESCE_MS: DurationMs = 100;
const SIDE_WITHIN_MS: DurationMs = 3_000;

interface Watched {
  readonly close: Cancel;
  ticks: QuoteTicks | null;
  quote: Quote | null;
}

class Feed implements IbkrFeed {
  readonly feed = FEED;
  private readonly connection: IbkrConnection;
  private readonly spots: readonly InstrumentId[];
  private futures: readonly InstrumentId[] = [];
  private readonly lines: Lines;
  private readonly lists: OptionLists;
  private readonly bars: DailyBars;
  private readonly chainNeeds: ChainNeeds;
  private readonly sinks = new Map<MarketSink, Set<InstrumentId>>();
  private readonly watched = new Map<InstrumentId, Watched>();
  private readonly changed = new Set<InstrumentId>();
  private readonly undo: Cancel[] = [];
  private readonly brokenFarms = new Set<string>();
  private flushing: Cancel | null = null;
  private newestAtMs: EpochMs | null = null;
  private readonly counts = { received: 0, polls: 0, failures: 0 };

  constructor(private readonly options: IbkrFeedOptions) {
    const { connection } = options;
    this.connection = connection;
    this.spots = options.symbols.map(spotId).filter((id) => contractOf(id) !== null);
    this.lines = new Lines(connection, options.lines ?? USUAL_LINES);
    this.lists = new OptionLists(connection, new Contracts(connection));
    this.bars = new DailyBars(connection, this.spots, (bar) => this.pushBar(bar));
    this.chainNeeds = {
      lines: this.lines,
      clock: connection.clock,
      sideWithinMs: SIDE_WITHIN_MS,
      strikes: options.strikes ?? USUAL_STRIKES,
      holes: new Set(),
      greeks: new Map(),
    };
  }

  instruments(): readonly InstrumentId[] {
    return [...this.spots, ...this.futures];
  }

  carries(instrument: InstrumentId): boolean {
    return this.spots.includes(instrument) || this.futures.includes(instrument);
  }

  async start(): Promise<Result<void, FeedError>> {
    if (this.undo.length === 0) {
      this.undo.push(
        this.lines.start(),
        this.bars.start(),
        this.connection.listen({ message: ([{ code, text }]) => this.takeFarm(code, text) }),
        this.connection.onSync(async () => {
          await this.findFutures();
          this.lines.replay();
          return 'done';
        }),
      );
      await this.connection.start();
    }
    return this.connection.phase() === 'ready'
      ? ok(undefined)
      : err({ code: 'not-ready', feed: FEED });
  }

  stop(): Promise<void> {
    this.sinks.clear();
    this.flushing?.();
    this.flushing = null;
    for (const { close } of this.watched.values()) close();
    this.watched.clear();
    if (this.undo.length > 0) {
      for (const each of this.undo.splice(0)) each();
      this.connection.stop();
    }
    return Promise.resolve();
  }

  subscribe(instruments: readonly InstrumentId[], sink: MarketSink): Cancel {
    const wanted = this.sinks.get(sink) ?? new Set<InstrumentId>();
    for (const instrument of instruments) {
      if (!this.carries(instrument)) continue;
      wanted.add(instrument);
      this.watch(instrument);
    }
    this.sinks.set(sink, wanted);
    return () => {
      this.sinks.delete(sink);
      this.closeUnwanted();
    };
  }

  /** The newest quote where the instrument is watched, else a look at it. */
  async snapshot(instrument: InstrumentId): Promise<Result<Quote, FeedError>> {
    if (!this.carries(instrument)) return err({ code: 'unknown-instrument', name: instrument });
    const known = this.watched.get(instrument)?.quote;
    if (known) return ok(known);
    if (this.connection.phase() !== 'ready') return err({ code: 'not-ready', feed: FEED });
    const quote = await this.look(instrument);
    this.count(quote);
    return quote ? ok(quote) : err({ code: 'no-data', name: instrument });
  }

  async expiries(underlying: string): Promise<Result<readonly TradingDay[], FeedError>> {
    if (!this.carries(underlying as InstrumentId)) {
      return err({ code: 'unknown-instrument', name: underlying });
    }
    const listed = await this.lists.find(underlying);
    this.count(listed.ok ? listed : null);
    return listed.ok ? ok(listed.value.map(({ expiry }) => expiry)) : listed;
  }

  async chain(underlying: string, expiry: TradingDay): Promise<Result<Chain, FeedError>> {
    const name = `${underlying}/${expiry}`;
    if (!this.carries(underlying as InstrumentId))
      return err({ code: 'unknown-instrument', name: underlying });
    const lists = await this.lists.find(underlying);
    if (!lists.ok) return lists;
    const listed = lists.value.find((each) => each.expiry === expiry);
    if (!listed) return err({ code: 'no-data', name });
    const spot = await this.snapshot(spotId(underlying));
    const price = spot.ok ? priceOf(spot.value) : null;
    if (price === null) return spot.ok ? err({ code: 'no-data', name: underlying }) : spot;
    const chain = await lookAtChain(this.chainNeeds, { underlying, listed, spot: price });
    this.count(chain);
    return chain ? ok(chain) : err({ code: 'no-data', name });
  }

  underlyings(): readonly string[] {
    return this.spots.filter((id) => optionClasses(id).length > 0);
  }

  chains(underlying: string): Promise<Result<readonly Chain[], FeedError>> {
    return allChains(this, underlying);
  }

  streamOptions(): Cancel {
    return () => undefined;
  }

  series(): readonly SeriesId[] {
    return this.bars.series();
  }

  async history(series: SeriesId): Promise<Result<readonly DailyBar[], FeedError>> {
    const bars = await this.bars.history(series);
    this.count(bars.ok ? bars : null);
    return bars;
  }

  vendorGreeks(instrument: InstrumentId): VendorGreeks | null {
    return this.chainNeeds.greeks.get(instrument) ?? null;
  }

  state(): FeedState {
    const { newestAtMs, counts } = this;
    return { feed: FEED, state: this.word(), newestAtMs, ...counts };
  }

  private word(): FeedState['state'] {
    const phase = this.connection.phase();
    if (this.undo.length === 0 || phase === 'down') return 'down';
    if (phase === 'connecting' || phase === 'syncing') return 'connecting';
    return phase === 'degraded' || this.brokenFarms.size > 0 ? 'degraded' : 'ready';
  }

  private count(answer: unknown): void {
    this.counts.polls += 1;
    if (answer === null) this.counts.failures += 1;
  }

  private watch(instrument: InstrumentId): void {
    const contract = contractOf(instrument);
    if (this.watched.has(instrument) || !contract) return;
    const close = this.lines.request(
      { instrument, contract },
      {
        changed: (ticks) => this.takeTicks(instrument, ticks),
        none: () => this.connection.log.warn('ibkr-no-such-contract', { instrument }),
      },
    );
    this.watched.set(instrument, { close, ticks: null, quote: null });
  }

  private closeUnwanted(): void {
    const wanted = new Set([...this.sinks.values()].flatMap((each) => [...each]));
    for (const [instrument, { close }] of [...this.watched]) {
      if (wanted.has(instrument)) continue;
      this.watched.delete(instrument);
      close();
    }
  }

  private takeTicks(instrument: InstrumentId, ticks: QuoteTicks): void {
    const watched = this.watched.get(instrument);
    if (!watched) return;
    watched.ticks = ticks;
    this.changed.add(instrument);
    const { clock } = this.connection;
    this.flushing ??= clock.at(clock.nowMs() + (this.options.coalesceMs ?? COALESCE_MS), () => {
      this.flushing = null;
      this.flush();
    });
  }

  /** One quote for each instrument whose ticks have changed; crossed ones wait for their other side. */
  private flush(): void {
    for (const instrument of this.changed) {
      const watched = this.watched.get(instrument);
      const quote = watched?.ticks?.quote();
      if (!watched || !quote) continue;
      watched.quote = quote;
      this.newestAtMs = Math.max(this.newestAtMs ?? 0, quote.atMs);
      this.counts.received += 1;
      for (const [sink, wanted] of [...this.sinks]) if (wanted.has(instrument)) sink.quote(quote);
    }
    this.changed.clear();
  }

  private pushBar(bar: DailyBar): void {
    this.counts.received += 1;
    for (const sink of [...this.sinks.keys()]) sink.bar(bar);
  }

  /** A line that is closed again once it has shown both sides, or after a while what it has. */
  private look(instrument: InstrumentId): Promise<Quote | null> {
    const contract = contractOf(instrument);
    if (!contract) return Promise.resolve(null);
    const { clock } = this.connection;
    return new Promise((resolve) => {
      let seen: Quote | null = null;
      const end = () => {
        giveUp();
        close();
        resolve(seen);
      };
      const giveUp = clock.at(clock.nowMs() + SIDE_WITHIN_MS, end);
      const close = this.lines.request(
        { instrument, contract },
        {
          changed: (ticks) => {
            seen = ticks.quote();
            if (seen && ticks.isTwoSided()) end();
          },
          none: end,
        },
      );
    });
  }

  /** The front VX futures; those of before stay where the vendor does not answer. */
  private async findFutures(): Promise<void> {
    const answer = await contractDetails(this.connection, vxFutures());
    this.count(answer.ok ? answer : null);
    if (!answer.ok) {
      this.connection.log.warn('ibkr-futures', { error: feedError(answer.error).code });
      return;
    }
    const found = answer.value.map(({ contract }) => instrumentOf(contract));
    const futures = found.filter((id) => id !== null && parseInstrument(id)?.kind === 'future');
    this.futures = (futures as InstrumentId[]).sort().slice(0, FRONT_FUTURES);
  }

  /** After a farm is back some lines stay silent, so that all are asked for anew. */
  private takeFarm(code: number, text: string): void {
    const farm = text.split(':').at(-1) ?? '';
    if (FARM_BROKEN.has(code)) this.brokenFarms.add(farm);
    else if (FARM_FINE.has(code) && this.brokenFarms.delete(farm)) this.lines.replay();
  }
}

/**
 * Interactive Brokers as a feed: quotes of spots and of the front VX futures, option chains near the
 * spot, daily bars. Live where subscribed, else delayed and marked so; delayed data never trades.
 */
export function createIbkrFeed(options: IbkrFeedOptions): IbkrFeed {
  return new Feed(options);
}
