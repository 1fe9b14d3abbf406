import { sessionOf } from '../../../src/engine/domain/calendar.js';
import type { Quote } from '../../../src/engine/domain/quote.js';
import { readContract, type ContractQuery, type IbContract } from './contract.js';
import { comboTicks, readLegs, type ComboPart, type Leg } from './combo-line.js';
import type { FieldReader } from './field-reader.js';
import { isQuiet, type Handler, type House, type Part } from './house.js';
import { PerSession } from './per-session.js';
import type { Session } from './session.js';
import {
  delayedTick,
  optionTicks,
  printTick,
  quoteTicks,
  tickMessage,
  type Tick,
} from './tick-list.js';

const MOST_LINES = 100;
const NO_CONTRACT = 'No security definition has been found for the request';

interface Line {
  readonly session: Session;
  readonly reqId: number;
  /** The contract, or the legs of a combination. */
  contract: IbContract | null;
  parts: readonly ComboPart[];
  readonly generics: ReadonlySet<string>;
  readonly once: boolean;
  /** As told to the client: 1 live, 2 frozen, 3 delayed, 4 delayed and frozen; 0 before. */
  dataType: number;
  /** Newest message of each tick type, so that only changes are sent. */
  readonly sent: Map<string, string>;
  volume: number;
}

/** Market data lines: streams and snapshots of stocks, indices, futures, options and combinations. */
export class Lines implements Part {
  readonly handlers = new Map<number, Handler>([
    [1, (session, read) => this.#request(session, read)],
    [2, (session, read) => this.#cancel(session, read)],
    [59, (session, read) => this.#dataType(session, read)],
  ]);
  readonly #lines = new PerSession<Line>();

  constructor(private readonly house: House) {}

  gone(session: Session): void {
    this.#lines.gone(session);
  }

  /** Lines that a client has open. */
  count(session: Session): number {
    return this.#lines.count(session);
  }

  async beat(): Promise<void> {
    for (const line of this.#lines.all()) await this.#update(line);
  }

  /** Drops all lines without a word, as when connectivity is restored and data is lost. */
  forget(): void {
    this.#lines.clear();
  }

  /** Tells every line of an error, such as a session elsewhere that has taken the data. */
  tellAll(code: number, text: string): void {
    for (const line of this.#lines.all()) line.session.error(line.reqId, code, text);
  }

  /** A trade: last price and size on each line, and its print where the line asked for prints. */
  print(contract: IbContract, trade: { price: number; size: number }): void {
    if (isQuiet(this.house.faults)) return;
    const nowMs = this.house.clock.nowMs();
    for (const line of this.#lines.all()) {
      if (line.contract?.conId !== contract.conId) continue;
      line.volume += trade.size;
      const ticks: Tick[] = [
        { kind: 'price', type: 4, price: trade.price, size: trade.size, mask: 0 },
        { kind: 'size', type: 5, size: trade.size },
        { kind: 'size', type: 8, size: line.volume },
      ];
      if (line.generics.has('233')) ticks.push(printTick(trade, { nowMs, volume: line.volume }));
      this.#send(line, ticks);
    }
  }

  #dataType(session: Session, read: FieldReader): void {
    read.constant('version', 1);
    const type = read.int('type');
    read.end();
    if (type < 1 || type > 4) {
      session.error(-1, 321, "Error validating request.-'b7' : cause - Invalid market data type");
      return;
    }
    session.dataType = type;
  }

  async #request(session: Session, read: FieldReader): Promise<void> {
    read.constant('version', 11);
    const reqId = read.int('reqId');
    const query = readContract(read);
    const legs = query.secType === 'BAG' ? readLegs(read) : [];
    read.constant('deltaNeutral', 0);
    const generics = new Set(
      read
        .text('genericTicks')
        .split(',')
        .filter((one) => one !== ''),
    );
    const once = read.flag('snapshot');
    read.constant('regulatorySnapshot', 0);
    read.empty('options');
    read.end();
    if (this.#lines.get(session, reqId)) {
      session.error(reqId, 322, "Error processing request.-'bN' : cause - Duplicate ticker id");
      return;
    }
    if (once && generics.size > 0) {
      session.error(
        reqId,
        321,
        "Error validating request.-'bN' : cause - Snapshot market data subscription is not applicable to generic ticks",
      );
      return;
    }
    if (this.#lines.count(session) >= MOST_LINES) {
      session.error(reqId, 101, 'Max number of tickers has been reached');
      return;
    }
    const line: Line = {
      session,
      reqId,
      contract: null,
      parts: [],
      generics,
      once,
      dataType: 0,
      sent: new Map(),
      volume: this.#volume(),
    };
    this.#lines.put(session, reqId, line);
    if (await this.#open(line, { query, legs })) await this.#update(line);
    else this.#lines.end(session, reqId);
  }

  /** Finds the contract and says which kind of data follows, or why none does. */
  async #open(line: Line, of: { query: ContractQuery; legs: readonly Leg[] }): Promise<boolean> {
    const { session, reqId } = line;
    if (of.query.secType === 'BAG') {
      const parts = await this.#parts(of.legs);
      if (parts === null) return this.#refuse(line, 200, NO_CONTRACT);
      line.parts = parts;
    } else {
      const found = await this.house.directory.find(of.query);
      const contract = found[0];
      if (!contract) return this.#refuse(line, 200, NO_CONTRACT);
      if (found.length > 1) {
        return this.#refuse(
          line,
          200,
          'The contract description specified for this symbol is ambiguous',
        );
      }
      line.contract = contract;
    }
    if (this.house.faults.competing === 'yes') {
      return this.#refuse(line, 10197, 'No market data during competing live session');
    }
    const live = this.#isSubscribed(of.query.symbol || (line.contract?.symbol ?? ''));
    if (!live && session.dataType < 3) {
      return this.#refuse(
        line,
        354,
        'Requested market data is not subscribed. Delayed market data is available.',
      );
    }
    if (!live)
      session.error(
        reqId,
        10167,
        'Requested market data is not subscribed. Displaying delayed market data.',
      );
    return true;
  }

  #refuse(line: Line, code: number, text: string): false {
    line.session.error(line.reqId, code, text);
    return false;
  }

