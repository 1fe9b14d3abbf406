import { searchTotalVol } from './implied-search.js';
import { millsTable, singlesOf } from './mills.js';
import { GUESS_GRIDS, GUESS_TABLE } from './tables/iv-guess.js';
import { logMoneyness } from './time-value.js';

const INV_ROOT_2PI = 0.3989422804014327;

/** Columns of equal length; one row an option on a forward. */
export interface IvColumns {
  readonly forward: Float64Array;
  readonly strike: Float64Array;
  /** Undiscounted: the premium over the discount factor to expiry. */
  readonly price: Float64Array;
  /** Years to expiry, as `day-count.ts` gives them. */
  readonly years: Float64Array;
  /** 1 is a call, 0 a put. */
  readonly isCall: Uint8Array;
}

export interface IvOutcome {
  /** Volatility a year; 0 unless the status is `ok`. */
  readonly vol: Float64Array;
  readonly status: Uint8Array;
}

export const IV_STATUS = {
  ok: 0,
  /** The price is the intrinsic value, or so near that the volatility rounds to 0. */
  atIntrinsic: 1,
  belowIntrinsic: 2,
  aboveMaximum: 3,
  expired: 4,
  badInput: 5,
} as const;

const { near, wing, far, dear } = GUESS_GRIDS;
const nearAt = near.offset;
const wingAt = wing.offset;
const farAt = far.offset;
const dearAt = dear.offset;
const guessTable = Float64Array.from(singlesOf(GUESS_TABLE));

/** Rows that the tables leave out, |ln(F/K)| > 4 or prices near the smallest double: from nothing. */
function searched(low: number, high: number, rest: { value: number; room: number }): number {
  const upper = rest.value >= 0.5 * low;
  return searchTotalVol({
    x: logMoneyness(high, low),
    logShare: Math.log(upper ? rest.room : rest.value) - Math.log(low),
    half: upper ? 'upper' : 'lower',
  });
}

/**
 * Volatility a year of every row (Black 1976), never NaN: a guess from tables by cubic
 * interpolation, then one Householder step of order three on ln c (on ln(1 - c) where the price is
 * above half of its greatest), after P. Jäckel, "Let's Be Rational" (2016).
 *
 * One long function with the Mills ratio written out: V8 does not inline helpers of this size and
 * boxes the doubles that they return.
 */
