import { rmSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { PaperBook } from '../../src/engine/adapters/paper/book.js';
import { RowFile, type PaperRow } from '../../src/engine/adapters/paper/rows.js';
import { SqliteJournal } from '../../src/engine/adapters/sqlite/journal.js';
import { SqlitePaperRows } from '../../src/engine/adapters/sqlite/paper-rows.js';
import type { TicketView } from '../../src/engine/domain/desk-views.js';
import type { JournalRow } from '../../src/engine/domain/record.js';
import { CASH } from '../../src/engine/flow/book/ledger-entries.js';
import { bookOf, type TradingBook } from '../../src/engine/flow/book/trading-book.js';
import { DeskProcess, temporaryHome, type ChatMessage } from '../support/desk-process.js';
import { JournalAuditor } from '../support/journal-auditor.js';
import { SOAK, SOAK_SEED } from '../support/soak.js';
import { SEED_CASH_MICROS } from '../support/paper-engine.js';

const KILLS = SOAK === 'long' ? 200 : 30;
const WORLD = 'sim:kill';
const CHILD = ['--import', import.meta.resolve('tsx'), join(import.meta.dirname, 'kill-desk.ts')];
/** A trade of the tiny market lasts about this long. */
const LIFE_MS = 8_000;
const SETTLED_WITHIN_MS = 30_000;
const home = temporaryHome();

/** Mulberry32: the same moments in every run, as far as a process lets itself be told. */
function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const chance = chanceOf(SOAK_SEED);

/** Wall time after the tap: some in its first moments, most while it is worked, some in its exit. */
function momentOfDeath(): number | 'before' {
  const kind = chance();
  if (kind < 0.1) return 'before';
  if (kind < 0.35) return 300 * chance();
  return (kind < 0.7 ? 3_000 : LIFE_MS) * chance();
}
const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

interface OnDisk {
  readonly rows: readonly JournalRow[];
  readonly broken: number | null;
  readonly paperRows: readonly PaperRow[];
}

function readDisk(): OnDisk {
  const db = new BetterSqlite3(join(home, 'desk.db'), { readonly: true });
  try {
    // One transaction, so that journal and broker are of one instant.
    return db.transaction(() => {
      const journal = new SqliteJournal(db);
      return {
        rows: journal.rows(WORLD),
        broken: journal.firstBroken(WORLD),
        paperRows: new RowFile(new SqlitePaperRows(db), WORLD).read(),
      };
    })();
  } finally {
    db.close();
  }
}

/** What holds at any instant, also in the middle of a step's effects. */
function checkDisk({ rows, broken, paperRows }: OnDisk): void {
  expect(broken).toBeNull();
  const auditor = new JournalAuditor({ roleOf: (user) => (user === 1000 ? 'owner' : 'stranger') });
  auditor.take(rows);
  expect(auditor.faults).toEqual([]);
  const sent = new Set(
    rows.flatMap(({ record }) => (record.kind === 'send' ? [record.order.ref] : [])),
  );
  const placed = paperRows.flatMap((row) => (row.kind === 'order' ? [row.order.ref] : []));
  expect(new Set(placed).size, 'an order twice at the broker').toBe(placed.length);
  expect(placed.filter((ref) => !sent.has(ref))).toEqual([]);
  const paper = paperOf(paperRows);
  const book = bookOf(rows);
  const live = [...paper.open()].map(({ order }) =>
    String(book.runByRef(order.ref)?.run.positionId),
  );
  expect(new Set(live).size, 'two orders of one position').toBe(live.length);
}

function paperOf(rows: readonly PaperRow[]): PaperBook {
  const paper = new PaperBook();
  for (const row of rows) paper.apply(row);
  return paper;
}

/** The words that a card must have for what its ticket became. */
function wordsOf({ state, run, position }: TicketView): RegExp {
  if (state === 'expired') return /Expired|left the band|out of/i;
  if (state === 'skipped') return /Skipped by/;
  if (state === 'replaced') return /left the band/;
  if (state === 'refused') return /refused/;
  if (state !== 'sent' || !run) return /./;
  if (position?.state === 'closed') return /Closed: /;
  if (run.phase === 'working') return /Placed/;
  if (run.phase !== 'done') return /./;
  if (run.outcome === 'filled') return /Filled: 1 of 1/;
  return run.outcome === 'refused' ? /refused its next order/ : /Cancelled at the broker|rejected/;
}

/** What is not true on the cards of the owner's chat. */
function untrueCards(
  messages: readonly ChatMessage[],
  book: TradingBook,
  rows: readonly JournalRow[],
) {
  const cards = new Map<string, ChatMessage>();
  for (const message of messages) {
    const [, short] = /· ticket (\w{4,16})/.exec(message.text ?? message.caption ?? '') ?? [];
    if (message.from === 'bot' && short !== undefined) cards.set(short, message);
  }
  return rows.flatMap(({ record }) => {
    if (record.kind !== 'ticket') return [];
    const view = book.ticketView(record.ticket.id);
    const found = [...cards].find(([short]) => record.ticket.id.startsWith(short));
    if (!view || !found) return [`${record.ticket.id}: no card`];
    const [, card] = found;
    const text = card.text ?? card.caption ?? '';
    const offers = card.buttons.flat().some((each) => each.text.includes('Send'));
    if (offers !== (view.state === 'open'))
      return [`${view.short}: ${view.state}, offers ${offers}`];
    return wordsOf(view).test(text)
      ? []
      : [`${view.short}: ${view.state} ${view.run?.phase}: ${text}`];
  });
}

/** Why the desk has not come to rest yet; empty once book, broker and cards agree. */
async function unsettled(desk: DeskProcess, afterSeq: number): Promise<readonly string[]> {
  const { rows, paperRows } = readDisk();
  const fresh = rows.filter(({ seq }) => seq > afterSeq);
  const compared = fresh.some(
    ({ record }) => record.kind === 'reconciled' && record.cause === 'start',
  );
  if (!compared) return ['not reconciled'];
  const book = bookOf(rows);
  const paper = paperOf(paperRows);
  const why: string[] = [];
  const cash = book.balance(CASH) + SEED_CASH_MICROS;
  if (cash !== paper.cashMicros) why.push(`cash ${cash}, at the broker ${paper.cashMicros}`);
  const sum = [...book.balances().values()].reduce((all, each) => all + each, 0);
  if (sum !== 0) why.push(`ledger sums to ${sum}`);
  if (book.unknownRuns().length > 0) why.push('unknown orders');
  const held = new Map<string, number>([['SPY', 400]]);
  for (const { legs } of book.openPositions()) {
    for (const { instrument, quantity } of legs) {
      held.set(instrument, (held.get(instrument) ?? 0) + quantity);
    }
  }
  for (const [instrument, quantity] of paper.holdings) {
    if ((held.get(instrument) ?? 0) !== quantity)
      why.push(`${quantity} ${instrument} at the broker`);
  }
  return [...why, ...untrueCards(await desk.messages(), book, rows)];
}

async function settled(desk: DeskProcess, afterSeq: number): Promise<void> {
  let why: readonly string[] = [];
  for (const untilMs = performance.now() + SETTLED_WITHIN_MS; performance.now() < untilMs;) {
    why = await unsettled(desk, afterSeq);
    if (why.length === 0) return;
    await wait(200);
  }
  throw new Error(`never came to rest: ${why.join('; ')}\n${desk.complaints()}`);
}

/** Arms, waits for a ticket and presses its button once, twice or not; gives up after a while. */
async function trade(desk: DeskProcess): Promise<void> {
  const after = await desk.say('/arm putlite 1 close');
  const untilMs = performance.now() + 8_000;
  while (performance.now() < untilMs) {
    const open = (await desk.messages(after)).findLast(({ buttons }) =>
      buttons.flat().some(({ text }) => text.includes('Send')),
    );
    if (open) {
      const label = chance() < 0.9 ? 'Send' : 'Skip';
      const presses = chance() < 0.3 ? 2 : 1;
      // The process may be gone before it answers.
      for (let n = 0; n < presses; n++) void desk.press(open, label).catch(() => undefined);
      return;
    }
    await wait(30);
  }
}

describe('a desk that is killed', () => {
  afterAll(() => {
    rmSync(home, { recursive: true, force: true });
  });

  it(`loses nothing and sends nothing twice, killed ${KILLS} times in the life of its orders`, async () => {
    let seq = 0;
    let desk = await DeskProcess.start({}, home, CHILD);
    for (let kill = 1; kill <= KILLS; kill++) {
      // A process that dies in the middle takes the conversation with it.
      const trading = trade(desk).catch(() => undefined);
      const moment = momentOfDeath();
      if (moment === 'before') await wait(2_000 * chance());
      else await trading.then(() => wait(moment));
      await desk.stop('keep', 'SIGKILL');
      const disk = readDisk();
      checkDisk(disk);
      seq = disk.rows.at(-1)?.seq ?? 0;
      desk = await DeskProcess.start({}, home, CHILD);
      await settled(desk, seq);
    }
    await desk.stop('keep', 'SIGKILL');
    const disk = readDisk();
    checkDisk(disk);
    const count = (kind: string) => disk.rows.filter(({ record }) => record.kind === kind).length;
    process.stdout.write(
      `kill: ${KILLS} times, ${count('ticket')} tickets, ${count('send')} orders, ${count('fill')} fills\n`,
    );
    expect(count('fill')).toBeGreaterThan(KILLS / 3);
  });
});
