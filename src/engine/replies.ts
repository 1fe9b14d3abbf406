import type { DurationMs } from './domain/units.js';
import type { ReplyTo } from './flow/desk/events.js';
import type { Cancel, Clock } from './ports/clock.js';

/** A person who asked is told by then that no answer came. */
const DEADLINE_MS: DurationMs = 15_000;

interface Waiting {
  readonly resolve: (value: unknown) => void;
  /** The answer where there is none. */
  readonly late: unknown;
  readonly cancel: Cancel;
}

/** Who waits for the answer of a step, by number: events and effects carry the number alone. */
export class Replies {
  readonly #waiting = new Map<number, Waiting>();
  #next = 1;

  constructor(private readonly wall: Clock) {}

  /** Resolves with `late` where no answer comes in time. */
  expect<T>(late: T): { readonly promise: Promise<T>; readonly reply: ReplyTo<T> } {
    const id = this.#next++;
    const promise = new Promise<T>((resolve) => {
      const give = (value: unknown): void => resolve(value as T);
      const cancel = this.wall.at(this.wall.nowMs() + DEADLINE_MS, () => this.answer(id, late));
      this.#waiting.set(id, { resolve: give, late, cancel });
    });
    return { promise, reply: { id } };
  }

  /** What is answered while `run` runs, else `failed`. */
  during<T>(run: (reply: ReplyTo<T>) => void, failed: T): T {
    let given = failed;
    const id = this.#next++;
    const resolve = (value: unknown): void => {
      given = value as T;
    };
    this.#waiting.set(id, { resolve, late: failed, cancel: () => undefined });
    run({ id });
    this.#waiting.delete(id);
    return given;
  }

  answer(id: number, value: unknown): void {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    waiting.cancel();
    waiting.resolve(value);
  }

  /** No answer will come: who waits is told so at once. */
  giveUp({ id }: ReplyTo<unknown>): void {
    const waiting = this.#waiting.get(id);
    if (waiting) this.answer(id, waiting.late);
  }

  close(): void {
    for (const { cancel } of this.#waiting.values()) cancel();
    this.#waiting.clear();
  }
}
