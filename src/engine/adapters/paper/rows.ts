import type { Settlement } from '../../domain/ledger.js';
import type { OrderIntent, OrderRef, Position } from '../../domain/order.js';
import type { EpochMs, UsdMicros } from '../../domain/units.js';
import type { PaperRows } from '../../ports/paper-rows.js';

/** Price, fee and quote's instant of one leg, in the order of the order's legs. */
export type LegRow = readonly [priceMicros: UsdMicros, feeMicros: UsdMicros, quoteAtMs: EpochMs];

/** What has happened at the broker: its state is the fold of these and nothing else. */
export type PaperRow =
  /** The account as it was opened; always and only the first. */
  | {
      readonly kind: 'opened';
      readonly atMs: EpochMs;
      readonly cashMicros: UsdMicros;
      readonly positions: readonly Position[];
    }
  | {
      readonly kind: 'order';
      readonly atMs: EpochMs;
      readonly order: OrderIntent;
      /** Units ahead in the queue; null where no quote told. */
      readonly ahead: number | null;
    }
  | {
      readonly kind: 'fill';
      readonly atMs: EpochMs;
      readonly ref: OrderRef;
      readonly units: number;
      readonly legs: readonly LegRow[];
    }
  | {
      readonly kind: 'end';
      readonly atMs: EpochMs;
      readonly ref: OrderRef;
      readonly state: 'cancelled' | 'rejected';
      readonly reason: string | null;
    }
  | { readonly kind: 'settled'; readonly settlement: Settlement };

/** One account's rows, as JSON text. */
export class RowFile {
  constructor(
    private readonly rows: PaperRows,
    private readonly account: string,
  ) {}

  read(): readonly PaperRow[] {
    return this.rows.rows(this.account).map((text) => JSON.parse(text) as PaperRow);
  }

  append(rows: readonly PaperRow[]): void {
    this.rows.append(
      this.account,
      rows.map((row) => JSON.stringify(row)),
    );
  }
}
