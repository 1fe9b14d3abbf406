import { beforeEach, describe, expect, test } from 'vitest';
import { newYorkDay } from '../../../../src/engine/domain/new-york.js';
import { addDays, day } from '../../../../src/engine/domain/trading-day.js';
import { DAY_MS } from '../../../../src/engine/domain/units.js';
import { fillRecords, settlementRecords } from '../../../../src/engine/flow/book/fill-records.js';
import { BookDesk } from '../../../support/book-desk.js';
import { NOW_MS, PUT_650, PUT_655, ref, SPY, usd } from '../../../support/orders.js';
import { OWNER, positionId, runId, ticketId } from '../../../support/records.js';

const TODAY = newYorkDay(NOW_MS);
const AAAA = 'AAAA000000000000';
const BBBB = 'BBBB000000000000';

let desk: BookDesk;
beforeEach(() => {
  desk = new BookDesk();
});

function never(): never {
  throw new Error('not of this test');
}

/** Sold for 0.50 with $1.30 of fees: cash 48.70. */
function opened(id = AAAA, changes = {}) {
  const run = desk.entry(id, changes);
  desk.fillSpread(run, [1.02, 0.52]);
  return positionId(id);
}

function closeAt(id: ReturnType<typeof opened>, prices: readonly [number, number]) {
  const exit = desk.exit(id, 'stop');
  if (!exit) throw new Error('nothing held');
  desk.fillSpread(exit, prices);
}

describe('the state of the desk', () => {
  test('is active until a record says otherwise, and says who and when', () => {
    expect([desk.book.state, desk.book.stateSince]).toEqual(['active', null]);
    const by = { kind: 'user', userId: OWNER } as const;
    desk.record({ kind: 'state', state: 'halted', by, reason: 'asked' });
    expect(desk.book.state).toBe('halted');
    expect(desk.book.stateSince).toEqual({ atMs: NOW_MS, by, reason: 'asked' });
  });

  test('knows what is armed until it is disarmed', () => {
    const arming = {
      strategy: 'putlite',
      by: OWNER,
      quantity: 2,
      armedAtMs: NOW_MS,
      untilWallMs: null,
      untilMarketMs: NOW_MS + 1,
    };
    desk.record({ kind: 'armed', arming });
    expect(desk.book.armings()).toEqual([arming]);
    expect(desk.book.arming('putlite')).toEqual(arming);
    const by = { kind: 'desk' } as const;
    desk.record({ kind: 'disarmed', strategy: 'putlite', by, reason: 'restart' });
    expect(desk.book.arming('putlite')).toBeNull();
  });

  test('counts its records as the journal does', () => {
    opened();
    expect(desk.book.journalSeq).toBe(desk.rows.length);
  });

  test('keeps alerts by the New York day on which they were given', () => {
    desk.record({ kind: 'alert', alert: { code: 'broker-down' } });
    desk.nowMs += DAY_MS;
    desk.record({ kind: 'alert', alert: { code: 'broker-back' } });
    expect(desk.book.alertsOn(TODAY).map(({ alert }) => alert.code)).toEqual(['broker-down']);
  });
});

describe('a ticket', () => {
  test('is open with its own limit until it is moved, quoted again and ended', () => {
    const ticket = desk.ticket(AAAA);
    const view = () => desk.book.ticketView(ticket.id);
    expect(view()).toMatchObject({ short: 'AAAA', state: 'open', reason: null, limitTicks: -50 });
    desk.record({ kind: 'ticket-limit', ticketId: ticket.id, limitTicks: -49, by: OWNER });
    const { seen, id } = ticket;
    desk.record({ kind: 'requote', ticketId: id, seen, tookMs: 5, refusals: [] });
    desk.end(ticket, 'sent');
    expect(view()).toMatchObject({ state: 'sent', reason: 'test', limitTicks: -49, requote: seen });
    expect(view()?.by).toEqual({ kind: 'desk' });
  });

  test('is made once', () => {
    desk.ticket(AAAA);
    expect(() => desk.ticket(AAAA)).toThrow('made twice');
  });

  test('open or being checked is listed, newest first', () => {
    const old = desk.ticket(AAAA);
    desk.ticket(BBBB);
    desk.end(old, 'checking');
    const ids = () => desk.book.openTickets().map(({ ticket }) => ticket.id);
    expect(ids()).toEqual([BBBB, AAAA]);
    desk.end(old, 'skipped');
    expect(ids()).toEqual([BBBB]);
  });

  test('that took the place of another is named by it', () => {
    const old = desk.ticket(AAAA);
    desk.end(old, 'replaced');
    desk.ticket(BBBB, { replaces: { id: old.id, limitTicks: -50, midUsd: -0.52 } });
    expect(desk.book.ticketView(old.id)?.replacedBy).toEqual({ short: 'BBBB' });
  });

  test('shows its run and the position that it opened', () => {
    const id = opened();
    const view = desk.book.ticketView(ticketId(AAAA));
    expect(view?.run?.outcome).toBe('filled');
    expect(view?.position?.id).toBe(id);
  });

  test('to leave a position shows that position', () => {
    const id = opened();
    const exit = desk.ticket(BBBB, { purpose: 'exit', positionId: id });
    expect(desk.book.ticketView(exit.id)?.position?.id).toBe(id);
  });
});

