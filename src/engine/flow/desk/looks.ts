import { sessionOf } from '../../domain/calendar.js';
import { newYorkDay } from '../../domain/new-york.js';
import { answer, type ChainWant, type LookFor, type ReplyTo } from './events.js';
import type { Turn } from './turn.js';

function unique(wants: readonly ChainWant[]): readonly ChainWant[] {
  const known = new Map(wants.map((want) => [`${want.underlying}/${want.expiry}`, want]));
  return [...known.values()];
}

/** Chains of everything that is held or worked. */
export function heldWants({ state }: Turn): readonly ChainWant[] {
  const { trading } = state;
  const positions = trading.openPositions();
  const runs = trading.activeRuns().map(({ run }) => run);
  return unique([...positions, ...runs].map(({ underlying, expiry }) => ({ underlying, expiry })));
}

/** Asks for fresh chains; once at a time for each of the desk's own purposes. */
export function look(turn: Turn, purpose: LookFor, wants: readonly ChainWant[]): void {
  const { looking } = turn.state.transient;
  const own = purpose.kind === 'watch' || purpose.kind === 'day-facts';
  const key = purpose.kind === 'decide' ? `decide:${purpose.strategy}` : purpose.kind;
  if (own || purpose.kind === 'decide') {
    if (looking.has(key)) return;
    looking.add(key);
  }
  turn.effect({ kind: 'take-chains', for: purpose, wants: unique(wants) });
}

/** While something is held or worked in a session, its chains are looked at again and again. */
export function watch(turn: Turn): void {
  const { setup, transient } = turn.state;
  const wants = heldWants(turn);
  if (wants.length === 0) return;
  const session = sessionOf(newYorkDay(turn.nowMs));
  if (!session || turn.nowMs >= session.indexCloseAtMs) return;
  const dueMs = Math.max(transient.watchedAtMs + setup.watchEveryMs, session.openAtMs);
  if (turn.nowMs < dueMs) {
    turn.wakeAt(dueMs);
    return;
  }
  transient.watchedAtMs = turn.nowMs;
  look(turn, { kind: 'watch' }, wants);
  turn.wakeAt(turn.nowMs + setup.watchEveryMs);
}

/** Somebody wants to see the book as it is now. */
export function takeLook(turn: Turn, reply: ReplyTo<null>): void {
  const wants = heldWants(turn);
  if (wants.length === 0) turn.effect(answer(reply, null));
  else look(turn, { kind: 'look', reply }, wants);
}
