import { ok, type Result } from '../../domain/result.js';
import type { AskError } from './asks.js';
import { USUAL_CHANNELS_PER_CALL, type DeribitSettings } from './settings.js';

export type Call = (
  method: string,
  params: { readonly channels: readonly string[] },
) => Promise<Result<unknown, AskError>>;

/** Channels of one connection: what it is to carry, and what the venue has said it sends. */
export class Channels {
  private readonly wanted = new Set<string>();
  private readonly carried = new Set<string>();
  /** Left out of the answer by the venue; asked for again when the list has been read anew. */
  private readonly refused = new Set<string>();
  /** To be ended and begun again. */
  private readonly stale = new Set<string>();

  constructor(private readonly settings: Pick<DeribitSettings, 'channelsPerCall' | 'log'>) {}

  get size(): number {
    return this.wanted.size;
  }

  change(more: readonly string[], less: readonly string[]): void {
    for (const channel of less) this.wanted.delete(channel);
    for (const channel of more) this.wanted.add(channel);
    this.refused.clear();
  }

  renew(channels: readonly string[]): void {
    for (const channel of channels) this.stale.add(channel);
  }

  /** The connection has gone, and with it everything that it carried. */
  dropped(): void {
    this.carried.clear();
    this.refused.clear();
    this.stale.clear();
  }

  clear(): void {
    this.dropped();
    this.wanted.clear();
  }

  /** Ends what is not wanted any more and begins what is, one call after the other. */
  async bringInLine(call: Call): Promise<Result<unknown, AskError>> {
    const ended = await this.inCalls(
      [...this.carried].filter((channel) => !this.wanted.has(channel) || this.stale.has(channel)),
      (channels) => call('public/unsubscribe', { channels }),
      (channels) => {
        for (const channel of channels) {
          this.carried.delete(channel);
          this.stale.delete(channel);
        }
      },
    );
    if (!ended.ok) return ended;
    return this.inCalls(
      [...this.wanted].filter(
        (channel) => !this.carried.has(channel) && !this.refused.has(channel),
      ),
      (channels) => call('public/subscribe', { channels }),
      (channels, echo) => this.takeEcho(channels, echo),
    );
  }

  private async inCalls(
    all: readonly string[],
    call: (channels: readonly string[]) => Promise<Result<unknown, AskError>>,
    done: (channels: readonly string[], echo: unknown) => void,
  ): Promise<Result<unknown, AskError>> {
    const perCall = this.settings.channelsPerCall ?? USUAL_CHANNELS_PER_CALL;
    for (let at = 0; at < all.length; at += perCall) {
      const channels = all.slice(at, at + perCall);
      const answer = await call(channels);
      if (!answer.ok) return answer;
      done(channels, answer.value);
    }
    return ok(null);
  }

  private takeEcho(asked: readonly string[], echo: unknown): void {
    const given = new Set(Array.isArray(echo) ? (echo as readonly unknown[]) : []);
    const left = asked.filter((channel) => !given.has(channel));
    for (const channel of asked) if (given.has(channel)) this.carried.add(channel);
    for (const channel of left) this.refused.add(channel);
    if (left.length > 0) {
      const of = { count: left.length, first: left[0] };
      this.settings.log.warn('deribit-channels-left-out', of);
    }
  }
}
