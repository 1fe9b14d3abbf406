/** Steps of a stored figure in one unit: a price of four decimals fits a small integer. */
const SCALE = 10_000;
/** Beyond this a figure cannot be told apart from a scaled one; it is no price. */
const LARGEST = Number.MAX_SAFE_INTEGER / SCALE;

/** NaN stands for null between the threads. */
export function figureOrNaN(value: number | null): number {
  return value !== null && Math.abs(value) <= LARGEST ? value : Number.NaN;
}

/**
 * A figure as it is stored: an integer of ten-thousandths where that is exact (2 to 4 bytes for
 * most prices), else the figure itself, which then is no integer. Exact both ways.
 */
export function toStored(value: number): number | null {
  if (Number.isNaN(value)) return null;
  const scaled = Math.round(value * SCALE);
  return scaled / SCALE === value ? scaled : value;
}

export function fromStored(stored: number | null): number {
  if (stored === null) return Number.NaN;
  return Number.isInteger(stored) ? stored / SCALE : stored;
}

/** The other way round. */
export function numberOrNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}
