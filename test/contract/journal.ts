import { expect, test } from 'vitest';
import { day } from '../../src/engine/domain/trading-day.js';
import type { DeskRecord } from '../../src/engine/domain/record.js';
import type { NewRow } from '../../src/engine/ports/journal.js';
import type { Store } from '../../src/engine/ports/store.js';
import {
  fillOf,
  OWNER,
  positionId,
  runId,
  runOf,
  sendOf,
  ticketId,
  ticketOf,
} from '../support/records.js';
import { PUT_655, ref, usd } from '../support/orders.js';

type Desk = () => { readonly store: Store; readonly reopen: () => void };

const AT_MS = Date.UTC(2026, 10, 20, 15, 30) + 0.25;

function row(record: DeskRecord): NewRow {
  return { record, atMs: AT_MS, wallMs: AT_MS + 1_000 };
}

const ENTRY = ticketOf('AAAA000000000000');
const ENTRY_RUN = runOf(ENTRY);
const EXIT_RUN = runOf(ENTRY, {
  id: runId(`${ENTRY.id}/stop/1`),
  purpose: 'exit',
  ticketId: null,
  rule: 'stop',
});
const OTHER = ticketOf('BBBB000000000000');
const TAP: DeskRecord = {
  kind: 'tap',
  ticketId: ENTRY.id,
  userId: OWNER,
  action: 'send',
  refusal: null,
};

/** Everything that may be there once, with what its repetition is called. */
const ONCE: readonly (readonly [string, DeskRecord])[] = [
  [`ticket:${ENTRY.id}`, { kind: 'ticket', ticket: ENTRY }],
  [`run:${ENTRY.id}`, { kind: 'run', run: ENTRY_RUN }],
  [`order:${ENTRY.id}.1`, sendOf(ENTRY_RUN, 1)],
  ['fill:f1', fillOf(ENTRY_RUN, { fillId: 'f1' })],
  [
    'settlement:s1',
    {
      kind: 'settlement',
      positionId: positionId(ENTRY.id),
      settlement: {
        settlementId: 's1',
        kind: 'expired',
        instrument: PUT_655,
        quantity: -1,
        multiplier: 100,
        worthMicros: usd(0),
        delivered: null,
        feeMicros: usd(0),
        atMs: AT_MS,
      },
    },
  ],
  [
    'ledger:f1',
    {
      kind: 'ledger',
      entry: {
        id: 'f1',
        positionId: positionId(ENTRY.id),
        memo: 'fill',
        postings: [],
        atMs: AT_MS,
      },
    },
  ],
  [
    'day-facts:SPX:2026-11-20',
    {
      kind: 'day-facts',
      facts: {
        underlying: 'SPX',
        day: day('2026-11-20'),
        open: 6600,
        expectedMove: 40,
        frozenAtMs: AT_MS,
        kind: 'on-time',
      },
    },
  ],
];

