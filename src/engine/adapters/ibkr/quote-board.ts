import type { InstrumentId } from '../../domain/instrument.js';
import type { Quote } from '../../domain/quote.js';
import type { DurationMs } from '../../domain/units.js';
import type { Cancel } from '../../ports/clock.js';
import type { Lines } from './lines.js';
import { contractOf } from './mapping.js';
import type { QuoteTicks } from './quote-ticks.js';
import type { DataHost } from './session-port.js';

interface Watched {
  readonly close: Cancel;
  ticks: QuoteTicks | null;
  quote: Quote | null;
}

/** Quotes of what is watched: ticks that come close together are one quote. */
export class QuoteBoard {
  private readonly watched = new Map<InstrumentId, Watched>();
  private readonly changed = new Set<InstrumentId>();
  private flushing: Cancel | null = null;

  constructor(
    private readonly connection: Pick<DataHost, 'clock' | 'log'>,
    private readonly lines: Lines,
    private readonly to: { readonly coalesceMs: DurationMs; readonly push: (quote: Quote) => void },
  ) {}

  instruments(): readonly InstrumentId[] {
    return [...this.watched.keys()];
  }

  newest(instrument: InstrumentId): Quote | null {
    return this.watched.get(instrument)?.quote ?? null;
  }

  watch(instrument: InstrumentId): void {
    const contract = contractOf(instrument);
    if (this.watched.has(instrument) || !contract) return;
    const watched: Watched = { close: () => close(), ticks: null, quote: null };
    this.watched.set(instrument, watched);
    const close = this.lines.request(
      { instrument, contract, rank: 'stream' },
      {
        changed: (ticks) => {
          watched.ticks = ticks;
          this.changed.add(instrument);
          this.flushSoon();
        },
        none: () => this.connection.log.warn('ibkr-no-such-contract', { instrument }),
      },
    );
  }

  /** Closes the lines of all others. */
  keepOnly(wanted: ReadonlySet<InstrumentId>): void {
    for (const [instrument, { close }] of [...this.watched]) {
      if (wanted.has(instrument)) continue;
      this.watched.delete(instrument);
      close();
    }
  }

  clear(): void {
    this.flushing?.();
    this.flushing = null;
    this.keepOnly(new Set());
  }

  /** A line that is closed again once it has shown both sides, or after a while what it has. */
  look(instrument: InstrumentId, withinMs: DurationMs): Promise<Quote | null> {
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
      const giveUp = clock.at(clock.nowMs() + withinMs, end);
      const close = this.lines.request(
        { instrument, contract, rank: 'asked' },
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

  private flushSoon(): void {
    if (this.flushing) return;
    const { clock } = this.connection;
    this.flushing = clock.at(clock.nowMs() + this.to.coalesceMs, () => {
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
      this.to.push(quote);
    }
    this.changed.clear();
  }
}
