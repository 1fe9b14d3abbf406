import { spotId, type InstrumentId } from '../../domain/instrument.js';
import type { Quote } from '../../domain/quote.js';
import type { DurationMs, EpochMs } from '../../domain/units.js';
import type { HttpClient } from '../../ports/http.js';
import { fileName, quoteFile, quoteOf } from './mapping.js';

interface Kept {
  readonly quote: Quote | null;
  readonly checkedAtMs: EpochMs;
}

/** Share of the time between two polls in which a spot is not asked for again. */
const FRESH_SHARE = 0.75;

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The newest quote of each spot, each asked for by itself. */
export class Spots {
  private readonly kept = new Map<InstrumentId, Kept>();

  constructor(
    private readonly options: {
      readonly url: string;
      readonly http: HttpClient;
      readonly nowMs: () => EpochMs;
      /** Between two polls at this time. */
      readonly everyMs: () => DurationMs;
      /** Called with every quote that is newer than the one before it. */
      readonly newer: (quote: Quote) => void;
    },
  ) {}

  quote(symbol: string): Quote | null {
    return this.kept.get(spotId(symbol))?.quote ?? null;
  }

  isFresh(symbol: string): boolean {
    const kept = this.kept.get(spotId(symbol));
    if (!kept) return false;
    return this.options.nowMs() - kept.checkedAtMs < FRESH_SHARE * this.options.everyMs();
  }

  /** Asks for one. @returns why it could not be had, or null where all is well. */
  async ask(symbol: string): Promise<string | null> {
    const { url, http, nowMs } = this.options;
    const address = `${url}/api/global/delayed_quotes/quotes/${fileName(symbol)}.json`;
    const got = await http.get(address);
    if (!got.ok) return got.error.code;
    // A name that the publisher does not know is refused, not missed.
    if (got.value.status !== 200) return `status ${got.value.status}`;
    const parsed = quoteFile.safeParse(parse(got.value.text));
    if (!parsed.success) return `unreadable: ${parsed.error.issues[0]?.path.join('.') || 'json'}`;
    const quote = quoteOf(parsed.data, { symbol, nowMs: nowMs() });
    if (quote === null) return 'no price';
    this.take(quote);
    return null;
  }

  /** Takes a quote, unless a newer one is there. */
  take(quote: Quote): void {
    const kept = this.kept.get(quote.instrument)?.quote ?? null;
    const isNewer = kept === null || quote.atMs > kept.atMs;
    this.kept.set(quote.instrument, {
      quote: isNewer ? quote : kept,
      checkedAtMs: this.options.nowMs(),
    });
    if (isNewer) this.options.newer(quote);
  }
}