export function journalContract(desk: Desk): void {
  const records = (world = 'w') =>
    desk()
      .store.journal.rows(world)
      .map((each) => each.record);
  const append = (...added: readonly DeskRecord[]) =>
    desk().store.journal.append('w', added.map(row));

  test('journal rows come back as they were written, in order, also after a restart', () => {
    const added = append({ kind: 'ticket', ticket: ENTRY }, TAP);
    append(TAP);
    expect(append()).toEqual([]);
    desk().reopen();
    expect(desk().store.journal.rows('w').slice(0, 2)).toEqual(added);
    expect(records()).toEqual([{ kind: 'ticket', ticket: ENTRY }, TAP, TAP]);
    const rows = desk().store.journal.rows('w');
    expect(rows.map(({ seq, atMs, wallMs }) => [seq, atMs, wallMs])).toEqual(
      [1, 2, 3].map((seq) => [seq, AT_MS, AT_MS + 1_000]),
    );
  });

  test('each journal row holds the hash of the one before, and the first holds zeros', () => {
    expect(desk().store.journal.lastHash('w')).toBe('0'.repeat(64));
    append(TAP, TAP);
    const [first, second] = desk().store.journal.rows('w');
    expect(first?.previousHash).toBe('0'.repeat(64));
    expect(first?.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(second?.previousHash).toBe(first?.hash);
    expect(second?.hash).not.toBe(first?.hash);
    expect(desk().store.journal.lastHash('w')).toBe(second?.hash);
    expect(desk().store.journal.firstBroken('w')).toBeNull();
  });

  test('two worlds have journals of their own', () => {
    append(TAP);
    desk().store.journal.append('other', [row(TAP), row({ kind: 'ticket', ticket: ENTRY })]);
    append({ kind: 'ticket', ticket: ENTRY });
    expect(records()).toHaveLength(2);
    expect(
      desk()
        .store.journal.rows('other')
        .map(({ seq }) => seq),
    ).toEqual([1, 2]);
    const [here, there] = ['w', 'other'].map((world) => desk().store.journal.rows(world)[0]?.hash);
    expect(here).not.toBe(there);
  });

  test.each(ONCE)('%s is written once, also after a restart', (key, record) => {
    append(record);
    expect(() => append(record)).toThrow(key);
    desk().reopen();
    expect(() => append(TAP, record)).toThrow(key);
    expect(records()).toEqual([record]);
    expect(desk().store.journal.firstBroken('w')).toBeNull();
  });

  test('a journal row inside a transaction that fails is not kept, and the chain goes on', () => {
    const { store } = desk();
    append(TAP);
    expect(() =>
      store.transaction(() => {
        append({ kind: 'ticket', ticket: ENTRY });
        throw new Error('stop here');
      }),
    ).toThrow('stop here');
    append({ kind: 'ticket', ticket: ENTRY });
    expect(records()).toHaveLength(2);
    expect(store.journal.firstBroken('w')).toBeNull();
  });

  test('a number that JSON cannot hold is refused', () => {
    const bad: DeskRecord = {
      kind: 'ticket-limit',
      ticketId: ENTRY.id,
      limitTicks: NaN,
      by: OWNER,
    };
    expect(() => append(TAP, bad)).toThrow('not a number');
    expect(records()).toEqual([]);
  });

  test('rows of a ticket are all that name it, its orders, or the position that it opened', () => {
    const exitTicket = ticketOf('CCCC000000000000', {
      purpose: 'exit',
      positionId: positionId(ENTRY.id),
    });
    const exitFill = fillOf(EXIT_RUN, { fillId: 'f2', ref: ref(`${EXIT_RUN.id}.1`) });
    append({ kind: 'ticket', ticket: ENTRY }, { kind: 'ticket', ticket: OTHER }, TAP);
    append({ kind: 'run', run: ENTRY_RUN }, sendOf(ENTRY_RUN, 1), { kind: 'run', run: EXIT_RUN });
    append(fillOf(ENTRY_RUN, { fillId: 'f1' }), { kind: 'run', run: runOf(OTHER) }, exitFill);
    append({ kind: 'run-end', runId: EXIT_RUN.id, outcome: 'filled' });
    append({ kind: 'ticket', ticket: exitTicket });
    append({ kind: 'alert', alert: { code: 'order-rejected', runId: EXIT_RUN.id, reason: 'no' } });
    const seqs = (id: string) =>
      desk()
        .store.journal.rowsOf('w', ticketId(id))
        .map(({ seq }) => seq);
    expect(seqs(ENTRY.id)).toEqual([1, 3, 4, 5, 6, 7, 9, 10, 11, 12]);
    expect(seqs(OTHER.id)).toEqual([2, 8]);
    expect(seqs(exitTicket.id)).toEqual([11]);
    expect(seqs('AAAA')).toEqual([]);
  });

  test('paper rows are kept by account, in order, also after a restart', () => {
    const { store } = desk();
    store.paper.append('one', ['a', 'b']);
    store.paper.append('two', ['x']);
    store.paper.append('one', ['b']);
    desk().reopen();
    expect(desk().store.paper.rows('one')).toEqual(['a', 'b', 'b']);
    expect(desk().store.paper.rows('two')).toEqual(['x']);
    expect(desk().store.paper.rows('three')).toEqual([]);
  });

  test('paper rows are never written in a transaction of the desk', () => {
    const { store } = desk();
    expect(() => store.transaction(() => store.paper.append('one', ['a']))).toThrow('paper rows');
    expect(store.paper.rows('one')).toEqual([]);
  });
}
