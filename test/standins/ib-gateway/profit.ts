import { newYorkDay } from '../../../src/engine/domain/new-york.js';
import type { AccountDesk } from './account.js';
import type { FieldReader } from './field-reader.js';
import type { Handler, House, Part } from './house.js';
import type { Session } from './session.js';
import { UNSET_DOUBLE, type Field } from './wire.js';

interface ProfitLine {
  readonly session: Session;
  readonly reqId: number;
  /** Null is the whole account. */
  readonly conId: number | null;
  last: string;
}

/** Profit of the account or of one contract, sent as it changes. */
export class ProfitDesk implements Part {
  readonly handlers = new Map<number, Handler>([
    [92, (session, read) => this.#ofAccount(session, read)],
    [93, (session, read) => this.#cancel(session, read)],
    [94, (session, read) => this.#ofContract(session, read)],
    [95, (session, read) => this.#cancel(session, read)],
  ]);
  readonly #lines = new Map<Session, Map<number, ProfitLine>>();

  constructor(
    private readonly house: House,
    private readonly account: AccountDesk,
  ) {}

  gone(session: Session): void {
    this.#lines.delete(session);
  }

  forget(): void {
    // Profit is not market data: its subscriptions outlive a lost connection.
  }

  async beat(): Promise<void> {
    if (this.house.faults.server === 'down') return;
    for (const line of [...this.#lines.values()].flatMap((of) => [...of.values()])) {
      await this.#send(line);
    }
  }

  async #ofAccount(session: Session, read: FieldReader): Promise<void> {
    const reqId = read.int('reqId');
    const account = read.text('account');
    read.empty('model');
    read.end();
    await this.#open({ session, reqId, conId: null, last: '' }, account);
  }

  async #ofContract(session: Session, read: FieldReader): Promise<void> {
    const reqId = read.int('reqId');
    const account = read.text('account');
    read.empty('model');
    const conId = read.int('conId');
    read.end();
    await this.#open({ session, reqId, conId, last: '' }, account);
  }

  async #open(line: ProfitLine, account: string): Promise<void> {
    const { session, reqId } = line;
    if (!this.house.accounts.includes(account)) {
      session.error(reqId, 321, "Error validating request.-'cz' : cause - Invalid account");
      return;
    }
    const mine = this.#lines.get(session) ?? new Map<number, ProfitLine>();
    this.#lines.set(session, mine.set(reqId, line));
    await this.#send(line);
  }

  #cancel(session: Session, read: FieldReader): void {
    const reqId = read.int('reqId');
    read.end();
    if (this.#lines.get(session)?.delete(reqId)) return;
    session.error(reqId, 300, `Can't find EId with tickerId:${reqId}`);
  }

  async #send(line: ProfitLine): Promise<void> {
    const { session, reqId, conId } = line;
    const held = (await this.account.held()).filter(
      ({ contract }) => conId === null || contract.conId === conId,
    );
    const unrealized = held.reduce((sum, one) => sum + one.unrealized, 0);
    const realized = this.#realized(conId);
    const only = held[0];
    const fields: Field[] =
      conId === null
        ? [94, reqId, unrealized + realized, unrealized, realized]
        : [
            ...[95, reqId, only?.position.quantity ?? 0, unrealized + realized],
            ...[only ? unrealized : UNSET_DOUBLE, realized, only?.value ?? UNSET_DOUBLE],
          ];
    const text = fields.join('|');
    if (text === line.last) return;
    line.last = text;
    session.send(fields);
  }

  /** What today's executions have realised. */
  #realized(conId: number | null): number {
    const today = this.house.world.today();
    return this.house.book.executions
      .filter((one) => newYorkDay(one.atMs) === today && (conId === null || one.conId === conId))
      .reduce((sum, one) => sum + (one.realized ?? 0), 0);
  }
}
