import { err, ok, type Result } from '../domain/result.js';
import { americanPrice, type AmericanInput } from './american.js';
import { impliedTotalVol, type IvError } from './implied-vol.js';

/** Highest volatility a year that is looked for: 1,000 %. */
const VOL_MAX = 10;
/** Grid on which volatilities are searched: its error is a hundredth of a point at the money. */
const RESOLUTION = 200;
const TOLERANCE = 1e-8;
const ROUNDS = 60;
/** Part of the spot by which the grid may fall short of a sure exercise. */
const GRID_SLACK = 1e-6;

/** Volatility of the European option of the same price on the spot less its dividends' value. */
function startVol(of: AmericanInput, price: number): number {
  const { rate, years, right, strike } = of;
  const lost = of.dividends
    .filter((dividend) => dividend.years > 0 && dividend.years < years)
    .reduce((sum, dividend) => sum + dividend.amount * Math.exp(-rate * dividend.years), 0);
  const forward = (of.spot - lost) * Math.exp((rate - of.yieldRate) * years);
  const total = impliedTotalVol({ forward, strike, right, price: price * Math.exp(rate * years) });
  const vol = total.ok ? total.value / Math.sqrt(years) : 0;
  return vol > 0.01 && vol < VOL_MAX ? vol : 0.3;
}

/**
 * Volatility a year at which `americanPrice` gives a price, by secants kept inside a bracket, to
 * 1e-8 unless told. A price that early exercise alone is worth has volatility 0; one above what 1,000 % gives is
 * above the maximum.
 */
export function americanImpliedVol(
  of: Omit<AmericanInput, 'vol'>,
  price: number,
  how: { readonly resolution?: number; readonly tolerance?: number } = {},
): Result<number, IvError> {
  const { resolution = RESOLUTION, tolerance = TOLERANCE } = how;
  if (!(of.years > 0)) return err({ code: 'expired', years: of.years });
  for (const [what, value] of Object.entries({ spot: of.spot, strike: of.strike })) {
    if (!(value > 0 && value < Infinity)) return err({ code: 'bad-input', what, value });
  }
  if (!Number.isFinite(price)) return err({ code: 'bad-input', what: 'price', value: price });
  const missAt = (vol: number): number =>
    americanPrice({ ...of, vol }, { resolution }).price - price;
  const least = missAt(0);
  if (least > GRID_SLACK * of.spot)
    return err({ code: 'below-intrinsic', price, intrinsic: least + price });
  if (least >= 0) return ok(0);
  const most = missAt(VOL_MAX);
  if (most < 0) return err({ code: 'above-maximum', price, maximum: most + price });
  let low = { vol: 0, miss: least };
  let high = { vol: VOL_MAX, miss: most };
  let vol = startVol({ ...of, vol: 0 }, price);
  let last = low;
  for (let round = 0; round < ROUNDS; round++) {
    const here = { vol, miss: missAt(vol) };
    if (here.miss < 0) low = here;
    else high = here;
    const secant = vol - (here.miss * (vol - last.vol)) / (here.miss - last.miss);
    last = here;
    const next = round === 0 ? vol * (here.miss < 0 ? 1.02 : 0.98) : secant;
    vol = next > low.vol && next < high.vol ? next : (low.vol + high.vol) / 2;
    if (Math.abs(vol - here.vol) < tolerance || high.vol - low.vol < tolerance) break;
  }
  return ok(vol);
}