describe('an id that is typed', () => {
  test('is found by four letters or more, in any case', () => {
    desk.ticket('7K2F5AAAAAAAAAAA');
    const one = { kind: 'one', id: '7K2F5AAAAAAAAAAA' };
    for (const text of ['7k2f', '7K2F5', ' 7k2f5aaaaaaaaaaa ']) {
      expect(desk.book.find(text)).toEqual(one);
    }
    for (const text of ['7k2', '', 'zzzz', '7K2F6']) {
      expect(desk.book.find(text)).toEqual({ kind: 'none' });
    }
  });

  test('takes O for 0, and I and L for 1', () => {
    desk.ticket('0110AAAAAAAAAAAA');
    expect(desk.book.find('oilo')).toMatchObject({ kind: 'one' });
  });

  test('that fits two live tickets is ambiguous, and more letters tell them apart', () => {
    desk.ticket('AAAA000000000000');
    desk.ticket('AAAA100000000000');
    expect(desk.book.find('AAAA')).toEqual({ kind: 'ambiguous', matches: 2 });
    expect(desk.book.find('AAAA1')).toEqual({ kind: 'one', id: 'AAAA100000000000' });
    expect(desk.book.shortOf(ticketId('AAAA100000000000'))).toBe('AAAA1');
  });

  test('prefers what is live over what is past', () => {
    const past = desk.ticket('AAAA000000000000');
    desk.end(past, 'expired');
    desk.ticket('AAAA100000000000');
    expect(desk.book.find('AAAA')).toEqual({ kind: 'one', id: 'AAAA100000000000' });
    expect(desk.book.shortOf(ticketId('AAAA100000000000'))).toBe('AAAA');
    expect(desk.book.shortOf(past.id)).toBe('AAAA0');
  });

  test('counts a ticket with an open position as live', () => {
    opened('AAAA000000000000');
    desk.ticket('AAAA100000000000');
    expect(desk.book.find('AAAA')).toEqual({ kind: 'ambiguous', matches: 2 });
  });
});

describe('a run', () => {
  test('is active until it is done, and is found by its order', () => {
    const run = desk.entry(AAAA);
    expect(desk.book.activeRuns()).toEqual([run]);
    expect(desk.book.runOfPosition(positionId(AAAA))).toEqual(run);
    expect(desk.book.runByRef(ref(`${AAAA}.1`))?.run.id).toBe(AAAA);
    expect(desk.book.runByRef(ref(`${AAAA}.2`))).toBeNull();
    desk.endRun(run.run.id);
    expect(desk.book.activeRuns()).toEqual([]);
    expect(desk.book.runOfPosition(positionId(AAAA))).toBeNull();
    expect(desk.book.runsOn(TODAY)).toHaveLength(1);
    expect(desk.book.runsOn(addDays(TODAY, 1))).toEqual([]);
  });

  test('of a rule is counted as an attempt', () => {
    const id = opened();
    expect(desk.book.attempts(id, 'stop')).toBe(0);
    const first = desk.exit(id, 'stop');
    desk.endRun(first?.run.id ?? runId(''));
    desk.exit(id, 'stop');
    expect([desk.book.attempts(id, 'stop'), desk.book.attempts(id, 'target')]).toEqual([2, 0]);
  });

  test('that nobody knows of cannot have records', () => {
    expect(() => desk.record({ kind: 'run-end', runId: runId('x'), outcome: 'filled' })).toThrow(
      'unknown run',
    );
  });
});

