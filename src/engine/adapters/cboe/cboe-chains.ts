import type { Chain } from '../../domain/chain.js';
import type { Quote } from '../../domain/quote.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { TradingDay } from '../../domain/trading-day.js';
import type { DurationMs, EpochMs } from '../../domain/units.js';
import type { HttpClient } from '../../ports/http.js';
import type { Log } from '../../ports/log.js';
import type { FeedError } from '../../ports/market-data.js';
import { settlementOf, settlesAtMs } from '../../pricing/day-count.js';
import { fileAtMs, isMoving, optionsAtMs, quoteOf } from './mapping.js';
import { OptionFiles } from './option-files.js';
import { chainOf, type PackedExpiry, type PackedOptions } from './packed.js';

interface Listed extends PackedExpiry {
  readonly settlesAtMs: EpochMs;
}

/** Chains from the files of options, made when they are asked for. */
export class CboeChains {
  readonly files: OptionFiles;

  constructor(
    private readonly options: {
      readonly url: string;
      readonly http: HttpClient;
      readonly log: Log;
      readonly nowMs: () => EpochMs;
      readonly refreshMs: DurationMs;
      /** Told the spot of each new file. */
      readonly spot: (quote: Quote) => void;
    },
  ) {
    this.files = new OptionFiles({
      ...options,
      moving: () => isMoving(options.nowMs()),
      taken: (symbol, { head }) => {
        const quote = quoteOf(head, { symbol, nowMs: options.nowMs() });
        if (quote) options.spot(quote);
      },
    });
  }

  async expiries(underlying: string): Promise<Result<readonly TradingDay[], FeedError>> {
    const file = await this.file(underlying);
    return file.ok ? ok(this.listed(file.value).map(({ day }) => day)) : file;
  }

  async chain(underlying: string, expiry: TradingDay): Promise<Result<Chain, FeedError>> {
    const file = await this.file(underlying);
    if (!file.ok) return file;
    const listed = this.listed(file.value).find(({ day }) => day === expiry);
    if (!listed) return err({ code: 'no-data', name: `${underlying} ${expiry}` });
    return ok(this.make(underlying, file.value, listed));
  }

  async chains(underlying: string): Promise<Result<readonly Chain[], FeedError>> {
    const file = await this.file(underlying);
    if (!file.ok) return file;
    const chains: Chain[] = [];
    for (const listed of this.listed(file.value)) {
      // Thousands of strikes are not made in one go.
      await nextTurn();
      chains.push(this.make(underlying, file.value, listed));
    }
    return ok(chains);
  }

  private async file(underlying: string): Promise<Result<PackedOptions, FeedError>> {
    const file = await this.files.file(underlying);
    return file.ok ? file : err({ code: 'failed', feed: 'cboe', reason: file.error });
  }

  /** Expiries that have not settled, ascending; of two classes on one day the one that settles first. */
  private listed(file: PackedOptions): readonly Listed[] {
    const nowMs = this.options.nowMs();
    const byDay = new Map<TradingDay, Listed>();
    for (const expiry of file.expiries) {
      const atMs = settlesAtMs(expiry.day, settlementOf(expiry.root));
      const other = byDay.get(expiry.day);
      if (atMs <= nowMs || (other && other.settlesAtMs <= atMs)) continue;
      byDay.set(expiry.day, { ...expiry, settlesAtMs: atMs });
    }
    return [...byDay.values()].sort((a, b) => a.settlesAtMs - b.settlesAtMs);
  }

  private make(underlying: string, file: PackedOptions, expiry: Listed): Chain {
    const nowMs = this.options.nowMs();
    const madeAtMs = fileAtMs(file.head.timestamp) ?? nowMs;
    const atMs = Math.min(nowMs, optionsAtMs(madeAtMs));
    return chainOf(file, { expiry, underlying, settlesAtMs: expiry.settlesAtMs, atMs });
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
