import type { InstrumentId } from '../../domain/instrument.js';
import type { OrderIntent, OrderRef, Position } from '../../domain/order.js';
import { priceOf, type Quote } from '../../domain/quote.js';
import type { Result } from '../../domain/result.js';
import type { TradingDay } from '../../domain/trading-day.js';
import type { DurationMs, EpochMs, UsdMicros } from '../../domain/units.js';
import type { Account, WhatIf } from '../../ports/broker.js';
import type { Clock } from '../../ports/clock.js';
import type { PaperRows } from '../../ports/paper-rows.js';
import { PaperBook, type BookOrder, type News } from './book.js';
import { checkOrder, committedFunds, type CheckContext } from './checks.js';
import { contractOf, tradesAt } from './contracts.js';
import { ExpiryWatch, type OptionClass } from './expiry-watch.js';
import { fillFees, USUAL_FEES, type PaperFees } from './fees.js';
import { worthOf } from './margin.js';
import { match, queueAhead, type MatchMarket, type Resting } from './matching.js';
import { RowFile, type PaperRow } from './rows.js';
import {
  earlyAssignments,
  expirySettlement,
  heldOptions,
  USUAL_CARRY,
  type Carry,
} from './settlement.js';

export interface PaperAccountOptions {
  /** The newest quote of an instrument; null where there is none. */
  readonly quote: (instrument: InstrumentId) => Quote | null;
  /** Market time. */
  readonly clock: Clock;
  /** Where the account is kept, and the name it is kept under. */
  readonly rows: PaperRows;
  readonly account: string;
  /** What a fresh account holds; one that has rows goes on from them. */
  readonly seed: { readonly cashMicros: UsdMicros; readonly positions: readonly Position[] };
  /** Quotes older than this, in market time, fill nothing. */
  readonly quoteAgeLimitMs: DurationMs;
  /**
   * Price in dollars or points at which a class settles: the index at its opening for AM classes, the
   * close of index or share for PM ones. Null while it is not known: the broker asks again.
   */
  readonly settlementPrice: (root: string, expiry: TradingDay) => number | null;
  readonly fees?: PaperFees;
  readonly carry?: Carry;
}

/** What joins an account to its wire. */
export interface AccountWire {
  readonly tell: (news: readonly News[]) => void;
  /** Most units that an order fills a quote; null where nothing is made to go wrong. */
  readonly mostUnits: () => number | null;
}

/**
 * The far side of the wire: an account at a market, which lives on whether or not anybody listens.
 * Its state is the fold of its rows; each row is on disk before it is told.
 */
export class PaperAccount {
  book = new PaperBook();
  private phase: 'stopped' | 'started' = 'stopped';
  private readonly file: RowFile;
  private readonly watch: ExpiryWatch;
  private readonly fees: PaperFees;

  constructor(
    private readonly options: PaperAccountOptions,
    private readonly wire: AccountWire,
  ) {
    this.file = new RowFile(options.rows, options.account);
    this.fees = options.fees ?? USUAL_FEES;
    this.watch = new ExpiryWatch(options.clock, {
      expired: (of) => this.expire(of),
      closed: (closeAtMs) => {
        this.assignEarly(closeAtMs);
      },
    });
  }

  /** Goes on from the account's rows; a fresh one is opened with its seed. */
  start(): void {
    if (this.phase === 'started') return;
    this.phase = 'started';
    this.load();
    this.watch.start();
    for (const { option } of heldOptions(this.book.holdings)) this.watch.watch(option);
    for (const { order } of this.book.open()) this.watchLegs(order);
  }

  stop(): void {
    this.phase = 'stopped';
    this.watch.stop();
  }

  figures(): Pick<Account, 'cashMicros' | 'netLiquidationMicros' | 'marginMicros'> {
    const { cashMicros, holdings } = this.book;
    const worth = worthOf(holdings, this.priceMicros);
    return {
      cashMicros,
      netLiquidationMicros: worth.known ? ((cashMicros + worth.micros) as UsdMicros) : null,
      marginMicros: committedFunds(this.checkContext()).margin as UsdMicros,
    };
  }

  check(order: OrderIntent): Result<WhatIf, string> {
    return checkOrder(order, this.checkContext());
  }

  /** Takes an order that has been checked, and what the market gives for it at once. */
  accept(order: OrderIntent, atMs: EpochMs): void {
    const ahead = queueAhead(order, this.market());
    const rows: PaperRow[] = [{ kind: 'order', atMs, order, ahead }];
    const fill = this.fillRow({ order, ahead, filled: 0, filledAgainst: [], phase: 'arriving' });
    if (fill) rows.push(fill);
    this.commit(rows);
    this.watchLegs(order);
  }

