import type { ModelFacts, OutlookBin, TradeBin } from '../domain/model-facts.js';
import { ELEVATED_VIX } from '../features/measures.js';

export type ExpiryDays = 30 | 60 | 90;

/** What VIX did after days of like confidence, out of sample. Levels in points, 21 sessions on. */
export interface Outlook {
  readonly expectedVix: number;
  /** 10, 50 and 90 % of what followed. */
  readonly lowVix: number;
  readonly middleVix: number;
  readonly highVix: number;
  readonly expectedDropPoints: number;
  /** Equally likely ratios to VIX now, ascending. */
  readonly ratios: readonly number[];
  /** Shares that closed 20 % lower within so many calendar days. */
  readonly touched30: number;
  readonly touched60: number;
  readonly touched90: number;
  /** Shortest of the three within which at least half touched; 90 where none. */
  readonly expiryDays: ExpiryDays;
  /** Of the nearest bin: what the figures stand on. */
  readonly days: number;
  readonly episodes: number;
}

/** The two bins around a confidence and how far it lies from the first to the second. */
function around(
  bins: readonly OutlookBin[],
  confidence: number,
): { readonly low: OutlookBin; readonly high: OutlookBin; readonly part: number } {
  const [first, last] = [bins[0], bins.at(-1)];
  if (!first || !last) throw new Error('a model card without an outlook');
  if (confidence <= first.confidence) return { low: first, high: first, part: 0 };
  for (let i = 1; i < bins.length; i++) {
    const [low, high] = [bins[i - 1] ?? first, bins[i] ?? last];
    if (confidence > high.confidence) continue;
    return { low, high, part: (confidence - low.confidence) / (high.confidence - low.confidence) };
  }
  return { low: last, high: last, part: 0 };
}

function shortest(touched: readonly (readonly [ExpiryDays, number])[]): ExpiryDays {
  return touched.find(([, share]) => share >= 0.5)?.[0] ?? 90;
}

/** Interpolates between the card's bins; beyond the first and the last the outlook stays theirs. */
export function outlookAt(
  at: { readonly confidence: number; readonly vix: number },
  facts: ModelFacts,
): Outlook {
  const bins = at.vix > ELEVATED_VIX ? facts.outlook.elevated : facts.outlook.calm;
  const { low, high, part } = around(bins, at.confidence);
  const between = (from: number, to: number) => from + part * (to - from);
  const of = (pick: (bin: OutlookBin) => number) => between(pick(low), pick(high));
  const touched30 = of((bin) => bin.touched30);
  const touched60 = of((bin) => bin.touched60);
  const touched90 = of((bin) => bin.touched90);
  const nearest = part < 0.5 ? low : high;
  const expectedVix = at.vix * of((bin) => bin.ratioMean);
  return {
    expectedVix,
    lowVix: at.vix * of((bin) => bin.ratioLow),
    middleVix: at.vix * of((bin) => bin.ratioMiddle),
    highVix: at.vix * of((bin) => bin.ratioHigh),
    expectedDropPoints: at.vix - expectedVix,
    ratios: low.ratios.map((ratio, index) => between(ratio, high.ratios[index] ?? ratio)),
    touched30,
    touched60,
    touched90,
    expiryDays: shortest([
      [30, touched30],
      [60, touched60],
      [90, touched90],
    ]),
    days: nearest.days,
    episodes: nearest.episodes,
  };
}

/** How puts bought at such a confidence did, out of sample; the nearest bin beyond the ends. */
export function pastTradesAt(confidence: number, facts: ModelFacts): TradeBin | null {
  const fitting = facts.trades.find(({ to }) => confidence <= to);
  return fitting ?? facts.trades.at(-1) ?? null;
}

/**
 * Share of past confidences at or below this one, 0 to 1, interpolated between the card's quantiles:
 * among elevated days if this is one, else among all.
 */
export function placeInHistory(
  at: { readonly confidence: number; readonly vix: number },
  facts: ModelFacts,
): number {
  const quantiles = at.vix > ELEVATED_VIX ? facts.history.elevated : facts.history.all;
  const above = quantiles.findIndex((value) => value > at.confidence);
  if (above < 0) return 1;
  if (above === 0) return 0;
  const [low = 0, high = 1] = [quantiles[above - 1], quantiles[above]];
  const part = (at.confidence - low) / (high - low);
  return (above - 1 + part) / (quantiles.length - 1);
}
