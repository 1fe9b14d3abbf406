import type { Stamp } from '../../domain/digest.js';
import type { GreeksView, OptionGreeks } from '../../domain/vol-views.js';
import { americanImpliedVol } from '../../pricing/american-vol.js';
import { impliedVol } from '../../pricing/implied-vol.js';
import { smileVol, optionOn } from '../../surface/option-at.js';
import type { Smile } from '../../surface/smile-at.js';
import { coinForward } from './chain-view.js';
import { dividendsOf } from './fit-request.js';
import { americanGreeks, europeanGreeks, impliedYield, type Pricing } from './option-greeks.js';
import type { FoundOption } from './option-names.js';
import { contractPictures } from './option-pictures.js';

const DAYS_PER_YEAR = 365;

/** How an option of a chain is priced off its smile. */
export function pricingOf({ chain, row, right }: FoundOption, smile: Smile): Pricing {
  const { years, forward, discount, rate } = smile;
  const { strike } = row;
  const spot = chain.spot;
  const dividends = dividendsOf(chain);
  return {
    ...{ years, forward, discount, rate, strike, right, spot, dividends },
    vol: smileVol(smile, strike),
    coin: chain.coin ?? null,
  };
}

function midVol({ row, right }: FoundOption, of: Pricing): number | null {
  const { bid, ask } = row[right];
  if (!(bid > 0) || !(ask >= bid)) return null;
  const price = 0.5 * (bid + ask);
  if (of.dividends) {
    const terms = { ...of, dividends: of.dividends, yieldRate: impliedYield(of) };
    const vol = americanImpliedVol(terms, price);
    return vol.ok ? vol.value : null;
  }
  const vol = impliedVol({ ...of, price });
  return vol.ok ? vol.value : null;
}

function inCoin(price: number, of: FoundOption): number | null {
  const side = of.row[of.right];
  return of.chain.coin && price > 0 ? price / coinForward(side, of.chain) : null;
}

/** @param smile of the option's own expiry. */
export function greeksView(stamp: Stamp, found: FoundOption, smile: Smile): GreeksView {
  const { chain, row, right } = found;
  const side = row[right];
  const pricing = pricingOf(found, smile);
  const { vol } = pricing;
  const ours: OptionGreeks = pricing.dividends
    ? americanGreeks({ ...pricing, dividends: pricing.dividends })
    : europeanGreeks(pricing);
  const view = optionOn(smile, { strike: row.strike, right });
  const carry = chain.coin ? 1 : smile.forward / chain.spot;
  const priceCoin = chain.coin ? ours.price / smile.forward : null;
  const market = side.bid > 0 && side.ask >= side.bid ? 0.5 * (side.bid + side.ask) : ours.price;
  return {
    stamp,
    instrument: side.instrument,
    underlying: chain.underlying,
    coin: chain.coin ?? null,
    expiry: chain.expiry,
    settlesAtMs: chain.settlesAtMs,
    days: smile.years * DAYS_PER_YEAR,
    strike: row.strike,
    right,
    spot: chain.spot,
    forward: smile.forward,
    bid: side.bid > 0 ? side.bid : null,
    ask: side.ask > 0 ? side.ask : null,
    bidCoin: inCoin(side.bid, found),
    askCoin: inCoin(side.ask, found),
    midVol: midVol(found, pricing),
    fitVol: vol,
    ours,
    smileDelta: ours.delta + carry * (view.smileDelta - view.greeks.delta),
    priceCoin,
    netDelta: priceCoin === null ? null : ours.delta - priceCoin,
    venue: side.venue ?? null,
    ...contractPictures(pricing, { paid: market, smile }),
  };
}
