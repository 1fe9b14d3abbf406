import type { Encoder } from '@stoqey/ib/dist/core/io/encoder.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { DurationMs } from '../../domain/units.js';
import type { Clock } from '../../ports/clock.js';
import type { GatewayMessage, Handlers } from './inbound.js';
import type { Lane } from './send-queue.js';

export type AskError =
  /** It never left, or the connection went before the answer. */
  | { readonly code: 'not-sent' }
  | { readonly code: 'no-answer' }
  | { readonly code: 'refused'; readonly message: GatewayMessage };

/** One question: how it is written and how its answer is gathered. */
export interface Question<T> {
  readonly lane?: Lane;
  readonly write: (encoder: Encoder, id: number) => void;
  /** Handlers that gather the answer and call `done` with it; `id` is the question's. */
  readonly gather: (id: number, done: (answer: T) => void) => Handlers;
  /** Whether a message about this question ends it; by default every one that is not a warning. */
  readonly ends?: (message: GatewayMessage) => 'ends' | 'goes-on';
  readonly id?: number;
}

export interface Sending {
  readonly lane: Lane;
  readonly write: (encoder: Encoder) => void;
  /** The connection went before it was written. */
  readonly dropped: () => void;
}

export interface AskHost {
  readonly clock: Clock;
  readonly withinMs: DurationMs;
  nextId(): number;
  /** Whether there is a session to send to. */
  isOpen(): boolean;
  send(of: Sending): () => 'withdrawn' | 'sent';
  listen(handlers: Handlers): () => void;
  onDrop(run: () => void): () => void;
}

/** Sends a question once and waits for its answer until its deadline or its connection ends. */
export function ask<T>(host: AskHost, question: Question<T>): Promise<Result<T, AskError>> {
  if (!host.isOpen()) return Promise.resolve(err({ code: 'not-sent' }));
  const id = question.id ?? host.nextId();
  return new Promise((resolve) => {
    const undo: (() => void)[] = [];
    const end = (answer: Result<T, AskError>) => {
      for (const each of undo.splice(0)) each();
      resolve(answer);
    };
    const gathered = question.gather(id, (answer) => end(ok(answer)));
    const ends = question.ends ?? (() => 'ends' as const);
    undo.push(
      host.listen({
        ...gathered,
        message: ([message]) => {
          if (message.id === id && ends(message) === 'ends') {
            end(err({ code: 'refused', message }));
          }
        },
      }),
      host.onDrop(() => end(err({ code: 'no-answer' }))),
    );
    const withdraw = host.send({
      lane: question.lane ?? 'ask',
      write: (encoder) => {
        question.write(encoder, id);
      },
      dropped: () => end(err({ code: 'not-sent' })),
    });
    undo.push(
      host.clock.at(host.clock.nowMs() + host.withinMs, () => {
        end(err({ code: withdraw() === 'withdrawn' ? 'not-sent' : 'no-answer' }));
      }),
    );
  });
}
