import { beforeEach, describe, expect, test } from 'vitest';
import { openDeskStore } from '../../../../src/engine/adapters/sqlite/desk-store.js';
import { newYorkDay, newYorkInstant } from '../../../../src/engine/domain/new-york.js';
import { day } from '../../../../src/engine/domain/trading-day.js';
import { DAY_MS, MINUTE_MS } from '../../../../src/engine/domain/units.js';
import { auditView } from '../../../../src/engine/flow/book/audit-view.js';
import { exportDays, exportTrades, usdText } from '../../../../src/engine/flow/book/export-csv.js';
import { dayNotes, makeDayReport } from '../../../../src/engine/flow/book/make-day-report.js';
import { isWithin, spanOf } from '../../../../src/engine/flow/book/period.js';
import { heldShares } from '../../../../src/engine/flow/book/position-fold.js';
import { strikesText, tradeLine } from '../../../../src/engine/flow/book/trade-line.js';
import {
  ordersView,
  pnlView,
  positionsView,
  tradesView,
} from '../../../../src/engine/flow/book/views.js';
import { optionId, spotId, type Right } from '../../../../src/engine/domain/instrument.js';
import { attributionSum } from '../../../../src/engine/flow/book/attribution.js';
import { BookDesk } from '../../../support/book-desk.js';
import { PUT_650, PUT_655, SPY, usd } from '../../../support/orders.js';
import { positionId, ticketId } from '../../../support/records.js';

// A Friday morning; the Monday after it; the month after that.
const FRIDAY = newYorkInstant(day('2026-11-20'), '11:00');
const MONDAY = newYorkInstant(day('2026-11-23'), '11:00');
const DECEMBER = newYorkInstant(day('2026-12-01'), '11:00');

let desk: BookDesk;
beforeEach(() => {
  desk = new BookDesk();
  desk.nowMs = FRIDAY;
});

const stamp = () => {
  const { nowMs } = desk;
  return { mode: 'SIM', nowMs, asOfMs: nowMs, delayMs: 0, source: 'test' } as const;
};

const id = (n: number) => `${String(n).padStart(4, '0')}AAAAAAAAAAAA`;

function opened(n: number) {
  desk.fillSpread(desk.entry(id(n)), [1.02, 0.52]);
  return positionId(id(n));
}

/** Sold for 0.50, bought for this, fees $2.60. */
function trade(n: number, cost: number) {
  const exit = desk.exit(opened(n), 'target');
  if (exit) desk.fillSpread(exit, [cost + 0.1, 0.1]);
}

describe('open positions', () => {
  test('are worth what closing them at the quoted sides and at the middle costs', () => {
    opened(1);
    const legs = [] as const;
    const quote = { naturalUsd: 0.4, midUsd: 0.35, bestUsd: 0.3, legs, atMs: FRIDAY - 2_000 };
    const look = () => ({ quote, greeks: null });
    const { positions } = positionsView(desk.book, { stamp: stamp(), look, others: [] });
    expect(positions).toMatchObject([
      {
        short: '0001',
        openMicros: usd(8.7),
        openMidMicros: usd(13.7),
        markAgeMs: 2_000,
        run: null,
      },
    ]);
  });

  test('show their newest mark and its age where there are no quotes', () => {
    const position = opened(1);
    const question = { stamp: stamp(), look: () => null, others: [] };
    const before = positionsView(desk.book, question).positions[0];
    expect(before).toMatchObject({ openMicros: null, openMidMicros: null, markAgeMs: null });
    desk.mark(position, 0.4);
    desk.nowMs += MINUTE_MS;
    const after = positionsView(desk.book, { ...question, stamp: stamp() }).positions[0];
    expect(after).toMatchObject({ openMicros: usd(8.7), markAgeMs: MINUTE_MS });
    expect(after?.greeks?.deltaUnits).toBe(6);
  });

  test('name the exit that is under way', () => {
    const position = opened(1);
    const exit = desk.exit(position, 'stop');
    const { positions } = positionsView(desk.book, {
      stamp: stamp(),
      look: () => null,
      others: [{ name: 'SPY', quantity: 400 }],
    });
    expect(positions[0]?.run?.run.id).toBe(exit?.run.id);
  });
});

