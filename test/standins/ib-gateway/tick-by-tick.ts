import { readContract, type IbContract } from './contract.js';
import type { FieldReader } from './field-reader.js';
import { isQuiet, type Handler, type House, type Part } from './house.js';
import { PerSession } from './per-session.js';
import type { Session } from './session.js';

const TYPES = { Last: 1, AllLast: 2, BidAsk: 3, MidPoint: 4 } as const;
const MOST_STREAMS = 5;

interface Stream {
  readonly session: Session;
  readonly reqId: number;
  readonly contract: IbContract;
  readonly type: keyof typeof TYPES;
  last: string;
}

/** Every change of a quote, and every trade that is printed. */
export class TickByTick implements Part {
  readonly handlers = new Map<number, Handler>([
    [97, (session, read) => this.#request(session, read)],
    [98, (session, read) => this.#cancel(session, read)],
  ]);
  readonly #streams = new PerSession<Stream>();

  constructor(private readonly house: House) {}

  gone(session: Session): void {
    this.#streams.gone(session);
  }

  /** Streams that a client has open. */
  count(session: Session): number {
    return this.#streams.count(session);
  }

  forget(): void {
    this.#streams.clear();
  }

  async beat(): Promise<void> {
    if (isQuiet(this.house.faults)) return;
    for (const stream of this.#streams.all()) await this.#look(stream);
  }

  print(contract: IbContract, trade: { price: number; size: number }): void {
    if (isQuiet(this.house.faults)) return;
    for (const { session, reqId, type, contract: of } of this.#streams.all()) {
      if (of.conId !== contract.conId || (type !== 'Last' && type !== 'AllLast')) continue;
      session.send([
        99,
        reqId,
        TYPES[type],
        this.#second(),
        trade.price,
        trade.size,
        0,
        of.primaryExch,
        '',
      ]);
    }
  }

  #second(): number {
    return Math.floor(this.house.clock.nowMs() / 1000);
  }

  async #request(session: Session, read: FieldReader): Promise<void> {
    const reqId = read.int('reqId');
    const query = readContract(read);
    const type = read.textOf('type', ['Last', 'AllLast', 'BidAsk', 'MidPoint']);
    read.int('numTicks');
    read.flag('ignoreSize');
    read.end();
    if (this.#streams.count(session) >= MOST_STREAMS) {
      session.error(reqId, 10190, 'Max number of tick-by-tick requests has been reached');
      return;
    }
    const found = await this.house.directory.find(query);
    const contract = found.length === 1 ? found[0] : undefined;
    if (!contract) {
      session.error(reqId, 200, 'No security definition has been found for the request');
      return;
    }
    const stream: Stream = { session, reqId, contract, type, last: '' };
    this.#streams.put(session, reqId, stream);
    await this.#look(stream);
  }

  #cancel(session: Session, read: FieldReader): void {
    const reqId = read.int('reqId');
    read.end();
    if (!this.#streams.end(session, reqId)) {
      session.error(reqId, 300, `Can't find EId with tickerId:${reqId}`);
    }
  }

  async #look(stream: Stream): Promise<void> {
    const { session, reqId, contract, type } = stream;
    if (type === 'Last' || type === 'AllLast') return;
    const quote = await this.house.world.quote(contract);
    if (!quote || quote.bid === null || quote.ask === null) return;
    const middle = (quote.bid + quote.ask) / 2;
    const shown =
      type === 'MidPoint'
        ? [middle]
        : [quote.bid, quote.ask, quote.bidSize ?? 0, quote.askSize ?? 0, 0];
    const text = shown.join('|');
    if (text === stream.last) return;
    stream.last = text;
    session.send([99, reqId, TYPES[type], this.#second(), ...shown]);
  }
}
