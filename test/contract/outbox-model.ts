import fc from 'fast-check';
import { expect } from 'vitest';
import type { ChatStore, OutboxRow } from '../../src/engine/ports/chat-store.js';

export type OutboxStep =
  | {
      readonly kind: 'enqueue';
      readonly chatId: number;
      readonly priority: number;
      readonly replaceKey: string | null;
      readonly onceKey: string | null;
    }
  /** Finishes or postpones the nth row that is due, where there is one. */
  | { readonly kind: 'finish'; readonly nth: number }
  | { readonly kind: 'postpone'; readonly nth: number; readonly byMs: number }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'move'; readonly from: number; readonly to: number };

type ModelRow = OutboxRow & { readonly replaceKey: string | null };

/** The outbox as a plain list: slow, and simple enough to be believed. */
export class OutboxModel {
  nowMs = Date.UTC(2026, 10, 20, 15);
  private rows: ModelRow[] = [];
  private readonly onceKeys = new Set<string>();
  private bodies = 0;

  /** @param keyPrefix sets this run's keys apart from those of earlier runs on the same store. */
  constructor(private readonly keyPrefix: string) {}

  waiting(): number {
    return this.rows.length;
  }

  due(): OutboxRow[] {
    return this.heads()
      .filter((row) => row.notBeforeMs <= this.nowMs)
      .sort((a, b) => a.priority - b.priority || a.id - b.id)
      .map((row) => Object.fromEntries(Object.entries(row).filter(([k]) => k !== 'replaceKey')))
      .map((row) => row as unknown as OutboxRow);
  }

  nextDueAtMs(): number | null {
    const instants = this.heads().map((row) => row.notBeforeMs);
    return instants.length === 0 ? null : Math.min(...instants);
  }

  /** Does one step to the model and to the store. */
  apply(store: ChatStore, step: OutboxStep): void {
    if (step.kind === 'wait') this.nowMs += step.ms;
    else if (step.kind === 'enqueue') this.enqueue(store, step);
    else if (step.kind === 'move') {
      store.rewriteChat(step.from, step.to);
      this.rows = this.rows.map((row) =>
        row.chatId === step.from ? { ...row, chatId: step.to } : row,
      );
    } else {
      const due = this.due();
      const target = due[step.nth % Math.max(1, due.length)];
      if (!target) return;
      if (step.kind === 'finish') {
        store.done(target.id);
        this.rows = this.rows.filter((row) => row.id !== target.id);
        return;
      }
      const to = { notBeforeMs: this.nowMs + step.byMs, attempts: target.attempts + 1 };
      store.postpone(target.id, to);
      this.rows = this.rows.map((row) => (row.id === target.id ? { ...row, ...to } : row));
    }
  }

  private enqueue(store: ChatStore, step: OutboxStep & { kind: 'enqueue' }): void {
    const { chatId, priority } = step;
    const replaceKey = step.replaceKey && this.keyPrefix + step.replaceKey;
    const onceKey = step.onceKey && this.keyPrefix + step.onceKey;
    const body = `body ${String(this.bodies++)}`;
    const createdAtMs = this.nowMs;
    const id = store.enqueue({ chatId, priority, body, createdAtMs, replaceKey, onceKey });
    if (onceKey !== null && this.onceKeys.has(onceKey)) {
      expect(id).toBeNull();
      return;
    }
    if (onceKey !== null) this.onceKeys.add(onceKey);
    const isOld = (row: ModelRow) => replaceKey !== null && row.replaceKey === replaceKey;
    const old = this.rows.find(isOld);
    this.rows = this.rows.filter((row) => !isOld(row));
    const notBeforeMs = Math.max(createdAtMs, old?.notBeforeMs ?? 0);
    if (id === null) throw new Error('a new row was not queued');
    expect(Math.max(0, ...this.rows.map((row) => row.id), old?.id ?? 0)).toBeLessThan(id);
    const fresh = { id, chatId, priority, body, createdAtMs, notBeforeMs, attempts: 0, replaceKey };
    this.rows.push(fresh);
  }

  /** The oldest row of each chat and priority. */
  private heads(): ModelRow[] {
    const first = new Map<string, ModelRow>();
    for (const row of [...this.rows].sort((a, b) => a.id - b.id)) {
      const lane = `${String(row.chatId)} ${String(row.priority)}`;
      if (!first.has(lane)) first.set(lane, row);
    }
    return [...first.values()];
  }
}

const key = fc.option(fc.constantFrom('a', 'b'), { freq: 1 });
export const outboxSteps: fc.Arbitrary<OutboxStep> = fc.oneof(
  { weight: 4, arbitrary: enqueueStep() },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('finish' as const), nth: fc.nat(5) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('postpone' as const),
      nth: fc.nat(5),
      byMs: fc.integer({ min: 1, max: 5_000 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(3_000) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('move' as const),
      from: fc.constantFrom(1, -2),
      to: fc.constantFrom(-2, 3),
    }),
  },
);

function enqueueStep(): fc.Arbitrary<OutboxStep> {
  return fc.record({
    kind: fc.constant('enqueue' as const),
    chatId: fc.constantFrom(1, -2, 3),
    priority: fc.constantFrom(0, 1, 2),
    replaceKey: key,
    onceKey: key,
  });
}