export function impliedVolBatch(of: IvColumns, into: IvOutcome): void {
  const { forward, strike, price, years, isCall } = of;
  const { vol, status } = into;
  const mills = millsTable;
  const guesses = guessTable;
  const count = price.length;
  let k = 0;
  let w = 0;
  let p = 0;
  let e = 0;
  let e2 = 0;
  for (let n = 0; n < count; n++) {
    const f = forward[n] as number;
    const strikeHere = strike[n] as number;
    const paid = price[n] as number;
    const time = years[n] as number;
    const low = f < strikeHere ? f : strikeHere;
    const high = f < strikeHere ? strikeHere : f;
    const most = isCall[n] === 1 ? f : strikeHere;
    vol[n] = 0;
    if (!(low > 0 && high < Infinity && paid - paid === 0 && time < Infinity)) {
      status[n] = 5;
      continue;
    }
    if (!(time > 0)) {
      status[n] = 4;
      continue;
    }
    // The option is worth at most `most`; out of the money that is `low` and intrinsic value 0.
    const value = paid - (most - low);
    const room = most - paid;
    if (!(value > 0 && room > 0)) {
      status[n] = value < 0 ? 2 : room <= 0 ? 3 : 1;
      continue;
    }
    status[n] = 0;
    const x = Math.log1p((high - low) / low);
    const c = value / low;
    const lower = c < 0.5;
    const share = lower ? c : room / low;
    let inside = c > 1e-290 && x < 4;
    let offset: number = dearAt;
    let lastRow: number = dear.rows - 4;
    let width: number = dear.columns;
    let across = x * dear.columnScale;
    let down = 0;
    if (!lower) {
      down = (Math.sqrt(-Math.log(share)) - dear.rowFrom) * dear.rowScale;
    } else if (x < 8 * c) {
      offset = nearAt;
      lastRow = near.rows - 4;
      width = near.columns;
      down = (x / c) * near.rowScale;
      across = c * near.columnScale;
    } else {
      const root = Math.sqrt(Math.log(x / c));
      if (root < 4) {
        offset = wingAt;
        lastRow = wing.rows - 4;
        width = wing.columns;
        down = (root - wing.rowFrom) * wing.rowScale;
        across = x * wing.columnScale;
      } else {
        offset = farAt;
        lastRow = far.rows - 4;
        width = far.columns;
        down = (root - far.rowFrom) * far.rowScale;
        across = x * far.columnScale;
        inside = inside && root < 26.8;
      }
    }
    let total = 0;
    if (inside) {
      let i = (down | 0) - 1;
      i = i < 0 ? 0 : i > lastRow ? lastRow : i;
      let j = (across | 0) - 1;
      j = j < 0 ? 0 : j > width - 4 ? width - 4 : j;
      const a = across - j;
      const b = down - i;
      const a12 = (a - 1) * (a - 2);
      const a03 = a * (a - 3);
      const wa0 = a12 * (3 - a);
      const wa1 = 3 * a03 * (a - 2);
      const wa2 = -3 * a03 * (a - 1);
      const wa3 = a12 * a;
      const b12 = (b - 1) * (b - 2);
      const b03 = b * (b - 3);
      const g0 = offset + i * width + j;
      const g1 = g0 + width;
      const g2 = g1 + width;
      const g3 = g2 + width;
      const guess =
        (b12 *
          (3 - b) *
          (wa0 * (guesses[g0] as number) +
            wa1 * (guesses[g0 + 1] as number) +
            wa2 * (guesses[g0 + 2] as number) +
            wa3 * (guesses[g0 + 3] as number)) +
          3 *
            b03 *
            (b - 2) *
            (wa0 * (guesses[g1] as number) +
              wa1 * (guesses[g1 + 1] as number) +
              wa2 * (guesses[g1 + 2] as number) +
              wa3 * (guesses[g1 + 3] as number)) -
          3 *
            b03 *
            (b - 1) *
            (wa0 * (guesses[g2] as number) +
              wa1 * (guesses[g2 + 1] as number) +
              wa2 * (guesses[g2 + 2] as number) +
              wa3 * (guesses[g2 + 3] as number)) +
          b12 *
            b *
            (wa0 * (guesses[g3] as number) +
              wa1 * (guesses[g3 + 1] as number) +
              wa2 * (guesses[g3 + 2] as number) +
              wa3 * (guesses[g3 + 3] as number))) /
        36;
      const s = offset === nearAt ? c * guess : offset === dearAt ? guess : x / guess;
      const over = 1 / s;
      const h = x * over;
      const t = 0.5 * s;
      const d1 = t - h;
      let gap = 0;
      if (lower && t < 0.3 && x < 2) {
        w = 3 / (h + 3.8);
        p = 64 * w;
        k = p | 0;
        e = p - k;
        k <<= 3;
        e2 = e * e;
        const m0 =
          w *
          ((mills[k] as number) +
            e * (mills[k + 1] as number) +
            e2 *
              ((mills[k + 2] as number) +
                e * (mills[k + 3] as number) +
                e2 *
                  ((mills[k + 4] as number) +
                    e * (mills[k + 5] as number) +
                    e2 * (mills[k + 6] as number))));
        const z = h * h;
        const tt = t * t;
        const m1 = h * m0 - 1;
        const m3 = (z + 3) * m1 + 1;
        const m5 = (z + 7) * m3 - 6 * m1;
        const m7 = (z + 11) * m5 - 20 * m3;
        const m9 = (z + 15) * m7 - 42 * m5;
        const m11 = (z + 19) * m9 - 72 * m7;
        const m13 = (z + 23) * m11 - 110 * m9;
        const m15 = (z + 27) * m13 - 156 * m11;
        const m17 = (z + 31) * m15 - 210 * m13;
        const t4 = tt * tt;
        const t8 = t4 * t4;
        // Small terms are added by themselves: their sum does not wait for the recurrence's end.
        gap =
          -s *
          (m1 +
            tt * (m3 * (1 / 6)) +
            t4 * (m5 * (1 / 120) + tt * m7 * (1 / 5040)) +
            t8 *
              (m9 * (1 / 362_880) +
                tt * m11 * (1 / 39_916_800) +
                t4 *
                  (m13 * (1 / 6_227_020_800) +
                    tt * m15 * (1 / 1_307_674_368_000) +
                    t4 * m17 * (1 / 355_687_428_096_000))));
      } else {
        w = 3 / ((lower ? h - t : d1) + 3.8);
        p = 64 * w;
        k = p | 0;
        e = p - k;
        k <<= 3;
        e2 = e * e;
        const first =
          w *
          ((mills[k] as number) +
            e * (mills[k + 1] as number) +
            e2 *
              ((mills[k + 2] as number) +
                e * (mills[k + 3] as number) +
                e2 *
                  ((mills[k + 4] as number) +
                    e * (mills[k + 5] as number) +
                    e2 * (mills[k + 6] as number))));
        w = 3 / (h + t + 3.8);
        p = 64 * w;
        k = p | 0;
        e = p - k;
        k <<= 3;
        e2 = e * e;
        const second =
          w *
          ((mills[k] as number) +
            e * (mills[k + 1] as number) +
            e2 *
              ((mills[k + 2] as number) +
                e * (mills[k + 3] as number) +
                e2 *
                  ((mills[k + 4] as number) +
                    e * (mills[k + 5] as number) +
                    e2 * (mills[k + 6] as number))));
        gap = lower ? first - second : first + second;
      }
      const miss = Math.log((gap * INV_ROOT_2PI) / share) - 0.5 * d1 * d1;
      const newton = lower ? -miss * gap : miss * gap;
      // Price derivatives by s over the first: the second is bend, the third bend² - 3(h/s)² - 1/4.
      const hs = h * over;
      const bend = (h * hs - 0.25 * s) * newton;
      const twist =
        bend * (bend + 3 * miss) + 2 * miss * miss - (3 * hs * hs + 0.25) * newton * newton;
      const move = (newton * (1 + 0.5 * (bend + miss))) / (1 + bend + miss + twist / 6);
      total = s + move;
      inside = Math.abs(move) < 2e-4 * s;
    }
    if (!inside) total = searched(low, high, { value, room });
    const yearly = total / Math.sqrt(time);
    vol[n] = yearly;
    if (yearly === 0) status[n] = 1;
  }
}
