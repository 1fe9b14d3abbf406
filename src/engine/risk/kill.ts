import type { DayFacts } from '../domain/day-facts.js';
import type { TradingDay } from '../domain/trading-day.js';

/** A position is closed and no entry taken where price is beyond this many expected moves. */
export const PRICE_MOVES_LIMIT = 1.25;
/** The same where VIX is up more than this on its previous close, in points. */
export const VIX_UP_LIMIT_PTS = 3;

/** What the volatility kill looks at for one underlying. Points of the underlying; null is unknown. */
export interface KillFigures {
  readonly underlying: string;
  readonly facts: DayFacts | null;
  readonly price: number | null;
  /** Highest and lowest price since 09:30. */
  readonly high: number | null;
  readonly low: number | null;
  /** VIX now and at its previous close, in volatility points. */
  readonly vix: number | null;
  readonly vixPreviousClose: number | null;
}

export type KillRule = 'range' | 'price' | 'vix';

/** One rule of the kill: tripped beyond its limit, not at it. Unknown where a figure is. */
export interface KillLine {
  readonly rule: KillRule;
  readonly verdict: 'quiet' | 'tripped' | 'unknown';
  readonly value: number | null;
  readonly limit: number | null;
}

export interface KillVerdict {
  readonly expectedMove: number | null;
  /** max(high − open, open − low). */
  readonly realisedRange: number | null;
  /** Price less open, signed. */
  readonly fromOpen: number | null;
  readonly vixChange: number | null;
  readonly lines: readonly KillLine[];
}

const known = (value: number | null | undefined): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

function difference(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a - b;
}

function lineOf(rule: KillRule, value: number | null, limit: number | null): KillLine {
  if (value === null || limit === null) return { rule, verdict: 'unknown', value, limit };
  return { rule, verdict: value > limit ? 'tripped' : 'quiet', value, limit };
}

/**
 * The volatility kill of one underlying on one day. Facts of another day or underlying, and figures
 * that are no numbers, are unknown.
 */
export function killVerdict(figures: KillFigures, day: TradingDay | null): KillVerdict {
  const { facts, underlying } = figures;
  const todays = facts?.day === day && facts.underlying === underlying ? facts : null;
  const move = known(todays?.expectedMove);
  const expectedMove = move !== null && move > 0 ? move : null;
  const open = known(todays?.open);
  const up = difference(known(figures.high), open);
  const down = difference(open, known(figures.low));
  const realisedRange = up === null || down === null ? null : Math.max(up, down);
  const fromOpen = difference(known(figures.price), open);
  const vixChange = difference(known(figures.vix), known(figures.vixPreviousClose));
  const priceLimit = expectedMove === null ? null : PRICE_MOVES_LIMIT * expectedMove;
  return {
    expectedMove,
    realisedRange,
    fromOpen,
    vixChange,
    lines: [
      lineOf('range', realisedRange, expectedMove),
      lineOf('price', fromOpen === null ? null : Math.abs(fromOpen), priceLimit),
      lineOf('vix', vixChange, VIX_UP_LIMIT_PTS),
    ],
  };
}

/** @returns the rule by which everything open is to be closed; the range alone only bars entries. */
export function killCloses(verdict: KillVerdict): 'price' | 'vix' | null {
  const tripped = verdict.lines.filter((line) => line.verdict === 'tripped');
  if (tripped.some(({ rule }) => rule === 'price')) return 'price';
  return tripped.some(({ rule }) => rule === 'vix') ? 'vix' : null;
}
