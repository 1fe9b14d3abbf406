import type { ChatStore } from '../engine/ports/chat-store.js';
import type { Clock } from '../engine/ports/clock.js';

class AlreadyHandled extends Error {}
class JustLooking extends Error {}

/** Which updates were handled, and what they changed: both in one transaction. */
export class UpdateLedger {
  constructor(
    private readonly options: {
      readonly chat: ChatStore;
      readonly wall: Clock;
      readonly transaction: <T>(run: () => T) => T;
    },
  ) {}

  /** Whether an earlier delivery was handled, without marking this one. */
  seen(mark: number): boolean {
    const { chat, transaction, wall } = this.options;
    try {
      transaction(() => {
        const fresh = chat.claimUpdate(mark, wall.nowMs());
        throw fresh ? new JustLooking() : new AlreadyHandled();
      });
    } catch (error) {
      if (error instanceof AlreadyHandled) return true;
      if (!(error instanceof JustLooking)) throw error;
    }
    return false;
  }

  /** Keeps all effects and the mark, or, where the mark was there, nothing. */
  commit(mark: number, effects: readonly (() => void)[]): void {
    const { chat, transaction, wall } = this.options;
    transaction(() => {
      if (!chat.claimUpdate(mark, wall.nowMs())) return;
      for (const effect of effects) effect();
    });
  }
}
