import { statfs } from 'node:fs/promises';

/** Bytes that this process may still write on the disk of a path; null where it cannot be told. */
export async function freeDiskBytes(path: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  } catch {
    return null;
  }
}