describe('a position', () => {
  test('is opened by its first fill, leg by leg', () => {
    const run = desk.entry(AAAA, { quantity: 2 });
    desk.fill(run, 0, { quantity: -1, priceMicros: usd(1.02) });
    const first = desk.book.position(positionId(AAAA));
    expect(first).toMatchObject({ state: 'open', units: 0, cashMicros: usd(101.35) });
    expect(first?.worstLossMicros).toBe(usd(225));
    desk.fill(run, 1, { quantity: 2, priceMicros: usd(0.52) });
    desk.fill(run, 0, { quantity: -1, priceMicros: usd(1.02) });
    const whole = desk.book.position(positionId(AAAA));
    expect(whole).toMatchObject({
      units: 2,
      entryCreditMicros: usd(100),
      feeMicros: usd(1.95),
      cashMicros: usd(98.05),
      plannedLossMicros: usd(45),
      worstLossMicros: usd(450),
      refs: [`${AAAA}.1`],
    });
    expect(whole?.legs.map(({ quantity }) => quantity)).toEqual([-2, 2]);
  });

  test('is closed by its last fill, with its rule and what it realised', () => {
    const id = opened();
    closeAt(id, [0.3, 0.1]);
    expect(desk.book.openPositions()).toEqual([]);
    expect(desk.book.closedPositions()).toHaveLength(1);
    expect(desk.book.position(id)).toMatchObject({
      state: 'closed',
      closedAtMs: NOW_MS,
      exitRule: 'stop',
      gapThrough: 'no',
      cashMicros: usd(50 - 20 - 2.6),
    });
  });

  test('that lost more than planned is a gap-through of its day', () => {
    const id = opened();
    expect(desk.book.gapThroughOn('putlite', TODAY)).toBe('no');
    closeAt(id, [1.8, 0.6]);
    expect(desk.book.position(id)?.gapThrough).toBe('yes');
    expect(desk.book.gapThroughOn('putlite', TODAY)).toBe('yes');
    expect(desk.book.gapThroughOn('condor', TODAY)).toBe('no');
    expect(desk.book.gapThroughOn('putlite', addDays(TODAY, 1))).toBe('no');
  });

  test('is open again where a fill comes after its close', () => {
    const run = desk.entry(AAAA, { quantity: 2 });
    desk.fill(run, 0, { quantity: -1 });
    desk.fill(run, 1, { quantity: 1 });
    closeAt(positionId(AAAA), [1, 1]);
    expect(desk.book.position(positionId(AAAA))?.state).toBe('closed');
    desk.fill(run, 0, { quantity: -1 });
    const again = desk.book.position(positionId(AAAA));
    expect(again).toMatchObject({ state: 'open', closedAtMs: null, exitRule: null });
    expect(desk.book.closedOn(TODAY)).toEqual([]);
  });

  test('that is closed is not changed by a mark that comes late', () => {
    const id = opened();
    desk.mark(id, 0.4);
    closeAt(id, [0.3, 0.1]);
    const closed = desk.book.position(id);
    desk.mark(id, 0.9);
    expect(desk.book.position(id)).toEqual(closed);
  });

  test('takes no fill and no settlement twice', () => {
    const id = opened();
    const fills = desk.rows.filter(({ record }) => record.kind === 'fill');
    expect(() => desk.record(...fills.map(({ record }) => record))).toThrow('booked twice');
    const free = usd(0);
    const gone = { multiplier: 100, worthMicros: free, delivered: null, feeMicros: free };
    const settled = desk.settle({ ...gone, kind: 'expired', instrument: PUT_655, quantity: -1 });
    const again = { kind: 'settlement', positionId: id, settlement: settled } as const;
    expect(() => desk.record(again)).toThrow('settled twice');
    expect(
      fillRecords(desk.book, fills[0]?.record.kind === 'fill' ? fills[0].record.fill : never()),
    ).toEqual([]);
    expect(settlementRecords(desk.book, settled)).toEqual([]);
  });

  test('takes no fill of an order that is not ours', () => {
    const fill = desk.fill(desk.entry(AAAA), 0);
    const strange = { ...fill, fillId: 'x' };
    expect(fillRecords(desk.book, { ...strange, ref: ref('y.1') })).toBeNull();
    expect(fillRecords(desk.book, { ...strange, instrument: SPY })).toBeNull();
  });

  test('is closed by its expiry', () => {
    const id = opened();
    const gone = { multiplier: 100, worthMicros: usd(0), delivered: null, feeMicros: usd(0) };
    desk.settle({ ...gone, kind: 'expired', instrument: PUT_655, quantity: -1 });
    expect(desk.book.position(id)?.state).toBe('open');
    desk.settle({ ...gone, kind: 'expired', instrument: PUT_650, quantity: 1 });
    expect(desk.book.position(id)).toMatchObject({
      state: 'closed',
      exitRule: 'expiry',
      cashMicros: usd(48.7),
    });
  });

  test('pays its worth in cash where it settles so', () => {
    const id = opened();
    const cash = { kind: 'cash-settled', multiplier: 100, delivered: null } as const;
    const [free, paid] = [usd(0), usd(3)];
    desk.settle({ ...cash, instrument: PUT_655, quantity: -1, worthMicros: paid, feeMicros: free });
    desk.settle({ ...cash, instrument: PUT_650, quantity: 1, worthMicros: free, feeMicros: free });
    expect(desk.book.position(id)?.cashMicros).toBe(usd(48.7 - 300));
  });

  test('holds the shares that an assignment delivers, until they are sold', () => {
    const id = opened();
    desk.settle({
      kind: 'assigned',
      instrument: PUT_655,
      quantity: -1,
      multiplier: 100,
      worthMicros: usd(5),
      delivered: { instrument: SPY, quantity: 100, priceMicros: usd(655) },
      feeMicros: usd(0),
    });
    const held = desk.book.position(id);
    expect(held?.legs.map(({ instrument, quantity }) => [instrument, quantity])).toEqual([
      [PUT_655, 0],
      [PUT_650, 1],
      [SPY, 100],
    ]);
    const exit = desk.exit(id, 'flat-by');
    expect(exit?.run).toMatchObject({
      quantity: 1,
      legs: [
        { instrument: PUT_650, ratio: -1, multiplier: 100 },
        { instrument: SPY, ratio: -100, multiplier: 1 },
      ],
    });
    if (exit) desk.fillSpread(exit, [1, 650]);
    expect(desk.book.position(id)).toMatchObject({ state: 'closed', exitRule: 'flat-by' });
    expect(desk.book.position(id)?.cashMicros).toBe(usd(50 - 500 + 100 - 2.6));
  });

  test('that two hold alike is settled for both, the older first', () => {
    const [one, two] = [opened(AAAA), opened(BBBB, { quantity: 2 })];
    const gone = {
      kind: 'expired',
      multiplier: 100,
      worthMicros: usd(0),
      delivered: null,
    } as const;
    desk.settle({ ...gone, instrument: PUT_655, quantity: -3, feeMicros: usd(0.1) });
    const shorts = [one, two].map((id) => desk.book.position(id)?.legs[0]?.quantity);
    expect(shorts).toEqual([0, 0]);
    const fees = [one, two].map((id) => desk.book.position(id)?.feeMicros ?? 0);
    expect((fees[0] ?? 0) + (fees[1] ?? 0)).toBe(usd(1.3 + 2.6 + 0.1));
  });
});

