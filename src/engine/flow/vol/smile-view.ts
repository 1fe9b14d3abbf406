import type { Chain } from '../../domain/chain.js';
import type { SmilePoint, SmileView } from '../../domain/vol-views.js';
import type { FittedExpiry } from '../../ports/surface-fitter.js';
import { impliedVol } from '../../pricing/implied-vol.js';
import { smileVol } from '../../surface/option-at.js';
import { forwardDelta } from '../../surface/skew.js';
import { smileOf, type Smile } from '../../surface/smile-at.js';
import { expiriesOf } from './expiry-names.js';
import { isAmerican } from './fit-request.js';
import { headOf, sliceViews, type ShownSurface } from './surface-view.js';

/** Strikes between the 1Δ put and the 1Δ call are shown. */
const LEAST_DELTA = 0.01;
const CURVE_POINTS = 81;

type Premium = { readonly strike: number; readonly right: 'call' | 'put'; readonly price: number };

function volOfPremium(smile: Smile, { strike, right, price }: Premium): number | null {
  if (!(price > 0)) return null;
  const { forward, discount, years } = smile;
  const vol = impliedVol({ forward, strike, right, price, discount, years });
  return vol.ok && vol.value > 0 ? vol.value : null;
}

function isShown(smile: Smile, strike: number): boolean {
  const delta = forwardDelta(smile, Math.log(strike / smile.forward));
  return delta >= LEAST_DELTA && delta <= 1 - LEAST_DELTA;
}

/** Points of the quotes that the expiry was fitted to. */
function fittedPoints(slice: FittedExpiry, smile: Smile): SmilePoint[] {
  const { kept } = slice;
  return Array.from(kept.strike, (strike, i): SmilePoint => {
    const right = kept.isCall[i] ? 'call' : 'put';
    const side = (price: number) => volOfPremium(smile, { strike, right, price });
    return {
      ...{ strike, right },
      bidVol: side(kept.bid[i] as number),
      askVol: side(kept.ask[i] as number),
      midVol: kept.vol[i] as number,
      fitVol: smileVol(smile, strike),
    };
  });
}

/** Points of quotes with one side alone, which the fit leaves out. */
function lonePoints(chain: Chain, smile: Smile, known: ReadonlySet<number>): SmilePoint[] {
  return chain.rows.flatMap(({ strike, call, put }): SmilePoint[] => {
    const right = strike >= smile.forward ? 'call' : 'put';
    const { bid, ask } = right === 'call' ? call : put;
    if (known.has(strike) || (bid > 0 && ask > 0)) return [];
    const side = (price: number) => volOfPremium(smile, { strike, right, price });
    const [bidVol, askVol] = [side(bid), side(ask)];
    if (bidVol === null && askVol === null) return [];
    return [{ strike, right, bidVol, askVol, midVol: null, fitVol: smileVol(smile, strike) }];
  });
}

function curveOf(smile: Smile, points: readonly SmilePoint[]): SmileView['curve'] {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last) return [];
  const step = Math.log(last.strike / first.strike) / (CURVE_POINTS - 1);
  return Array.from({ length: CURVE_POINTS }, (_, i) => {
    const strike = i === CURVE_POINTS - 1 ? last.strike : first.strike * Math.exp(i * step);
    return { strike, vol: smileVol(smile, strike) };
  });
}

/** @param of the fitted expiry, its chain, and all listed ones. */
export function smileView(
  shown: ShownSurface,
  of: { readonly slice: FittedExpiry; readonly chain: Chain; readonly chains: readonly Chain[] },
): SmileView {
  const { slice, chain, chains } = of;
  const smile = smileOf(slice);
  const fitted = fittedPoints(slice, smile);
  const known = new Set(fitted.map(({ strike }) => strike));
  // American premiums hold early exercise, which a European volatility does not know.
  const lone = isAmerican(chain) ? [] : lonePoints(chain, smile, known);
  const points = [...fitted, ...lone]
    .filter(({ strike }) => isShown(smile, strike))
    .sort((a, b) => a.strike - b.strike);
  const view = sliceViews(shown.minute).find(({ id }) => id === slice.id);
  if (!view) throw new Error(`no minute of ${slice.id}`);
  return {
    ...headOf(shown),
    slice: view,
    points,
    curve: curveOf(smile, points),
    expiries: expiriesOf(chains),
  };
}
