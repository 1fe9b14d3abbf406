import { describe, expect, test } from 'vitest';
import type { LedgerEntry, Settlement } from '../../../../src/engine/domain/ledger.js';
import type { Fill } from '../../../../src/engine/domain/order.js';
import {
  addEntry,
  fillEntry,
  imbalance,
  openingEntry,
  settlementEntry,
  trialBalance,
} from '../../../../src/engine/flow/book/ledger-entries.js';
import { amountOf, moveLot, type Lot } from '../../../../src/engine/flow/book/lot.js';
import { NOW_MS, PUT_655, ref, SPY, usd } from '../../../support/orders.js';
import { positionId } from '../../../support/records.js';

const POSITION = positionId('AAAA000000000000');

function fill(quantity: number, price: number, fee = 0.65): Fill {
  return {
    fillId: 'f1',
    ref: ref('AAAA.1'),
    instrument: PUT_655,
    quantity,
    priceMicros: usd(price),
    feeMicros: usd(fee),
    atMs: NOW_MS,
  };
}

function owner(...lots: readonly Lot[]) {
  return { positionId: POSITION, strategy: 'putlite', lots };
}

function lot(quantity: number, cost: number): Lot {
  return { instrument: PUT_655, quantity, costMicros: usd(cost) };
}

function settlement(changes: Partial<Settlement>): Settlement {
  return {
    settlementId: 's1',
    kind: 'expired',
    instrument: PUT_655,
    quantity: -1,
    multiplier: 100,
    worthMicros: usd(0),
    delivered: null,
    feeMicros: usd(0),
    atMs: NOW_MS,
    ...changes,
  };
}

/** Dollars by account. */
function accounts({ postings }: LedgerEntry): Readonly<Record<string, number>> {
  return Object.fromEntries(postings.map((each) => [each.account, each.amountMicros / 1e6]));
}

const HOLDING = `holding:${PUT_655}`;

describe('a ledger entry', () => {
  test('of a sale brings cash less its fee, against a holding at cost', () => {
    const entry = fillEntry(fill(-1, 1.02), 100, owner());
    expect(entry).toMatchObject({ id: 'f1', positionId: POSITION, memo: 'fill', atMs: NOW_MS });
    expect(accounts(entry)).toEqual({ cash: 101.35, fees: 0.65, [HOLDING]: -102 });
  });

  test('of a purchase that closes has the gain as a credit', () => {
    const entry = fillEntry(fill(1, 0.4), 100, owner(lot(-1, -102)));
    expect(accounts(entry)).toEqual({
      cash: -40.65,
      fees: 0.65,
      [HOLDING]: 102,
      'realised:putlite': -62,
    });
  });

  test('of a part that closes takes the average cost of the part', () => {
    const entry = fillEntry(fill(1, 0.4), 100, owner(lot(-3, -300)));
    expect(accounts(entry)).toMatchObject({ [HOLDING]: 100, 'realised:putlite': -60 });
  });

  test('of a fill through zero closes all and opens the rest at its price', () => {
    const entry = fillEntry(fill(3, 2, 0), 100, owner(lot(-1, -100)));
    expect(accounts(entry)).toEqual({ cash: -600, [HOLDING]: 500, 'realised:putlite': 100 });
  });

  test('of a worthless expiry realises what the holding had cost', () => {
    const entry = settlementEntry(settlement({}), owner(lot(-1, -102)));
    expect(accounts(entry)).toEqual({ [HOLDING]: 102, 'realised:putlite': -102 });
  });

  test('of a settlement in cash pays its worth', () => {
    const paid = { kind: 'cash-settled', worthMicros: usd(3), feeMicros: usd(1) } as const;
    const entry = settlementEntry(settlement(paid), owner(lot(-1, -102)));
    expect(accounts(entry)).toEqual({
      cash: -301,
      fees: 1,
      [HOLDING]: 102,
      'realised:putlite': 198,
    });
  });

  test('of an assignment pays for the shares and carries them at their worth', () => {
    const delivered = { instrument: SPY, quantity: 100, priceMicros: usd(655) };
    const assigned = { kind: 'assigned', worthMicros: usd(5), delivered } as const;
    const entry = settlementEntry(settlement(assigned), owner(lot(-1, -102)));
    expect(accounts(entry)).toEqual({
      cash: -65_500,
      [HOLDING]: 102,
      'realised:putlite': 398,
      'holding:SPY': 65_000,
    });
  });

  test('of an opening stands against the opening account', () => {
    const entry = openingEntry({
      id: 'opening:paper',
      cashMicros: usd(1_000_000),
      holdings: [{ instrument: SPY, costMicros: usd(264_000) }],
      atMs: NOW_MS,
    });
    expect(accounts(entry)).toEqual({
      cash: 1_000_000,
      'holding:SPY': 264_000,
      opening: -1_264_000,
    });
    expect(imbalance(entry)).toBe(0);
  });

  test('that does not balance is refused', () => {
    const entry = fillEntry(fill(-1, 1), 100, owner());
    const [first, ...rest] = entry.postings;
    expect(first).toBeDefined();
    expect(() => addEntry(new Map(), { ...entry, postings: rest })).toThrow('out of balance');
  });

  test('with others sums by account', () => {
    const sold = fillEntry(fill(-1, 1.02), 100, owner());
    const bought = fillEntry({ ...fill(1, 0.4), fillId: 'f2' }, 100, owner(lot(-1, -102)));
    const balances = trialBalance([sold, bought]);
    expect(Object.fromEntries(balances)).toEqual({
      cash: usd(60.7),
      fees: usd(1.3),
      [HOLDING]: 0,
      'realised:putlite': usd(-62),
    });
  });
});

describe('a lot', () => {
  test('never keeps a cost without a quantity, however it was divided', () => {
    let held: Lot = { instrument: PUT_655, quantity: -7, costMicros: 1_000_003 as never };
    let realised = 0;
    for (let n = 0; n < 7; n++) {
      const moved = moveLot(held, { instrument: PUT_655, quantity: 1, amountMicros: usd(0) });
      held = moved.lot;
      realised += moved.realisedMicros;
    }
    expect(held).toMatchObject({ quantity: 0, costMicros: 0 });
    expect(realised).toBe(-1_000_003);
  });

  test('rounds a fraction of a micro-dollar against us', () => {
    expect(amountOf(1, 0.5, 3)).toBe(2);
    expect(amountOf(-1, 0.5, 3)).toBe(-1);
  });
});