describe("a day's loss", () => {
  test('counts the planned loss of what is open and has no mark', () => {
    opened();
    expect(desk.book.dayLossMicros('putlite', TODAY)).toBe(usd(45));
    expect(desk.book.dayLossMicros('condor', TODAY)).toBe(usd(0));
  });

  test('takes what is open at the quoted sides of its newest mark', () => {
    const id = opened();
    desk.mark(id, 0.7);
    expect(desk.book.dayLossMicros('putlite', TODAY)).toBe(usd(70 - 48.7));
    desk.mark(id, 0.2);
    expect(desk.book.dayLossMicros(null, TODAY)).toBe(usd(20 - 48.7));
  });

  test('takes what was realised on that day alone', () => {
    closeAt(opened(), [0.9, 0.1]);
    expect(desk.book.dayLossMicros('putlite', TODAY)).toBe(usd(80 - 50 + 2.6));
    expect(desk.book.dayLossMicros('putlite', addDays(TODAY, 3))).toBe(0);
    desk.nowMs += 3 * DAY_MS;
    const other = opened(BBBB);
    closeAt(other, [0.6, 0.2]);
    expect(desk.book.dayLossMicros(null, addDays(TODAY, 3))).toBe(usd(40 - 50 + 2.6));
  });

  test('counts an order of unknown fate as filled, and an order at work not', () => {
    const run = desk.entry(AAAA, { quantity: 3, plannedLossMicros: usd(45) });
    expect(desk.book.dayLossMicros('putlite', TODAY)).toBe(0);
    const { id } = run.run;
    const answer = { kind: 'place-answer', runId: id, ref: ref(`${id}.1`) } as const;
    desk.record({ ...answer, answer: 'unknown', reason: null });
    expect(desk.book.unknownRuns()).toHaveLength(1);
    expect(desk.book.dayLossMicros('putlite', TODAY)).toBe(usd(45));
    expect(desk.book.dayLossMicros('condor', TODAY)).toBe(0);
    desk.fill(run, 0, { quantity: -1 });
    desk.fill(run, 1, { quantity: 1 });
    desk.record({ kind: 'report', runId: id, report: unknownReport(id) });
    expect(desk.book.unknownRuns()).toHaveLength(1);
    expect(desk.book.dayLossMicros('putlite', TODAY)).toBe(usd(45));
  });
});