  /** Takes an order and ends it at once. */
  reject(order: OrderIntent, atMs: EpochMs, reason: string): void {
    this.commit([
      { kind: 'order', atMs, order, ahead: null },
      { kind: 'end', atMs, ref: order.ref, state: 'rejected', reason },
    ]);
  }

  end(
    ref: OrderRef,
    how: { readonly state: 'cancelled' | 'rejected'; readonly reason: string | null },
  ): void {
    this.commit([{ kind: 'end', atMs: this.options.clock.nowMs(), ref, ...how }]);
  }

  onQuote(): void {
    if (this.phase === 'stopped') return;
    this.watch.askAgain();
    if (this.book.openCount === 0) return;
    for (const held of [...this.book.open()]) {
      const row = this.fillRow({ ...held, phase: 'resting' });
      if (row) this.commit([row]);
    }
  }

  private load(): void {
    this.book = new PaperBook();
    const rows = this.file.read();
    for (const row of rows) this.book.apply(row);
    if (rows.length > 0) return;
    const atMs = this.options.clock.nowMs();
    this.commit([{ kind: 'opened', atMs, ...this.options.seed }]);
  }

  /** On disk before anybody hears of it. */
  private commit(rows: readonly PaperRow[]): void {
    if (rows.length === 0) return;
    this.file.append(rows);
    this.wire.tell(rows.flatMap((row) => this.book.apply(row)));
  }

  /** What the market takes of an order now. */
  private fillRow(
    of: Pick<BookOrder, 'order' | 'ahead' | 'filled' | 'filledAgainst'> & Pick<Resting, 'phase'>,
  ): PaperRow | null {
    const { order, filled: before, phase, ahead } = of;
    const market = this.market();
    for (const { instrument } of order.legs) {
      const contract = contractOf(instrument);
      if (!contract || !tradesAt(contract, market.nowMs)) return null;
    }
    const most = this.wire.mostUnits();
    const found = match(
      { order, phase, ahead, wanted: Math.min(most ?? Infinity, order.quantity - before) },
      market,
    );
    const seen = found?.trades.every(({ quoteAtMs }, i) => quoteAtMs === of.filledAgainst[i]);
    if (!found || (most !== null && seen)) return null;
    const { units, trades } = found;
    const fees = fillFees(order, { before, units }, this.fees);
    const none = 0 as UsdMicros;
    return {
      kind: 'fill',
      atMs: market.nowMs,
      ref: order.ref,
      units,
      legs: trades.map(({ priceMicros, quoteAtMs }, i) => [
        priceMicros,
        fees[i] ?? none,
        quoteAtMs,
      ]),
    };
  }

  /** Ends the orders of a class and settles what is held of it, all or nothing. */
  private expire({ root, expiry }: OptionClass): 'done' | 'later' {
    const isOf = (instrument: InstrumentId) => {
      const contract = contractOf(instrument);
      return contract?.kind === 'option' && contract.root === root && contract.expiry === expiry;
    };
    for (const { order } of [...this.book.open()]) {
      if (order.legs.some((leg) => isOf(leg.instrument))) {
        this.end(order.ref, { state: 'cancelled', reason: 'expired' });
      }
    }
    const held = heldOptions(this.book.holdings).filter(({ option }) => isOf(option.id));
    if (held.length === 0) return 'done';
    const priceUsd = this.options.settlementPrice(root, expiry);
    if (priceUsd === null || !(priceUsd > 0)) return 'later';
    const at = { priceUsd, atMs: this.options.clock.nowMs() };
    this.commit(held.map((each) => ({ kind: 'settled', settlement: expirySettlement(each, at) })));
    return 'done';
  }

  private assignEarly(closeAtMs: EpochMs): void {
    const { quote, carry = USUAL_CARRY } = this.options;
    const found = earlyAssignments(this.book.holdings, { closeAtMs, quote, carry });
    this.commit(found.map((settlement) => ({ kind: 'settled', settlement })));
  }

  private watchLegs({ legs }: OrderIntent): void {
    for (const { instrument } of legs) this.watch.watch(contractOf(instrument));
  }

  private market(): MatchMarket {
    const { quote, quoteAgeLimitMs, clock } = this.options;
    return { nowMs: clock.nowMs(), quote, quoteAgeLimitMs, size: this.book.size };
  }

  private checkContext(): CheckContext {
    return {
      nowMs: this.options.clock.nowMs(),
      book: this.book,
      fees: this.fees,
      price: this.priceMicros,
      isQuoted: (instrument) => this.options.quote(instrument) !== null,
    };
  }

  private readonly priceMicros = (instrument: InstrumentId): number | null => {
    const quote = this.options.quote(instrument);
    const price = quote ? priceOf(quote) : null;
    return price === null ? null : Math.round(price * 1_000_000);
  };
}
