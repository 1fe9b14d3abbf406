import type { DailyBar, SeriesId } from '../../domain/bar.js';
import type { Chain } from '../../domain/chain.js';
import { spotId, type InstrumentId } from '../../domain/instrument.js';
import { priceOf, type Quote } from '../../domain/quote.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { TradingDay } from '../../domain/trading-day.js';
import type { DurationMs, EpochMs } from '../../domain/units.js';
import type { Cancel } from '../../ports/clock.js';
import type { FeedError, FeedState, MarketData, MarketSink } from '../../ports/market-data.js';
import { lookAtChain, type ChainAsk, type ChainNeeds } from './chain-look.js';
import { sweep } from './chain-sweep.js';
import { Contracts } from './contracts.js';
import { DailyBars } from './daily-bars.js';
import { FlowStreams, flowLimits, type FlowLimits } from './flow-streams.js';
import { frontFutures } from './front-futures.js';
import { GapWatch } from './gap-watch.js';
import { Lines, USUAL_LINES } from './lines.js';
import { contractOf, optionClasses } from './mapping.js';
import { OptionLists } from './option-lists.js';
import { Outages } from './outages.js';
import { QuoteBoard } from './quote-board.js';
import type { IbkrConnection } from './session-port.js';
import { shared } from './shared.js';

export interface IbkrFeedOptions {
  readonly connection: IbkrConnection;
  /** Symbols to quote; those that the vendor does not carry are left out. */
  readonly symbols: readonly string[];
  /** Lines of the account, shared by quotes, five-second bars and looks at chains. */
  readonly lines?: number;
  /** Streams beside quotes; by default what the vendor allows an account of so many lines. */
  readonly flow?: FlowLimits;
  /** Strikes of a chain that are looked at, nearest to the spot: of one that is asked for by name. */
  readonly strikes?: number;
  /** The same of each chain where all that matter are looked at. */
  readonly sweepStrikes?: number;
  /** No further expiry is begun after this time in a look at all that matter. */
  readonly sweepWithinMs?: DurationMs;
  /** Ticks of a line within this time become one quote. */
  readonly coalesceMs?: DurationMs;
}

const FEED = 'ibkr';
const USUAL_STRIKES = 40;
const USUAL_SWEEP_STRIKES = 20;
const SWEEP_WITHIN_MS: DurationMs = 40_000;
const COALESCE_MS: DurationMs = 100;
const SIDE_WITHIN_MS: DurationMs = 3_000;

class Feed implements MarketData {
  readonly feed = FEED;
  /** At 40 messages a second two chains take 8 s. */
  readonly lookWithinMs = 12_000;
  private readonly connection: IbkrConnection;
  private readonly spots: readonly InstrumentId[];
  private futures: readonly InstrumentId[] = [];
  private readonly lines: Lines;
  private readonly flow: FlowStreams;
  private readonly board: QuoteBoard;
  private readonly gaps: GapWatch;
  private readonly outages: Outages;
  private readonly lists: OptionLists;
  private readonly bars: DailyBars;
  private readonly chainNeeds: ChainNeeds;
  private readonly sweeps = new Map<string, () => Promise<Result<readonly Chain[], FeedError>>>();
  private readonly sinks = new Map<MarketSink, Set<InstrumentId>>();
  private readonly undo: Cancel[] = [];
  private newestAtMs: EpochMs | null = null;
  private readonly counts = { received: 0, polls: 0, failures: 0 };

