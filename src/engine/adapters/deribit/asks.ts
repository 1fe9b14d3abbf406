import { err, ok, type Result } from '../../domain/result.js';
import type { DurationMs } from '../../domain/units.js';
import type { Cancel, Clock } from '../../ports/clock.js';
import { isRecord, type RawMessage } from './raw.js';

export type AskError =
  /** The connection went first, or the deadline passed. */
  | { readonly code: 'no-answer' }
  | { readonly code: 'said-no'; readonly venueCode: number; readonly words: string };

interface Asked {
  readonly end: (answer: Result<unknown, AskError>) => void;
  readonly giveUp: Cancel;
}

/** Requests under way on one connection; answers may come in any order. */
export class Asks {
  private nextId = 1;
  private readonly asked = new Map<number, Asked>();

  constructor(
    private readonly clock: Clock,
    private readonly withinMs: DurationMs,
  ) {}

  /** @param send writes the request, of which it is given the text. */
  ask(
    method: string,
    params: Readonly<Record<string, unknown>>,
    send: (text: string) => void,
  ): Promise<Result<unknown, AskError>> {
    const id = this.nextId++;
    return new Promise((resolve) => {
      const giveUp = this.clock.at(this.clock.nowMs() + this.withinMs, () => {
        if (this.asked.delete(id)) resolve(err({ code: 'no-answer' }));
      });
      this.asked.set(id, { end: resolve, giveUp });
      send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    });
  }

  take(message: RawMessage): void {
    const asked = this.asked.get(message.id as number);
    if (!asked) return;
    this.asked.delete(message.id as number);
    asked.giveUp();
    const { error } = message;
    if (!isRecord(error)) {
      asked.end(ok(message.result));
      return;
    }
    const { code, message: words } = error;
    asked.end(
      err({
        code: 'said-no',
        venueCode: typeof code === 'number' ? code : 0,
        words: typeof words === 'string' ? words.slice(0, 80) : '',
      }),
    );
  }

  clear(): void {
    for (const [id, { end, giveUp }] of [...this.asked]) {
      this.asked.delete(id);
      giveUp();
      end(err({ code: 'no-answer' }));
    }
  }
}
