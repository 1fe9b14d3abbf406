import { describe, expect, it } from 'vitest';
import { newYorkInstant, type TimeOfDay } from '../../../../src/engine/domain/new-york.js';
import type { Settlement } from '../../../../src/engine/domain/ledger.js';
import type { Position } from '../../../../src/engine/domain/order.js';
import { ok } from '../../../../src/engine/domain/result.js';
import { day } from '../../../../src/engine/domain/trading-day.js';
import { endedOptions } from '../../../../src/engine/flow/desk/ended.js';
import {
  compareAgain,
  takeBrokerState,
  takeTruth,
} from '../../../../src/engine/flow/desk/recover.js';
import { Turn } from '../../../../src/engine/flow/desk/turn.js';
import { alertDesk } from '../../../support/alert-desk.js';
import { BookDesk } from '../../../support/book-desk.js';
import { PUT_650, PUT_655, usd } from '../../../support/orders.js';

const EXPIRED = newYorkInstant(day('2026-12-18'), '16:00');
const at = (on: string, time: TimeOfDay) => newYorkInstant(day(on), time);

const HELD: readonly Position[] = [
  { instrument: PUT_655, quantity: -1 },
  { instrument: PUT_650, quantity: 1 },
];

/** A desk that has sold one 655/650 put spread of SPY, and compares itself with its broker. */
function spreadDesk() {
  const books = new BookDesk();
  books.fillSpread(books.entry('AAAA'), [1.02, 0.5]);
  const { setup, ...rest } = alertDesk();
  const state = { ...rest, setup: { ...setup, orders: 'on' as const }, trading: books.book };
  const compare = (
    nowMs: number,
    of: { positions: readonly Position[]; settlements?: readonly Settlement[] },
  ) => {
    const turn = new Turn(state, { atMs: nowMs, wallMs: nowMs });
    const account = {
      label: 'DU…567',
      kind: 'paper',
      cashMicros: usd(1_000_000),
      netLiquidationMicros: null,
      marginMicros: null,
    } as const;
    const truth = ok({ account, orders: [], fills: [], settlements: [], ...of });
    takeTruth(turn, { kind: 'truth', cause: 'reconnect', truth, reply: null });
    return turn.records.flatMap((record) => (record.kind === 'alert' ? [record.alert] : []));
  };
  return { book: books.book, state, compare };
}

function expired(instrument: Settlement['instrument'], quantity: number): Settlement {
  return {
    settlementId: `ibkr:${instrument}:expiry`,
    kind: 'expired',
    instrument,
    quantity,
    multiplier: 100,
    worthMicros: usd(0),
    delivered: null,
    feeMicros: usd(0),
    atMs: EXPIRED,
  };
}

describe('options that have ended', () => {
  it('are asked for once their settlement has come, and not a moment before', () => {
    const { book } = spreadDesk();
    expect(endedOptions(book, EXPIRED - 1)).toEqual([]);
    expect(endedOptions(book, EXPIRED)).toEqual(HELD);
  });

  it('are no difference when the broker lists them no more, but were one before', () => {
    const { compare, state } = spreadDesk();
    const before = compare(EXPIRED - 60_000, { positions: [] });
    expect(before).toMatchObject([
      { code: 'mismatch', differences: [expect.anything(), expect.anything()] },
    ]);
    expect(compare(EXPIRED + 60_000, { positions: HELD })).toEqual([]);
    expect(compare(EXPIRED + 120_000, { positions: [] })).toEqual([]);
    expect(state.transient.reconciled).toBe('yes');
  });

  it('close their position with what the broker tells', () => {
    const { book, compare } = spreadDesk();
    const settlements = [expired(PUT_655, -1), expired(PUT_650, 1)];
    expect(compare(EXPIRED + 60_000, { positions: [], settlements })).toEqual([]);
    expect(book.openPositions()).toEqual([]);
    expect(endedOptions(book, EXPIRED + 60_000)).toEqual([]);
  });

  it('stay open where nothing is told, and a person hears of it once a session', () => {
    const { book, compare } = spreadDesk();
    const told = (nowMs: number) => compare(nowMs, { positions: [] }).map(({ code }) => code);
    expect(told(at('2026-12-18', '18:00'))).toEqual([]);
    expect(told(at('2026-12-20', '12:00'))).toEqual([]);
    expect(told(at('2026-12-21', '09:31'))).toEqual(['not-settled']);
    expect(told(at('2026-12-21', '09:41'))).toEqual([]);
    expect(told(at('2026-12-22', '09:31'))).toEqual(['not-settled']);
    expect(book.openPositions()).toHaveLength(1);
  });
});

describe('a broker that goes and comes', () => {
  const told = (nowMs: number, open: 'open' | 'flat') => {
    const { state } = spreadDesk();
    if (open === 'flat') state.trading = new BookDesk().book;
    Object.assign(state.transient, { broker: 'ready', brokerTold: 'ready' });
    return (['down', 'ready'] as const).map((now) => {
      const turn = new Turn(state, { atMs: nowMs, wallMs: nowMs });
      takeBrokerState(turn, now);
      return turn.records.flatMap((record) => (record.kind === 'alert' ? [record.alert.code] : []));
    });
  };

  it('is told of in a session and while anything is open, and not for its restart at night', () => {
    const both = [['broker-down'], ['broker-back']];
    expect(told(at('2026-12-14', '11:00'), 'flat')).toEqual(both);
    expect(told(at('2026-12-14', '23:45'), 'open')).toEqual(both);
    expect(told(at('2026-12-14', '23:45'), 'flat')).toEqual([[], []]);
  });

  it('is told of at the open where it had gone before', () => {
    const { state } = spreadDesk();
    state.trading = new BookDesk().book;
    Object.assign(state.transient, { broker: 'ready', brokerTold: 'ready' });
    const codes = (['8:00', '9:29', '9:30', '9:31'] as const).map((time, n) => {
      const nowMs = at('2026-12-14', time);
      const turn = new Turn(state, { atMs: nowMs, wallMs: nowMs });
      if (n === 0) takeBrokerState(turn, 'down');
      compareAgain(turn);
      return turn.records.flatMap((record) => (record.kind === 'alert' ? [record.alert.code] : []));
    });
    expect(codes).toEqual([[], [], ['broker-down'], []]);
  });
});
