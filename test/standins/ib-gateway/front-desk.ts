import type { Socket } from 'node:net';
import type { FieldReader } from './field-reader.js';
import type { Handler, House, Part } from './house.js';
import { farmNotice } from './misbehaviour.js';
import type { Pacing } from './pacing.js';
import { Session, type FrameMode, type SessionHost } from './session.js';
import { newYorkStamp } from './stamp.js';
import { ProtocolError, SERVER_VERSION, type Hello } from './wire.js';

const MOST_CLIENTS = 32;
const RECEIVED_KEPT = 10_000;

/** Greets clients, starts them, and hands their messages to the parts in order of arrival. */
export class FrontDesk implements SessionHost {
  readonly sessions = new Set<Session>();
  readonly lingering = new Set<number>();
  readonly received: (readonly string[])[] = [];
  orderIds: 'given' | 'withheld' = 'given';
  readonly #handlers = new Map<number, Handler>();
  readonly #work = new Map<Session, Promise<void>>();

  constructor(
    private readonly house: House,
    private readonly parts: {
      readonly list: readonly Part[];
      readonly pacing: Pacing;
      /** A client has started or gone. */
      readonly changed: () => void;
    },
  ) {
    for (const part of parts.list) {
      for (const [id, handler] of part.handlers) this.#handlers.set(id, handler);
    }
    this.#handlers.set(71, (session, read) => this.#start(session, read));
    this.#handlers.set(8, (session, read) => this.#ids(session, read));
    this.#handlers.set(14, (_session, read) => {
      read.constant('version', 1);
      read.int('level');
      read.end();
    });
  }

  take(socket: Socket): void {
    if (this.house.faults.accept === 'close') {
      socket.destroy();
      return;
    }
    const session = new Session(socket, this);
    session.silent = this.house.faults.accept === 'mute';
    this.sessions.add(session);
  }

  /** Waits until no message is being answered. */
  async idle(): Promise<void> {
    while (this.#work.size > 0) await Promise.all(this.#work.values());
  }

  frameMode(): FrameMode {
    return this.house.faults.frames;
  }

  hello(session: Session, hello: Hello): void {
    if (hello.lowest > SERVER_VERSION || hello.highest < SERVER_VERSION) {
      this.house.violation(
        session,
        `versions ${hello.lowest} to ${hello.highest} leave out ${SERVER_VERSION}`,
      );
      session.destroy();
      return;
    }
    session.send([SERVER_VERSION, `${newYorkStamp(this.house.clock.nowMs())} US/Eastern`]);
  }

  message(session: Session, read: FieldReader): void {
    this.received.push(read.all);
    if (this.received.length > 2 * RECEIVED_KEPT) this.received.splice(0, RECEIVED_KEPT);
    if (!this.parts.pacing.message(session)) return;
    const id = read.int('message id');
    const handler = this.#handlers.get(id);
    if (!session.started && id !== 71) {
      this.house.violation(session, `message ${id} before the client has started`);
      session.destroy();
      return;
    }
    if (!handler) {
      this.house.violation(session, `message ${id} is not known`);
      session.error(-1, 506, 'Unsupported request');
      return;
    }
    const before = this.#work.get(session) ?? Promise.resolve();
    const work = before.then(() => this.#answer(session, { handler, read }));
    this.#work.set(session, work);
    void work.then(() => {
      if (this.#work.get(session) === work) this.#work.delete(session);
    });
  }

  broken(session: Session, error: ProtocolError): void {
    this.house.violation(session, error.message);
    if (!session.started) session.destroy();
    else session.error(-1, 320, 'Error reading request.');
  }

  gone(session: Session): void {
    this.sessions.delete(session);
    for (const part of this.parts.list) part.gone(session);
    this.parts.pacing.gone(session);
    this.parts.changed();
  }

  async #answer(session: Session, of: { handler: Handler; read: FieldReader }): Promise<void> {
    if (session.closed) return;
    try {
      await of.handler(session, of.read);
    } catch (error) {
      if (error instanceof ProtocolError) this.broken(session, error);
      else this.house.violation(session, `the stand-in failed: ${String(error)}`);
    }
  }

  #start(session: Session, read: FieldReader): void {
    read.constant('version', 2);
    const clientId = read.int('clientId');
    read.empty('optionalCapabilities');
    read.end();
    if (session.started) throw new ProtocolError('started twice');
    const others = this.house.sessions();
    if (this.lingering.has(clientId) || others.some((one) => one.clientId === clientId)) {
      session.info(
        326,
        'Unable to connect as the client id is already in use. Retry with a unique client id.',
      );
      session.end();
      return;
    }
    if (others.length >= MOST_CLIENTS) {
      session.info(502, 'Too many clients are connected');
      session.end();
      return;
    }
    session.clientId = clientId;
    session.started = true;
    this.parts.changed();
    session.send([15, 1, this.house.accounts.join(',')]);
    if (this.orderIds === 'given')
      session.send([9, 1, this.house.book.nextOrderIds.get(clientId) ?? 1]);
    this.#announceFarms(session);
  }

  /** State of the farms as a new client is told it. */
  #announceFarms(session: Session): void {
    const { server, marketFarm, historyFarm } = this.house.faults;
    if (server === 'down') {
      session.info(1100, 'Connectivity between IBKR and Trader Workstation has been lost.');
      return;
    }
    session.info(...farmNotice('market', marketFarm));
    if (marketFarm === 'up') session.info(2104, 'Market data farm connection is OK:usopt');
    session.info(...farmNotice('history', historyFarm));
    session.info(...farmNotice('secdef', 'up'));
  }

  #ids(session: Session, read: FieldReader): void {
    read.constant('version', 1);
    read.int('n');
    read.end();
    session.send([9, 1, this.house.book.nextOrderIds.get(session.clientId ?? 0) ?? 1]);
  }
}
