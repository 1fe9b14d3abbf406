import { err, ok, type Result } from '../domain/result.js';
import { optionAt, optionOn, type OptionTerms } from './option-at.js';
import { smileAt, type QueryError, type Smile } from './smile-at.js';
import type { SmileSet } from './surface.js';
import { timeToExpiry } from '../pricing/day-count.js';

/** Options held: signed contracts of `multiplier` units each. */
export interface BookLine extends OptionTerms {
  readonly contracts: number;
  readonly multiplier: number;
}

/** Sums over a book, in the quote currency; every unit is in the name. */
export interface BookGreeks {
  readonly valueUsd: number;
  /** Units of the underlying's forward. */
  readonly deltaUnits: number;
  /** The same when the smile moves with the forward. */
  readonly smileDeltaUnits: number;
  /** Change of delta for 1 unit of the forward. */
  readonly gammaUnits: number;
  readonly vegaUsdPerVolPt: number;
  readonly thetaUsdPerDay: number;
  readonly vannaUsdPerUnitVolPt: number;
  readonly volgaUsdPerVolPt2: number;
}

const DAYS_PER_YEAR = 365;

export function bookGreeks(
  surface: SmileSet,
  lines: readonly BookLine[],
): Result<BookGreeks, QueryError> {
  const sum = {
    valueUsd: 0,
    deltaUnits: 0,
    smileDeltaUnits: 0,
    gammaUnits: 0,
    vegaUsdPerVolPt: 0,
    thetaUsdPerDay: 0,
    vannaUsdPerUnitVolPt: 0,
    volgaUsdPerVolPt2: 0,
  };
  for (const line of lines) {
    const view = optionAt(surface, line);
    if (!view.ok) return view;
    const { greeks, smileDelta } = view.value;
    const size = line.contracts * line.multiplier;
    sum.valueUsd += size * greeks.price;
    sum.deltaUnits += size * greeks.delta;
    sum.smileDeltaUnits += size * smileDelta;
    sum.gammaUnits += size * greeks.gamma;
    sum.vegaUsdPerVolPt += (size * greeks.vega) / 100;
    sum.thetaUsdPerDay += (size * greeks.theta) / DAYS_PER_YEAR;
    sum.vannaUsdPerUnitVolPt += (size * greeks.vanna) / 100;
    sum.volgaUsdPerVolPt2 += (size * greeks.volga) / 10_000;
  }
  return ok(sum);
}

/** A shock to the whole surface. */
export interface Shock {
  /** Forwards times 1 + this; the smile moves with them (sticky moneyness). */
  readonly spotShare: number;
  /** Added to every volatility, in volatility points; no volatility falls below 1 point. */
  readonly volPts: number;
  /** Time that passes, in days; what expires is worth its intrinsic value. */
  readonly days: number;
}

export interface StressCell extends Shock {
  readonly profitUsd: number;
}

const LEAST_VOL = 0.01;

/** The smile after a shock; a parallel move of volatility changes w to (√w + x√T)². */
function shocked(smile: Smile, shock: Shock): Smile {
  const root = Math.sqrt(smile.years);
  const jet = (k: number) => {
    const { w, w1, w2 } = smile.jet(k);
    const total = Math.sqrt(w);
    const next = Math.max(LEAST_VOL * root, total + (shock.volPts / 100) * root);
    const ratio = next / total;
    // Derivatives of (√w + c)² by k.
    const bend = ratio * w2 + ((1 - ratio) * w1 * w1) / (2 * w);
    return { w: next * next, w1: ratio * w1, w2: bend };
  };
  return { ...smile, forward: smile.forward * (1 + shock.spotShare), jet };
}

function intrinsic(line: BookLine, forward: number): number {
  const call = line.right === 'call';
  return Math.max(0, call ? forward - line.strike : line.strike - forward);
}

/** Value of one unit of a line after a shock. */
function valueAfter(surface: SmileSet, line: BookLine, shock: Shock): Result<number, QueryError> {
  const left = timeToExpiry(surface.atMs + shock.days * 86_400_000, line.settlesAtMs);
  const nowLeft = timeToExpiry(surface.atMs, line.settlesAtMs);
  const now = smileAt(surface, nowLeft.years);
  if (!now.ok) return now;
  if (left.state === 'expired')
    return ok(intrinsic(line, now.value.forward * (1 + shock.spotShare)));
  // The smile of what is left; the forward stays that of the line's own expiry.
  const later = smileAt(surface, left.years);
  if (!later.ok) return later;
  const smile = shocked({ ...later.value, forward: now.value.forward }, shock);
  return ok(optionOn(smile, line).greeks.price);
}

/** Profit and loss of a book under each shock, revalued in full. */
export function stressGrid(
  surface: SmileSet,
  lines: readonly BookLine[],
  shocks: readonly Shock[],
): Result<StressCell[], QueryError> {
  const none = { spotShare: 0, volPts: 0, days: 0 };
  const cells: StressCell[] = [];
  for (const shock of shocks) {
    let profitUsd = 0;
    for (const line of lines) {
      const before = valueAfter(surface, line, none);
      const after = valueAfter(surface, line, shock);
      if (!before.ok) return before;
      if (!after.ok) return err(after.error);
      profitUsd += line.contracts * line.multiplier * (after.value - before.value);
    }
    cells.push({ ...shock, profitUsd });
  }
  return ok(cells);
}

/** Every combination of the given moves. */
export function shockGrid(of: {
  readonly spotShares: readonly number[];
  readonly volPts: readonly number[];
  readonly days: readonly number[];
}): Shock[] {
  return of.days.flatMap((days) =>
    of.volPts.flatMap((volPts) => of.spotShares.map((spotShare) => ({ spotShare, volPts, days }))),
  );
}
