import type { Right } from '../domain/instrument.js';

/** A cash dividend by its ex-date. */
export interface Dividend {
  /** Years from now to the moment the stock trades without it. */
  readonly years: number;
  /** Cash a share. */
  readonly amount: number;
}

/** An option on a share that may be exercised at any time; the spot falls by each dividend. */
export interface AmericanInput {
  readonly spot: number;
  readonly strike: number;
  readonly years: number;
  /** Continuously compounded a year; `yieldRate` is a borrow fee or a continuous yield. */
  readonly rate: number;
  readonly yieldRate: number;
  readonly vol: number;
  readonly right: Right;
  readonly dividends: readonly Dividend[];
}

export interface GridPrice {
  readonly price: number;
  readonly delta: number;
  readonly gamma: number;
  /** By calendar time, a year; between dividends. */
  readonly theta: number;
}

export type Exercise = 'american' | 'european';

/** Value of exercise at a spot. */
export function intrinsic({ strike, right }: AmericanInput, spot: number): number {
  return Math.max(0, right === 'call' ? spot - strike : strike - spot);
}

/** Dividends between now and expiry, latest first. */
export function paid({ dividends, years }: AmericanInput): Dividend[] {
  return dividends
    .filter((dividend) => dividend.years > 0 && dividend.years < years && dividend.amount > 0)
    .sort((a, b) => b.years - a.years);
}
