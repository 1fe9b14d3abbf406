import { expect } from 'vitest';
import type { TradingApi } from '../../src/engine/domain/trading-api.js';
import type { TicketView } from '../../src/engine/domain/desk-views.js';
import type { UserId } from '../../src/engine/domain/people.js';
import { sessionOf } from '../../src/engine/domain/calendar.js';
import { newYorkDay } from '../../src/engine/domain/new-york.js';
import { HOUR_MS } from '../../src/engine/domain/units.js';
import { bookOf, type TradingBook } from '../../src/engine/flow/book/trading-book.js';
import { CASH } from '../../src/engine/flow/book/ledger-entries.js';
import { JournalAuditor } from './journal-auditor.js';
import { FAULTS, type RoughAct, type Who } from './rough-acts.js';
import { SEED_CASH_MICROS } from './paper-engine.js';
import { RoughDesk, STRANGER, WORLD, type AskedTap } from './rough-desk.js';
import { OWNER, TRADER, VIEWER } from './trading-desk.js';

const USERS: Readonly<Record<Who, UserId>> = {
  owner: OWNER,
  trader: TRADER,
  viewer: VIEWER,
  stranger: STRANGER,
};
const ROLES = new Map<number, string>(Object.entries(USERS).map(([role, id]) => [id, role]));
/** Everybody who asks is told something by then. */
const ANSWER_WITHIN_MS = 16_000;
const LIVE = new Set(['submitted', 'working', 'partly-filled']);

/** The life of one desk, act by act, under audit. */
export class RoughLife {
  readonly desk = new RoughDesk();
  readonly auditor = new JournalAuditor({ roleOf: (user) => ROLES.get(user) ?? 'stranger' });

  constructor() {
    this.desk.onRows = (rows) => {
      this.auditor.take(rows);
    };
  }

  private get trading(): TradingApi {
    return this.desk.trading;
  }

  async play(acts: readonly RoughAct[]): Promise<void> {
    const { desk } = this;
    await desk.start();
    void this.trading.arm(OWNER, { strategy: 'putlite', quantity: 2, until: { kind: 'close' } });
    await desk.pass(125_000, 60_000);
    for (const act of acts) {
      await this.act(act);
      await desk.settle();
      await desk.mend();
      await this.check();
    }
    await this.rest();
    desk.end();
  }

  private async act(act: RoughAct): Promise<void> {
    const { desk, trading } = this;
    const { prices, process } = desk;
    switch (act.kind) {
      case 'tap':
        for (let n = 0; n < act.times; n++) this.tap(act);
        return;
      case 'trade':
        await this.trade(act);
        return;
      case 'leave':
        await this.leave(act);
        return;
      case 'again': {
        const old = desk.taps.at(-1 - act.which);
        if (old) desk.tap(old.tap);
        return;
      }
      case 'arm': {
        const { quantity } = act;
        void trading.arm(USERS[act.who], {
          strategy: 'putlite',
          quantity,
          until: { kind: 'close' },
        });
        return;
      }
      case 'disarm':
        void trading.disarm(USERS[act.who], null);
        return;
      case 'halt': {
        const done = trading.halt(USERS[act.who]);
        if (done.ok && process.alive) expect(trading.state()).toBe('halted');
        return;
      }
      case 'pause':
        trading.pause(USERS[act.who]);
        return;
      case 'resume':
        trading.resume(USERS[act.who]);
        return;
      case 'reconcile':
        void trading.reconcile(USERS[act.who]);
        return;
      case 'flatten':
        await this.flatten(act);
        return;
      case 'close':
        for (let n = 0; n < act.times; n++) this.close(act);
        return;
      case 'pass':
        await desk.pass(act.seconds * 1_000, act.seconds > 60 ? 20_000 : 5_000);
        return;
      case 'jump':
        await desk.time(act.seconds * 1_000, act.clock);
        return;
      case 'vol':
        prices.vol = act.vol;
        return;
      case 'spot':
        prices.spot = act.spot;
        return;
      case 'vix':
        prices.vix = act.vix;
        return;
      case 'width':
        prices.halfCents = act.halfCents;
        prices.size = act.size;
        return;
      case 'look':
        prices.look = act.look;
        return;
      case 'fault': {
        const fault = FAULTS[act.fault];
        if (fault) desk.fault(fault);
        return;
      }
      case 'kill':
        if (act.when === 'now') await desk.kill();
        else process.trap = act.when;
        return;
      case 'disk':
        process.failing = act.failing;
    }
  }

  private tap(act: RoughAct & { readonly kind: 'tap' }): void {
    const made = this.desk.rows.flatMap(({ record }) =>
      record.kind === 'ticket' ? [record.ticket.id] : [],
    );
    const id = made.at(-1 - act.which) ?? made.at(-1) ?? 'ZZZZ';
    const { action, who } = act;
    this.desk.tap({ id: act.typed === 'short' ? id.slice(0, 4) : id, action, userId: USERS[who] });
  }

