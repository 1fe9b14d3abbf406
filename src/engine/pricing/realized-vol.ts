/** One period's prices. */
export interface PriceBar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sample variance, over n - 1. */
function variance(values: readonly number[]): number {
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
}

/** Log returns from one price to the next. */
function returns(prices: readonly number[]): number[] {
  return prices.slice(1).map((price, i) => Math.log(price / (prices[i] ?? price)));
}

/**
 * Volatility a year from closes: sample standard deviation of log returns.
 * @param perYear periods a year, 252 for sessions or 365 for days. @returns null below 3 closes.
 */
export function closeToCloseVol(closes: readonly number[], perYear: number): number | null {
  return closes.length < 3 ? null : Math.sqrt(perYear * variance(returns(closes)));
}

/** The same about a mean of zero. @returns null below 2 closes. */
export function zeroMeanVol(closes: readonly number[], perYear: number): number | null {
  const squares = returns(closes).map((value) => value * value);
  return squares.length === 0 ? null : Math.sqrt(perYear * mean(squares));
}

/** Volatility a year from ranges (M. Parkinson, 1980). @returns null without bars. */
export function parkinsonVol(bars: readonly PriceBar[], perYear: number): number | null {
  if (bars.length === 0) return null;
  const squares = bars.map(({ high, low }) => Math.log(high / low) ** 2);
  return Math.sqrt((perYear * mean(squares)) / (4 * Math.LN2));
}

function rogersSatchell(bars: readonly PriceBar[]): number {
  return mean(
    bars.map(
      ({ open, high, low, close }) =>
        Math.log(high / close) * Math.log(high / open) +
        Math.log(low / close) * Math.log(low / open),
    ),
  );
}

/** Volatility a year from ranges and opens (M. Garman, M. Klass, 1980). @returns null without bars. */
export function garmanKlassVol(bars: readonly PriceBar[], perYear: number): number | null {
  if (bars.length === 0) return null;
  const daily = bars.map(
    ({ open, high, low, close }) =>
      0.5 * Math.log(high / low) ** 2 - (2 * Math.LN2 - 1) * Math.log(close / open) ** 2,
  );
  return Math.sqrt(perYear * mean(daily));
}

/** Volatility a year, free of drift (L. Rogers, S. Satchell, 1991). @returns null without bars. */
export function rogersSatchellVol(bars: readonly PriceBar[], perYear: number): number | null {
  return bars.length === 0 ? null : Math.sqrt(perYear * rogersSatchell(bars));
}

/**
 * Volatility a year from overnight moves, open-to-close moves and ranges (D. Yang, Q. Zhang, 2000);
 * the first bar gives its close alone. @returns null below 3 bars.
 */
export function yangZhangVol(bars: readonly PriceBar[], perYear: number): number | null {
  const days = bars.slice(1);
  const n = days.length;
  if (n < 2) return null;
  const overnight = days.map(({ open }, i) => Math.log(open / (bars[i]?.close ?? open)));
  const inside = days.map(({ open, close }) => Math.log(close / open));
  const k = 0.34 / (1.34 + (n + 1) / (n - 1));
  const daily = variance(overnight) + k * variance(inside) + (1 - k) * rogersSatchell(days);
  return Math.sqrt(perYear * daily);
}
