import type { Quote } from '../../../src/engine/domain/quote.js';
import { hash, uniformOf } from '../../../src/engine/adapters/sim/random.js';
import { readContract, type IbContract } from './contract.js';
import type { FieldReader } from './field-reader.js';
import { isQuiet, type Handler, type House, type Part } from './house.js';
import { PerSession } from './per-session.js';
import { DEPTH_VENUES } from './reference-data.js';
import type { Session } from './session.js';

const MOST_BOOKS = 3;
const MOST_SHARES = 40;
const RESET =
  'Market depth data has been RESET. Please empty deep book contents before applying any new entries.';

interface Row {
  readonly maker: string;
  readonly price: number;
  readonly size: number;
}

interface Ladder {
  readonly session: Session;
  readonly reqId: number;
  readonly contract: IbContract;
  readonly rows: number;
  readonly smart: boolean;
  /** Rows as the client has them: asks, then bids. */
  readonly shown: readonly [Row[], Row[]];
}

/** Depth of the book with its market makers: rows are put in, changed and taken out by place. */
export class DepthDesk implements Part {
  readonly handlers = new Map<number, Handler>([
    [10, (session, read) => this.#request(session, read)],
    [11, (session, read) => this.#cancel(session, read)],
  ]);
  readonly #ladders = new PerSession<Ladder>();

  constructor(private readonly house: House) {}

  gone(session: Session): void {
    this.#ladders.gone(session);
  }

  /** Streams that a client has open. */
  count(session: Session): number {
    return this.#ladders.count(session);
  }

  forget(): void {
    this.#ladders.clear();
  }

  /** Tells clients to empty their books, and puts every row in anew. */
  async reset(): Promise<void> {
    for (const { session, reqId, shown } of this.#ladders.all()) {
      session.error(reqId, 317, RESET);
      for (const rows of shown) rows.length = 0;
    }
    await this.beat();
  }

  async beat(): Promise<void> {
    if (isQuiet(this.house.faults)) return;
    for (const ladder of this.#ladders.all()) await this.#update(ladder);
  }

  async #request(session: Session, read: FieldReader): Promise<void> {
    read.constant('version', 5);
    const reqId = read.int('reqId');
    const query = readContract(read);
    const rows = read.int('numRows');
    const smart = read.flag('isSmartDepth');
    read.empty('options');
    read.end();
    if (this.#ladders.get(session, reqId)) {
      session.error(reqId, 322, "Error processing request.-'bN' : cause - Duplicate ticker id");
      return;
    }
    if (this.#ladders.count(session) >= MOST_BOOKS) {
      session.error(
        reqId,
        309,
        `Max number (${MOST_BOOKS}) of market depth requests has been reached`,
      );
      return;
    }
    const found = await this.house.directory.find(query);
    const contract = found.length === 1 ? found[0] : undefined;
    if (!contract) {
      session.error(reqId, 200, 'No security definition has been found for the request');
      return;
    }
    if (contract.secType === 'IND' || contract.secType === 'OPT') {
      session.error(
        reqId,
        10092,
        'Deep market data is not supported for this combination of security type/exchange',
      );
      return;
    }
    const ladder: Ladder = { session, reqId, contract, rows, smart, shown: [[], []] };
    this.#ladders.put(session, reqId, ladder);
    if (smart)
      session.error(
        reqId,
        2152,
        'Exchanges - Depth: ARCA; BATS; Top: ISLAND; NYSE - need additional market data permissions - Depth: IEX;',
      );
    await this.#update(ladder);
  }

  #cancel(session: Session, read: FieldReader): void {
    read.constant('version', 1);
    const reqId = read.int('reqId');
    const smart = read.flag('isSmartDepth');
    read.end();
    if (this.#ladders.get(session, reqId)?.smart !== smart) {
      session.error(
        reqId,
        310,
        "Can't find the subscribed market depth with tickerId:" + String(reqId),
      );
      return;
    }
    this.#ladders.end(session, reqId);
  }

  async #update(ladder: Ladder): Promise<void> {
    const quote = await this.house.world.quote(ladder.contract);
    if (!quote || !this.#ladders.get(ladder.session, ladder.reqId)) return;
    const sides = [
      this.#rows(ladder, { quote, side: 0 }),
      this.#rows(ladder, { quote, side: 1 }),
    ] as const;
    sides.forEach((rows, side) => this.#send(ladder, { rows, side }));
  }

  #rows(ladder: Ladder, of: { quote: Quote; side: 0 | 1 }): Row[] {
    const best = of.side === 0 ? of.quote.ask : of.quote.bid;
    if (best === null) return [];
    const second = Math.floor(this.house.clock.nowMs() / 1000) % 1e6;
    const seed = hash(ladder.contract.conId, 'lastTrade', [second, of.side]);
    // The book is one row shorter now and then, so that rows are taken out too.
    const count = ladder.rows - (uniformOf(seed) < 0.2 ? 1 : 0);
    return Array.from({ length: count }, (_, i) => {
      const away = Math.floor(i / 2) * ladder.contract.minTick;
      const price = Math.round((of.side === 0 ? best + away : best - away) * 100) / 100;
      const size = 1 + Math.floor(MOST_SHARES * uniformOf(hash(seed, 'sizes', [i])));
      const maker = DEPTH_VENUES[(i + of.side) % DEPTH_VENUES.length] ?? '';
      return { maker, price, size: 100 * size };
    });
  }

  /** Operations that turn the shown rows into these: 0 puts in, 1 changes, 2 takes out. */
  #send(ladder: Ladder, { rows, side }: { rows: readonly Row[]; side: number }): void {
    const shown = ladder.shown[side] ?? [];
    const say = (place: number, of: { operation: 0 | 1 | 2; row: Row }): void => {
      const { maker, price, size } = of.row;
      const { session, reqId } = ladder;
      if (ladder.smart)
        session.send([13, 1, reqId, place, maker, of.operation, side, price, size, 1]);
      else session.send([12, 1, reqId, place, of.operation, side, price, size]);
    };
    rows.forEach((row, place) => {
      const before = shown[place];
      if (before && JSON.stringify(before) === JSON.stringify(row)) return;
      say(place, { operation: before ? 1 : 0, row });
      shown[place] = row;
    });
    while (shown.length > rows.length) {
      shown.pop();
      say(shown.length, { operation: 2, row: { maker: '', price: 0, size: 0 } });
    }
  }
}
