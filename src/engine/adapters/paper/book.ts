import type { InstrumentId } from '../../domain/instrument.js';
import type { Settlement } from '../../domain/ledger.js';
import type {
  Fill,
  OrderIntent,
  OrderRef,
  OrderReport,
  OrderState,
  Position,
} from '../../domain/order.js';
import type { EpochMs, UsdMicros } from '../../domain/units.js';
import { DisplayedSize } from './matching.js';
import type { PaperRow } from './rows.js';

/** Something that a sink is told. */
export type News =
  | { readonly kind: 'report'; readonly report: OrderReport }
  | { readonly kind: 'fill'; readonly fill: Fill }
  | { readonly kind: 'settled'; readonly settlement: Settlement };

export interface BookOrder {
  readonly order: OrderIntent;
  readonly ahead: number | null;
  readonly state: OrderState;
  readonly filled: number;
  readonly fills: number;
  readonly reason: string | null;
  readonly atMs: EpochMs;
  /** Instants of the quotes of its newest fill, by leg. */
  readonly filledAgainst: readonly EpochMs[];
}

export function isOpen({ state }: BookOrder): boolean {
  return state === 'working' || state === 'partly-filled';
}

export function reportOf(held: BookOrder): OrderReport {
  const { order, state, filled, reason, atMs } = held;
  return {
    ref: order.ref,
    state,
    filledQuantity: filled,
    remainingQuantity: isOpen(held) ? order.quantity - filled : 0,
    reason,
    atMs,
  };
}

/** Cash, holdings, orders, fills and settlements of one account: the fold of its rows. */
export class PaperBook {
  readonly size = new DisplayedSize();
  readonly fills: Fill[] = [];
  readonly settlements: Settlement[] = [];
  readonly holdings = new Map<InstrumentId, number>();
  cashMicros = 0 as UsdMicros;
  private readonly byRef = new Map<OrderRef, BookOrder>();
  private readonly openByRef = new Map<OrderRef, BookOrder>();

  order(ref: OrderRef): BookOrder | null {
    return this.byRef.get(ref) ?? null;
  }

  orders(): readonly BookOrder[] {
    return [...this.byRef.values()];
  }

  /** In the order in which they came. */
  open(): Iterable<BookOrder> {
    return this.openByRef.values();
  }

  get openCount(): number {
    return this.openByRef.size;
  }

  positions(): Position[] {
    return [...this.holdings].map(([instrument, quantity]) => ({ instrument, quantity }));
  }

  /** Takes what has happened. @returns what a listener is to hear of it, in order */
  apply(row: PaperRow): readonly News[] {
    switch (row.kind) {
      case 'opened':
        this.cashMicros = row.cashMicros;
        for (const { instrument, quantity } of row.positions) this.move(instrument, quantity);
        return [];
      case 'order':
        return [this.keep(newOrder(row))];
      case 'fill':
        return this.fill(row);
      case 'end': {
        const { state, reason, atMs } = row;
        return [this.keep({ ...this.known(row.ref), state, reason, atMs })];
      }
      case 'settled':
        return this.settle(row.settlement);
    }
  }

  private fill(row: PaperRow & { kind: 'fill' }): readonly News[] {
    const held = this.known(row.ref);
    const { ref, legs, quantity: wanted } = held.order;
    const news: News[] = [];
    legs.forEach((leg, i) => {
      const [priceMicros, feeMicros, quoteAtMs] = row.legs[i] ?? missing(row.ref);
      const quantity = row.units * leg.ratio;
      const fill: Fill = {
        fillId: `paper:${ref}:${held.fills + i + 1}`,
        ref,
        instrument: leg.instrument,
        quantity,
        priceMicros,
        feeMicros,
        atMs: row.atMs,
      };
      this.fills.push(fill);
      this.size.take(leg.instrument, quoteAtMs, quantity);
      this.move(leg.instrument, quantity);
      this.pay(quantity * leg.multiplier * priceMicros + feeMicros);
      news.push({ kind: 'fill', fill });
    });
    const filled = held.filled + row.units;
    const report = this.keep({
      ...held,
      filled,
      fills: held.fills + legs.length,
      state: filled === wanted ? 'filled' : 'partly-filled',
      atMs: row.atMs,
      filledAgainst: row.legs.map(([, , quoteAtMs]) => quoteAtMs),
    });
    return [...news, report];
  }

  private settle(settlement: Settlement): readonly News[] {
    const { instrument, quantity, multiplier, worthMicros, delivered, feeMicros } = settlement;
    this.settlements.push(settlement);
    this.move(instrument, -quantity);
    if (delivered) {
      this.move(delivered.instrument, delivered.quantity);
      this.pay(delivered.quantity * delivered.priceMicros);
    } else this.pay(-quantity * multiplier * worthMicros);
    this.pay(feeMicros);
    return [{ kind: 'settled', settlement }];
  }

  private keep(held: BookOrder): News {
    this.byRef.set(held.order.ref, held);
    if (isOpen(held)) this.openByRef.set(held.order.ref, held);
    else this.openByRef.delete(held.order.ref);
    return { kind: 'report', report: reportOf(held) };
  }

  private known(ref: OrderRef): BookOrder {
    return this.byRef.get(ref) ?? missing(ref);
  }

  private move(instrument: InstrumentId, by: number): void {
    const now = (this.holdings.get(instrument) ?? 0) + by;
    if (now === 0) this.holdings.delete(instrument);
    else this.holdings.set(instrument, now);
  }

  private pay(micros: number): void {
    this.cashMicros = (this.cashMicros - micros) as UsdMicros;
  }
}

function newOrder({ order, ahead, atMs }: PaperRow & { kind: 'order' }): BookOrder {
  return {
    order,
    ahead,
    state: 'working',
    filled: 0,
    fills: 0,
    reason: null,
    atMs,
    filledAgainst: [],
  };
}

function missing(ref: OrderRef): never {
  throw new Error(`paper rows without the order ${ref}`);
}
