import fc from 'fast-check';
import { expect } from 'vitest';
import {
  createPaperBroker,
  type Carry,
  type PaperBrokerOptions,
  type PaperFees,
} from '../../../../src/engine/adapters/paper/paper-broker.js';
import type { InstrumentId } from '../../../../src/engine/domain/instrument.js';
import type { BrokerSink } from '../../../../src/engine/ports/broker.js';
import { value, type Heard } from '../../../contract/broker.js';
import { MemoryPaperRows } from '../../../support/memory-paper-rows.js';
import type { Quote } from '../../../../src/engine/domain/quote.js';
import { ManualClock } from '../../../support/manual-clock.js';
import {
  approved,
  NOW_MS,
  PUT_650,
  PUT_655,
  quoteOf,
  ref,
  SPY,
  usd,
} from '../../../support/orders.js';

export const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Long, so that a leg which is not quoted anew stays good for a whole sequence. */
export const AGE_LIMIT_MS = 600_000;
/** Wall time for an answer that does not come. */
export const DEADLINE_MS = 5000;

export interface MarketNeeds {
  readonly rows?: MemoryPaperRows;
  readonly fees?: PaperFees;
  readonly startAtMs?: number;
  readonly carry?: Carry;
  readonly cashUsd?: number;
  readonly spy?: number;
}

/** The spread's credit at these quotes, sold at the bid and bought at the ask: 1.52 − 1.00 = 0.52. */
export function market(needs: MarketNeeds = {}) {
  const clock = new ManualClock(needs.startAtMs ?? NOW_MS);
  const wall = new ManualClock(0);
  const rows = needs.rows ?? new MemoryPaperRows();
  const quotes = new Map<InstrumentId, Quote>();
  const settles = new Map<string, number>();
  const set = (instrument: InstrumentId, changes: Partial<Quote>) => {
    quotes.set(instrument, quoteOf(instrument, { atMs: clock.nowMs(), ...changes }));
  };
  set(PUT_655, { bid: 1.52, ask: 1.55 });
  set(PUT_650, { bid: 0.97, ask: 1 });
  const options: PaperBrokerOptions = {
    quote: (instrument) => quotes.get(instrument) ?? null,
    clock,
    wall,
    rows,
    account: 'test',
    seed: {
      cashMicros: usd(needs.cashUsd ?? 1_000_000),
      positions: [{ instrument: SPY, quantity: needs.spy ?? 400 }],
    },
    quoteAgeLimitMs: AGE_LIMIT_MS,
    answerWithinMs: DEADLINE_MS,
    settlementPrice: (root, expiry) => settles.get(`${root}/${expiry}`) ?? null,
    fees: needs.fees ?? {
      perContractMicros: 650_000.5,
      perShareMicros: 5_000,
      orderMinimumMicros: 0,
    },
    ...(needs.carry ? { carry: needs.carry } : {}),
  };
  let broker = createPaperBroker(options);
  const heard: Heard = { reports: [], fills: [], settled: [], states: [] };
  const sink: BrokerSink = {
    report: (report) => heard.reports.push(report),
    fill: (fill) => heard.fills.push(fill),
    settled: (settlement) => heard.settled.push(settlement),
    state: (state) => heard.states.push(state),
  };
  const listen = async () => {
    await broker.start();
    broker.subscribe(sink);
  };
  /** A new look at the market, a second later. */
  const quote = (changes: Partial<Record<'short' | 'long', Partial<Quote>>>) => {
    clock.advance(1000);
    if (changes.short) set(PUT_655, { bid: 1.52, ask: 1.55, ...changes.short });
    if (changes.long) set(PUT_650, { bid: 0.97, ask: 1, ...changes.long });
    broker.onQuote();
  };
  const cash = async () => (await value(broker.account())).cashMicros;
  /** A new process with the same rows. */
  const restart = async () => {
    await broker.stop();
    broker = createPaperBroker(options);
    await listen();
    return broker;
  };
  return {
    get broker() {
      return broker;
    },
    ...{ clock, wall, rows, settles, quote, set, heard, listen, cash, restart },
  };
}

export type Act =
  | {
      readonly kind: 'place';
      readonly ref: number;
      readonly quantity: number;
      readonly limit: number;
    }
  | { readonly kind: 'cancel'; readonly ref: number }
  | { readonly kind: 'quote'; readonly bid: number; readonly size: number };

export const acts: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    kind: fc.constant('place' as const),
    ref: fc.integer({ min: 0, max: 5 }),
    quantity: fc.integer({ min: 1, max: 6 }),
    limit: fc.integer({ min: -70, max: -40 }),
  }),
  fc.record({ kind: fc.constant('cancel' as const), ref: fc.integer({ min: 0, max: 5 }) }),
  fc.record({
    kind: fc.constant('quote' as const),
    bid: fc.integer({ min: 130, max: 180 }),
    size: fc.integer({ min: 0, max: 8 }),
  }),
);

/** Plays a sequence and checks that no order filled too much, too well, or twice. */
export async function play(sequence: readonly Act[]): Promise<void> {
  const { broker, quote, heard, listen } = market();
  await listen();
  const accepted = new Map<string, { quantity: number; limit: number }>();
  for (const act of sequence) {
    if (act.kind === 'quote') quote({ short: { bid: act.bid / 100, bidSize: act.size } });
    else if (act.kind === 'cancel') await broker.cancel(ref(`r${act.ref}.1`));
    else {
      const text = `r${act.ref}.1`;
      const { quantity, limit: limitTicks } = act;
      const placed = await broker.place(approved({ ref: ref(text), quantity, limitTicks }));
      expect(placed.ok).toBe(!accepted.has(text));
      if (placed.ok) accepted.set(text, { quantity, limit: limitTicks });
    }
  }
  await settle();
  for (const [text, { quantity, limit }] of accepted) {
    const own = heard.fills.filter((fill) => fill.ref === text);
    const sold = own.filter((fill) => fill.instrument === PUT_655);
    const bought = own.filter((fill) => fill.instrument === PUT_650);
    const count = bought.reduce((sum, fill) => sum + fill.quantity, 0);
    expect(count).toBeLessThanOrEqual(quantity);
    expect(sold.reduce((sum, fill) => sum + fill.quantity, 0)).toBe(0 - count);
    const costMicros = own.reduce((sum, fill) => sum + fill.quantity * fill.priceMicros, 0);
    expect(costMicros).toBeLessThanOrEqual(count * limit * 10_000);
    const last = heard.reports.findLast((report) => report.ref === text);
    expect(last?.filledQuantity).toBe(count);
  }
  expect(new Set(heard.fills.map((fill) => fill.fillId)).size).toBe(heard.fills.length);
  await broker.stop();
}
