import { priceOf } from '../../../src/engine/domain/quote.js';
import { readContract, type IbContract } from './contract.js';
import type { FieldReader } from './field-reader.js';
import { isQuiet, type Handler, type House, type Part } from './house.js';
import { PerSession } from './per-session.js';
import type { Session } from './session.js';

const BAR_MS = 5000;
const SHARES = 50;

interface OpenBar {
  readonly session: Session;
  readonly reqId: number;
  readonly contract: IbContract;
  startMs: number;
  /** Prices seen in the bar so far, in order. */
  prices: number[];
}

/** Bars of five seconds, made of the prices at each beat and sent when they are over. */
export class LiveBars implements Part {
  readonly handlers = new Map<number, Handler>([
    [50, (session, read) => this.#request(session, read)],
    [51, (session, read) => this.#cancel(session, read)],
  ]);
  readonly #bars = new PerSession<OpenBar>();

  constructor(private readonly house: House) {}

  gone(session: Session): void {
    this.#bars.gone(session);
  }

  /** Streams that a client has open. */
  count(session: Session): number {
    return this.#bars.count(session);
  }

  forget(): void {
    this.#bars.clear();
  }

  async beat(): Promise<void> {
    if (isQuiet(this.house.faults)) return;
    for (const bar of this.#bars.all()) await this.#look(bar);
  }

  async #request(session: Session, read: FieldReader): Promise<void> {
    read.constant('version', 3);
    const reqId = read.int('reqId');
    const query = readContract(read);
    read.constant('barSize', 5);
    read.textOf('whatToShow', ['TRADES', 'MIDPOINT', 'BID', 'ASK']);
    read.flag('useRTH');
    read.empty('options');
    read.end();
    if (this.#bars.get(session, reqId)) {
      session.error(reqId, 322, "Error processing request.-'bN' : cause - Duplicate ticker id");
      return;
    }
    const found = await this.house.directory.find(query);
    const contract = found.length === 1 ? found[0] : undefined;
    if (!contract) {
      session.error(reqId, 200, 'No security definition has been found for the request');
      return;
    }
    const bar = { session, reqId, contract, startMs: this.#slot(), prices: [] };
    this.#bars.put(session, reqId, bar);
    await this.#look(bar);
  }

  #cancel(session: Session, read: FieldReader): void {
    read.constant('version', 1);
    const reqId = read.int('reqId');
    read.end();
    if (!this.#bars.end(session, reqId)) {
      session.error(reqId, 300, `Can't find EId with tickerId:${reqId}`);
    }
  }

  #slot(): number {
    return Math.floor(this.house.clock.nowMs() / BAR_MS) * BAR_MS;
  }

  async #look(bar: OpenBar): Promise<void> {
    const slotMs = this.#slot();
    if (slotMs > bar.startMs) {
      this.#send(bar);
      bar.startMs = slotMs;
      bar.prices = [];
    }
    const quote = await this.house.world.quote(bar.contract);
    const price = quote && (quote.last ?? priceOf(quote));
    if (price !== null) bar.prices.push(price);
  }

  #send({ session, reqId, contract, startMs, prices }: OpenBar): void {
    const [open, close] = [prices[0], prices.at(-1)];
    if (open === undefined || close === undefined) return;
    const volume = contract.secType === 'IND' ? 0 : SHARES * prices.length;
    const mean = prices.reduce((sum, price) => sum + price, 0) / prices.length;
    session.send([
      ...[50, 3, reqId, startMs / 1000, open, Math.max(...prices), Math.min(...prices), close],
      ...[volume, mean, prices.length],
    ]);
  }
}
