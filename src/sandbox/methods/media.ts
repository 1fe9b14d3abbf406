import { imageSize } from '../images.js';
import { mimeTypeOf } from '../mime.js';
import type { Outcome } from '../outcome.js';
import { badRequest, done, failed } from '../outcome.js';
import type { Parameters, UploadedFile } from '../parameters.js';
import type { StoredFile } from '../records.js';
import type { World } from '../world.js';

const PHOTO_MOST_BYTES = 10 * 1024 * 1024;
export const DOCUMENT_MOST_BYTES = 50 * 1024 * 1024;
/** Pixels, width and height together. */
const PHOTO_MOST_EDGES = 10_000;
const PHOTO_MOST_RATIO = 20;

export type MediaKind = StoredFile['kind'];

/** A file that is checked, but not yet kept: a refused call leaves nothing behind. */
export type Media =
  | { readonly from: 'known'; readonly fileNumber: number }
  | { readonly from: 'upload'; readonly kind: MediaKind; readonly file: UploadedFile };

function checkPhoto({ bytes }: UploadedFile): Outcome<null> {
  if (bytes.length > PHOTO_MOST_BYTES) {
    return badRequest(
      `file of size ${bytes.length} bytes is too big for a photo; the maximum size is ${PHOTO_MOST_BYTES} bytes`,
    );
  }
  const size = imageSize(bytes);
  if (size === null) return badRequest('IMAGE_PROCESS_FAILED');
  const { width, height } = size;
  const isLong = Math.max(width, height) > PHOTO_MOST_RATIO * Math.min(width, height);
  return isLong || width + height > PHOTO_MOST_EDGES
    ? badRequest('PHOTO_INVALID_DIMENSIONS')
    : done(null);
}

function uploaded(kind: MediaKind, file: UploadedFile): Outcome<Media> {
  if (file.bytes.length === 0) return badRequest('file must be non-empty');
  if (file.bytes.length > DOCUMENT_MOST_BYTES) return failed(413, 'Request Entity Too Large');
  const checked = kind === 'photo' ? checkPhoto(file) : done(null);
  return checked.ok ? done({ from: 'upload', kind, file }) : checked;
}

export interface MediaSource {
  readonly world: World;
  readonly parameters: Parameters;
}

/** A reference of a call: `attach://part`, the id of a known file, or an address. */
export function resolveMedia(
  { world, parameters }: MediaSource,
  kind: MediaKind,
  reference: string,
): Outcome<Media> {
  const attached = /^attach:\/\/(.+)$/s.exec(reference)?.[1];
  if (attached !== undefined) {
    const file = parameters.file(attached);
    return file === undefined
      ? badRequest('wrong file identifier/HTTP URL specified')
      : uploaded(kind, file);
  }
  // Nothing outside of this machine is ever fetched.
  if (/^https?:\/\//i.test(reference)) return badRequest('failed to get HTTP URL content');
  const known = world.files.byFileId(reference);
  if (known === null) return badRequest('wrong file identifier/HTTP URL specified');
  return known.file.kind === kind
    ? done({ from: 'known', fileNumber: known.file.fileNumber })
    : badRequest('type of file mismatch');
}

/** The file of `sendPhoto` or `sendDocument`: a part of that name, or a reference. */
export function readMedia(source: MediaSource, kind: MediaKind): Outcome<Media> {
  const direct = source.parameters.file(kind);
  if (direct !== undefined) return uploaded(kind, direct);
  const reference = source.parameters.text(kind);
  return reference === ''
    ? badRequest(`there is no ${kind} in the request`)
    : resolveMedia(source, kind, reference);
}

function safeName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const printable = last.replace(/[\u0000-\u001f\u007f]/g, '');
  return printable.slice(-120) || 'file';
}

/** Keeps the bytes; @returns the file's number. */
export function keepMedia(world: World, media: Media): number {
  if (media.from === 'known') return media.fileNumber;
  const { kind, file } = media;
  const size = kind === 'photo' ? imageSize(file.bytes) : null;
  const extension = size?.format === 'jpeg' ? 'jpg' : size?.format;
  const fileNumber = world.count('file');
  const name =
    extension === undefined ? safeName(file.fileName) : `photo_${fileNumber}.${extension}`;
  const stored = world.files.add(
    {
      fileNumber,
      kind,
      name,
      mimeType: mimeTypeOf(name),
      width: size?.width ?? 0,
      height: size?.height ?? 0,
      createdAtMs: world.clock.nowMs(),
    },
    file.bytes,
  );
  return stored.fileNumber;
}
