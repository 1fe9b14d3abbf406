import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A temporary folder with the given files; `remove` deletes it. */
export function folderOf(files: Readonly<Record<string, string | Uint8Array>>): {
  readonly path: string;
  write(name: string, content: string | Uint8Array): void;
  remove(): void;
} {
  const path = mkdtempSync(join(tmpdir(), 'voldesk-'));
  const write = (name: string, content: string | Uint8Array) => {
    const file = join(path, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  };
  for (const [name, content] of Object.entries(files)) write(name, content);
  return { path, write, remove: () => rmSync(path, { recursive: true, force: true }) };
}
