import type { PaperRows } from '../../src/engine/ports/paper-rows.js';

/** Paper rows that live as long as this object: a broker's restart in a test keeps it. */
export class MemoryPaperRows implements PaperRows {
  readonly #accounts = new Map<string, string[]>();
  /** Calls of `append`. */
  appends = 0;

  append(account: string, rows: readonly string[]): void {
    this.appends += 1;
    const kept = this.#accounts.get(account) ?? [];
    kept.push(...rows);
    this.#accounts.set(account, kept);
  }

  rows(account: string): readonly string[] {
    return [...(this.#accounts.get(account) ?? [])];
  }
}