  async #parts(legs: readonly Leg[]): Promise<readonly ComboPart[] | null> {
    const parts: ComboPart[] = [];
    for (const { conId, ratio, action } of legs) {
      const contract = await this.house.directory.byId(conId);
      if (!contract) return null;
      parts.push({ contract, ratio, action });
    }
    return parts.length > 1 ? parts : null;
  }

  #cancel(session: Session, read: FieldReader): void {
    read.constant('version', 1);
    const reqId = read.int('reqId');
    read.end();
    if (!this.#lines.end(session, reqId)) {
      session.error(reqId, 300, `Can't find EId with tickerId:${reqId}`);
    }
  }

  #isSubscribed(symbol: string): boolean {
    const { unsubscribed } = this.house.faults;
    return typeof unsubscribed === 'string' ? unsubscribed === 'none' : !unsubscribed.has(symbol);
  }

  /** Shares traded today, a count that grows with the session. */
  #volume(): number {
    const session = sessionOf(this.house.world.today());
    if (!session) return 0;
    return Math.max(0, Math.floor((this.house.clock.nowMs() - session.openAtMs) / 100));
  }

  async #update(line: Line): Promise<void> {
    if (isQuiet(this.house.faults)) return;
    const symbol = line.contract?.symbol ?? line.parts[0]?.contract.symbol ?? '';
    const delayed = !this.#isSubscribed(symbol);
    if (delayed && line.session.dataType < 3 && line.dataType !== 3) return;
    const ticks = await this.#ticks(line);
    if (line.session.closed || this.#lines.get(line.session, line.reqId) !== line) return;
    const type = delayed ? 3 : this.#typeNow(line.session);
    if (type !== line.dataType) {
      line.dataType = type;
      line.session.send([58, 1, line.reqId, type]);
      const minTick = line.contract?.minTick ?? 0.01;
      if (line.sent.size === 0) line.session.send([81, line.reqId, minTick, 'SMART', 3]);
      line.sent.clear();
    }
    this.#send(line, ticks);
    if (!line.once) return;
    line.session.send([57, 1, line.reqId]);
    this.#lines.end(line.session, line.reqId);
  }

  /** Frozen prices are shown outside the session to those who asked for them. */
  #typeNow(session: Session): number {
    if (session.dataType === 1 || session.dataType === 3) return 1;
    const nowMs = this.house.clock.nowMs();
    const open = sessionOf(this.house.world.today());
    const isOpen = open !== null && nowMs >= open.openAtMs && nowMs < open.indexCloseAtMs;
    return isOpen ? 1 : 2;
  }

  #send(line: Line, ticks: readonly Tick[]): void {
    for (const tick of ticks) {
      const shown = line.dataType === 3 ? delayedTick(tick) : tick;
      if (!shown) continue;
      const message = tickMessage(line.reqId, shown);
      const key = `${shown.kind} ${shown.type}`;
      const text = message.join('|');
      if (line.sent.get(key) === text) continue;
      line.sent.set(key, text);
      line.session.send(message);
    }
  }

  async #ticks(line: Line): Promise<Tick[]> {
    const { contract } = line;
    if (!contract) return comboTicks(line.parts, this.house.world);
    const quote = await this.house.world.quote(contract);
    if (!quote) return [];
    const ticks = quoteTicks(quote, contract);
    if (contract.secType === 'OPT') {
      const spot = await this.house.world.spot(contract.symbol);
      if (spot !== null)
        ticks.push(...optionTicks(quote, contract, { spot, nowMs: this.house.clock.nowMs() }));
      return ticks;
    }
    if (contract.secType === 'STK') ticks.push(...(await this.#extras(line, quote)));
    return ticks;
  }

  /** Volume, halts, volatilities and prints of a stock, where the line asked for them. */
  async #extras(line: Line, quote: Quote): Promise<Tick[]> {
    line.volume = Math.max(line.volume, this.#volume());
    const ticks: Tick[] = [
      { kind: 'size', type: 8, size: line.volume },
      { kind: 'generic', type: 49, value: 0 },
    ];
    const vix =
      line.generics.has('106') || line.generics.has('104')
        ? await this.house.world.spot('VIX')
        : null;
    if (vix !== null && line.generics.has('106'))
      ticks.push({ kind: 'generic', type: 24, value: vix / 100 });
    if (vix !== null && line.generics.has('104'))
      ticks.push({ kind: 'generic', type: 23, value: (0.8 * vix) / 100 });
    if (quote.last !== null && line.generics.has('233')) {
      const trade = { price: quote.last, size: 1 };
      ticks.push(printTick(trade, { nowMs: quote.atMs, volume: line.volume }));
    }
    return ticks;
  }
}
