import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** Source files by path from the repository's root, with forward slashes. */
export type Tree = ReadonlyMap<string, string>;

export interface Violation {
  readonly rule:
    | 'table'
    | 'no-module'
    | 'arrow'
    | 'package'
    | 'unresolved'
    | 'cycle'
    | 'time'
    | 'environment'
    | 'approved-order'
    | 'locale-key'
    | 'locale-parity'
    | 'command';
  /** `path:line`, or the path alone. */
  readonly at: string;
  readonly detail: string;
}

/** Every file below a folder of the working tree whose name ends so. */
export function readTree(root: string, folder: string, ending: string): Tree {
  const found = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  return new Map(
    found
      .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [relative(root, path).split(sep).join('/'), readFileSync(path, 'utf8')]),
  );
}
