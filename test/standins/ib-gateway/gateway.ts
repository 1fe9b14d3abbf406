/**
 * A stand-in for Interactive Brokers' gateway: a TCP server on a free port of this machine that
 * speaks the text protocol at server version 193.
 *
 *     const gateway = await createIbGateway({ clock, feed });
 *     … connect to 127.0.0.1:gateway.port …
 *     await gateway.misbehave({ kind: 'restart', downMs: 60_000 });
 *     await gateway.close();
 *
 * Time is the clock's alone. Prices come from `feed`, from what `say` said, or are made from both
 * (QQQ, IWM, options of VIX, UVXY, VXX). Every message is read to its last byte; what does not fit
 * is a violation, and `close` throws where one was not taken. Answers to one client keep the order
 * of its messages.
 *
 * What it knows: start-up with several clients; contract details, option parameters, price rules,
 * venues of depth; market data of stocks, indices, futures, options with greeks and combinations,
 * live, frozen and delayed, streamed or once; daily and intraday bars, kept up to date; bars of
 * five seconds; depth; prints; account, summary, positions, profit; orders of one leg and of many,
 * what-ifs, changes, cancels, executions, commissions, corrections, completed orders; expiry.
 * What it can be told to do wrong is listed in `misbehaviour.ts`. A gateway that is given the book
 * of an earlier one has its orders, executions, positions and ids.
 */
import type { Quote } from '../../../src/engine/domain/quote.js';
import type { InstrumentId } from '../../../src/engine/domain/instrument.js';
import type { Cancel } from '../../../src/engine/ports/clock.js';
import { AccountDesk } from './account.js';
import { BarSource } from './bar-source.js';
import { emptyBook, type BookOrder, type Execution, type GatewayBook } from './book.js';
import { spotBySymbol, type IbContract } from './contract.js';
import { DepthDesk } from './depth.js';
import { Directory } from './directory.js';
import { FrontDesk } from './front-desk.js';
import { healthy, type House, type Part } from './house.js';
import type { IbGateway, IbGatewayOptions, OpenStreams, Violation } from './gateway-api.js';
import { HistoryDesk } from './history.js';
import { Lines } from './lines.js';
import { LiveBars } from './live-bars.js';
import { Listener } from './listener.js';
import type { Misbehaviour } from './misbehaviour.js';
import { OrderDesk } from './orders.js';
import { Outages, type Outage } from './outages.js';
import { OrderFloor, type FillOrder } from './order-floor.js';
import { Pacing, type PacingBreach } from './pacing.js';
import { ProfitDesk } from './profit.js';
import { ReferenceData } from './reference-data.js';
import type { Session } from './session.js';
import { TickByTick } from './tick-by-tick.js';
import { Troubles } from './troubles.js';
import { World } from './world.js';

export { emptyBook, type GatewayBook } from './book.js';
export type { IbGateway, IbGatewayOptions, OpenStreams, Violation } from './gateway-api.js';
export type { Misbehaviour } from './misbehaviour.js';
export type { FillOrder } from './order-floor.js';
export type { Outage } from './outages.js';

class Gateway implements IbGateway {
  readonly book: GatewayBook;
  readonly #violations: Violation[] = [];
  readonly #house: House;
  readonly #desk: FrontDesk;
  readonly #lines: Lines;
  readonly #floor: OrderFloor;
  readonly #prints: TickByTick;
  readonly #bars: LiveBars;
  readonly #depth: DepthDesk;
  readonly #outages: Outages;
  readonly #pacing: Pacing;
  readonly #parts: readonly Part[];
  readonly #troubles: Troubles;
  readonly #listener = new Listener((socket) => this.#desk.take(socket));
  #timer: Cancel | null = null;
  #beating: Promise<void> | null = null;
  #beatAgain = false;

