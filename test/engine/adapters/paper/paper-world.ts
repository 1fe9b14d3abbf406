import fc from 'fast-check';
import { expect } from 'vitest';
import type { PaperFault } from '../../../../src/engine/adapters/paper/paper-broker.js';
import { contractOf } from '../../../../src/engine/adapters/paper/contracts.js';
import { optionId, type InstrumentId } from '../../../../src/engine/domain/instrument.js';
import type { Leg } from '../../../../src/engine/domain/order.js';
import { day } from '../../../../src/engine/domain/trading-day.js';
import type { Cancel } from '../../../../src/engine/ports/clock.js';
import { value } from '../../../contract/broker.js';
import { approved, PUT_650, PUT_655, ref, SPY, usd } from '../../../support/orders.js';
import { market, settle } from './paper-market.js';

const TODAY = day('2026-11-20');
const WEEKLY = optionId({ root: 'SPXW', expiry: TODAY, strike: 6600, right: 'put' });
const DAILY = optionId({ root: 'SPY', expiry: TODAY, strike: 655, right: 'call' });
const DEEP = optionId({ root: 'SPY', expiry: day('2026-11-24'), strike: 700, right: 'put' });

const HOUR_MS = 3_600_000;
const CASH_USD = 1_000_000;
const SHARES = 400;

type Structure = 'spread' | 'weekly' | 'daily' | 'deep' | 'shares';

const option = (instrument: InstrumentId, ratio: number): Leg => ({
  instrument,
  ratio,
  multiplier: 100,
});

/** Legs of one unit bought, and the limit in cents at which it is about in the middle. */
const STRUCTURES: Record<Structure, { readonly legs: readonly Leg[]; readonly middle: number }> = {
  spread: { legs: [option(PUT_655, 1), option(PUT_650, -1)], middle: 55 },
  weekly: { legs: [option(WEEKLY, 1)], middle: 100 },
  daily: { legs: [option(DAILY, 1)], middle: 300 },
  deep: { legs: [option(DEEP, 1)], middle: 4200 },
  shares: { legs: [{ instrument: SPY, ratio: 1, multiplier: 1 }], middle: 65_800 },
};

const FAULTS: readonly PaperFault[] = [
  { kind: 'silence', fate: 'accepted' },
  { kind: 'silence', fate: 'lost' },
  { kind: 'late-fill', delayMs: 90_000 },
  { kind: 'duplicate' },
  { kind: 'reject', reason: 'no', when: 'at-once' },
  { kind: 'reject', reason: 'no', when: 'later' },
  { kind: 'disconnect' },
  { kind: 'partial', units: 1 },
  { kind: 'cancel-lost' },
];

export type WorldAct =
  | {
      readonly kind: 'place';
      readonly ref: number;
      readonly of: Structure;
      readonly side: 1 | -1;
      readonly quantity: number;
      /** Nickels past the middle, towards the market. */
      readonly past: number;
    }
  | { readonly kind: 'cancel'; readonly ref: number }
  | { readonly kind: 'quote'; readonly move: number; readonly size: number }
  | { readonly kind: 'wait'; readonly minutes: number }
  | { readonly kind: 'restart' }
  | { readonly kind: 'fault'; readonly fault: number };

const place: fc.Arbitrary<WorldAct> = fc.record({
  kind: fc.constant('place' as const),
  ref: fc.nat(12),
  of: fc.constantFrom<Structure>('spread', 'weekly', 'daily', 'deep', 'shares'),
  side: fc.constantFrom<1 | -1>(1, -1),
  quantity: fc.integer({ min: 1, max: 5 }),
  past: fc.integer({ min: -3, max: 4 }),
});

const market_: fc.Arbitrary<WorldAct> = fc.oneof(
  fc.record({ kind: fc.constant('cancel' as const), ref: fc.nat(12) }),
  fc.record({
    kind: fc.constant('quote' as const),
    move: fc.integer({ min: -4, max: 4 }),
    size: fc.integer({ min: 0, max: 6 }),
  }),
  fc.record({ kind: fc.constant('wait' as const), minutes: fc.nat(400) }),
);

const restart: fc.Arbitrary<WorldAct> = fc.constant({ kind: 'restart' });
const fault: fc.Arbitrary<WorldAct> = fc.record({
  kind: fc.constant('fault' as const),
  fault: fc.nat(FAULTS.length - 1),
});

export const calmActs = fc.array(fc.oneof(place, market_, restart), { maxLength: 60 });
export const wildActs = fc.array(fc.oneof(place, place, market_, market_, restart, fault), {
  maxLength: 60,
});

/** A market and a broker in it, played act by act. */
export class World {
  readonly made = market({ cashUsd: CASH_USD, spy: SHARES });
  private readonly ends = new Map<number, Cancel>();

