import type { Arming } from '../domain/arming.js';
import type { Session } from '../domain/calendar.js';
import type { EventLine } from '../domain/desk-views.js';
import type { InstrumentId } from '../domain/instrument.js';
import type { Mode } from '../domain/mode.js';
import type { RunState } from '../domain/order-run.js';
import type { Quote } from '../domain/quote.js';
import type { TradingState } from '../domain/trading-state.js';
import type { DurationMs, EpochMs, UsdMicros } from '../domain/units.js';
import type { KillFigures } from './kill.js';
import type { StrategyRules } from './rules.js';

/** What is known of the broker and of the account behind it. */
export interface BrokerFacts {
  readonly state: 'ready' | 'down';
  /** `no` from each start and reconnection until the book has been compared with the broker's. */
  readonly reconciled: 'yes' | 'no';
  /** Null until the broker has named it; the label is masked. */
  readonly account: { readonly label: string; readonly kind: 'paper' | 'live' } | null;
  /** Label on the ticket, or of the position's ticket; null where there is none, as before a draft. */
  readonly expectedLabel: string | null;
}

/** The state of the world in which one strategy's order is judged. All of it is data of one instant. */
export interface GateContext {
  /** Market time, and wall time for the arming. */
  readonly nowMs: EpochMs;
  readonly wallMs: EpochMs;
  readonly mode: Mode;
  readonly state: TradingState;
  /** Session of the market's day, before, in and after its hours; null on a day without one. */
  readonly session: Session | null;
  /** Rules of the intent's strategy, as tightened; null where there are none. */
  readonly rules: StrategyRules | null;
  /** The strategy's arming, ended or not; null where it is not armed. */
  readonly arming: Arming | null;
  readonly broker: BrokerFacts;
  /** Events of the market's day, others are passed over; null where the calendar does not reach. */
  readonly events: readonly EventLine[] | null;
  /** Figures of the volatility kill for the intent's underlying. */
  readonly kill: KillFigures;
  /** A position of the strategy lost more than planned in this session. */
  readonly gapThrough: 'yes' | 'no';
  /** Runs of the same position that are not done, without the one that this order is of. */
  readonly otherRuns: readonly RunState[];
  /** Shares of the underlying that no sold call stands against; covered calls alone ask. */
  readonly freeShares: number;
  /** Contracts or shares of the order's position that are held; positive is long. */
  readonly held: (instrument: InstrumentId) => number;
  /** Newest quote of a leg. */
  readonly quote: (instrument: InstrumentId) => Quote | null;
  readonly quoteAgeLimitMs: DurationMs;
  /**
   * The strategy's session so far, realised plus open at conservative marks: positive is a loss.
   * Unknown orders count as filled.
   */
  readonly dayLossMicros: UsdMicros;
  /**
   * Worst cases of the whole desk's open positions and working or unknown orders, added up, without
   * what the run of this order still works or asks for.
   */
  readonly openWorstMicros: UsdMicros;
}
