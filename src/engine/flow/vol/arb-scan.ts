import type { Right } from '../../domain/instrument.js';
import type { ArbFinding } from '../../domain/vol-views.js';
import { farCover } from './arb-calendars.js';
import { legFeeUsd, unitsOf, type PricedExpiry, type PricedSide } from './arb-legs.js';

/** What a scan has seen so far. */
export interface ArbTally {
  tested: number;
  beforeCosts: number;
  readonly findings: ArbFinding[];
}

/** One leg at the quoted side: contracts for one of the body, positive bought. */
interface Leg {
  readonly of: PricedExpiry;
  readonly side: PricedSide;
  readonly ratio: number;
}

interface Candidate {
  readonly kind: ArbFinding['kind'];
  readonly right: Right | null;
  readonly legs: readonly Leg[];
  /** What the structure is worth at least beyond what it costs, in pricing money a unit. */
  readonly surplus: number;
}

/** Strikes apart at which two are compared, and wings of a butterfly. */
const REACH = 8;
const WINGS = 3;
/** Rounding of sums of prices, relative to the strike or the coin. */
const ROUNDING = 1e-10;
/** Interest a year that a loan of a box may differ by from the surface's own, before it is a gain. */
const LOAN_MARGIN = 0.01;

/** Most combinations cost more than they are worth: for those nothing is made. */
function pays(tally: ArbTally, surplus: number, { chain }: PricedExpiry): boolean {
  tally.tested++;
  return surplus > ROUNDING * (chain.coin ? 1 : chain.spot);
}

function add(tally: ArbTally, { kind, right, legs, surplus }: Candidate): void {
  const { unitUsd, multiplier } = (legs[0] as Leg).of;
  tally.beforeCosts++;
  const prices = legs.map(({ side, ratio }) => (ratio > 0 ? side.ask : side.bid));
  const gainUsd = surplus * unitUsd * multiplier;
  const fees = legs.reduce(
    (sum, leg, i) => sum + Math.abs(leg.ratio) * legFeeUsd(leg.of, prices[i] as number),
    0,
  );
  const netUsd = gainUsd - fees;
  if (!(netUsd > 0)) return;
  const sizes = legs.map(({ side, ratio }) => ({
    size: ratio > 0 ? side.askSize : side.bidSize,
    ratio: Math.abs(ratio),
  }));
  tally.findings.push({
    kind,
    expiries: [...new Set(legs.map((leg) => leg.of.chain.expiry))],
    strikes: [...new Set(legs.map(({ side }) => side.strike))].sort((a, b) => a - b),
    right,
    gainUsd,
    netUsd,
    units: unitsOf(sizes),
  });
}

/** Premiums are convex in the strike: wings bought at the ask, body sold at the bid. */
export function scanButterflies(of: PricedExpiry, right: Right, tally: ArbTally): void {
  const sides = of.sides[right];
  for (let m = 1; m < sides.length - 1; m++) {
    const body = sides[m] as PricedSide;
    if (!(body.bid > 0)) continue;
    for (let l = Math.max(0, m - WINGS); l < m; l++) {
      for (let r = m + 1; r <= Math.min(sides.length - 1, m + WINGS); r++) {
        const low = sides[l] as PricedSide;
        const high = sides[r] as PricedSide;
        const share = (high.strike - body.strike) / (high.strike - low.strike);
        const surplus = body.bid - share * low.ask - (1 - share) * high.ask;
        if (!pays(tally, surplus, of)) continue;
        const legs = [
          { of, side: low, ratio: share },
          { of, side: body, ratio: -1 },
          { of, side: high, ratio: 1 - share },
        ];
        add(tally, { kind: 'butterfly', right, legs, surplus });
      }
    }
  }
}

/** Worth at most of a call or put spread, in pricing money: its width, for coins at the forward. */
function widest({ chain, american, forward, discount }: PricedExpiry, width: number): number {
  const paidAtMost = american ? width : width * (discount ?? 1);
  return chain.coin ? paidAtMost / (forward ?? chain.spot) : paidAtMost;
}

