import type { Change, Journal } from './journal.js';

/** Rows by key, in memory, every change of which goes to the journal. */
export class Table<Row> {
  private readonly rows = new Map<string, Row>();

  constructor(
    readonly name: string,
    private readonly journal: Journal,
  ) {}

  get size(): number {
    return this.rows.size;
  }

  get(key: string | number): Row | undefined {
    return this.rows.get(String(key));
  }

  values(): IterableIterator<Row> {
    return this.rows.values();
  }

  put(key: string | number, row: Row): Row {
    this.rows.set(String(key), row);
    this.journal.append([this.name, String(key), row]);
    return row;
  }

  delete(key: string | number): void {
    if (this.rows.delete(String(key))) this.journal.append([this.name, String(key), null]);
  }

  /** Takes a change read from the journal; the file is this program's own, so its shape is known. */
  restore([, key, row]: Change): void {
    if (row === null) this.rows.delete(key);
    else this.rows.set(key, row as Row);
  }

  *changes(): Iterable<Change> {
    for (const [key, row] of this.rows) yield [this.name, key, row];
  }
}