  constructor(private readonly restarts: 'real' | 'none') {
    this.made.settles.set(`SPXW/${TODAY}`, 6595.01);
    this.made.settles.set(`SPY/${TODAY}`, 658.03);
    this.made.settles.set('SPY/2026-11-24', 657);
    this.show(0, 3);
  }

  async play(acts: readonly WorldAct[]): Promise<void> {
    await this.made.listen();
    for (const act of acts) await this.act(act);
    for (const end of this.ends.values()) end();
    this.ends.clear();
    this.made.wall.advance(60_000);
    // Past the settlement of everything that is listed here but the spread.
    this.made.clock.advance(130 * HOUR_MS);
    await settle();
  }

  private async act(act: WorldAct): Promise<void> {
    const { broker, clock, wall } = this.made;
    switch (act.kind) {
      case 'place':
        void broker.place(orderOf(act));
        break;
      case 'cancel':
        void broker.cancel(ref(`r${act.ref}.1`));
        break;
      case 'quote':
        clock.advance(1000);
        this.show(act.move, act.size);
        broker.onQuote();
        break;
      case 'wait':
        wall.advance(act.minutes * 1000);
        clock.advance(act.minutes * 60_000);
        this.show(0, 2);
        broker.onQuote();
        break;
      case 'restart':
        if (this.restarts === 'real') await this.made.restart();
        this.ends.clear();
        break;
      case 'fault':
        this.toggle(act.fault);
    }
    await settle();
  }

  private toggle(index: number): void {
    const end = this.ends.get(index);
    const of = FAULTS[index];
    if (end) {
      end();
      this.ends.delete(index);
    } else if (of) this.ends.set(index, this.made.broker.fault(of));
  }

  /** Quotes everything, moved by nickels, with the same size on all sides. */
  private show(move: number, size: number): void {
    const by = move * 0.05;
    const two = (id: InstrumentId, middle: number) => {
      const [bid, ask] = [middle + by - 0.05, middle + by + 0.05];
      this.made.set(id, { bid, ask, bidSize: size, askSize: size });
    };
    two(PUT_655, 1.55);
    two(PUT_650, 1);
    two(WEEKLY, 1);
    two(DAILY, 3);
    two(DEEP, 42);
    this.made.set(SPY, { bid: 658 + by, ask: 658.05 + by, bidSize: 100, askSize: 100 });
  }
}

function orderOf(act: WorldAct & { kind: 'place' }) {
  const { legs, middle } = STRUCTURES[act.of];
  return approved({
    ref: ref(`r${act.ref}.1`),
    legs: legs.map((leg) => ({ ...leg, ratio: leg.ratio * act.side })),
    quantity: act.quantity,
    limitTicks: act.side * middle + act.past * 5,
  });
}

/** Everything that a broker says of an account. */
export async function told({ made }: World) {
  const { broker } = made;
  const account = await value(broker.account());
  const positions = await value(broker.positions());
  return {
    account,
    positions: [...positions].sort((a, b) => (a.instrument < b.instrument ? -1 : 1)),
    orders: await value(broker.orders()),
    fills: await value(broker.fills()),
    settlements: await value(broker.settlements()),
  };
}

/** Cash, positions and orders follow from fills and settlements, to the micro-dollar. */
export async function expectConserved(world: World): Promise<void> {
  const { account, positions, orders, fills, settlements } = await told(world);
  let cash = usd(CASH_USD) as number;
  const held = new Map<InstrumentId, number>([[SPY, SHARES]]);
  const add = (id: InstrumentId, quantity: number) => held.set(id, (held.get(id) ?? 0) + quantity);
  for (const { instrument, quantity, priceMicros, feeMicros } of fills) {
    cash -= quantity * (contractOf(instrument)?.multiplier ?? 0) * priceMicros + feeMicros;
    add(instrument, quantity);
  }
  for (const settlement of settlements) {
    const { instrument, quantity, delivered, multiplier, worthMicros } = settlement;
    cash -= settlement.feeMicros;
    add(instrument, -quantity);
    if (delivered) {
      cash -= delivered.quantity * delivered.priceMicros;
      add(delivered.instrument, delivered.quantity);
    } else cash += quantity * multiplier * worthMicros;
  }
  expect(account.cashMicros).toBe(cash);
  expect(Object.fromEntries(positions.map((p) => [p.instrument, p.quantity]))).toEqual(
    Object.fromEntries([...held].filter(([, quantity]) => quantity !== 0)),
  );
  expect(new Set(orders.map((order) => order.ref)).size).toBe(orders.length);
  expect(new Set(fills.map((fill) => fill.fillId)).size).toBe(fills.length);
  expect(new Set(settlements.map((each) => each.settlementId)).size).toBe(settlements.length);
}
