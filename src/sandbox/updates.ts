import type { SandboxClock } from './clock.js';
import type { Change, Journal } from './journal.js';
import type { Outcome } from './outcome.js';
import { conflict, done } from './outcome.js';
import type { StoredUpdate } from './records.js';
import { Table } from './table.js';

/** Kinds that only arrive when asked for. */
const ASKED_FOR = new Set(['chat_member', 'message_reaction', 'message_reaction_count']);
const OTHER_POLLER =
  'terminated by other getUpdates request; make sure that only one bot instance is running';
/** After a first conflict the next ones are answered this much later. */
const CONFLICT_HOLD_MS = 3_000;
const FIRST_UPDATE_ID = 318_000_001;

export interface Poll {
  readonly offset: number;
  /** 1–100. */
  readonly limit: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface WireUpdate {
  readonly update_id: number;
  readonly [kind: string]: unknown;
}

interface Settings {
  readonly nextUpdateId: number;
  /** Empty is the default selection. */
  readonly allowed: readonly string[];
}

interface Pending {
  readonly poll: Poll;
  finish(outcome: Outcome<readonly WireUpdate[]>): void;
}

export interface UpdateRules {
  /** Undelivered updates are dropped after this. */
  readonly keptMs: number;
  readonly dampingMs: number;
}

/** The queue between the chats and the one poller. */
export class Updates {
  private readonly table: Table<StoredUpdate>;
  private readonly settings: Table<Settings>;
  private pending: Pending | null = null;
  private lastPoll: { readonly offset: number; readonly atMs: number } | null = null;
  private nextConflictAtMs = 0;

  constructor(
    journal: Journal,
    private readonly clock: SandboxClock,
    private readonly rules: UpdateRules,
  ) {
    this.table = new Table('update', journal);
    this.settings = new Table('update-settings', journal);
  }

  get allowed(): readonly string[] {
    return this.current().allowed;
  }

  /** Sticky: holds until another list comes. */
  allow(kinds: readonly string[]): void {
    this.settings.put('all', { ...this.current(), allowed: kinds });
  }

  push(kind: string, body: unknown): void {
    const { allowed, nextUpdateId } = this.current();
    if (allowed.length === 0 ? ASKED_FOR.has(kind) : !allowed.includes(kind)) return;
    this.settings.put('all', { allowed, nextUpdateId: nextUpdateId + 1 });
    const atMs = this.clock.nowMs();
    this.table.put(nextUpdateId, { updateId: nextUpdateId, atMs, kind, body });
    this.pending?.finish(done(this.select(this.pending.poll)));
  }

  waiting(): number {
    this.dropOld();
    return this.table.size;
  }

  dropAll(): void {
    for (const update of [...this.table.values()]) this.table.delete(update.updateId);
  }

  /** Ends the pending poll with a conflict that names its cause. */
  interrupt(cause: string): void {
    this.pending?.finish(conflict(cause));
  }

  /** Answers as soon as one update exists, or empty when time is up. */
  poll(poll: Poll): Promise<Outcome<readonly WireUpdate[]>> {
    this.interrupt(OTHER_POLLER);
    this.confirm(poll.offset);
    const nowMs = this.clock.nowMs();
    const { lastPoll } = this;
    this.lastPoll = { offset: poll.offset, atMs: nowMs };
    const ready = this.select(poll);
    if (ready.length > 0) return Promise.resolve(done(ready));
    const isRepeated =
      lastPoll?.offset === poll.offset && nowMs < lastPoll.atMs + this.rules.dampingMs;
    const waitMs = isRepeated ? Math.max(poll.timeoutMs, this.rules.dampingMs) : poll.timeoutMs;
    if (waitMs <= 0) return Promise.resolve(done([]));
    return this.wait(poll, nowMs + waitMs);
  }

  private wait(poll: Poll, untilMs: number): Promise<Outcome<readonly WireUpdate[]>> {
    return new Promise((resolve) => {
      const finish = (outcome: Outcome<readonly WireUpdate[]>): void => {
        if (this.pending !== pending) return;
        this.pending = null;
        cancel();
        poll.signal.removeEventListener('abort', onAbort);
        if (outcome.ok) resolve(outcome);
        else this.answerConflict(() => resolve(outcome));
      };
      const onAbort = (): void => finish(done([]));
      const pending: Pending = { poll, finish };
      const cancel = this.clock.at(untilMs, () => finish(done([])));
      this.pending = pending;
      poll.signal.addEventListener('abort', onAbort);
      if (poll.signal.aborted) onAbort();
    });
  }

  private answerConflict(answer: () => void): void {
    const nowMs = this.clock.nowMs();
    if (nowMs >= this.nextConflictAtMs) {
      this.nextConflictAtMs = nowMs + CONFLICT_HOLD_MS;
      answer();
    } else this.clock.at(nowMs + CONFLICT_HOLD_MS, answer);
  }

  /** Above zero: all below are done with. Below zero: only the last so many stay. */
  private confirm(offset: number): void {
    this.dropOld();
    const ids = [...this.table.values()].map((update) => update.updateId);
    const gone = offset < 0 ? ids.slice(0, Math.max(0, ids.length + offset)) : [];
    if (offset > 0) gone.push(...ids.filter((id) => id < offset));
    for (const id of gone) this.table.delete(id);
  }

  private select(poll: Poll): readonly WireUpdate[] {
    const updates: WireUpdate[] = [];
    for (const update of this.table.values()) {
      if (updates.length >= poll.limit) break;
      updates.push({ update_id: update.updateId, [update.kind]: update.body });
    }
    return updates;
  }

  private dropOld(): void {
    const before = this.clock.nowMs() - this.rules.keptMs;
    for (const update of [...this.table.values()]) {
      if (update.atMs < before) this.table.delete(update.updateId);
    }
  }

  private current(): Settings {
    return this.settings.get('all') ?? { nextUpdateId: FIRST_UPDATE_ID, allowed: [] };
  }

  restore(change: Change): void {
    (change[0] === 'update' ? this.table : this.settings).restore(change);
  }

  *changes(): Iterable<Change> {
    yield* this.table.changes();
    yield* this.settings.changes();
  }
}
