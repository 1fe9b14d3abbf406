import type { Database } from 'better-sqlite3';

/** One step of a schema. Versions count from 1 without gaps; a released step never changes. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

export interface Schema {
  /** Written to `PRAGMA application_id`, so that another program's file is not taken for ours. */
  readonly applicationId: number;
  readonly migrations: readonly Migration[];
}

export type SchemaState =
  | { readonly kind: 'known'; readonly version: number }
  | { readonly kind: 'newer'; readonly found: number; readonly known: number }
  | { readonly kind: 'foreign' };

export function knownVersion(schema: Schema): number {
  return schema.migrations.at(-1)?.version ?? 0;
}

/** Reads what a file is, and changes nothing in it. */
export function schemaState(db: Database, schema: Schema): SchemaState {
  const tables = db.prepare<[], number>('SELECT count(*) FROM sqlite_schema').pluck().get();
  const applicationId = db.pragma('application_id', { simple: true });
  if (tables !== 0 && applicationId !== schema.applicationId) return { kind: 'foreign' };
  const found = userVersion(db);
  const known = knownVersion(schema);
  return found > known ? { kind: 'newer', found, known } : { kind: 'known', version: found };
}

/** Runs the missing steps in order, each in a transaction of its own, and returns their names. */
export function migrate(db: Database, schema: Schema): readonly string[] {
  const done: string[] = [];
  for (const step of schema.migrations) {
    const run = db.transaction(() => {
      // Read again under the write lock: another process may have migrated meanwhile.
      if (userVersion(db) >= step.version) return;
      db.exec(step.sql);
      db.pragma(`application_id = ${schema.applicationId}`);
      db.pragma(`user_version = ${step.version}`);
      done.push(step.name);
    });
    run.immediate();
  }
  return done;
}

function userVersion(db: Database): number {
  return Number(db.pragma('user_version', { simple: true }));
}
