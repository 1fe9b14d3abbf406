import type { Database } from 'better-sqlite3';

/** A list of names, each with the index of its first mention. */
export class NameList {
  private readonly indexes = new Map<string, number>();
  private fresh: string[] = [];

  indexOf(name: string): number {
    const known = this.indexes.get(name);
    if (known !== undefined) return known;
    const index = this.indexes.size;
    this.indexes.set(name, index);
    this.fresh.push(name);
    return index;
  }

  /** Names first mentioned since the last call, in order of index. */
  takeFresh(): readonly string[] {
    const taken = this.fresh;
    this.fresh = [];
    return taken;
  }
}

/** Names of a table by id, and ids by the index that the main thread gave a name. */
export class NameTable {
  private readonly names: string[] = [];
  private ids: number[] = [];
  private readonly listed: string[] = [];
  private readonly add;
  private readonly find;
  private readonly after;

  constructor(db: Database, table: 'instruments' | 'sources' | 'words') {
    this.add = db.prepare<[string]>(`INSERT INTO ${table} (name) VALUES (?)`);
    this.find = db.prepare<[string], number>(`SELECT id FROM ${table} WHERE name = ?`).pluck();
    this.after = db
      .prepare<[number], [number, string]>(`SELECT id, name FROM ${table} WHERE id > ? ORDER BY id`)
      .raw();
  }

  mention(names: readonly string[]): void {
    this.names.push(...names);
  }

  /** The id of a mentioned name, given one where it had none. */
  idAt(index: number): number {
    const known = this.ids[index];
    if (known !== undefined) return known;
    return (this.ids[index] = this.idFor(this.nameAt(index)));
  }

  /** A mentioned name. */
  nameAt(index: number): string {
    const name = this.names[index];
    if (name === undefined) throw new Error(`no name was mentioned at ${index}`);
    return name;
  }

  /** The id of a name, given one where it had none. */
  idFor(name: string): number {
    const known = this.find.get(name);
    if (known !== undefined) return known;
    return Number(this.add.run(name).lastInsertRowid);
  }

  /** Ids given in a transaction that was undone are not ids. */
  forgetIds(): void {
    this.ids = [];
  }

  id(name: string): number | null {
    return this.find.get(name) ?? null;
  }

  /** Names at their ids; empty where there is none. Not to be called in a transaction. */
  byId(): readonly string[] {
    for (const [id, name] of this.after.all(this.listed.length - 1)) {
      while (this.listed.length < id) this.listed.push('');
      this.listed.push(name);
    }
    return this.listed;
  }

  /** Names with greater ids, ascending: what has been added since one was seen. */
  addedAfter(id: number): readonly (readonly [number, string])[] {
    return this.after.all(id);
  }
}

/** The names that rows refer to. */
export interface TickNames {
  readonly instruments: NameTable;
  readonly sources: NameTable;
  readonly words: NameTable;
}
