import { newYorkOffsetMs } from '../../../src/engine/domain/new-york.js';

/** `20261121 09:30:00`, in New York. */
export function newYorkStamp(atMs: number): string {
  const text = new Date(atMs + newYorkOffsetMs(atMs)).toISOString();
  return `${text.slice(0, 10).replaceAll('-', '')} ${text.slice(11, 19)}`;
}