describe('orders', () => {
  test('are those at work and those of the session, newest first, by their short ids', () => {
    trade(1, 0.2);
    desk.nowMs = MONDAY;
    trade(2, 0.2);
    desk.nowMs += MINUTE_MS;
    desk.entry(id(3));
    const { runs } = ordersView(desk.book, stamp());
    expect(runs.map(({ short, run }) => [short, run.run.purpose, run.phase])).toEqual([
      ['0003', 'entry', 'placing'],
      ['0002', 'entry', 'done'],
      ['0002', 'exit', 'done'],
    ]);
  });
});

describe('profit and loss', () => {
  beforeEach(() => {
    trade(1, 0.2);
    trade(2, 0.9);
    desk.nowMs = MONDAY;
    trade(3, 0.1);
    desk.nowMs = DECEMBER;
    trade(4, 0.3);
  });

  test.each([
    ['day', 1, usd(17.4)],
    ['week', 1, usd(17.4)],
    ['month', 1, usd(17.4)],
    ['all', 4, usd(27.4 - 42.6 + 37.4 + 17.4)],
  ] as const)('of a %s counts its trades', (period, trades, realisedMicros) => {
    const view = pnlView(desk.book, { stamp: stamp(), period });
    expect(view).toMatchObject({ trades, realisedMicros, openMicros: 0 });
  });

  test('by sessions runs up to the whole', () => {
    const view = pnlView(desk.book, { stamp: stamp(), period: 'all' });
    expect(view.wins).toBe(3);
    expect(view.days).toEqual([
      { day: '2026-11-20', realisedMicros: usd(-15.2), cumulativeMicros: usd(-15.2) },
      { day: '2026-11-23', realisedMicros: usd(37.4), cumulativeMicros: usd(22.2) },
      { day: '2026-12-01', realisedMicros: usd(17.4), cumulativeMicros: usd(39.6) },
    ]);
    expect(view.feeMicros).toBe(usd(4 * 2.6));
    expect(attributionSum(view.attribution)).toBeCloseTo(39.6, 9);
  });

  test('takes what is open at its newest mark', () => {
    desk.mark(opened(5), 0.4);
    const view = pnlView(desk.book, { stamp: stamp(), period: 'day' });
    expect(view).toMatchObject({ openMicros: usd(8.7), feeMicros: usd(2.6 + 1.3), trades: 1 });
    expect(attributionSum(view.attribution)).toBeCloseTo(17.4 + 8.7, 9);
  });

  test('lists the trades of a period, newest first', () => {
    const { trades } = tradesView(desk.book, { stamp: stamp(), period: 'all' });
    expect(trades.map(({ positionId: of }) => of)).toEqual([4, 3, 2, 1].map(id));
  });
});

test('a week begins on Monday and a month on its first, in New York', () => {
  // 23:30 on a Sunday in New York is Monday in UTC.
  const sunday = newYorkInstant(day('2026-11-22'), '23:30');
  expect(spanOf('week', sunday)).toEqual({ from: '2026-11-16', to: '2026-11-22' });
  expect(spanOf('week', MONDAY)).toEqual({ from: '2026-11-23', to: '2026-11-23' });
  expect(spanOf('month', sunday)).toEqual({ from: '2026-11-01', to: '2026-11-22' });
  const all = spanOf('all', sunday);
  expect([isWithin(all, day('1990-01-02')), isWithin(all, day('2026-11-23'))]).toEqual([
    true,
    false,
  ]);
});

describe('a closed trade', () => {
  test('is a line with prices for one share, fees apart', () => {
    trade(1, 0.2);
    const [position] = desk.book.closedPositions();
    const line = position && tradeLine(position);
    expect(line).toMatchObject({
      strikes: '655/650 P',
      units: 1,
      feeMicros: usd(2.6),
      pnlMicros: usd(27.4),
      exitRule: 'target',
      gapThrough: 'no',
    });
    expect(line?.entryUsd).toBeCloseTo(0.5, 9);
    expect(line?.exitUsd).toBeCloseTo(0.2, 9);
    expect(attributionSum(line?.attribution ?? never())).toBeCloseTo(27.4, 9);
  });

  test('has no line while it is open', () => {
    opened(1);
    const [position] = desk.book.openPositions();
    expect(position && tradeLine(position)).toBeNull();
  });

  test('names its strikes, what was sold first, puts before calls', () => {
    const leg = (strike: number, right: Right, ratio: number) => ({
      instrument: optionId({ root: 'SPXW', expiry: day('2026-11-23'), strike, right }),
      multiplier: 100,
      ratio,
      quantity: 0,
    });
    const condor = [
      leg(6100, 'call', -1),
      leg(5990, 'put', 1),
      leg(6110, 'call', 1),
      leg(5995, 'put', -1),
    ];
    expect(strikesText(condor)).toBe('5995/5990 P 6100/6110 C');
    const shares = { instrument: spotId('SPY'), multiplier: 1, ratio: 0, quantity: 100 };
    expect(strikesText([leg(650, 'put', -1), shares])).toBe('650 P');
  });
});

