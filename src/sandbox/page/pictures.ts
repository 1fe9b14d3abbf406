/** Pictures are decoded before they are shown, so that a bubble never changes its height. */

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Of a chart whose size is not known yet. */
export const USUAL_SIZE: PictureSize = { width: 1080, height: 720 };

const PATIENCE_MS = 2_500;
const sizes = new Map<string, PictureSize>();

/** Only the chat's own server may be asked for a file. */
export function ownPath(path: string): string | null {
  try {
    const url = new URL(path, location.href);
    return url.origin === location.origin ? url.href : null;
  } catch {
    return null;
  }
}

export function knownSize(path: string): PictureSize | null {
  return sizes.get(path) ?? null;
}

function newImage(url: string, alt: string): HTMLImageElement {
  const image = new Image();
  image.alt = alt;
  image.decoding = 'async';
  image.draggable = false;
  image.src = url;
  return image;
}

/** @returns an image ready to paint; null when the file is missing or no picture. */
export async function decodePicture(path: string, alt: string): Promise<HTMLImageElement | null> {
  const url = ownPath(path);
  if (url === null) return null;
  const image = newImage(url, alt);
  try {
    await image.decode();
  } catch {
    return null;
  }
  sizes.set(path, { width: image.naturalWidth, height: image.naturalHeight });
  return image;
}

/** Waits until the sizes are known, but not for ever: a slow picture appears when it comes. */
export async function measureAll(paths: readonly string[]): Promise<void> {
  const unknown = paths.filter((path) => !sizes.has(path));
  if (unknown.length === 0) return;
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  await Promise.race([Promise.all(unknown.map((path) => decodePicture(path, ''))), patience]);
}
