import type { DurationMs, EpochMs } from '../engine/domain/units.js';

// Telegram's guidance: 30 messages a second in all, 1 a second in a chat (short bursts pass),
// 20 a minute in a group; edits count. Windows are a little wider, because arrival jitters.
const ALL = { most: 30, windowMs: 1_050 } as const;
const GROUP = { most: 20, windowMs: 60_500 } as const;
const BURST = 3;
const REFILL_MS = 1_050;
const MANY_CHATS = 2_000;

/** Keeps requests inside the service's limits and the pauses that it asked for. */
export interface Pacing {
  /** Time until a request to this chat may start; 0 is now. */
  waitMs(chatId: number, nowMs: EpochMs): DurationMs;
  take(chatId: number, nowMs: EpochMs): void;
  /** The service asked for a pause in one chat; two chats at once mean that it meant everybody. */
  block(chatId: number, untilMs: EpochMs, nowMs: EpochMs): void;
}

interface ChatPace {
  tokens: number;
  atMs: EpochMs;
  blockedUntilMs: EpochMs;
  /** Starts in this group inside the window, oldest first. */
  readonly starts: EpochMs[];
}

function refill(pace: ChatPace, nowMs: EpochMs): void {
  pace.tokens = Math.min(BURST, pace.tokens + (nowMs - pace.atMs) / REFILL_MS);
  pace.atMs = nowMs;
}

function windowWaitMs(starts: EpochMs[], limit: typeof ALL | typeof GROUP, nowMs: EpochMs): number {
  while (starts[0] !== undefined && starts[0] <= nowMs - limit.windowMs) starts.shift();
  const first = starts[starts.length - limit.most];
  return first === undefined ? 0 : first + limit.windowMs - nowMs;
}

export function createPacing(): Pacing {
  const chats = new Map<number, ChatPace>();
  const starts: EpochMs[] = [];
  let allBlockedUntilMs = 0;

  const paceOf = (chatId: number, nowMs: EpochMs): ChatPace => {
    const known = chats.get(chatId);
    if (known) return known;
    if (chats.size >= MANY_CHATS) {
      for (const [id, pace] of chats) {
        if (pace.atMs < nowMs - GROUP.windowMs && pace.blockedUntilMs < nowMs) chats.delete(id);
      }
    }
    const made = { tokens: BURST, atMs: nowMs, blockedUntilMs: 0, starts: [] };
    chats.set(chatId, made);
    return made;
  };

  return {
    waitMs(chatId, nowMs) {
      const pace = paceOf(chatId, nowMs);
      refill(pace, nowMs);
      return Math.ceil(
        Math.max(
          0,
          allBlockedUntilMs - nowMs,
          pace.blockedUntilMs - nowMs,
          windowWaitMs(starts, ALL, nowMs),
          pace.tokens >= 1 ? 0 : (1 - pace.tokens) * REFILL_MS,
          chatId < 0 ? windowWaitMs(pace.starts, GROUP, nowMs) : 0,
        ),
      );
    },
    take(chatId, nowMs) {
      const pace = paceOf(chatId, nowMs);
      refill(pace, nowMs);
      pace.tokens -= 1;
      starts.push(nowMs);
      if (chatId < 0) pace.starts.push(nowMs);
    },
    block(chatId, untilMs, nowMs) {
      const others = [...chats].some(([id, pace]) => id !== chatId && pace.blockedUntilMs > nowMs);
      paceOf(chatId, nowMs).blockedUntilMs = untilMs;
      if (others) allBlockedUntilMs = Math.max(allBlockedUntilMs, untilMs);
    },
  };
}