function never(): never {
  throw new Error('not of this test');
}

describe('what is held', () => {
  const leg = (instrument: typeof SPY, quantity: number, multiplier = 100) => {
    return { instrument, quantity, multiplier, ratio: multiplier === 1 ? 0 : Math.sign(quantity) };
  };

  test.each([
    ['a spread', [leg(PUT_655, -2), leg(PUT_650, 2)], 200],
    ['legs that are apart', [leg(PUT_655, -2), leg(PUT_650, 1)], 100],
    ['shares beside an option', [leg(PUT_655, 0), leg(PUT_650, 1), leg(SPY, 100, 1)], 100],
    ['shares alone', [leg(PUT_650, 0), leg(SPY, 100, 1)], 100],
    ['nothing', [leg(PUT_655, 0)], 0],
  ])('of %s is priced in the largest unit that its legs have in common', (_, legs, shares) => {
    expect(heldShares({ legs })).toBe(shares);
  });

  test('is not priced by a mark of something else', () => {
    const run = desk.entry(id(1), { quantity: 2 });
    desk.fillSpread(run, [1.02, 0.52]);
    const position = positionId(id(1));
    desk.mark(position, 0.4);
    const exit = desk.exit(position, 'target');
    if (!exit) return never();
    desk.fill(exit, 0, { quantity: 1, priceMicros: usd(0.5) });
    expect(desk.book.position(position)?.mark).toBeNull();
    const planned = desk.book.position(position)?.plannedLossMicros;
    expect(desk.book.dayLossMicros('putlite', newYorkDay(FRIDAY))).toBe(planned);
    desk.fill(exit, 1, { quantity: -1, priceMicros: usd(0.1) });
    desk.mark(position, 0.4);
    // 100 credit, 40 paid, fees of 2.60 and 1.30, and one unit left at 0.40.
    const loss = desk.book.dayLossMicros('putlite', newYorkDay(FRIDAY));
    expect(loss).toBe(usd(-100 + 40 + 3.9 + 40));
  });
});

describe('the report of a day', () => {
  test('has its trades, figures and notes', () => {
    trade(1, 0.2);
    desk.nowMs = MONDAY;
    trade(2, 0.1);
    trade(3, 1.4);
    desk.mark(opened(4), 0.4);
    desk.end(desk.ticket(id(5)), 'expired');
    desk.end(desk.ticket(id(6)), 'expired');
    desk.end(desk.ticket(id(7)), 'refused');
    desk.record({ kind: 'alert', alert: { code: 'broker-down' } });
    const of = { day: newYorkDay(MONDAY), mode: 'SIM', journalHash: 'abc' } as const;
    const report = makeDayReport(desk.book, of);
    expect(report).toMatchObject({
      day: '2026-11-23',
      mode: 'SIM',
      realisedMicros: usd(37.4 - 92.6),
      openMicros: usd(8.7),
      feeMicros: usd(2.6 * 2 + 1.3),
      cumulativeMicros: usd(27.4 + 37.4 - 92.6),
      winRatePct: 50,
      openPositions: 1,
      journalHash: 'abc',
      notes: [
        { key: 'ticket-expired', count: 2 },
        { key: 'ticket-refused', count: 1 },
        { key: 'gap-through', count: 1 },
        { key: 'broker-down', count: 1 },
      ],
    });
    expect(report.trades.map(({ positionId: each }) => each)).toEqual([id(2), id(3)]);
    expect(dayNotes(desk.book, newYorkDay(FRIDAY))).toEqual([]);
  });

  test('without a trade has no win rate', () => {
    const of = { day: newYorkDay(FRIDAY), mode: 'SIM', journalHash: '' } as const;
    const report = makeDayReport(desk.book, of);
    expect(report).toMatchObject({ winRatePct: null, trades: [], realisedMicros: 0 });
    desk.record({ kind: 'day-report', report });
    expect(desk.book.dayReport(of.day)).toEqual(report);
    expect(desk.book.reports()).toEqual([report]);
  });
});

