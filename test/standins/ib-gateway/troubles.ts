import type { Clock } from '../../../src/engine/ports/clock.js';
import type { DepthDesk } from './depth.js';
import type { FrontDesk } from './front-desk.js';
import type { House, Part } from './house.js';
import type { Lines } from './lines.js';
import type { Listener } from './listener.js';
import type { OrderFloor } from './order-floor.js';
import { farmNotice, SERVER_BACK, SERVER_LOST, type Misbehaviour } from './misbehaviour.js';
import { frameOf } from './wire.js';

interface Ground {
  readonly house: House;
  readonly clock: Clock;
  readonly desk: FrontDesk;
  readonly listener: Listener;
  readonly lines: Lines;
  readonly floor: OrderFloor;
  readonly depth: DepthDesk;
  readonly parts: readonly Part[];
  /** Lets every part send what has changed. */
  readonly beat: () => Promise<void>;
}

type Kind = Misbehaviour['kind'];
type Of<K extends Kind> = Extract<Misbehaviour, { readonly kind: K }>;
type Doings = { readonly [K in Kind]: (of: Of<K>) => unknown };

const COMPETING = 'No market data during competing live session';

/** Does what a test tells the gateway to do wrong. */
export class Troubles {
  readonly #doings: Doings;

  constructor(private readonly ground: Ground) {
    this.#doings = {
      ...this.#socketDoings(),
      ...this.#serverDoings(),
      ...this.#frameDoings(),
      ...this.#orderDoings(),
    };
  }

  async make<K extends Kind>(of: Of<K>): Promise<void> {
    await this.#doings[of.kind](of);
  }

  #socketDoings() {
    const { desk, listener, clock, house } = this.ground;
    return {
      restart: async ({ downMs }: Of<'restart'>) => {
        await listener.shut();
        clock.at(clock.nowMs() + downMs, () => void listener.open());
      },
      'log-out': () => listener.shut(),
      'log-in': () => listener.open(),
      accept: ({ mode }: Of<'accept'>) => {
        house.faults.accept = mode;
      },
      'order-ids': ({ mode }: Of<'order-ids'>) => {
        desk.orderIds = mode;
      },
      'half-open': () => {
        for (const session of desk.sessions) session.silent = true;
      },
      drop: () => {
        for (const session of desk.sessions) session.destroy();
      },
      linger: ({ clientId, state }: Of<'linger'>) => {
        if (state === 'on') desk.lingering.add(clientId);
        else desk.lingering.delete(clientId);
      },
      'port-change': () => {
        this.#tellAll(1300, 'TWS socket port has been reset and this connection is being dropped.');
        for (const session of desk.sessions) session.end();
      },
    };
  }

  #serverDoings() {
    const { house, lines, beat, clock } = this.ground;
    const { faults } = house;
    return {
      'server-lost': ({ code }: Of<'server-lost'>) => this.#lose(code ?? 1100),
      'server-back': ({ data }: Of<'server-back'>) => this.#regain(data),
      'nightly-reset': ({ downMs, data }: Of<'nightly-reset'>) => {
        this.#lose(1100);
        clock.at(clock.nowMs() + downMs, () => void this.#regain(data));
      },
      farm: ({ farm, state }: Of<'farm'>) => {
        const now = state === 'down' ? 'down' : 'up';
        if (farm === 'market') faults.marketFarm = now;
        if (farm === 'history') faults.historyFarm = now;
        const [code, text] = farmNotice(farm, state);
        this.#tellAll(code, text);
        return beat();
      },
      competing: ({ state }: Of<'competing'>) => {
        faults.competing = state === 'on' ? 'yes' : 'no';
        if (state === 'on') lines.tellAll(10197, COMPETING);
        return beat();
      },
      'depth-reset': () => this.ground.depth.reset(),
      subscriptions: ({ missing }: Of<'subscriptions'>) => {
        faults.unsubscribed = typeof missing === 'string' ? missing : new Set(missing);
      },
    };
  }

  #frameDoings() {
    const { house, desk } = this.ground;
    const flush = (): void => {
      for (const session of desk.sessions) session.flush();
    };
    const sendAll = (bytes: Buffer): void => {
      for (const session of house.sessions()) session.sendBytes(bytes);
    };
    return {
      frames: ({ mode }: Of<'frames'>) => {
        house.faults.frames = mode;
        if (mode !== 'held') flush();
      },
      release: flush,
      'unknown-message': () => sendAll(frameOf([1999, 1, 'something new'])),
      'odd-message': ({ fields }: Of<'odd-message'>) => sendAll(frameOf(fields)),
      'odd-bytes': ({ bytes }: Of<'odd-bytes'>) => sendAll(bytes),
    };
  }

  #orderDoings() {
    const { floor } = this.ground;
    const { faults, book } = this.ground.house;
    return {
      'read-only': ({ state }: Of<'read-only'>) => {
        faults.api = state === 'on' ? 'read-only' : 'full';
      },
      'reject-orders': (of: Of<'reject-orders'>) => {
        faults.reject = of.with;
      },
      'silent-orders': ({ state }: Of<'silent-orders'>) => {
        faults.orderAnswers = state === 'on' ? 'none' : 'all';
      },
      statuses: ({ mode }: Of<'statuses'>) => {
        faults.statuses = mode;
      },
      cancels: ({ mode }: Of<'cancels'>) => {
        faults.cancels = mode;
        if (mode === 'done') floor.release();
      },
      fills: ({ mode }: Of<'fills'>) => {
        faults.fills = mode;
      },
      'ids-roll-back': ({ to }: Of<'ids-roll-back'>) => {
        for (const clientId of book.nextOrderIds.keys()) book.nextOrderIds.set(clientId, to);
      },
    };
  }

  #lose(code: 1100 | 2110): void {
    this.ground.house.faults.server = 'down';
    this.#tellAll(code, SERVER_LOST[code]);
  }

  async #regain(data: 'lost' | 'kept'): Promise<void> {
    const { house, parts, beat } = this.ground;
    house.faults.server = 'up';
    if (data === 'lost') for (const part of parts) part.forget();
    const [code, text] = SERVER_BACK[data];
    this.#tellAll(code, text);
    await beat();
  }

  #tellAll(code: number, text: string): void {
    for (const session of this.ground.house.sessions()) session.info(code, text);
  }
}
