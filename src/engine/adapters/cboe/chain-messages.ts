import type { FileError } from './options-file.js';
import type { ReadOptions } from './packed.js';

/** What the thread that reads a file is given and told. */
export interface ReaderData {
  readonly underlying: string;
}

export type ReaderMessage =
  | { readonly kind: 'begin' }
  | { readonly kind: 'bytes'; readonly piece: Uint8Array }
  | { readonly kind: 'end' };

export type ReaderReply =
  | { readonly kind: 'packed'; readonly options: ReadOptions }
  | { readonly kind: 'refused'; readonly error: FileError };
