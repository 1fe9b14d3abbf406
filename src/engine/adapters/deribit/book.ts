import type { Coin, InstrumentId } from '../../domain/instrument.js';
import type { Quote } from '../../domain/quote.js';
import type { DurationMs, EpochMs } from '../../domain/units.js';
import { hasSettled, type Listed } from './listed.js';
import {
  indexQuote,
  markOf,
  markQuote,
  summaryQuote,
  tickerQuote,
  volIndexQuote,
  type BadFrame,
} from './mapping.js';
import { coinOfIndex, indexId, volIndexId } from './names.js';
import { isRecord, type RawIndex, type RawMark, type RawTicker } from './raw.js';
import type { SummaryRow } from './shapes.js';
import { Slot } from './slot.js';

export interface BookOptions {
  readonly coins: readonly Coin[];
  readonly aheadMostMs: DurationMs;
  /** An option that is not listed here has been named by the venue. */
  readonly onUnknown: (name: string) => void;
}

/** A picture must be so much newer than a ticker to take its place: the two come by other ways. */
const PICTURE_LEADS_MS = 5_000;
/** Marks and tickers round apart; a larger difference is a change that was not told. */
const MARK_SLACK = 2e-4;
/** The same volatility in two channels differs by this much where one of them is in other units. */
const UNIT_RATIO = 20;

/** The newest of everything, by the venue's names; pushes each quote to who wants it. */
export class Book {
  private readonly byName = new Map<string, Slot>();
  private readonly byId = new Map<InstrumentId, Slot>();
  newestAtMs: EpochMs | null = null;
  received = 0;
  /** Frames that said nothing, by reason. */
  readonly bad = new Map<BadFrame | 'unit-doubt', number>();

  constructor(private readonly options: BookOptions) {
    for (const coin of options.coins) {
      for (const id of [indexId(coin), volIndexId(coin)]) this.byId.set(id, new Slot(id, null));
    }
  }

  slot(id: InstrumentId): Slot | undefined {
    return this.byId.get(id);
  }

  slots(): IterableIterator<Slot> {
    return this.byId.values();
  }

  named(name: string): Slot | undefined {
    return this.byName.get(name);
  }

  /** Takes up what is listed now and forgets what is no more. @returns what is new. */
  list(listed: readonly Listed[]): readonly Slot[] {
    const now = new Set(listed.map(({ name }) => name));
    for (const [name, slot] of this.byName) if (!now.has(name)) this.forget(name, slot);
    return listed.filter(({ name }) => !this.byName.has(name)).map((each) => this.open(each));
  }

  /** @returns the names of what has settled by now, which is forgotten. */
  settle(nowMs: EpochMs): readonly string[] {
    const gone = [...this.byName].filter(([, { listed }]) => listed && hasSettled(listed, nowMs));
    for (const [name, slot] of gone) this.forget(name, slot);
    return gone.map(([name]) => name);
  }

  /** @returns the market time of the price taken; 0 where the frame said nothing. */
  ticker(data: unknown, nowMs: EpochMs): EpochMs {
    if (typeof data !== 'object' || data === null) return this.refuse('no-name');
    const raw = data as RawTicker;
    const slot = this.byName.get(raw.instrument_name as string);
    if (!slot?.listed) return this.refuse('no-name');
    const atMs = this.stamp(raw.timestamp, slot, nowMs);
    if (atMs === 0) return 0;
    const quote = tickerQuote(slot.listed, raw, atMs);
    if (typeof quote === 'string') return this.refuse(quote);
    slot.tickerAtMs = atMs;
    slot.strayedAtMs = 0;
    this.take(slot, quote);
    return atMs;
  }

  /** Marks name instruments and prove silence; they are no prices where a ticker has come. */
  marks(data: unknown, nowMs: EpochMs): void {
    if (!Array.isArray(data)) {
      this.refuse('no-name');
      return;
    }
    for (const row of data as readonly unknown[]) if (isRecord(row)) this.mark(row, nowMs);
  }

  index(data: unknown, nowMs: EpochMs): EpochMs {
    return this.level(data, nowMs, { idOf: indexId, quoteOf: indexQuote });
  }

  volIndex(data: unknown, nowMs: EpochMs): EpochMs {
    return this.level(data, nowMs, { idOf: volIndexId, quoteOf: volIndexQuote });
  }

