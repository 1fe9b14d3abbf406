import type { DepthLevel } from '../../domain/flow-item.js';

/** One change of a book as the vendor tells it. */
export interface DepthChange {
  readonly place: number;
  /** 0 puts in, 1 changes, 2 takes out. */
  readonly operation: number;
  /** 0 ask, 1 bid. */
  readonly side: number;
  readonly level: DepthLevel;
}

/** Levels kept of a side, whatever the vendor sends. */
const MOST_LEVELS = 40;

/** One order book, kept by the places of its rows. */
export class DepthBook {
  private readonly sides: readonly [DepthLevel[], DepthLevel[]] = [[], []];

  /** @returns `odd` where the change speaks of a place that is not there. */
  take({ place, operation, side, level }: DepthChange): 'taken' | 'odd' {
    const rows = this.sides[side === 1 ? 1 : 0];
    if (!Number.isInteger(place) || place < 0 || place >= MOST_LEVELS || place > rows.length)
      return 'odd';
    if (operation === 2) {
      if (place === rows.length) return 'odd';
      rows.splice(place, 1);
      return 'taken';
    }
    if (!(level.price > 0) || !(level.size >= 0)) return 'odd';
    rows.splice(place, operation === 0 ? 0 : 1, level);
    rows.splice(MOST_LEVELS);
    return 'taken';
  }

  clear(): void {
    for (const rows of this.sides) rows.length = 0;
  }

  /** Best first. */
  read(): { readonly bids: readonly DepthLevel[]; readonly asks: readonly DepthLevel[] } {
    return { asks: [...this.sides[0]], bids: [...this.sides[1]] };
  }
}