  constructor(private readonly options: IbkrFeedOptions) {
    const { connection, lines: budget = USUAL_LINES, flow = flowLimits(budget) } = options;
    this.connection = connection;
    this.spots = options.symbols.map(spotId).filter((id) => contractOf(id) !== null);
    this.flow = new FlowStreams(connection, flow, (item) => {
      this.counts.received += 1;
      for (const [sink, wanted] of [...this.sinks])
        if (wanted.has(item.instrument)) sink.flow(item);
    });
    this.lines = new Lines(connection, { budget, taken: () => this.flow.linesTaken() });
    this.board = new QuoteBoard(connection, this.lines, {
      coalesceMs: options.coalesceMs ?? COALESCE_MS,
      push: (quote) => this.pushQuote(quote),
    });
    this.gaps = new GapWatch({
      clock: connection.clock,
      tell: (gap) => {
        for (const sink of [...this.sinks.keys()]) sink.gap({ feed: FEED, ...gap });
      },
      watched: () => this.board.instruments(),
      reask: (instrument) => this.lines.reask(instrument),
      reaskAll: () => this.replay(),
    });
    this.outages = new Outages(connection, this.gaps, () => this.replay());
    this.lists = new OptionLists(connection, new Contracts(connection));
    this.bars = new DailyBars(connection, this.spots, (bar) => this.pushBar(bar));
    this.chainNeeds = {
      lines: this.lines,
      clock: connection.clock,
      sideWithinMs: SIDE_WITHIN_MS,
      holes: new Set(),
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
        this.gaps.start(),
        this.outages.start(),
        this.lines.start(),
        this.flow.start(),
        this.bars.start(),
        this.connection.onSync(async () => {
          await this.findFutures();
          this.replay();
          this.outages.replayed();
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
    this.board.clear();
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
      this.board.watch(instrument);
    }
    this.sinks.set(sink, wanted);
    this.chooseStreams();
    return () => {
      this.sinks.delete(sink);
      this.board.keepOnly(new Set([...this.sinks.values()].flatMap((each) => [...each])));
      this.chooseStreams();
    };
  }

  /** The newest quote where the instrument is watched, else a look at it. */
  async snapshot(instrument: InstrumentId): Promise<Result<Quote, FeedError>> {
    if (!this.carries(instrument)) return err({ code: 'unknown-instrument', name: instrument });
    const known = this.board.newest(instrument);
    if (known) return ok(known);
    if (this.connection.phase() !== 'ready') return err({ code: 'not-ready', feed: FEED });
    const quote = await this.board.look(instrument, SIDE_WITHIN_MS);
    this.count(quote);
    return quote ? ok(quote) : err({ code: 'no-data', name: instrument });
  }

  async expiries(underlying: string): Promise<Result<readonly TradingDay[], FeedError>> {
    const listed = await this.listed(underlying);
    this.count(listed.ok ? listed : null);
    return listed.ok ? ok(listed.value.map(({ expiry }) => expiry)) : listed;
  }

  async chain(underlying: string, expiry: TradingDay): Promise<Result<Chain, FeedError>> {
    const name = `${underlying}/${expiry}`;
    const lists = await this.listed(underlying);
    if (!lists.ok) return lists;
    const listed = lists.value.find((each) => each.expiry === expiry);
    if (!listed) return err({ code: 'no-data', name });
    const spot = await this.spotOf(underlying);
    if (!spot.ok) return spot;
    const strikes = this.options.strikes ?? USUAL_STRIKES;
    const chain = await this.look({
      underlying,
      listed,
      spot: spot.value,
      strikes,
      rank: 'asked',
    });
    return chain ? ok(chain) : err({ code: 'no-data', name });
  }

  /** Those of the symbols that have option classes; a chain is looked at only when it is asked for. */
  underlyings(): readonly string[] {
    return this.spots.filter((id) => optionClasses(id).length > 0);
  }

  /** The nearest expiries and the next monthly ones; who asks meanwhile gets the same answer. */
  chains(underlying: string): Promise<Result<readonly Chain[], FeedError>> {
    const sweeping = this.sweeps.get(underlying) ?? shared(() => this.sweepOf(underlying));
    this.sweeps.set(underlying, sweeping);
    return sweeping();
  }

  /** The vendor streams no whole surface within an account's lines. */
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

  state(): FeedState {
    const { newestAtMs, counts } = this;
    const state = this.undo.length === 0 ? 'down' : this.outages.word();
    return { feed: FEED, state, newestAtMs, ...counts };
  }

  private count(answer: unknown): void {
    this.counts.polls += 1;
    if (answer === null) this.counts.failures += 1;
  }

  private async listed(underlying: string) {
    const unknown = { code: 'unknown-instrument' as const, name: underlying };
    if (!this.carries(underlying as InstrumentId)) return err(unknown);
    if (optionClasses(underlying).length === 0) return ok([]);
    return this.lists.find(underlying);
  }

  private async spotOf(underlying: string): Promise<Result<number, FeedError>> {
    const spot = await this.snapshot(spotId(underlying));
    if (!spot.ok) return spot;
    const price = priceOf(spot.value);
    return price === null ? err({ code: 'no-data', name: underlying }) : ok(price);
  }

  private async look(of: ChainAsk): Promise<Chain | null> {
    if (this.connection.phase() !== 'ready') return null;
    const chain = await lookAtChain(this.chainNeeds, of);
    this.count(chain);
    return chain;
  }

  private async sweepOf(underlying: string): Promise<Result<readonly Chain[], FeedError>> {
    const listed = await this.listed(underlying);
    if (!listed.ok) return listed;
    const spot = await this.spotOf(underlying);
    if (!spot.ok) return spot;
    const { sweepStrikes: strikes = USUAL_SWEEP_STRIKES, sweepWithinMs = SWEEP_WITHIN_MS } =
      this.options;
    const of = { clock: this.connection.clock, withinMs: sweepWithinMs };
    const chains = await sweep(listed.value, of, (each) =>
      this.look({ underlying, listed: each, spot: spot.value, strikes, rank: 'swept' }),
    );
    return chains.length > 0 ? ok(chains) : err({ code: 'no-data', name: underlying });
  }

  private chooseStreams(): void {
    const watched = new Set(this.board.instruments());
    this.flow.want(this.spots.filter((id) => watched.has(id)));
  }

  private pushQuote(quote: Quote): void {
    this.newestAtMs = Math.max(this.newestAtMs ?? 0, quote.atMs);
    this.counts.received += 1;
    // What was missed is known before the first price after it.
    this.gaps.price(quote.instrument, quote.atMs);
    for (const [sink, wanted] of [...this.sinks])
      if (wanted.has(quote.instrument)) sink.quote(quote);
  }

  private pushBar(bar: DailyBar): void {
    this.counts.received += 1;
    for (const sink of [...this.sinks.keys()]) sink.bar(bar);
  }

  private replay(): void {
    this.lines.replay();
    this.flow.replay();
  }

  /** The front VX futures; those of before stay where the vendor does not answer. */
  private async findFutures(): Promise<void> {
    const found = await frontFutures(this.connection);
    this.count(found);
    if (found) this.futures = found;
  }
}

/**
 * Interactive Brokers as a feed: quotes of spots and of the front VX futures, five-second bars,
 * prints and depth, option chains near the spot with the vendor's own volatilities, daily bars; every
 * time in which prices may have been missed is told. Live where subscribed, else delayed and marked
 * so; delayed data never trades.
 */
export function createIbkrFeed(options: IbkrFeedOptions): MarketData {
  return new Feed(options);
}