  /** Rows of a fetched picture; each is taken where it is newer than what is known. */
  picture(rows: readonly SummaryRow[], nowMs: EpochMs): void {
    for (const row of rows) {
      const slot = this.byName.get(row.instrument_name);
      if (!slot?.listed) continue;
      const known = slot.quote;
      const lead = slot.tickerAtMs > 0 ? PICTURE_LEADS_MS : 1;
      if (known && row.creation_timestamp < known.atMs + lead) continue;
      if (row.creation_timestamp > nowMs + this.options.aheadMostMs) {
        this.refuse('ahead');
        continue;
      }
      const atMs = Math.min(row.creation_timestamp, nowMs);
      const quote = summaryQuote(slot.listed, { ...row, creation_timestamp: atMs });
      if (typeof quote === 'string') this.refuse(quote);
      else this.take(slot, quote);
    }
  }

  /** Level of an index as asked for; its stamp is the asking. */
  levelAt(coin: Coin, price: number, nowMs: EpochMs): void {
    const slot = this.byId.get(indexId(coin));
    const quote = indexQuote(coin, { price }, nowMs);
    if (slot && typeof quote !== 'string' && nowMs > (slot.quote?.atMs ?? 0) + PICTURE_LEADS_MS) {
      this.take(slot, quote);
    }
  }

  private level(
    data: unknown,
    nowMs: EpochMs,
    how: {
      idOf: (coin: Coin) => InstrumentId;
      quoteOf: (coin: Coin, data: RawIndex, atMs: EpochMs) => Quote | BadFrame;
    },
  ): EpochMs {
    const raw: RawIndex = isRecord(data) ? data : {};
    const coin = coinOfIndex(raw.index_name);
    const slot = coin ? this.byId.get(how.idOf(coin)) : undefined;
    if (!coin || !slot) return this.refuse('no-name');
    const atMs = this.stamp(raw.timestamp, slot, nowMs);
    if (atMs === 0) return 0;
    const quote = how.quoteOf(coin, raw, atMs);
    if (typeof quote === 'string') return this.refuse(quote);
    this.take(slot, quote);
    return atMs;
  }

  private mark(raw: RawMark, nowMs: EpochMs): void {
    const name = raw.instrument_name;
    const slot = typeof name === 'string' ? this.byName.get(name) : undefined;
    if (!slot?.listed) {
      if (typeof name === 'string') this.options.onUnknown(name);
      return;
    }
    const mark = markOf(raw);
    if (typeof mark === 'string') {
      this.refuse(mark);
      return;
    }
    const known = slot.quote?.option;
    if (!known) {
      if (mark.atMs <= nowMs + this.options.aheadMostMs) {
        this.take(slot, markQuote(slot.listed, { ...mark, atMs: Math.min(mark.atMs, nowMs) }));
      }
      return;
    }
    this.compareUnits(known.markIv, mark.markIv);
    const strays = Math.abs((known.markPrice ?? 0) - mark.markPrice) > MARK_SLACK;
    if (!strays || mark.atMs <= slot.tickerAtMs) slot.strayedAtMs = 0;
    else if (slot.tickerAtMs > 0 && slot.strayedAtMs === 0) slot.strayedAtMs = nowMs;
  }

  private compareUnits(ticker: number | null, mark: number | null): void {
    if (ticker === null || mark === null) return;
    const ratio = ticker / mark;
    if (ratio > UNIT_RATIO || ratio < 1 / UNIT_RATIO) this.refuse('unit-doubt');
  }

  /** The venue's stamp, never later than now; 0 where it cannot be believed. */
  private stamp(stamp: unknown, slot: Slot, nowMs: EpochMs): EpochMs {
    if (typeof stamp !== 'number' || !(stamp > 0)) return this.refuse('no-time');
    if (stamp > nowMs) {
      if (stamp > nowMs + this.options.aheadMostMs) return this.refuse('ahead');
      stamp = nowMs;
    }
    const known = slot.quote;
    if (known !== null && (stamp as number) < known.atMs) return this.refuse('older');
    return stamp as number;
  }

  private take(slot: Slot, quote: Quote): void {
    this.received += 1;
    if (this.newestAtMs === null || quote.atMs > this.newestAtMs) this.newestAtMs = quote.atMs;
    slot.take(quote);
  }

  private refuse(why: BadFrame | 'unit-doubt'): 0 {
    this.bad.set(why, (this.bad.get(why) ?? 0) + 1);
    return 0;
  }

  private open(listed: Listed): Slot {
    const slot = new Slot(listed.id, listed);
    this.byName.set(listed.name, slot);
    this.byId.set(listed.id, slot);
    return slot;
  }

  private forget(name: string, slot: Slot): void {
    this.byName.delete(name);
    this.byId.delete(slot.id);
  }
}