/** A spread never costs less than nothing nor pays more than its width. */
export function scanVerticals(of: PricedExpiry, right: Right, tally: ArbTally): void {
  const sides = of.sides[right];
  const spread = (bought: PricedSide, sold: PricedSide, most: number): void => {
    const surplus = sold.bid - bought.ask - most;
    if (!(sold.bid > 0) || !pays(tally, surplus, of)) return;
    const legs = [
      { of, side: bought, ratio: 1 },
      { of, side: sold, ratio: -1 },
    ];
    add(tally, { kind: 'vertical', right, legs, surplus });
  };
  for (let i = 0; i < sides.length; i++) {
    const low = sides[i] as PricedSide;
    for (let j = i + 1; j <= Math.min(sides.length - 1, i + REACH); j++) {
      const high = sides[j] as PricedSide;
      const dear = right === 'call' ? low : high;
      const cheap = right === 'call' ? high : low;
      spread(dear, cheap, 0);
      spread(cheap, dear, widest(of, high.strike - low.strike));
    }
  }
}

interface BoxRow {
  readonly call: PricedSide;
  readonly put: PricedSide;
}

function boxRows({ sides }: PricedExpiry): BoxRow[] {
  const puts = new Map(sides.put.map((side) => [side.strike, side]));
  return sides.call.flatMap((call) => {
    const put = puts.get(call.strike);
    return put ? [{ call, put }] : [];
  });
}

/** A box is a loan: it costs the present value of its width. Only where nobody exercises early. */
export function scanBoxes(of: PricedExpiry, tally: ArbTally): void {
  const { discount } = of;
  if (of.american || discount === null) return;
  const rows = boxRows(of);
  const room = Math.exp(-LOAN_MARGIN * of.years);
  const money = of.chain.coin ? 1 / (of.forward ?? of.chain.spot) : 1;
  const box = ([low, high]: readonly [BoxRow, BoxRow], sign: 1 | -1): void => {
    const [bought, sold] = sign > 0 ? [low, high] : [high, low];
    if (!(sold.call.bid > 0) || !(bought.put.bid > 0)) return;
    const cost = bought.call.ask - sold.call.bid + sold.put.ask - bought.put.bid;
    const width = (high.call.strike - low.call.strike) * money;
    // A box sold is owed later: without interest at most.
    const surplus = sign > 0 ? width * discount * room - cost : -cost - width;
    if (!pays(tally, surplus, of)) return;
    const legs = [
      { of, side: bought.call, ratio: 1 },
      { of, side: sold.call, ratio: -1 },
      { of, side: sold.put, ratio: 1 },
      { of, side: bought.put, ratio: -1 },
    ];
    add(tally, { kind: 'box', right: null, legs, surplus });
  };
  for (let i = 0; i < rows.length; i++) {
    for (let j = i + 1; j <= Math.min(rows.length - 1, i + REACH); j++) {
      const pair = [rows[i] as BoxRow, rows[j] as BoxRow] as const;
      box(pair, 1);
      box(pair, -1);
    }
  }
}

/** A near option sold at its bid and covered by far ones bought at their ask. */
export function scanCalendars(
  near: PricedExpiry,
  far: PricedExpiry,
  of: { readonly right: Right; readonly tally: ArbTally },
): void {
  for (const side of near.sides[of.right]) {
    if (!(side.bid > 0)) continue;
    const cover = farCover(near, far, { right: of.right, strike: side.strike });
    if (!cover) continue;
    const cost = cover.sides.reduce((sum, { side: { ask }, ratio }) => sum + ratio * ask, 0);
    if (!pays(of.tally, side.bid - cost, near)) continue;
    const legs = [
      { of: near, side, ratio: -1 },
      ...cover.sides.map((leg) => ({ of: far, ...leg })),
    ];
    add(of.tally, { kind: 'calendar', right: of.right, legs, surplus: side.bid - cost });
  }
}
