import type { SandboxClock } from './clock.js';

/** Rates of the service's guidance; real limits are not published. */
export interface FloodLimits {
  /** All chats together, messages a second. */
  readonly perSecond: number;
  /** One chat, messages a second, and how many pass at once. */
  readonly chatPerSecond: number;
  readonly chatBurst: number;
  /** One group, messages a minute. */
  readonly groupPerMinute: number;
  /** How long a repeated question for updates is held where there are none. */
  readonly pollDampingMs: number;
}

export const DEFAULT_LIMITS: FloodLimits = {
  perSecond: 30,
  chatPerSecond: 1,
  chatBurst: 3,
  groupPerMinute: 20,
  pollDampingMs: 3_000,
};

interface Bucket {
  tokens: number;
  atMs: number;
  readonly capacity: number;
  readonly perMs: number;
}

/** Token buckets; an album may draw a bucket below zero, and is then waited for. */
export class Flood {
  private readonly buckets = new Map<string, Bucket>();

  constructor(
    private readonly clock: SandboxClock,
    private readonly limits: FloodLimits | null,
  ) {}

  /** @returns seconds to wait, or null where `count` messages may go (and were counted). */
  take(chatId: number, count: number): number | null {
    if (this.limits === null) return null;
    const { perSecond, chatPerSecond, chatBurst, groupPerMinute } = this.limits;
    const buckets = [
      this.bucket('all', perSecond, perSecond / 1000),
      this.bucket(`chat ${chatId}`, chatBurst, chatPerSecond / 1000),
    ];
    if (chatId < 0) {
      buckets.push(this.bucket(`group ${chatId}`, groupPerMinute, groupPerMinute / 60_000));
    }
    const waitMs = Math.max(...buckets.map((b) => (b.tokens >= 1 ? 0 : (1 - b.tokens) / b.perMs)));
    // A billionth of a token is rounding, not a wait.
    if (waitMs > 1e-6) return Math.max(1, Math.ceil(waitMs / 1000 - 1e-9));
    for (const bucket of buckets) bucket.tokens -= count;
    return null;
  }

  private bucket(key: string, capacity: number, perMs: number): Bucket {
    const nowMs = this.clock.nowMs();
    const bucket = this.buckets.get(key) ?? { tokens: capacity, atMs: nowMs, capacity, perMs };
    bucket.tokens = Math.min(capacity, bucket.tokens + (nowMs - bucket.atMs) * perMs);
    bucket.atMs = nowMs;
    this.buckets.set(key, bucket);
    return bucket;
  }
}
