/**
 * What a paper broker keeps, in the order in which it happened. The broker is a party of its own: its
 * rows are written in transactions of their own, never in one with the desk's.
 */
export interface PaperRows {
  /** All or none; on disk when it returns. */
  append(account: string, rows: readonly string[]): void;
  rows(account: string): readonly string[];
}