describe('an export', () => {
  test('of trades is CSV with every figure and a running sum', () => {
    trade(1, 0.2);
    desk.nowMs = MONDAY;
    trade(2, 0.9);
    const file = exportTrades(desk.book);
    const lines = file.text.split('\r\n');
    expect([file.name, file.rows, lines.length, lines.at(-1)]).toEqual(['trades.csv', 2, 4, '']);
    const [header = '', first = '', second = ''] = lines;
    const cells = (line: string) => {
      const values = line.split(',');
      return Object.fromEntries(header.split(',').map((name, n) => [name, values[n]]));
    };
    expect(cells(first)).toMatchObject({
      id: id(1),
      strikes: '655/650 P',
      opened_at: '2026-11-20T16:00:00.000Z',
      entry_usd: '0.5',
      exit_usd: '0.2',
      fees_usd: '2.60',
      pnl_usd: '27.40',
      exit_rule: 'target',
      cumulative_pnl_usd: '27.40',
    });
    expect(cells(second)).toMatchObject({ pnl_usd: '-42.60', cumulative_pnl_usd: '-15.20' });
  });

  test('of days has a line for each session with a trade or a report', () => {
    trade(1, 0.2);
    trade(2, 0.9);
    desk.end(desk.ticket(id(3)), 'skipped');
    desk.record({ kind: 'alert', alert: { code: 'kill', underlying: 'SPX', rule: 'vix' } });
    desk.nowMs = MONDAY;
    const of = { day: newYorkDay(MONDAY), mode: 'SIM', journalHash: '' } as const;
    desk.record({ kind: 'day-report', report: makeDayReport(desk.book, of) });
    desk.nowMs += DAY_MS;
    trade(4, 0.1);
    expect(exportDays(desk.book)).toEqual({
      name: 'days.csv',
      rows: 3,
      text: [
        'date,trades,pnl_usd,win_rate_pct,fees_usd,cumulative_pnl_usd,notes',
        '2026-11-20,2,-15.20,50,5.20,-15.20,ticket-skipped 1; kill 1',
        '2026-11-23,0,0.00,,0.00,-15.20,',
        '2026-11-24,1,37.40,100,2.60,22.20,',
        '',
      ].join('\r\n'),
    });
  });

  test('quotes a cell that holds a comma or a quote', () => {
    desk.fillSpread(desk.entry(id(1), { strategy: 'a "b", c' }), [1, 0.5]);
    const exit = desk.exit(positionId(id(1)), 'stop');
    if (exit) desk.fillSpread(exit, [1, 0.5]);
    expect(exportTrades(desk.book).text).toContain('"a ""b"", c"');
  });

  test.each([
    [0, '0.00'],
    [-1, '-0.000001'],
    [1_300_000, '1.30'],
    [-42_600_000, '-42.60'],
    [123_456_789, '123.456789'],
    [1_000_000_000_000, '1000000.00'],
  ])('writes %i micro-dollars as %s', (micros, text) => {
    expect(usdText(micros as never)).toBe(text);
  });
});

describe('an audit', () => {
  test('tells all of a ticket, of those whose place it took, and of its position, in order', () => {
    const made = openDeskStore(':memory:', {});
    if (!made.ok) throw new Error(made.error.code);
    const store = made.value;
    const first = desk.ticket(id(1));
    desk.end(first, 'replaced');
    desk.ticket(id(9));
    const replaces = { id: first.id, limitTicks: -50, midUsd: -0.52 };
    const run = desk.entry(id(2), { replaces });
    desk.fillSpread(run, [1.02, 0.52]);
    const exit = desk.exit(positionId(id(2)), 'stop');
    if (exit) desk.fillSpread(exit, [0.5, 0.1]);
    store.journal.append('w', desk.rows);
    const audit = auditView(desk.book, store.journal, { world: 'w', id: ticketId(id(2)) });
    expect(audit).toMatchObject({ short: '0002', ticket: { id: id(2) }, chain: 'whole' });
    expect(audit?.rows.map(({ record }) => record.kind)).toEqual([
      ...['ticket', 'ticket-state', 'ticket', 'ticket-state', 'run', 'send'],
      ...['fill', 'ledger', 'fill', 'ledger', 'run-end', 'run', 'send'],
      ...['fill', 'ledger', 'fill', 'ledger', 'run-end'],
    ]);
    expect(auditView(desk.book, store.journal, { world: 'w', id: ticketId('none') })).toBeNull();
    const broken = { rowsOf: () => [], firstBroken: () => 7 };
    const seen = auditView(desk.book, broken, { world: 'w', id: ticketId(id(2)) });
    expect(seen?.chain).toEqual({ brokenAt: 7 });
    store.close();
  });
});
