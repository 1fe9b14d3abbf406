import { priceOf } from '../../../src/engine/domain/quote.js';
import type { IbContract } from './contract.js';
import { multiplierOf, type BookPosition } from './book.js';
import type { FieldReader } from './field-reader.js';
import type { Handler, House, Part } from './house.js';
import type { Session } from './session.js';
import { settle } from './settlement.js';
import type { Field } from './wire.js';

const SUMMARY_MS = 180_000;
const MOST_SUMMARIES = 2;

/** A position with its contract and what it is worth at present. */
export interface Held {
  readonly contract: IbContract;
  readonly position: BookPosition;
  /** Null where the market gives no price. */
  readonly price: number | null;
  readonly value: number;
  readonly unrealized: number;
}

interface Summary {
  readonly tags: readonly string[];
  readonly sent: Map<string, string>;
  nextAtMs: number;
}

interface Watch {
  positions: boolean;
  updates: boolean;
  nextUpdateAtMs: number;
  readonly shown: Map<number, { readonly contract: IbContract; readonly text: string }>;
  readonly summaries: Map<number, Summary>;
}

/** Contract fields as positions and executions carry them: no primary exchange. */
export function contractFields(of: IbContract): Field[] {
  return [
    of.conId, of.symbol, of.secType, of.expiry, of.strike, of.right, of.multiplier,
    of.secType === 'STK' ? of.primaryExch : of.exchange, 'USD', of.localSymbol, of.tradingClass,
  ]; // prettier-ignore
}

