import type { Database } from 'better-sqlite3';
import type { PaperRows } from '../../ports/paper-rows.js';

function prepareStatements(db: Database) {
  return {
    insert: db.prepare<[string, string]>('INSERT INTO paper_rows (account, body) VALUES (?, ?)'),
    rows: db
      .prepare<[string], string>('SELECT body FROM paper_rows WHERE account = ? ORDER BY seq')
      .pluck(),
  };
}

/** The paper broker's table of an open `desk.db`. */
export class SqlitePaperRows implements PaperRows {
  private readonly sql: ReturnType<typeof prepareStatements>;

  constructor(private readonly db: Database) {
    this.sql = prepareStatements(db);
  }

  append(account: string, rows: readonly string[]): void {
    // What a broker did is not undone because the desk's step failed.
    if (this.db.inTransaction) throw new Error('paper rows inside a transaction of the desk');
    const keep = this.db.transaction(() => {
      for (const row of rows) this.sql.insert.run(account, row);
    });
    keep.immediate();
  }

  rows(account: string): readonly string[] {
    return this.sql.rows.all(account);
  }
}