  private async trade(act: RoughAct & { readonly kind: 'trade' }): Promise<void> {
    const { desk } = this;
    const { quantity } = act;
    this.trading.resume(OWNER);
    void this.trading.arm(OWNER, { strategy: 'putlite', quantity, until: { kind: 'close' } });
    for (let n = 0; n < 5 && this.trading.tickets().length === 0; n++)
      await desk.pass(15_000, 15_000);
    const [open] = this.trading.tickets();
    if (open) desk.tap({ id: open.ticket.id, action: 'send', userId: OWNER });
    if (act.seconds === 0) return;
    await desk.settle();
    await desk.mend();
    await desk.pass(act.seconds * 1_000);
  }

  private async leave({ times, first }: RoughAct & { readonly kind: 'leave' }): Promise<void> {
    const { desk } = this;
    for (let n = 0; n < times; n++) this.close({ who: 'owner' });
    await desk.settle();
    const ids = this.trading
      .tickets()
      .flatMap(({ ticket }) => (ticket.positionId ? [ticket.id] : []));
    const send = (id: string) => desk.tap({ id, action: 'send', userId: TRADER });
    const [other] = ids;
    if (first === 'flatten') await this.flatten({ kind: 'flatten', who: 'owner', scope: 'all' });
    if (first === 'stop') desk.prices.vol = 0.5;
    if (first === 'other-tap' && other !== undefined) send(other);
    if (first !== 'nothing') await desk.pass(20_000);
    ids.forEach(send);
  }

  private close({ who }: { readonly who: Who }): void {
    const open = this.desk.rows.findLast(({ record }) => record.kind === 'fill')?.record;
    if (open?.kind === 'fill') void this.trading.close(USERS[who], open.positionId);
  }

  private async flatten({ who, scope }: RoughAct & { readonly kind: 'flatten' }): Promise<void> {
    const { desk, trading } = this;
    const got: { token?: string } = {};
    void trading.flattenPlan(USERS[who]).then((plan) => {
      if (plan.ok) got.token = plan.value.token;
    });
    await desk.settle();
    if (got.token === undefined || !desk.process.alive) return;
    void trading.flatten(USERS[who], { token: got.token, scope });
    void trading.flatten(USERS[who], { token: got.token, scope });
  }

  /** What holds after every act. */
  private async check(): Promise<void> {
    const { desk, auditor } = this;
    expect(auditor.faults).toEqual([]);
    expect(desk.bugs).toEqual([]);
    await this.checkOrders();
    this.checkTaps();
    this.checkTold();
  }

  /** News goes out at once, not with the next news. */
  private checkTold(): void {
    const { book, notices, process } = this.desk;
    if (!process.alive || process.failing > 0) return;
    const told = new Set(notices.notices.map(({ id }) => id));
    const waiting = book.pendingNotices().filter(({ id }) => !told.has(id));
    expect(waiting.map(({ body }) => body.kind)).toEqual([]);
  }

  /** No two orders of one position live at once; what has filled is no more than the run wanted. */
  private async checkOrders(): Promise<void> {
    const orders = await this.desk.broker.orders();
    if (!orders.ok) return;
    const live = new Set<string>();
    const book = this.view();
    for (const { ref, state } of orders.value) {
      if (!LIVE.has(state)) continue;
      const run = book.runByRef(ref);
      expect(run, `${ref} is nobody's`).not.toBeNull();
      const key = String(run?.run.positionId);
      expect(live.has(key), `two orders of ${key}`).toBe(false);
      live.add(key);
    }
  }

  private checkTaps(): void {
    const { taps, processes, wall } = this.desk;
    const late = taps.filter(
      ({ outcome, process, askedWallMs }) =>
        outcome === null && process === processes && wall.nowMs() - askedWallMs > ANSWER_WITHIN_MS,
    );
    expect(late.map(({ tap }: AskedTap) => tap)).toEqual([]);
  }

  private view(): TradingBook {
    return bookOf(this.desk.book.journal.rows(WORLD));
  }

  /** Trouble ends, what is under way comes to rest, and everything is compared. */
  private async rest(): Promise<void> {
    const { desk } = this;
    desk.endFaults();
    Object.assign(desk.process, { trap: 'none', failing: 0 });
    Object.assign(desk.prices, { look: 'fine', size: 20, halfCents: 1 });
    await desk.settle();
    await desk.mend();
    await desk.pass(120_000, 15_000);
    const compared = { done: false };
    void this.trading.reconcile(OWNER).then(({ ok }) => (compared.done = ok));
    await desk.settle();
    expect(compared.done).toBe(true);
    await this.check();
    await this.compare();
    await this.checkAwake();
  }