/** Account values, summary, positions and profit, as the broker's servers know them. */
export class AccountDesk implements Part {
  readonly handlers = new Map<number, Handler>([
    [6, (session, read) => this.#updates(session, read)],
    [17, (session, read) => this.#accounts(session, read)],
    [61, (session, read) => this.#positions(session, read)],
    [62, (session, read) => this.#summary(session, read)],
    [63, (session, read) => this.#cancelSummary(session, read)],
    [64, (session, read) => this.#cancelPositions(session, read)],
  ]);
  readonly #watches = new Map<Session, Watch>();

  constructor(private readonly house: House) {}

  gone(session: Session): void {
    this.#watches.delete(session);
  }

  forget(): void {
    // Accounts are not market data: their subscriptions outlive a lost connection.
  }

  async beat(): Promise<void> {
    if (this.house.faults.server === 'down') return;
    if (await settle(this.house)) this.positionsChanged();
    const nowMs = this.house.clock.nowMs();
    for (const [session, watch] of [...this.#watches]) {
      if (watch.updates && nowMs >= watch.nextUpdateAtMs) await this.#sendUpdates(session, watch);
      for (const [reqId, summary] of watch.summaries) {
        if (nowMs >= summary.nextAtMs) await this.#sendSummary(session, { reqId, summary });
      }
    }
  }

  /** Tells subscribers of positions what has changed, a closed one with 0; holdings follow. */
  positionsChanged(): void {
    for (const [session, watch] of [...this.#watches]) {
      if (watch.positions) this.#sendPositions(session, watch);
      watch.nextUpdateAtMs = 0;
    }
  }

  /** Margin of what is held: half of stock, a quarter of the strike for each short option. */
  async margin(): Promise<number> {
    let sum = 0;
    for (const { contract, position, value } of await this.held()) {
      if (contract.secType === 'STK') sum += Math.abs(value) / 2;
      else if (position.quantity < 0)
        sum += -position.quantity * 0.25 * contract.strike * multiplierOf(contract);
    }
    return Math.round(sum * 100) / 100;
  }

  async netLiquidation(): Promise<number> {
    const held = await this.held();
    return this.house.book.cashUsd + held.reduce((sum, { value }) => sum + value, 0);
  }

  #watch(session: Session): Watch {
    const kept = this.#watches.get(session);
    if (kept) return kept;
    const made = {
      positions: false,
      updates: false,
      nextUpdateAtMs: 0,
      shown: new Map(),
      summaries: new Map(),
    };
    this.#watches.set(session, made);
    return made;
  }

  async held(): Promise<readonly Held[]> {
    const held: Held[] = [];
    for (const position of this.house.book.positions.values()) {
      const { contract } = position;
      const quote = await this.house.world.quote(contract);
      const price = quote && priceOf(quote);
      const value = (price ?? 0) * position.quantity * multiplierOf(contract);
      const unrealized = price === null ? 0 : value - position.averageCost * position.quantity;
      held.push({ contract, position, price, value, unrealized });
    }
    return held;
  }

  #accounts(session: Session, read: FieldReader): void {
    read.constant('version', 1);
    read.end();
    session.send([15, 1, this.house.accounts.join(',')]);
  }

  async #updates(session: Session, read: FieldReader): Promise<void> {
    read.constant('version', 2);
    const on = read.flag('subscribe');
    read.text('account');
    read.end();
    const watch = this.#watch(session);
    watch.updates = on;
    if (!on) return;
    await this.#sendUpdates(session, watch);
    session.send([54, 1, this.house.account]);
  }

  /** Values and holdings, again every three minutes and when a position changes. */
  async #sendUpdates(session: Session, watch: Watch): Promise<void> {
    watch.nextUpdateAtMs = this.house.clock.nowMs() + SUMMARY_MS;
    for (const [key, value] of await this.#values()) {
      session.send([6, 2, key, value, key === 'AccountType' ? '' : 'USD', this.house.account]);
    }
    for (const { contract, position, price, value, unrealized } of await this.held()) {
      const { conId, symbol, secType, expiry, strike, right, multiplier } = contract;
      session.send([
        7, 8, conId, symbol, secType, expiry, strike, right === '' ? '0' : right, multiplier,
        contract.primaryExch, 'USD', contract.localSymbol, contract.tradingClass, position.quantity,
        price ?? 0, value, position.averageCost, unrealized, position.realized, this.house.account,
      ]); // prettier-ignore
    }
    session.send([8, 1, clockText(this.house.clock.nowMs())]);
  }

  async #values(): Promise<ReadonlyMap<string, string>> {
    const cash = this.house.book.cashUsd;
    const net = await this.netLiquidation();
    const margin = await this.margin();
    const usd = (value: number): string => value.toFixed(2);
    return new Map([
      ['AccountType', 'INDIVIDUAL'],
      ['NetLiquidation', usd(net)],
      ['TotalCashValue', usd(cash)],
      ['SettledCash', usd(cash)],
      ['BuyingPower', usd(Math.max(0, net - margin) * 4)],
      ['EquityWithLoanValue', usd(net)],
      ['GrossPositionValue', usd(Math.abs(net - cash))],
      ['InitMarginReq', usd(margin)],
      ['MaintMarginReq', usd(margin)],
      ['AvailableFunds', usd(net - margin)],
      ['ExcessLiquidity', usd(net - margin)],
      ['FullInitMarginReq', usd(margin)],
      ['FullMaintMarginReq', usd(margin)],
      ['Cushion', net > 0 ? ((net - margin) / net).toFixed(6) : '0'],
    ]);
  }

  async #summary(session: Session, read: FieldReader): Promise<void> {
    read.constant('version', 1);
    const reqId = read.int('reqId');
    read.constant('group', 'All');
    const tags = read
      .text('tags')
      .split(',')
      .map((tag) => tag.trim());
    read.end();
    const { summaries } = this.#watch(session);
    if (summaries.size >= MOST_SUMMARIES && !summaries.has(reqId)) {
      session.error(
        reqId,
        322,
        "Error processing request.-'bX' : cause - Maximum number of account summary requests exceeded",
      );
      return;
    }
    const summary: Summary = { tags, sent: new Map(), nextAtMs: 0 };
    summaries.set(reqId, summary);
    await this.#sendSummary(session, { reqId, summary });
    session.send([64, 1, reqId]);
  }

  async #sendSummary(session: Session, of: { reqId: number; summary: Summary }): Promise<void> {
    const { reqId, summary } = of;
    summary.nextAtMs = this.house.clock.nowMs() + SUMMARY_MS;
    const values = await this.#values();
    for (const tag of summary.tags) {
      const value = values.get(tag);
      if (value === undefined || summary.sent.get(tag) === value) continue;
      summary.sent.set(tag, value);
      const currency = tag === 'AccountType' || tag === 'Cushion' ? '' : 'USD';
      session.send([63, 1, reqId, this.house.account, tag, value, currency]);
    }
  }

  #cancelSummary(session: Session, read: FieldReader): void {
    read.constant('version', 1);
    const reqId = read.int('reqId');
    read.end();
    this.#watch(session).summaries.delete(reqId);
  }

  #positions(session: Session, read: FieldReader): void {
    read.constant('version', 1);
    read.end();
    const watch = this.#watch(session);
    watch.positions = true;
    watch.shown.clear();
    this.#sendPositions(session, watch);
    session.send([62, 1]);
  }

  #sendPositions(session: Session, watch: Watch): void {
    const { positions } = this.house.book;
    for (const [conId, { contract }] of watch.shown) {
      if (positions.has(conId)) continue;
      watch.shown.delete(conId);
      session.send([61, 3, this.house.account, ...contractFields(contract), 0, 0]);
    }
    for (const [conId, { contract, quantity, averageCost }] of positions) {
      const text = `${quantity} ${averageCost}`;
      if (watch.shown.get(conId)?.text === text) continue;
      watch.shown.set(conId, { contract, text });
      session.send([61, 3, this.house.account, ...contractFields(contract), quantity, averageCost]);
    }
  }

  #cancelPositions(session: Session, read: FieldReader): void {
    read.constant('version', 1);
    read.end();
    this.#watch(session).positions = false;
  }
}

function clockText(nowMs: number): string {
  return new Date(nowMs).toISOString().slice(11, 16);
}
