import type { Session } from './session.js';

/** What clients have open, by client and by the number they gave it. */
export class PerSession<T> {
  readonly #open = new Map<Session, Map<number, T>>();

  /** How many things a client has open. */
  count(session: Session): number {
    return this.#open.get(session)?.size ?? 0;
  }

  get(session: Session, reqId: number): T | undefined {
    return this.#open.get(session)?.get(reqId);
  }

  put(session: Session, reqId: number, one: T): void {
    const mine = this.#open.get(session) ?? new Map<number, T>();
    this.#open.set(session, mine.set(reqId, one));
  }

  /** @returns whether there was such a one. */
  end(session: Session, reqId: number): boolean {
    return this.#open.get(session)?.delete(reqId) === true;
  }

  /** Forgets all of one client. */
  gone(session: Session): void {
    this.#open.delete(session);
  }

  clear(): void {
    this.#open.clear();
  }

  all(): T[] {
    return [...this.#open.values()].flatMap((of) => [...of.values()]);
  }
}