  /** Nothing was left behind: tickets end, what is held is looked at, an armed desk decides. */
  private async checkAwake(): Promise<void> {
    const { desk, trading } = this;
    const session = sessionOf(newYorkDay(desk.market.nowMs()));
    const nowMs = desk.market.nowMs();
    const over = trading.tickets().filter(({ ticket }) => ticket.expiresWallMs < desk.wall.nowMs());
    expect(over.map(({ state }) => state)).toEqual([]);
    if (!session || nowMs < session.openAtMs || nowMs > session.closeAtMs - HOUR_MS) return;
    const book = this.view();
    for (const { id, mark } of book.openPositions()) {
      const changed = desk.rows.findLast(
        ({ record }) => record.kind === 'fill' && record.positionId === id,
      );
      // A mark comes each minute, and goes where a fill changes what it was of.
      const sinceMs = Math.max(mark?.atMs ?? 0, changed?.atMs ?? 0);
      expect(nowMs - sinceMs, `mark of ${id}`).toBeLessThan(90_000);
    }
    const busy = [book.openPositions(), book.activeRuns(), book.openTickets()];
    if (busy.some(({ length }) => length > 0)) return;
    const shut: string[] = [];
    const until = { kind: 'close' } as const;
    void trading.arm(OWNER, { strategy: 'putlite', quantity: 1, until }).then((armed) => {
      const gates = armed.ok ? armed.value.gates : [];
      shut.push(...gates.flatMap(({ name, verdict }) => (verdict === 'pass' ? [] : [name])));
    });
    await desk.settle();
    // Where a gate is shut there is nothing to look at.
    if (shut.length > 0) return;
    const { asked } = desk;
    await desk.pass(70_000, 20_000);
    // A lost day ends the arming at once.
    if (trading.bots()[0]?.arming === null) return;
    expect(desk.asked).toBeGreaterThan(asked);
  }

  private async compare(): Promise<void> {
    const { desk, auditor } = this;
    const book = this.view();
    expect(desk.book.journal.firstBroken(WORLD)).toBeNull();
    expect(book.unknownRuns()).toEqual([]);
    const sum = [...book.balances().values()].reduce((all, each) => all + each, 0);
    expect(sum).toBe(0);
    const account = await desk.broker.account();
    if (!account.ok) throw new Error(account.error.code);
    expect(book.balance(CASH) + SEED_CASH_MICROS).toBe(account.value.cashMicros);
    const positions = await desk.broker.positions();
    if (!positions.ok) throw new Error(positions.error.code);
    const theirs = new Map(positions.value.map((each) => [String(each.instrument), each.quantity]));
    for (const [instrument, quantity] of auditor.held()) {
      const ours = instrument === 'SPY' ? quantity + 400 : quantity;
      expect(theirs.get(instrument) ?? 0, instrument).toBe(ours);
    }
    this.compareBooks(book);
    this.compareCards(book);
    this.compareNews(book);
  }

  /** Every whole unit that has filled and every closing was told. */
  private compareNews(book: TradingBook): void {
    const told = new Map<string, number>();
    for (const { run } of this.desk.news('fill')) told.set(run.run.id, run.filledUnits);
    const closed = new Set(this.desk.news('closed').map(({ position }) => position.id));
    for (const { record } of this.desk.rows) {
      if (record.kind !== 'run') continue;
      const units = book.run(record.run.id)?.filledUnits ?? 0;
      expect(told.get(record.run.id) ?? 0, `units told of ${record.run.id}`).toBe(units);
    }
    for (const { id } of book.closedPositions())
      expect(closed.has(id), `closing of ${id}`).toBe(true);
  }

  /** The running book tells what the journal's rows make. */
  private compareBooks(book: TradingBook): void {
    const { trading, desk } = this;
    const made = desk.rows.flatMap(({ record }) =>
      record.kind === 'ticket' ? [record.ticket.id] : [],
    );
    for (const id of made) {
      const running = trading.ticket(id);
      expect(running.ok && plain(running.value)).toEqual(plain(book.ticketView(id)));
    }
    expect(trading.state()).toBe(book.state);
    expect(trading.tickets().map(({ ticket }) => ticket.id)).toEqual(
      book.openTickets().map(({ ticket }) => ticket.id),
    );
    const [bot] = trading.bots();
    expect(plain(bot?.arming)).toEqual(plain(book.arming('putlite')));
  }

  /** The newest card of each ticket says what the ticket is. */
  private compareCards(book: TradingBook): void {
    const cards = new Map<string, TicketView>();
    for (const { view } of this.desk.news('ticket')) cards.set(view.ticket.id, view);
    for (const { record } of this.desk.rows) {
      if (record.kind !== 'ticket') continue;
      const { id } = record.ticket;
      const [card, now] = [cards.get(id), book.ticketView(id)];
      expect(card?.state, `card of ${id}`).toBe(now?.state);
      expect(card?.run?.phase, `run on the card of ${id}`).toBe(now?.run?.phase);
    }
  }
}

/** As JSON has it: the journal knows no undefined and no negative zero. */
function plain(value: unknown): unknown {
  return value === undefined ? null : (JSON.parse(JSON.stringify(value)) as unknown);
}

export async function playRough(acts: readonly RoughAct[]): Promise<JournalAuditor['sums']> {
  const life = new RoughLife();
  try {
    await life.play(acts);
  } finally {
    life.desk.process.die();
  }
  return life.auditor.sums;
}
