import type { Chain, ChainRow, OptionSide } from '../../domain/chain.js';
import { optionId, type Right } from '../../domain/instrument.js';
import type { VenueOption } from '../../domain/quote.js';
import type { TradingDay } from '../../domain/trading-day.js';
import type { EpochMs, Strike } from '../../domain/units.js';
import { CBOE_DELAY_MS } from './delay.js';
import type { QuoteFile } from './mapping.js';

/** Figures of one option, in this order; NaN where there is none. */
export const COLUMNS = [
  'bid',
  'ask',
  'bidSize',
  'askSize',
  'theo',
  'iv',
  'delta',
  'gamma',
  'vega',
  'theta',
  'rho',
  'openInterest',
  'volume',
] as const;

export type Column = (typeof COLUMNS)[number];

/** Strikes of one class and expiry, ascending, in a stretch of the cells. */
export interface PackedExpiry {
  readonly root: string;
  readonly day: TradingDay;
  /** First strike and the one after the last. */
  readonly from: number;
  readonly to: number;
}

/**
 * A file of options in a tenth of its bytes: for each strike its price, then the call's figures,
 * then the put's, by `COLUMNS`.
 */
export interface ReadOptions {
  /** What stands around the options in the file, not looked at yet. */
  readonly head: unknown;
  readonly expiries: readonly PackedExpiry[];
  readonly cells: Float64Array;
  /** Options kept, of other classes, without a second side, and such as could not be read. */
  readonly kept: number;
  readonly foreign: number;
  readonly single: number;
  readonly refused: number;
}

export interface PackedOptions extends ReadOptions {
  readonly head: QuoteFile;
}

export const CELLS_A_STRIKE = 1 + 2 * COLUMNS.length;
const AT: Readonly<Record<Column, number>> = Object.fromEntries(
  COLUMNS.map((name, index) => [name, index]),
) as Record<Column, number>;

interface Figures {
  readonly cells: Float64Array;
  readonly offset: number;
}

function figure({ cells, offset }: Figures, column: Column): number | null {
  const value = cells[offset + AT[column]] ?? NaN;
  return Number.isNaN(value) ? null : value;
}

/** The publisher writes −999 for a delta and 0 for a volatility that it could not work out. */
function venueOf(of: Figures): VenueOption {
  const iv = figure(of, 'iv');
  const delta = figure(of, 'delta');
  const theo = figure(of, 'theo');
  const hasGreeks = iv !== null && iv > 0 && delta !== null && Math.abs(delta) <= 1;
  return {
    forward: null,
    markPrice: theo !== null && theo > 0 ? theo : null,
    markIv: iv !== null && iv > 0 ? iv : null,
    bidIv: null,
    askIv: null,
    greeks: hasGreeks
      ? {
          delta,
          gamma: figure(of, 'gamma') ?? 0,
          vegaUsdPerVolPt: figure(of, 'vega') ?? 0,
          thetaUsdPerDay: figure(of, 'theta') ?? 0,
          rhoUsdPerPct: figure(of, 'rho'),
        }
      : null,
    openInterest: figure(of, 'openInterest'),
    volume: figure(of, 'volume'),
  };
}

function sideOf(of: Figures, name: Parameters<typeof optionId>[0]): OptionSide {
  const ask = Math.max(0, figure(of, 'ask') ?? 0);
  const bid = Math.max(0, figure(of, 'bid') ?? 0);
  // A bid above the ask, or without one, is none.
  const isBid = bid > 0 && bid <= ask;
  return {
    instrument: optionId(name),
    bid: isBid ? bid : 0,
    ask,
    bidSize: isBid ? (figure(of, 'bidSize') ?? 0) : 0,
    askSize: ask > 0 ? (figure(of, 'askSize') ?? 0) : 0,
    venue: venueOf(of),
  };
}

/** One expiry of a packed file as a chain. */
export function chainOf(
  { cells, head }: PackedOptions,
  of: {
    readonly expiry: PackedExpiry;
    readonly underlying: string;
    readonly settlesAtMs: EpochMs;
    readonly atMs: EpochMs;
  },
): Chain {
  const { root, day, from, to } = of.expiry;
  const rows: ChainRow[] = [];
  for (let at = from; at < to; at++) {
    const offset = at * CELLS_A_STRIKE;
    const strike = (cells[offset] ?? NaN) as Strike;
    const side = (right: Right, first: number): OptionSide =>
      sideOf({ cells, offset: offset + first }, { root, expiry: day, strike, right });
    rows.push({ strike, call: side('call', 1), put: side('put', 1 + COLUMNS.length) });
  }
  return {
    underlying: of.underlying,
    root,
    expiry: day,
    settlesAtMs: of.settlesAtMs,
    spot: head.data.current_price ?? NaN,
    rows,
    atMs: of.atMs,
    delayMs: CBOE_DELAY_MS,
    source: 'cboe',
  };
}
