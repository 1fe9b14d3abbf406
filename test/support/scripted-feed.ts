import type { DailyBar, SeriesId } from '../../src/engine/domain/bar.js';
import type { InstrumentId } from '../../src/engine/domain/instrument.js';
import type { Quote } from '../../src/engine/domain/quote.js';
import { err, ok } from '../../src/engine/domain/result.js';
import type { FeedState, MarketData, MarketSink } from '../../src/engine/ports/market-data.js';

/** A feed that says what a test tells it to. */
export class ScriptedFeed implements MarketData {
  readonly #quotes = new Map<InstrumentId, Quote>();
  readonly #bars = new Map<SeriesId, DailyBar[]>();
  readonly #sinks = new Map<MarketSink, Set<InstrumentId>>();

  constructor(readonly feed = 'scripted') {}

  list(instrument: InstrumentId): void {
    this.#quotes.set(instrument, quoteOf(instrument, { last: null, source: this.feed }));
  }

  say(quote: Quote): void {
    this.#quotes.set(quote.instrument, quote);
    for (const [sink, wanted] of this.#sinks) if (wanted.has(quote.instrument)) sink.quote(quote);
  }

  close(bar: DailyBar): void {
    this.remember([bar]);
    for (const sink of this.#sinks.keys()) sink.bar(bar);
  }

  remember(bars: readonly DailyBar[]): void {
    for (const bar of bars) {
      this.#bars.set(bar.series, [...(this.#bars.get(bar.series) ?? []), bar]);
    }
  }

  instruments() {
    return [...this.#quotes.keys()];
  }

  carries(instrument: InstrumentId): boolean {
    return this.#quotes.has(instrument);
  }

  start(): ReturnType<MarketData['start']> {
    return Promise.resolve(ok(undefined));
  }

  stop() {
    this.#sinks.clear();
    return Promise.resolve();
  }

  subscribe(instruments: readonly InstrumentId[], sink: MarketSink) {
    const wanted = this.#sinks.get(sink) ?? new Set();
    instruments.forEach((instrument) => wanted.add(instrument));
    this.#sinks.set(sink, wanted);
    return () => void this.#sinks.delete(sink);
  }

  snapshot(instrument: InstrumentId) {
    const quote = this.#quotes.get(instrument);
    return Promise.resolve(
      quote ? ok(quote) : err({ code: 'unknown-instrument' as const, name: instrument }),
    );
  }

  expiries() {
    return Promise.resolve(ok([]));
  }

  chain(underlying: string) {
    return Promise.resolve(err({ code: 'no-data' as const, name: underlying }));
  }

  underlyings(): readonly string[] {
    return [];
  }

  chains(underlying: string) {
    return Promise.resolve(err({ code: 'no-data' as const, name: underlying }));
  }

  readonly streamOptions: MarketData['streamOptions'] = () => () => undefined;

  series() {
    return [...this.#bars.keys()];
  }

  history(series: SeriesId) {
    return Promise.resolve(ok(this.#bars.get(series) ?? []));
  }

  state(): FeedState {
    const instants = [...this.#quotes.values()].filter(({ last }) => last !== null);
    const newestAtMs = instants.length > 0 ? Math.max(...instants.map(({ atMs }) => atMs)) : null;
    return {
      feed: this.feed,
      state: 'ready' as const,
      newestAtMs,
      received: instants.length,
      polls: 0,
      failures: 0,
    };
  }
}

/** A quote with a last price only, unless told otherwise. */
export function quoteOf(instrument: InstrumentId, parts: Partial<Quote> = {}): Quote {
  return {
    instrument,
    bid: null,
    ask: null,
    bidSize: null,
    askSize: null,
    last: 20,
    prevClose: null,
    atMs: 0,
    delayMs: 0,
    source: 'scripted',
    ...parts,
  };
}
