export interface Tick {
  readonly value: number;
  readonly label: string;
}

const MINUS = '\u2212';
const NARROW_SPACE = '\u202f';

function grouped(digits: string): string {
  const [whole = '', fraction] = digits.split('.');
  const spaced = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, NARROW_SPACE) : whole;
  return fraction === undefined ? spaced : `${spaced}.${fraction}`;
}

/** A number for every language: point, thin-spaced thousands from 10 000, true minus. */
export function formatNumber(value: number, decimals: number): string {
  const digits = Math.abs(value).toFixed(decimals);
  return `${value < 0 && Number(digits) !== 0 ? MINUS : ''}${grouped(digits)}`;
}

const PREFIXES = [
  { from: 1e12, letter: 'T' },
  { from: 1e9, letter: 'G' },
  { from: 1e6, letter: 'M' },
] as const;

function prefixFor(largest: number): { readonly from: number; readonly letter: string } {
  return PREFIXES.find(({ from }) => largest >= from) ?? { from: 1, letter: '' };
}

/** Beyond it a value is short, such as 12.50M. */
const LONG = 1e7;

/** A value beside its point: all its digits while they are few. */
export function formatValue(value: number, decimals: number): string {
  if (Math.abs(value) < LONG) return formatNumber(value, decimals);
  const { from, letter } = prefixFor(Math.abs(value));
  return `${formatNumber(value / from, 2)}${letter}`;
}

/** The least step of 1, 2, 2.5 or 5 times a power of ten that is at least `roughly`. */
export function niceStep(roughly: number): number {
  const power = 10 ** Math.floor(Math.log10(roughly));
  const multiple = [1, 2, 2.5, 5, 10].find((m) => m * power >= roughly * (1 - 1e-9)) ?? 10;
  return multiple * power;
}

function decimalsOf(step: number): number {
  for (let decimals = 0; decimals < 12; decimals++) {
    if (Math.abs(step - Number(step.toFixed(decimals))) < step * 1e-9) return decimals;
  }
  return 12;
}

/** Round values inside the domain, at most `count` of them where the step allows. */
export function numberTicks(min: number, max: number, count: number): readonly Tick[] {
  const step = niceStep((max - min) / count);
  const prefix = prefixFor(Math.max(Math.abs(min), Math.abs(max)));
  const decimals = decimalsOf(step / prefix.from);
  const first = Math.ceil(min / step - 1e-9);
  const ticks: Tick[] = [];
  for (let n = first; n * step <= max + step * 1e-9 && ticks.length <= count + 1; n++) {
    const value = n * step;
    const label = formatNumber(value / prefix.from, decimals);
    ticks.push({ value, label: `${label}${prefix.letter}` });
  }
  return ticks;
}
