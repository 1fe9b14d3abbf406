/** Whose turn it is for a free line: streams, then what was asked for, then looks at whole surfaces. */
export type LineRank = 'stream' | 'asked' | 'swept';

const RANKS: readonly LineRank[] = ['stream', 'asked', 'swept'];

/** What waits for a line, by rank and then in order of coming. */
export class LineQueue {
  private readonly waiting: Record<LineRank, (() => void)[]> = { stream: [], asked: [], swept: [] };

  add(rank: LineRank, begin: () => void): void {
    this.waiting[rank].push(begin);
  }

  remove(rank: LineRank, begin: () => void): void {
    const at = this.waiting[rank].indexOf(begin);
    if (at >= 0) this.waiting[rank].splice(at, 1);
  }

  next(): (() => void) | null {
    for (const rank of RANKS) {
      const begin = this.waiting[rank].shift();
      if (begin) return begin;
    }
    return null;
  }
}
