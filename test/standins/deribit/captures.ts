import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One recorded message and when it came; 0 where the recording does not say. */
export interface Recorded {
  readonly atMs: number;
  readonly text: string;
}

/** Messages of a recording of lines `<epoch seconds>: <json>`; requests and remarks are left out. */
export function readLines(path: string): readonly Recorded[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const found = /^(\d+(?:\.\d+)?): (\{.*\})\s*$/.exec(line);
      return found ? [{ atMs: Math.round(Number(found[1]) * 1_000), text: found[2] ?? '' }] : [];
    });
}

/** Messages that lie alone in files, or as lists in them. */
export function readFrames(path: string): readonly Recorded[] {
  if (!existsSync(path)) return [];
  const files = path.endsWith('.json')
    ? [path]
    : readdirSync(path)
        .filter((name) => name.endsWith('.json'))
        .sort()
        .map((name) => join(path, name));
  return files.flatMap((file) => {
    const json = JSON.parse(readFileSync(file, 'utf8')) as unknown;
    const messages: unknown[] = Array.isArray(json) ? json : [json];
    return messages.map((message) => ({ atMs: 0, text: JSON.stringify(message) }));
  });
}

/** The data of every recorded notification of a kind of channel, such as `ticker`. */
export function notifications(
  recorded: readonly Recorded[],
  kind: string,
): readonly Readonly<Record<string, unknown>>[] {
  return recorded.flatMap(({ text }) => {
    const { params } = JSON.parse(text) as {
      params?: { channel?: string; data?: Record<string, unknown> };
    };
    const isKind = params?.channel?.startsWith(`${kind}.`) === true;
    return isKind && params.data ? [params.data] : [];
  });
}