  constructor(private readonly options: IbGatewayOptions) {
    const { clock } = options;
    this.book = options.book ?? emptyBook();
    const accounts = options.accounts ?? ['DU1234567'];
    const world = new World(clock, options.feed ?? null);
    this.#house = {
      clock,
      world,
      directory: new Directory(world),
      book: this.book,
      faults: healthy(),
      accounts,
      account: accounts[0] ?? '',
      sessions: () => [...this.#desk.sessions].filter((one) => one.started && !one.closed),
      violation: (session, text) => this.#violate(session, text),
    };
    this.#pacing = new Pacing(clock, options.pacing ?? 'enforce');
    this.#lines = new Lines(this.#house);
    this.#prints = new TickByTick(this.#house);
    this.#depth = new DepthDesk(this.#house);
    this.#bars = new LiveBars(this.#house);
    const account = new AccountDesk(this.#house);
    this.#floor = new OrderFloor(this.#house, account);
    this.#parts = [
      new ReferenceData(this.#house),
      this.#lines,
      account,
      new ProfitDesk(this.#house, account),
      new OrderDesk(this.#house, { account, floor: this.#floor }),
      new HistoryDesk(this.#house, {
        bars: new BarSource(clock, world, options.feed ?? null),
        pacing: this.#pacing,
      }),
      this.#bars,
      this.#depth,
      this.#prints,
    ];
    this.#outages = new Outages(this.#house);
    this.#desk = new FrontDesk(this.#house, {
      list: this.#parts,
      pacing: this.#pacing,
      changed: () => this.#outages.look(),
    });
    this.#troubles = new Troubles({
      house: this.#house,
      clock,
      desk: this.#desk,
      listener: this.#listener,
      lines: this.#lines,
      floor: this.#floor,
      depth: this.#depth,
      parts: this.#parts,
      beat: () => this.beat(),
    });
  }

  async open(): Promise<void> {
    await this.#listener.open();
    this.#schedule();
  }

  get port(): number {
    return this.#listener.port;
  }

  async close(): Promise<void> {
    this.#timer?.();
    this.#timer = null;
    await this.idle();
    await this.#listener.shut();
    if (this.#violations.length === 0) return;
    const texts = this.#violations.map(
      ({ clientId, text }) => `client ${clientId ?? '?'}: ${text}`,
    );
    throw new Error(`the gateway was spoken to wrongly:\n${texts.join('\n')}`);
  }

  violations(): readonly Violation[] {
    return this.#violations;
  }

  takeViolations(): readonly Violation[] {
    return this.#violations.splice(0);
  }

  breaches(): readonly PacingBreach[] {
    return this.#pacing.breaches;
  }

  misbehave(how: Misbehaviour): Promise<void> {
    return this.#troubles.make(how).finally(() => this.#outages.look());
  }

  say(quote: Quote): Promise<void> {
    this.#house.world.say(quote);
    return this.beat();
  }

  unsay(instrument: InstrumentId): void {
    this.#house.world.unsay(instrument);
  }

  print(symbol: string, trade: { readonly price: number; readonly size: number }): void {
    const contract = spotBySymbol(symbol);
    if (!contract) throw new Error(`no contract ${symbol}`);
    this.#lines.print(contract, trade);
    this.#prints.print(contract, trade);
  }

  /** One beat at a time; those that fall due meanwhile become one more. */
  beat(): Promise<void> {
    if (this.#beating) {
      this.#beatAgain = true;
      return this.#beating;
    }
    this.#beating = this.#beats().finally(() => {
      this.#beating = null;
    });
    return this.#beating;
  }

  async idle(): Promise<void> {
    await this.#desk.idle();
    await this.#beating;
  }

  received(): readonly (readonly string[])[] {
    return this.#desk.received;
  }

  clients(): readonly number[] {
    return this.#house.sessions().map(({ clientId }) => clientId ?? -1);
  }

  lines(clientId: number): number {
    const session = this.#house.sessions().find((one) => one.clientId === clientId);
    return session ? this.#lines.count(session) : 0;
  }

  streams(clientId: number): OpenStreams {
    const session = this.#house.sessions().find((one) => one.clientId === clientId);
    if (!session) return { lines: 0, bars: 0, prints: 0, depth: 0 };
    return {
      lines: this.#lines.count(session),
      bars: this.#bars.count(session),
      prints: this.#prints.count(session),
      depth: this.#depth.count(session),
    };
  }

  outages(): readonly Outage[] {
    this.#outages.look();
    return this.#outages.all();
  }

  orders(): readonly BookOrder[] {
    return this.book.orders;
  }

  executions(): readonly Execution[] {
    return this.book.executions;
  }

  fill(orderId: number, how: FillOrder = {}): Promise<void> {
    return this.#floor.fill(this.#order(orderId), how);
  }

  correct(execId: string, price: number): void {
    this.#floor.correct(execId, price);
  }

  expire(orderId: number): void {
    this.#floor.cancelled(this.#order(orderId));
  }

  contract(conId: number): Promise<IbContract | null> {
    return this.#house.directory.byId(conId);
  }

  async #beats(): Promise<void> {
    do {
      this.#beatAgain = false;
      this.#house.world.freshen();
      this.#outages.look();
      for (const part of this.#parts) await part.beat();
    } while (this.#isBeatDue());
  }

  /** The newest order of a number, of whichever client. */
  #order(orderId: number): BookOrder {
    const order = this.book.orders.findLast((one) => one.orderId === orderId);
    if (!order) throw new Error(`no order ${orderId}`);
    return order;
  }

  #isBeatDue(): boolean {
    return this.#beatAgain;
  }

  #schedule(): void {
    const { clock, beatMs = 1000 } = this.options;
    this.#timer = clock.at(clock.nowMs() + beatMs, () => {
      void this.beat();
      this.#schedule();
    });
  }

  #violate(session: Session | null, text: string): void {
    const atMs = this.#house.clock.nowMs();
    this.#violations.push({ clientId: session?.clientId ?? null, atMs, text });
  }
}

/** Opens a gateway on a free port of this machine. */
export async function createIbGateway(options: IbGatewayOptions): Promise<IbGateway> {
  const gateway = new Gateway(options);
  await gateway.open();
  return gateway;
}
