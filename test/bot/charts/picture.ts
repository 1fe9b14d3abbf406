import { createCanvas, loadImage } from '@napi-rs/canvas';

/** A decoded PNG, read in real (not logical) pixels. */
export interface Picture {
  readonly widthPx: number;
  readonly heightPx: number;
  /** `#rrggbb`. */
  colourAt(xPx: number, yPx: number): string;
  /** Pixels of a box that differ from a colour. */
  inkIn(box: readonly [number, number, number, number], background: string): number;
}

export async function readPicture(png: Uint8Array): Promise<Picture> {
  const image = await loadImage(Buffer.from(png));
  const canvas = createCanvas(image.width, image.height);
  const on = canvas.getContext('2d');
  on.drawImage(image, 0, 0);
  const { data } = on.getImageData(0, 0, image.width, image.height);
  const colourAt = (xPx: number, yPx: number): string => {
    const at = (Math.round(yPx) * image.width + Math.round(xPx)) * 4;
    const parts = [...data.slice(at, at + 3)].map((part) => part.toString(16).padStart(2, '0'));
    return `#${parts.join('')}`;
  };
  return {
    widthPx: image.width,
    heightPx: image.height,
    colourAt,
    inkIn: ([left, top, right, bottom], background) => {
      let ink = 0;
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) if (colourAt(x, y) !== background) ink++;
      }
      return ink;
    },
  };
}
