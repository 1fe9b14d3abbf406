import type { Mode } from './mode.js';
import type { Attribution } from './ledger.js';
import type { ExitRule } from './order-run.js';
import type { PositionId } from './ticket.js';
import type { TradingDay } from './trading-day.js';
import type { EpochMs, UsdMicros } from './units.js';

/** A closed trade, as a line of the records. */
export interface TradeLine {
  readonly positionId: PositionId;
  readonly strategy: string;
  readonly underlying: string;
  readonly expiry: TradingDay;
  /** Such as `5995/5990 P`. */
  readonly strikes: string;
  readonly units: number;
  readonly openedAtMs: EpochMs;
  readonly closedAtMs: EpochMs;
  /** Dollars for one share or point: credit received and debit paid. */
  readonly entryUsd: number;
  readonly exitUsd: number;
  readonly feeMicros: UsdMicros;
  readonly pnlMicros: UsdMicros;
  readonly plannedLossMicros: UsdMicros;
  readonly exitRule: ExitRule | 'expiry' | null;
  readonly gapThrough: 'yes' | 'no';
  readonly attribution: Attribution;
}

/** One session of trading in figures. */
export interface DayReport {
  readonly day: TradingDay;
  readonly mode: Mode;
  readonly trades: readonly TradeLine[];
  readonly realisedMicros: UsdMicros;
  readonly openMicros: UsdMicros;
  readonly feeMicros: UsdMicros;
  readonly cumulativeMicros: UsdMicros;
  /** Null on a day without a closed trade. */
  readonly winRatePct: number | null;
  readonly openPositions: number;
  /** Variants of the text `report-note`, with a count each. */
  readonly notes: readonly { readonly key: string; readonly count: number }[];
  /** The journal's newest hash when the report was made. */
  readonly journalHash: string;
}
