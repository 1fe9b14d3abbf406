import type { InstrumentId } from './instrument.js';
import type { RunId, RunPhase } from './order-run.js';
import type { TradingDay } from './trading-day.js';
import type { DurationMs, EpochMs, UsdMicros } from './units.js';

/** Why an order may not go: a code and its numbers. Words live in `locales/`. */
export type Refusal =
  | { readonly code: 'trading-halted' }
  | { readonly code: 'trading-reducing' }
  | DeskRefusal
  | DayRefusal
  | OrderRefusal
  | { readonly code: 'quote-missing'; readonly instrument: InstrumentId }
  | {
      readonly code: 'quote-stale';
      readonly instrument: InstrumentId;
      readonly ageMs: DurationMs;
      readonly limitMs: DurationMs;
    }
  | {
      readonly code: 'quote-delayed';
      readonly instrument: InstrumentId;
      readonly delayMs: DurationMs;
    }
  | { readonly code: 'planned-loss'; readonly lossMicros: UsdMicros; readonly capMicros: UsdMicros }
  | { readonly code: 'worst-loss'; readonly lossMicros: UsdMicros; readonly capMicros: UsdMicros }
  /** The day's loss with this order's planned one, */
  | { readonly code: 'day-loss'; readonly lossMicros: UsdMicros; readonly capMicros: UsdMicros }
  /** and without any: the day is over for the strategy. */
  | {
      readonly code: 'day-loss-reached';
      readonly lossMicros: UsdMicros;
      readonly capMicros: UsdMicros;
    }
  | { readonly code: 'open-worst'; readonly lossMicros: UsdMicros; readonly capMicros: UsdMicros }
  | { readonly code: 'bad-quantity'; readonly quantity: number };

/** The desk, its broker or its account is not in a state to send. */
type DeskRefusal =
  /** The house has no money rules for the strategy. */
  | { readonly code: 'no-rules'; readonly strategy: string }
  | { readonly code: 'not-armed'; readonly strategy: string }
  | { readonly code: 'arming-size'; readonly quantity: number; readonly most: number }
  | { readonly code: 'broker-not-ready' }
  /** The book has not been compared with the broker's since the connection came. */
  | { readonly code: 'not-reconciled' }
  | { readonly code: 'account-unknown' }
  /** Masked labels. */
  | { readonly code: 'account-mismatch'; readonly expected: string; readonly actual: string }
  | { readonly code: 'live-not-built' }
  /** A replay has no chain and takes no orders. */
  | { readonly code: 'no-trading' }
  /** Something of the same position is still being done at the broker, or its fate is unknown. */
  | { readonly code: 'run-open'; readonly runId: RunId; readonly phase: RunPhase };

/** The day, its hours or its market are against an entry. */
type DayRefusal =
  | { readonly code: 'session-closed' }
  | { readonly code: 'outside-window'; readonly fromMs: EpochMs; readonly toMs: EpochMs }
  /** Closing of what is open has begun. */
  | { readonly code: 'cut-off'; readonly atMs: EpochMs }
  /** Kinds of the events, a symbol's own with its symbol: `cpi`, `earnings:SPY`. */
  | { readonly code: 'blackout'; readonly names: readonly string[] }
  | { readonly code: 'events-unknown'; readonly day: TradingDay | null }
  | { readonly code: 'expected-move-unknown'; readonly underlying: string }
  | { readonly code: 'range-unknown'; readonly underlying: string }
  | { readonly code: 'price-unknown'; readonly underlying: string }
  | { readonly code: 'vix-unknown' }
  /** Points of the underlying. */
  | { readonly code: 'range-over-move'; readonly range: number; readonly limit: number }
  | { readonly code: 'price-over-move'; readonly fromOpen: number; readonly limit: number }
  /** Volatility points. */
  | { readonly code: 'vix-up'; readonly change: number; readonly limit: number }
  /** A loss went past its planned one today. */
  | { readonly code: 'gap-through' };

/** The order itself is not one that the strategy may send. */
type OrderRefusal =
  | { readonly code: 'too-many-units'; readonly quantity: number; readonly most: number }
  /** Worst loss that the gate finds in the legs; null has no bound or cannot be computed. */
  | {
      readonly code: 'not-defined-risk';
      readonly lossMicros: UsdMicros | null;
      readonly statedMicros: UsdMicros;
    }
  | { readonly code: 'not-covered'; readonly shares: number; readonly needed: number }
  | { readonly code: 'shape-not-built'; readonly shape: string }
  /** An exit that does not only take away from what its position holds; contracts, positive long. */
  | {
      readonly code: 'more-than-held';
      readonly instrument: InstrumentId;
      readonly held: number;
      readonly asked: number;
    }
  | { readonly code: 'limit-off-market'; readonly limitTicks: number; readonly mostTicks: number };
