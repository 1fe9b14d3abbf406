import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Every regular file under a directory, in a fixed order (by path). Links are not followed, so a
 * walk ends; folders that cannot be listed are skipped.
 *
 * @returns null where the directory itself cannot be listed.
 */
export async function walkFiles(directory: string): Promise<string[] | null> {
  const found: string[] = [];
  const folders = [directory];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => null);
    if (entries === null) {
      if (folder === directory) return null;
      continue;
    }
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile()) found.push(path);
    }
  }
  return found.sort();
}
