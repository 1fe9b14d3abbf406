import type { z } from 'zod';
import type { Session } from '../domain/calendar.js';
import type { Chain } from '../domain/chain.js';
import type { DayFacts } from '../domain/day-facts.js';
import type { DayEvents } from '../domain/event-calendar.js';
import type { GateReading } from '../domain/gate-reading.js';
import type { Leg } from '../domain/order.js';
import type { TradingDay } from '../domain/trading-day.js';
import type { DurationMs, EpochMs, UsdMicros } from '../domain/units.js';

/** A price as it was, with how much it may be trusted. */
export interface SeenLevel {
  readonly value: number;
  readonly atMs: EpochMs;
  /** 0 is live. Delayed data never trades. */
  readonly delayMs: DurationMs;
}

/** What is known of an underlying's session; prices in points or dollars a share. */
export interface UnderlyingView {
  readonly symbol: string;
  readonly spot: SeenLevel | null;
  readonly range: { readonly open: number; readonly high: number; readonly low: number } | null;
  readonly facts: DayFacts | null;
  /** Prices of the session so far, one a minute, ascending. */
  readonly minutes: readonly { readonly atMs: EpochMs; readonly value: number }[];
}

/** Use of the money caps before any new order. Losses are positive. */
export interface AccountView {
  /** Units that the arming allows. */
  readonly quantity: number;
  /** Open positions of this strategy, with runs on their way to one. */
  readonly openPositions: number;
  readonly dayLossMicros: UsdMicros;
  readonly openWorstMicros: UsdMicros;
  /** `yes` once a loss has gone past its plan today. */
  readonly gapThroughToday: 'yes' | 'no';
  readonly caps: {
    readonly plannedMicros: UsdMicros;
    readonly worstMicros: UsdMicros;
    readonly dayMicros: UsdMicros;
    readonly openWorstMicros: UsdMicros;
  };
}

/** All that a strategy may look at. A null is not known, and blocks where a gate needs it. */
export interface StrategyView {
  readonly nowMs: EpochMs;
  /** Market time between prices of the feed: a simulation at speed makes them seldom. */
  readonly pricePeriodMs: DurationMs;
  /** The session of today; null on a day without one. */
  readonly session: Session | null;
  readonly underlyings: readonly UnderlyingView[];
  readonly chains: readonly Chain[];
  /** VIX in points and its change on its previous close. */
  readonly vix: (SeenLevel & { readonly change: number | null }) | null;
  /** Nearest VX future over the next, and VIX over VIX3M: below 1 is not inverted. */
  readonly term: { readonly vx1OverVx2: number | null; readonly vixOverVix3m: number | null };
  /** Volatility of SPX over its last 20 daily bars, a year, in points (Yang and Zhang, 2000). */
  readonly realisedVolPts: number | null;
  readonly events: DayEvents;
  readonly account: AccountView;
}

/** When a position is to be left, as a rule on its price; see `priceTerms`. */
export interface ExitTerms {
  /** Share of the credit to be earned, as a fraction. */
  readonly targetShare: number;
  /** Loss at the stop, closing costs and slippage in it, for the whole order. */
  readonly plannedLossMicros: UsdMicros;
  /** Ticks that closing at the stop may cost beyond it. */
  readonly slippageTicks: number;
  /** A stop nearer to the credit than this multiple of it would be noise. */
  readonly leastStopMultiple: number;
  readonly exitByMs: EpochMs;
}

/** An order as its strategy wants it, but for its price, which is made of quotes again and again. */
export interface OrderTerms {
  readonly underlying: string;
  readonly expiry: TradingDay;
  readonly legs: readonly Leg[];
  readonly quantity: number;
  readonly tickMicros: UsdMicros;
  /** Worst price at which it still makes sense: positive pays, negative receives. */
  readonly floorTicks: number;
  /** Ticks from the middle at which the band ends, and at which the limit stands. */
  readonly bandTicks: number;
  readonly limitOffsetTicks: number;
  /** What one contract costs to open or close. */
  readonly feePerContractMicros: UsdMicros;
  readonly exit: ExitTerms;
}

export interface Proposal extends OrderTerms {
  /** Expected move to expiry in points; null where it is not known. */
  readonly expectedMove: number | null;
}

export interface Decision {
  /** Every gate, each time, in the same order. */
  readonly gates: readonly GateReading[];
  /** Null unless every gate passes. */
  readonly proposal: Proposal | null;
}

export interface ChainWant {
  readonly underlying: string;
  readonly expiry: TradingDay;
}

export interface WhenAsked {
  readonly nowMs: EpochMs;
  readonly session: Session | null;
}

/** One strategy: what it may be told, which chains it looks at, and what it says to a market. */
export interface Strategy<P> {
  readonly id: string;
  readonly params: z.ZodType<P>;
  /** Underlyings that it looks at. */
  symbols(params: P): readonly string[];
  /** Chains to be asked for before `decide`; empty where nothing is to be decided now. */
  wants(params: P, when: WhenAsked): readonly ChainWant[];
  /** Pure: the same view and params give the same decision. */
  decide(view: StrategyView, params: P): Decision;
}

/** A strategy with its params, as the desk runs it. */
export interface ConfiguredStrategy {
  readonly id: string;
  /** Names and values for people, in the order of the schema. */
  readonly shown: readonly { readonly name: string; readonly value: string }[];
  /** Underlyings that it looks at. */
  readonly symbols: readonly string[];
  wants(when: WhenAsked): readonly ChainWant[];
  decide(view: StrategyView): Decision;
}
