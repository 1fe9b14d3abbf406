import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openDeskStore } from '../../../../src/engine/adapters/sqlite/desk-store.js';
import type { DeskRecord } from '../../../../src/engine/domain/record.js';
import type { TradingBook } from '../../../../src/engine/flow/book/trading-book.js';
import { CASH, imbalance, trialBalance } from '../../../../src/engine/flow/book/ledger-entries.js';
import { bookOf, type BookRow } from '../../../../src/engine/flow/book/trading-book.js';
import { attributionSum } from '../../../../src/engine/flow/book/attribution.js';
import { heldShares } from '../../../../src/engine/flow/book/position-fold.js';
import { makeDayReport } from '../../../../src/engine/flow/book/make-day-report.js';
import { pnlView } from '../../../../src/engine/flow/book/views.js';
import { newYorkDay } from '../../../../src/engine/domain/new-york.js';
import { flatten, stories, tell } from '../../../support/book-story.js';
import { BookDesk } from '../../../support/book-desk.js';

const RUNS = { numRuns: 300 };

const entriesOf = (rows: readonly BookRow[]) =>
  rows.flatMap(({ record }) => (record.kind === 'ledger' ? [record.entry] : []));

function total(of: readonly number[]): number {
  return of.reduce((sum, each) => sum + each, 0);
}

/** Gains as credits, fees as debits: what all of it has brought. */
function ledgerProfit(book: TradingBook): number {
  const accounts = [...book.balances()].filter(
    ([account]) => account === 'fees' || account.startsWith('realised:'),
  );
  return 0 - total(accounts.map(([, micros]) => micros));
}

function onWire(rows: readonly BookRow[]): readonly BookRow[] {
  return rows.map((row) => ({
    ...row,
    record: JSON.parse(JSON.stringify(row.record)) as DeskRecord,
  }));
}

