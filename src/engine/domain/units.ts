import { err, ok, type Result } from './result.js';

declare const brand: unique symbol;

/** A value that its maker has validated; structurally equal values of other brands do not fit. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** An instant: milliseconds since 1970-01-01T00:00Z. */
export type EpochMs = number;
/** A length of time in milliseconds. */
export type DurationMs = number;

/** Volatility a year as a fraction: 0.25 is 25 %. */
export type Vol = Brand<number, 'Vol'>;
/** Strike price in the underlying's quote currency. */
export type Strike = Brand<number, 'Strike'>;
/** Money in integer millionths of a US dollar. */
export type UsdMicros = Brand<number, 'UsdMicros'>;

export interface BadNumber {
  readonly code: 'bad-number';
  readonly what: string;
  readonly value: number;
}

function bad(what: string, value: number): Result<never, BadNumber> {
  return err({ code: 'bad-number', what, value });
}

/** @param value fraction a year; 10 or more is refused, because it is a percentage by mistake. */
export function makeVol(value: number): Result<Vol, BadNumber> {
  return value >= 0 && value < 10 ? ok(value as Vol) : bad('vol', value);
}

export function makeStrike(value: number): Result<Strike, BadNumber> {
  return value > 0 && Number.isFinite(value) ? ok(value as Strike) : bad('strike', value);
}

export function makeUsdMicros(value: number): Result<UsdMicros, BadNumber> {
  return Number.isSafeInteger(value) ? ok(value as UsdMicros) : bad('usd-micros', value);
}

const MICROS_PER_USD = 1_000_000;

/** Dollars to micro-dollars, rounded against us: towards minus infinity. */
export function usdToMicrosAgainstUs(usd: number): Result<UsdMicros, BadNumber> {
  const micros = usd * MICROS_PER_USD;
  const nearest = Math.round(micros);
  return makeUsdMicros(Math.abs(micros - nearest) < 1e-3 ? nearest : Math.floor(micros));
}

export function microsToUsd(micros: UsdMicros): number {
  return micros / MICROS_PER_USD;
}

export const MINUTE_MS: DurationMs = 60_000;
export const HOUR_MS: DurationMs = 3_600_000;
export const DAY_MS: DurationMs = 86_400_000;
