import { impliedVol } from '../../../src/engine/pricing/implied-vol.js';
import { bsmGreeks } from '../../../src/engine/pricing/greeks.js';
import { settlesAtMs, timeToExpiry } from '../../../src/engine/pricing/day-count.js';
import { optionClass, type IbContract } from './contract.js';
import { MODEL } from './world.js';

/** What one option computation says, in the gateway's units; null where it was not computed. */
export interface Computation {
  readonly iv: number | null;
  readonly delta: number | null;
  readonly price: number | null;
  readonly gamma: number | null;
  /** For one volatility point. */
  readonly vega: number | null;
  /** For one day. */
  readonly theta: number | null;
  readonly under: number;
}

/** Volatility and greeks that a price implies. */
export function computation(
  of: IbContract,
  at: { readonly price: number; readonly spot: number; readonly nowMs: number },
): Computation {
  const none = {
    iv: null,
    delta: null,
    price: at.price,
    gamma: null,
    vega: null,
    theta: null,
    under: at.spot,
  };
  const settles = optionClass(of.tradingClass)?.settles;
  if (!of.settles || !settles) return none;
  const { years, state } = timeToExpiry(at.nowMs, settlesAtMs(of.settles, settles));
  if (state === 'expired') return none;
  const right = of.right === 'C' ? ('call' as const) : ('put' as const);
  const discount = Math.exp(-MODEL.rate * years);
  const forward = at.spot * Math.exp((MODEL.rate - MODEL.yieldRate) * years);
  const vol = impliedVol({ forward, strike: of.strike, right, price: at.price, years, discount });
  if (!vol.ok || vol.value <= 0) return none;
  const greeks = bsmGreeks({
    spot: at.spot,
    strike: of.strike,
    years,
    vol: vol.value,
    right,
    ...MODEL,
  });
  return {
    iv: vol.value,
    delta: greeks.delta,
    price: at.price,
    gamma: greeks.gamma,
    vega: greeks.vega / 100,
    theta: greeks.theta / 365,
    under: at.spot,
  };
}
