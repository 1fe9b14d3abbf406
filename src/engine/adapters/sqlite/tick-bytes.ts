import type { FlowItem } from '../../domain/flow-item.js';
import type { SurfaceMinute } from '../../domain/surface-minute.js';
import type { StoredSize } from './tick-messages.js';

/** Bytes on disk, measured: of a row, and of what a book and a surface have many of. */
const BYTES = { print: 28, bar: 56, gap: 43, book: 32, level: 15, surface: 340, slice: 144 };
/** Of rows whose length varies, for what is on disk already. */
const TYPICAL_LEVELS = 20;
const TYPICAL_SLICES = 12;
/** Of a quote, 57 to 89 were measured by the number of instruments; used until the file can tell. */
const TYPICAL_QUOTE = 64;
const TELLING_ROWS = 50_000;

export function flowBytes(item: FlowItem): number {
  if (item.kind !== 'depth') return BYTES[item.kind];
  return BYTES.book + BYTES.level * (item.bids.length + item.asks.length);
}

export function surfaceBytes({ slices }: SurfaceMinute): number {
  return BYTES.surface + BYTES.slice * slices.length;
}

/** Bytes of a quote: by the file, less what else is in it, once there are enough of them to tell. */
export function quoteBytes({ rows, diskBytes }: StoredSize): number {
  if (rows.ticks < TELLING_ROWS) return TYPICAL_QUOTE;
  const others =
    rows.prints * BYTES.print +
    rows.short_bars * BYTES.bar +
    rows.gaps * BYTES.gap +
    rows.depths * (BYTES.book + TYPICAL_LEVELS * BYTES.level) +
    rows.surfaces * (BYTES.surface + TYPICAL_SLICES * BYTES.slice);
  return Math.max(0, diskBytes - others) / rows.ticks;
}
