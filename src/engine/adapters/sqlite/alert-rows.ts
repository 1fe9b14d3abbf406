import type { Database } from 'better-sqlite3';
import type { AlertRow, AlertRows } from '../../ports/alert-rows.js';

type RuleValues = [string, number, string, string, number, number | null];

function prepareStatements(db: Database) {
  return {
    rules: db.prepare<[], AlertRow>(
      `SELECT id, user_id AS by, chat, text, created_at_ms AS createdAtMs,
         snoozed_until_ms AS snoozedUntilMs
       FROM alert_rules ORDER BY created_at_ms, id`,
    ),
    putRule: db.prepare<RuleValues>(
      `INSERT OR REPLACE INTO alert_rules
         (id, user_id, chat, text, created_at_ms, snoozed_until_ms) VALUES (?, ?, ?, ?, ?, ?)`,
    ),
    removeRule: db.prepare<[string]>('DELETE FROM alert_rules WHERE id = ?'),
    removeStates: db.prepare<[string]>('DELETE FROM alert_states WHERE key = ?'),
    states: db.prepare<[string], { key: string; text: string }>(
      'SELECT key, text FROM alert_states WHERE world = ?',
    ),
    putState: db.prepare<[string, string, string]>(
      'INSERT OR REPLACE INTO alert_states (world, key, text) VALUES (?, ?, ?)',
    ),
  };
}

export class SqliteAlertRows implements AlertRows {
  private readonly sql: ReturnType<typeof prepareStatements>;

  constructor(db: Database) {
    this.sql = prepareStatements(db);
  }

  rules(): readonly AlertRow[] {
    return this.sql.rules.all();
  }

  putRule({ id, by, chat, text, createdAtMs, snoozedUntilMs }: AlertRow): void {
    const until = snoozedUntilMs === null ? null : Math.floor(snoozedUntilMs);
    this.sql.putRule.run(id, by, chat, text, Math.floor(createdAtMs), until);
  }

  removeRule(id: string): void {
    this.sql.removeRule.run(id);
    this.sql.removeStates.run(`rule:${id}`);
  }

  states(world: string): ReadonlyMap<string, string> {
    return new Map(this.sql.states.all(world).map(({ key, text }) => [key, text]));
  }

  putState(world: string, key: string, text: string): void {
    this.sql.putState.run(world, key, text);
  }
}
