import type { AccountDesk } from './account.js';
import type { FieldReader } from './field-reader.js';
import type { Handler, House, Part } from './house.js';
import type { Session } from './session.js';

/** Orders and executions. */
export class OrderDesk implements Part {
  readonly handlers = new Map<number, Handler>([
    [5, (session, read) => this.#open(session, read)],
    [7, (session, read) => this.#executions(session, read)],
    [16, (session, read) => this.#open(session, read)],
    [99, (session, read) => this.#completed(session, read)],
  ]);

  constructor(
    readonly house: House,
    readonly account: AccountDesk,
  ) {}

  gone(): void {
    // Orders outlive their client.
  }

  beat(): Promise<void> {
    return Promise.resolve();
  }

  #open(session: Session, read: FieldReader): void {
    read.constant('version', 1);
    read.end();
    session.send([53, 1]);
  }

  #executions(session: Session, read: FieldReader): void {
    read.constant('version', 3);
    const reqId = read.int('reqId');
    for (const name of ['clientId', 'acct', 'time', 'symbol', 'secType', 'exchange', 'side'])
      read.text(name);
    read.end();
    session.send([55, 1, reqId]);
  }

  #completed(session: Session, read: FieldReader): void {
    read.flag('apiOnly');
    read.end();
    session.send([102]);
  }
}
