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
  /** Made only where there is something to be had. */
  legs(): readonly Leg[];
  /** What the structure is worth at least beyond what it costs, in pricing money a unit. */
  readonly surplus: number;
}

/** Strikes apart at which two are compared, and wings of a butterfly. */
const REACH = 12;
const WINGS = 4;
/** Rounding of sums of prices, relative to the strike or the coin. */
const ROUNDING = 1e-10;
/** Interest a year that a loan of a box may differ by from the surface's own, before it is a gain. */
const LOAN_MARGIN = 0.01;

function judge(tally: ArbTally, of: Candidate): void {
  tally.tested++;
  if (!(of.surplus > ROUNDING)) return;
  const legs = of.legs();
  const { unitUsd, multiplier, chain } = (legs[0] as Leg).of;
  const unit = chain.coin ? 1 : chain.spot;
  if (!(of.surplus > ROUNDING * unit)) return;
  tally.beforeCosts++;
  const prices = legs.map(({ side, ratio }) => (ratio > 0 ? side.ask : side.bid));
  const gainUsd = of.surplus * unitUsd * multiplier;
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
    kind: of.kind,
    expiries: [...new Set(legs.map((leg) => leg.of.chain.expiry))],
    strikes: [...new Set(legs.map(({ side }) => side.strike))].sort((a, b) => a - b),
    right: of.right,
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
        const [low, high] = [sides[l] as PricedSide, sides[r] as PricedSide];
        const share = (high.strike - body.strike) / (high.strike - low.strike);
        const surplus = body.bid - share * low.ask - (1 - share) * high.ask;
        const legs = () => [
          { of, side: low, ratio: share },
          { of, side: body, ratio: -1 },
          { of, side: high, ratio: 1 - share },
        ];
        judge(tally, { kind: 'butterfly', right, legs, surplus });
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
  for (let i = 0; i < sides.length; i++) {
    for (let j = i + 1; j <= Math.min(sides.length - 1, i + REACH); j++) {
      const [low, high] = [sides[i] as PricedSide, sides[j] as PricedSide];
      const [dear, cheap] = right === 'call' ? [low, high] : [high, low];
      const bought = (side: PricedSide) => ({ of, side, ratio: 1 });
      const sold = (side: PricedSide) => ({ of, side, ratio: -1 });
      if (cheap.bid > 0) {
        const legs = () => [bought(dear), sold(cheap)];
        judge(tally, { kind: 'vertical', right, legs, surplus: cheap.bid - dear.ask });
      }
      if (dear.bid > 0) {
        const most = widest(of, high.strike - low.strike);
        const legs = () => [sold(dear), bought(cheap)];
        judge(tally, { kind: 'vertical', right, legs, surplus: dear.bid - cheap.ask - most });
      }
    }
  }
}

/** A box is a loan: it costs the present value of its width. Only where nobody exercises early. */
export function scanBoxes(of: PricedExpiry, tally: ArbTally): void {
  if (of.american || of.discount === null) return;
  const puts = new Map(of.sides.put.map((side) => [side.strike, side]));
  const rows = of.sides.call.flatMap((call) => {
    const put = puts.get(call.strike);
    return put ? [{ call, put }] : [];
  });
  const room = Math.exp(-LOAN_MARGIN * of.years);
  for (let i = 0; i < rows.length; i++) {
    for (let j = i + 1; j <= Math.min(rows.length - 1, i + REACH); j++) {
      const [low, high] = [rows[i], rows[j]] as [(typeof rows)[0], (typeof rows)[0]];
      const width = high.call.strike - low.call.strike;
      const money = of.chain.coin ? 1 / (of.forward ?? of.chain.spot) : 1;
      const legs = (sign: 1 | -1): Leg[] => [
        { of, side: low.call, ratio: sign },
        { of, side: high.call, ratio: -sign },
        { of, side: high.put, ratio: sign },
        { of, side: low.put, ratio: -sign },
      ];
      if (high.call.bid > 0 && low.put.bid > 0) {
        const cost = low.call.ask - high.call.bid + high.put.ask - low.put.bid;
        const worth = width * of.discount * room * money;
        judge(tally, { kind: 'box', right: null, legs: () => legs(1), surplus: worth - cost });
      }
      if (low.call.bid > 0 && high.put.bid > 0) {
        const got = low.call.bid - high.call.ask + high.put.bid - low.put.ask;
        // Owed later: without interest at most.
        judge(tally, {
          kind: 'box',
          right: null,
          legs: () => legs(-1),
          surplus: got - width * money,
        });
      }
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
    const legs = () => [
      { of: near, side, ratio: -1 },
      ...cover.sides.map((leg) => ({ of: far, ...leg })),
    ];
    judge(of.tally, { kind: 'calendar', right: of.right, legs, surplus: side.bid - cost });
  }
}
