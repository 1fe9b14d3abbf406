import type { Right } from '../domain/instrument.js';
import { err, ok, type Result } from '../domain/result.js';
import type { EpochMs } from '../domain/units.js';
import { timeToExpiry } from '../pricing/day-count.js';
import { blackGreeks, type Greeks } from '../pricing/greeks.js';
import { smileAt, type QueryError, type Smile } from './smile-at.js';
import type { SmileSet } from './surface.js';

/** A European option by what a surface needs to know. */
export interface OptionTerms {
  readonly strike: number;
  readonly settlesAtMs: EpochMs;
  readonly right: Right;
}

/** An option's value on a surface. */
export interface OptionView {
  /** Volatility a year. */
  readonly vol: number;
  readonly years: number;
  readonly forward: number;
  readonly discount: number;
  /** Black 1976 at that volatility; `delta`, `gamma` … by the forward, the volatility held. */
  readonly greeks: Greeks;
  /** Delta by the forward when the smile moves with it (sticky moneyness). */
  readonly smileDelta: number;
}

/** Volatility a year at a strike of a smile. */
export function smileVol(smile: Smile, strike: number): number {
  return Math.sqrt(smile.jet(Math.log(strike / smile.forward)).w / smile.years);
}

/** Value and greeks of an option on a smile. */
export function optionOn(smile: Smile, of: { strike: number; right: Right }): OptionView {
  const { years, forward, discount, rate } = smile;
  const { strike, right } = of;
  const { w, w1 } = smile.jet(Math.log(strike / forward));
  const vol = Math.sqrt(w / years);
  const greeks = blackGreeks({ forward, strike, years, rate, vol, right });
  // ∂σ/∂F at a fixed strike is -σ'(k)/F, and σ' = w'/(2σT).
  const smileDelta = greeks.delta - (greeks.vega * w1) / (2 * vol * years * forward);
  return { vol, years, forward, discount, greeks, smileDelta };
}

/** Value and greeks of any option up to the last expiry, at the surface's time. */
export function optionAt(surface: SmileSet, terms: OptionTerms): Result<OptionView, QueryError> {
  const { strike, settlesAtMs } = terms;
  if (!(strike > 0 && strike < Infinity)) return err({ code: 'bad-strike', strike });
  // A listed expiry is met exactly, whatever the clock's rounding.
  const listed = surface.slices.find((slice) => slice.settlesAtMs === settlesAtMs);
  const left = timeToExpiry(surface.atMs, settlesAtMs);
  const years = listed?.years ?? (left.state === 'expired' ? 0 : left.years);
  const smile = smileAt(surface, years);
  return smile.ok ? ok(optionOn(smile.value, terms)) : smile;
}
