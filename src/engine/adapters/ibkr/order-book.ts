import type { Fill, OrderRef, OrderReport, OrderState } from '../../domain/order.js';
import type { EpochMs } from '../../domain/units.js';

/** How the vendor says that an order ended. */
export type End = 'filled' | 'cancelled' | 'rejected';

/** What is kept of one order, whether sent in this run or read back. */
export interface KeptOrder {
  readonly ref: OrderRef;
  readonly quantity: number;
  /** Contracts of each leg in one unit, signed, by contract number. */
  readonly ratios: ReadonlyMap<number, number>;
  /** The number under which the vendor has it at present. */
  orderId: number;
  /** Connection on which it was sent. */
  readonly session: number;
  /** `lost`: it is proven that it never arrived. */
  life: 'sent' | 'live' | 'unknown' | 'lost';
  end: End | null;
  reason: string | null;
  /** Units filled by the vendor's own count, which may run ahead of the fills. */
  countedUnits: number;
  /** Contracts filled by leg. */
  readonly filled: Map<number, number>;
  told: OrderReport | null;
  /** Since when the vendor lists it nowhere although it worked; null where it lists it. */
  absentSinceMs: EpochMs | null;
}

export interface BookNews {
  report(report: OrderReport): void;
  fill(fill: Fill): void;
  /** After anything about an order has changed. */
  changed(order: KeptOrder): void;
}

/** Whole units of which every leg has been filled. */
export function filledUnits({ ratios, filled, quantity }: KeptOrder): number {
  let units = quantity;
  for (const [conId, ratio] of ratios) {
    units = Math.min(units, Math.floor(Math.abs((filled.get(conId) ?? 0) / ratio)));
  }
  return units;
}

/** The house's state: an end is told once the fills that belong to it are there. */
export function stateOf(order: KeptOrder): OrderState {
  const units = filledUnits(order);
  if (units >= order.quantity) return 'filled';
  if (order.end === 'rejected') return 'rejected';
  if (order.end === 'cancelled' && units >= order.countedUnits) return 'cancelled';
  if (order.life === 'unknown') return 'unknown';
  if (order.life === 'sent') return 'submitted';
  return units > 0 ? 'partly-filled' : 'working';
}

/** Fills and orders of the session's account, as far as they are ours. */
export class OrderBook {
  private readonly orders = new Map<OrderRef, KeptOrder>();
  private readonly numbers = new Map<number, KeptOrder>();
  private readonly booked = new Map<string, Fill>();
  private readonly conIds = new Map<string, number>();

  constructor(
    private readonly nowMs: () => EpochMs,
    private readonly news: BookNews,
  ) {}

  find(ref: OrderRef): KeptOrder | null {
    return this.orders.get(ref) ?? null;
  }

  byNumber(orderId: number): KeptOrder | null {
    return this.numbers.get(orderId) ?? null;
  }

  all(): readonly KeptOrder[] {
    return [...this.orders.values()];
  }

  fills(): readonly Fill[] {
    return [...this.booked.values()];
  }

  hasFill(fillId: string): boolean {
    return this.booked.has(fillId);
  }

  /** Everything known, but for what is proven never to have arrived. */
  reports(): readonly OrderReport[] {
    return this.all().flatMap((order) => (order.life === 'lost' ? [] : [this.reportOf(order)]));
  }

  add(
    of: Pick<KeptOrder, 'ref' | 'quantity' | 'ratios' | 'orderId' | 'session' | 'life'>,
  ): KeptOrder {
    const order: KeptOrder = {
      ...of,
      end: null,
      reason: null,
      countedUnits: 0,
      filled: new Map(),
      told: null,
      absentSinceMs: null,
    };
    this.orders.set(order.ref, order);
    this.numbers.set(order.orderId, order);
    // Fills of an order can be read back before the order itself.
    for (const fill of this.booked.values()) {
      if (fill.ref === order.ref) this.count(order, fill, this.numberOf(fill));
    }
    return order;
  }

  /** It was never written to the socket, so it may be placed again. */
  withdraw(order: KeptOrder): void {
    this.orders.delete(order.ref);
    this.numbers.delete(order.orderId);
  }

  renumber(order: KeptOrder, orderId: number): void {
    order.orderId = orderId;
    this.numbers.set(orderId, order);
  }

  /** Tells what has changed, if anything has. */
  update(
    order: KeptOrder,
    change: Partial<Pick<KeptOrder, 'life' | 'end' | 'reason' | 'countedUnits'>>,
  ): void {
    Object.assign(order, change);
    this.tellChange(order);
  }

  /** Books a fill once; a repeated one changes nothing. */
  book(fill: Fill, conId: number): void {
    if (this.booked.has(fill.fillId)) return;
    this.booked.set(fill.fillId, fill);
    this.conIds.set(fill.fillId, conId);
    const order = this.orders.get(fill.ref);
    if (order) this.count(order, fill, conId);
    this.news.fill(fill);
    if (order) this.tellChange(order);
  }

  private numberOf(fill: Fill): number {
    return this.conIds.get(fill.fillId) ?? 0;
  }

  private count(order: KeptOrder, fill: Fill, conId: number): void {
    order.filled.set(conId, (order.filled.get(conId) ?? 0) + fill.quantity);
    order.life = 'live';
  }

  private tellChange(order: KeptOrder): void {
    const report = this.reportOf(order);
    const { told } = order;
    const same =
      told?.state === report.state &&
      told.filledQuantity === report.filledQuantity &&
      told.reason === report.reason;
    if (!same && order.life !== 'lost') {
      order.told = report;
      // Of an order that the vendor has not spoken of there is nothing to tell.
      if (report.state !== 'submitted' && report.state !== 'unknown') this.news.report(report);
    }
    this.news.changed(order);
  }

  private reportOf(order: KeptOrder): OrderReport {
    const state = stateOf(order);
    const { told } = order;
    const units = filledUnits(order);
    if (told?.state === state && told.filledQuantity === units && told.reason === order.reason) {
      return told;
    }
    return {
      ref: order.ref,
      state,
      filledQuantity: units,
      remainingQuantity: order.quantity - units,
      reason: order.reason,
      atMs: this.nowMs(),
    };
  }
}

/** Nothing more can come of it. */
export function isOver(kept: KeptOrder): boolean {
  const state = stateOf(kept);
  return state === 'filled' || state === 'cancelled' || state === 'rejected';
}

/** Its fate is not known, or it has ended and fills that belong to it are missing. */
export function isInDoubt(kept: KeptOrder): boolean {
  if (kept.life === 'lost') return false;
  if (kept.absentSinceMs !== null && kept.end === null) return true;
  return kept.life === 'unknown' || (kept.end !== null && !isOver(kept));
}

/** What a status says of an order's end; null while it may work. */
export function endOf(status: string): End | null {
  switch (status) {
    case 'Filled':
      return 'filled';
    case 'Cancelled':
    case 'ApiCancelled':
      return 'cancelled';
    case 'Inactive':
      return 'rejected';
    default:
      return null;
  }
}
