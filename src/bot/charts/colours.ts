type Rgb = readonly [number, number, number];

function read(hex: string): Rgb {
  const part = (at: number): number => parseInt(hex.slice(at, at + 2), 16);
  return [part(1), part(3), part(5)];
}

/** `#rrggbb` between two others; 0 is the first, 1 the second. */
export function mixed(from: string, to: string, share: number): string {
  const [a, b] = [read(from), read(to)];
  const parts = a.map((part, i) => Math.round(part + ((b[i] ?? part) - part) * share));
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const [r, g, b] = read(hex).map((part) => {
    const c = part / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}

function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one) + 0.05, luminance(other) + 0.05];
  return Math.max(a, b) / Math.min(a, b);
}

/** Black or white, whichever reads better: one of them is over 4.5 to 1 on every colour. */
export function readableOn(colour: string): '#000000' | '#ffffff' {
  return contrast(colour, '#000000') >= contrast(colour, '#ffffff') ? '#000000' : '#ffffff';
}

type Lab = readonly [number, number, number];

/** `#rrggbb` of OKLab (Ottosson, "A perceptual color space for image processing", 2020). */
function fromOklab([lightness, a, b]: Lab): string {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  const parts = linear.map((c) => {
    const clipped = Math.min(1, Math.max(0, c));
    const encoded = clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055;
    return Math.round(255 * encoded);
  });
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

/** Dark blue over teal to light yellow: lightness rises evenly, so it reads without hue as well. */
function onScale(share: number): Lab {
  const hue = ((282 - 178 * share) * Math.PI) / 180;
  const chroma = 0.1 + 0.06 * share ** 3;
  return [0.35 + 0.56 * share, chroma * Math.cos(hue), chroma * Math.sin(hue)];
}

export const SCALE_STEPS = 64;

/** Steps at even distances along the path, so that equal differences look equal. */
const SCALE: readonly string[] = (() => {
  const fine = Array.from({ length: 1001 }, (_, i) => onScale(i / 1000));
  const along = fine.map(() => 0);
  for (let i = 1; i < fine.length; i++) {
    const [from, to] = [fine[i - 1], fine[i]];
    const away = from && to ? Math.hypot(to[0] - from[0], to[1] - from[1], to[2] - from[2]) : 0;
    along[i] = (along[i - 1] ?? 0) + away;
  }
  const length = along.at(-1) ?? 1;
  return Array.from({ length: SCALE_STEPS + 1 }, (_, step) => {
    const at = along.findIndex((way) => way >= (step / SCALE_STEPS) * length - 1e-12);
    return fromOklab(fine[at] ?? [0, 0, 0]);
  });
})();

/** Colour of a share of the way from least (0) to largest (1). */
export function scaleColour(share: number): string {
  const step = Math.round(Math.min(1, Math.max(0, share)) * SCALE_STEPS);
  return SCALE[step] ?? '#000000';
}