describe('whatever happens at the desk', () => {
  test('every ledger entry balances, and so does the ledger', () => {
    fc.assert(
      fc.property(stories, (story) => {
        const { rows, book } = tell(story);
        const entries = entriesOf(rows);
        expect(entries.map(imbalance)).toEqual(entries.map(() => 0));
        expect(total([...trialBalance(entries).values()])).toBe(0);
        expect(trialBalance(entries)).toEqual(book.balances());
        const integers = entries.flatMap(({ postings }) =>
          postings.map((each) => each.amountMicros),
        );
        expect(integers.every((each) => Number.isSafeInteger(each) && each !== 0)).toBe(true);
      }),
      RUNS,
    );
  });

  test("the cash account is the broker's cash", () => {
    fc.assert(
      fc.property(stories, (story) => {
        const desk = tell(story);
        expect(desk.book.balance(CASH)).toBe(desk.cashMicros);
      }),
      RUNS,
    );
  });

  test('once all is flat, what positions realised is what the ledger realised, and nothing is held', () => {
    fc.assert(
      fc.property(stories, (story) => {
        const desk = tell(story);
        flatten(desk);
        const { book } = desk;
        expect(book.openPositions()).toEqual([]);
        expect(total(book.closedPositions().map((each) => each.cashMicros))).toBe(
          ledgerProfit(book),
        );
        const held = [...book.balances()].filter(([account]) => account.startsWith('holding:'));
        expect(held.map(([, micros]) => micros)).toEqual(held.map(() => 0));
        const view = pnlView(book, { stamp: stampAt(desk.nowMs), period: 'all' });
        expect(view.realisedMicros).toBe(ledgerProfit(book));
        expect(view.days.at(-1)?.cumulativeMicros ?? 0).toBe(view.realisedMicros);
        expect(attributionSum(view.attribution)).toBeCloseTo(view.realisedMicros / 1e6, 6);
        const report = makeDayReport(book, {
          day: newYorkDay(desk.nowMs),
          mode: 'SIM',
          journalHash: '',
        });
        expect(report.cumulativeMicros).toBe(ledgerProfit(book));
      }),
      RUNS,
    );
  });

  test('the costs of the lots are the holding accounts', () => {
    fc.assert(
      fc.property(stories, (story) => {
        const { book } = tell(story);
        const lots = [...book.openPositions(), ...book.closedPositions()].flatMap(({ id }) =>
          book.lots(id),
        );
        const accounts = [...book.balances()].filter(([account]) => account.startsWith('holding:'));
        for (const [account, micros] of accounts) {
          const own = lots.filter(({ instrument }) => `holding:${instrument}` === account);
          expect(total(own.map(({ costMicros }) => costMicros))).toBe(micros);
        }
        expect(
          lots.filter(({ quantity, costMicros }) => quantity === 0 && costMicros !== 0),
        ).toEqual([]);
      }),
      RUNS,
    );
  });

  test('a book that is read again from its records, in one go or after a stop, is the same', () => {
    fc.assert(
      fc.property(stories, fc.nat(), (story, cut) => {
        const { book, rows } = tell(story);
        const at = cut % (rows.length + 1);
        const stopped = bookOf(onWire(rows.slice(0, at)));
        for (const row of rows.slice(at)) stopped.apply(row);
        expect(stopped).toEqual(book);
        expect(bookOf(onWire(rows))).toEqual(book);
      }),
      RUNS,
    );
  });

  test('a book that is read from the journal on disk is the running one', () => {
    const opened = openDeskStore(':memory:', {});
    if (!opened.ok) throw new Error(opened.error.code);
    const store = opened.value;
    let world = 0;
    fc.assert(
      fc.property(stories, (story) => {
        const name = `w${world++}`;
        const { book, rows } = tell(story);
        store.journal.append(name, rows);
        expect(bookOf(store.journal.rows(name))).toEqual(book);
        expect(store.journal.firstBroken(name)).toBeNull();
      }),
      { numRuns: 60 },
    );
    store.close();
  });

  test('the attribution of marks sums to the profit at the middle, without fees', () => {
    fc.assert(
      fc.property(stories, (story) => {
        const desk = tell(story);
        for (const { id } of desk.book.openPositions()) {
          desk.mark(id, 0.5);
          const marked = desk.book.position(id);
          if (!marked?.mark) throw new Error('not marked');
          const cashUsd = (marked.cashMicros + marked.feeMicros) / 1e6;
          const profitUsd = cashUsd - marked.mark.midUsd * heldShares(marked);
          expect(attributionSum(marked.attribution)).toBeCloseTo(profitUsd, 5);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('open positions and closed ones are all there is, and each is where its legs say', () => {
    fc.assert(
      fc.property(stories, (story) => {
        tell(story, (book) => {
          const flat = (legs: readonly { readonly quantity: number }[]) =>
            legs.every(({ quantity }) => quantity === 0);
          expect(book.openPositions().some(({ legs }) => flat(legs))).toBe(false);
          expect(book.closedPositions().every(({ legs }) => flat(legs))).toBe(true);
          expect(book.openWorstMicros()).toBeGreaterThanOrEqual(0);
          for (const { run } of book.activeRuns()) {
            expect(book.openWorstMicros(run.id)).toBeLessThanOrEqual(book.openWorstMicros());
          }
        });
      }),
      { numRuns: 100 },
    );
  });
});

function stampAt(nowMs: number) {
  return { mode: 'SIM', nowMs, asOfMs: nowMs, delayMs: 0, source: 'test' } as const;
}

test('a journal of 100,000 rows, a thousand trades with their marks, is folded in about a second', () => {
  const desk = new BookDesk();
  for (let n = 0; desk.rows.length < 100_000; n++) {
    const run = desk.entry(`${String(n).padStart(4, '0')}AAAAAAAAAAAA`);
    desk.fillSpread(run, [1.02, 0.52]);
    for (let minute = 0; minute < 85; minute++) desk.mark(run.run.positionId, 0.5 - minute / 500);
    const exit = desk.exit(run.run.positionId, 'target');
    if (exit) desk.fillSpread(exit, [0.3, 0.1]);
    desk.nowMs += 3_600_000;
  }
  const before = process.cpuUsage();
  const book = bookOf(desk.rows);
  const { user } = process.cpuUsage(before);
  expect(book.closedPositions().length).toBeGreaterThan(900);
  expect(user / 1e6).toBeLessThan(3);
});
