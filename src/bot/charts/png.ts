import { crc32, deflateSync } from 'node:zlib';

export interface Picture {
  /** RGBA, row by row; opaque. */
  readonly pixels: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const MOST_COLOURS = 256;
/** Beyond it a picture is a gradient, which a palette would band. */
const MOST_SHADES = 8192;

function chunk(type: string, data: Uint8Array): Buffer {
  const whole = Buffer.alloc(data.length + 12);
  whole.writeUInt32BE(data.length, 0);
  whole.write(type, 4, 'latin1');
  whole.set(data, 8);
  whole.writeUInt32BE(crc32(whole.subarray(4, data.length + 8)), data.length + 8);
  return whole;
}

function distance(a: number, b: number): number {
  const red = (a & 255) - (b & 255);
  const green = ((a >> 8) & 255) - ((b >> 8) & 255);
  const blue = ((a >> 16) & 255) - ((b >> 16) & 255);
  return 2 * red * red + 4 * green * green + 3 * blue * blue;
}

/** Index in the palette by colour: the commonest stand for themselves, the rest for the nearest. */
function palette(counts: ReadonlyMap<number, number>): {
  readonly colours: readonly number[];
  readonly indexOf: ReadonlyMap<number, number>;
} {
  const byCount = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([colour]) => colour);
  const colours = byCount.slice(0, MOST_COLOURS);
  const indexOf = new Map(colours.map((colour, index) => [colour, index]));
  for (const colour of byCount.slice(MOST_COLOURS)) {
    let best = 0;
    let least = Infinity;
    for (let index = 0; index < colours.length; index++) {
      const away = distance(colour, colours[index] ?? 0);
      if (away < least) [best, least] = [index, away];
    }
    indexOf.set(colour, best);
  }
  return { colours, indexOf };
}

/** How often each RGBA word occurs; null where there are too many for a palette. */
function countColours(words: Uint32Array): ReadonlyMap<number, number> | null {
  const counts = new Map<number, number>();
  let from = 0;
  for (let i = 1; i <= words.length; i++) {
    const colour = words[from] ?? 0;
    if (i < words.length && words[i] === colour) continue;
    counts.set(colour, (counts.get(colour) ?? 0) + i - from);
    if (counts.size > MOST_SHADES) return null;
    from = i;
  }
  return counts;
}

/**
 * A palette PNG (8 bits a pixel): quicker to make than true colour and half as large. Edges
 * beyond 256 shades take the nearest one. PNG specification, third edition, W3C 2025.
 *
 * @returns null where the picture has too many shades for a palette.
 */
export function palettePng({ pixels, widthPx, heightPx }: Picture): Buffer | null {
  const aligned = pixels.byteOffset % 4 === 0 ? pixels : pixels.slice();
  const words = new Uint32Array(aligned.buffer, aligned.byteOffset, widthPx * heightPx);
  const counts = countColours(words);
  if (!counts) return null;
  const { colours, indexOf } = palette(counts);
  const rows = Buffer.alloc((widthPx + 1) * heightPx);
  let last = -1;
  let index = 0;
  for (let y = 0, from = 0, to = 0; y < heightPx; y++) {
    rows[to++] = 0;
    for (const end = from + widthPx; from < end; from++) {
      const word = words[from] ?? 0;
      if (word !== last) {
        last = word;
        index = indexOf.get(word) ?? 0;
      }
      rows[to++] = index;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(widthPx, 0);
  header.writeUInt32BE(heightPx, 4);
  header.set([8, 3], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk(
      'PLTE',
      Uint8Array.from(colours.flatMap((c) => [c & 255, (c >> 8) & 255, (c >> 16) & 255])),
    ),
    chunk('IDAT', deflateSync(rows, { level: 3 })),
    chunk('IEND', new Uint8Array()),
  ]);
}