function unknownReport(id: string) {
  const quantities = { filledQuantity: 1, remainingQuantity: 2 };
  return {
    ref: ref(`${id}.1`),
    state: 'unknown',
    ...quantities,
    reason: null,
    atMs: NOW_MS,
  } as const;
}

describe('open worst cases', () => {
  test('add up what is open and what is on its way', () => {
    opened(AAAA);
    desk.entry(BBBB);
    expect(desk.book.openWorstMicros()).toBe(usd(900));
    expect(desk.book.openWorstMicros(runId(BBBB))).toBe(usd(450));
  });

  test('count an entry that is partly filled once, as a whole', () => {
    const run = desk.entry(AAAA, { quantity: 3 });
    desk.fill(run, 0, { quantity: -1 });
    desk.fill(run, 1, { quantity: 1 });
    expect(desk.book.openWorstMicros()).toBe(usd(450));
    expect(desk.book.openWorstMicros(run.run.id)).toBe(usd(150));
    desk.endRun(run.run.id);
    expect(desk.book.openWorstMicros()).toBe(usd(150));
  });

  test('leave out exits, and what is closed', () => {
    const id = opened();
    desk.exit(id, 'target');
    expect(desk.book.openWorstMicros()).toBe(usd(450));
    const exit = desk.book.runOfPosition(id);
    if (exit) desk.fillSpread(exit, [0.2, 0.1]);
    expect(desk.book.openWorstMicros()).toBe(0);
  });
});

describe('what is fixed for a day', () => {
  test('is found by underlying and day', () => {
    const facts = {
      underlying: 'SPX',
      day: day('2026-11-20'),
      open: 6600,
      expectedMove: 42,
      frozenAtMs: NOW_MS,
      kind: 'on-time',
    } as const;
    desk.record({ kind: 'day-facts', facts });
    expect(desk.book.dayFacts('SPX', facts.day)).toEqual(facts);
    expect(desk.book.dayFacts('SPY', facts.day)).toBeNull();
  });

  test('the newest decision of a strategy is kept with its instant', () => {
    const decision = { kind: 'decision', strategy: 'putlite', ticketId: null, gates: [] } as const;
    desk.record(decision);
    desk.nowMs += 60_000;
    desk.record(decision);
    const kept = { atMs: NOW_MS + 60_000, ticketId: null, gates: [] };
    expect(desk.book.lastDecision('putlite')).toEqual(kept);
    expect(desk.book.lastDecision('condor')).toBeNull();
  });
});
