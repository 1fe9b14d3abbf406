import { sessionOf, type Session } from '../../domain/calendar.js';
import {
  parseInstrument,
  spotId,
  underlyingOf,
  type InstrumentId,
  type Right,
} from '../../domain/instrument.js';
import { newYorkDay } from '../../domain/new-york.js';
import type { TradingDay } from '../../domain/trading-day.js';
import type { EpochMs } from '../../domain/units.js';
import { settlementOf, settlesAtMs } from '../../pricing/day-count.js';

export interface ShareContract {
  readonly kind: 'share';
  readonly id: InstrumentId;
  readonly underlying: string;
  readonly multiplier: 1;
}

export interface OptionContract {
  readonly kind: 'option';
  readonly id: InstrumentId;
  readonly underlying: string;
  readonly multiplier: 100;
  readonly root: string;
  readonly expiry: TradingDay;
  readonly strikeMicros: number;
  readonly right: Right;
  /** European and settled in cash, or American and settled in shares of the root. */
  readonly settles: 'cash' | 'shares';
  /** The instant that ends its life. */
  readonly endsAtMs: EpochMs;
}

export type Contract = ShareContract | OptionContract;

/** Option classes on an index (Cboe): European, settled in cash. */
const INDEX_CLASSES = new Set(['SPX', 'SPXW', 'XSP', 'NDX', 'RUT', 'DJX', 'VIX', 'VIXW']);
/** Levels that nobody can buy: indices, and coins, which this broker does not deal in. */
const LEVELS = new Set([
  ...INDEX_CLASSES,
  ...['VIX9D', 'VIX3M', 'VIX6M', 'VIX1Y', 'VVIX', 'SKEW', 'BTC', 'ETH'],
  ...['BTC.PERP', 'ETH.PERP', 'BTCDVOL', 'ETHDVOL'],
]);

const MICROS = 1_000_000;

function makeContract(id: InstrumentId): Contract | null {
  const parsed = parseInstrument(id);
  if (!parsed || parsed.kind === 'future') return null;
  if (parsed.kind === 'spot') {
    if (LEVELS.has(parsed.symbol)) return null;
    return { kind: 'share', id, underlying: parsed.symbol, multiplier: 1 };
  }
  const { root, expiry, right } = parsed;
  const settlement = settlementOf(root);
  if (settlement === 'deribit') return null;
  return {
    kind: 'option',
    id,
    underlying: underlyingOf(root),
    multiplier: 100,
    root,
    expiry,
    strikeMicros: Math.round(parsed.strike * MICROS),
    right,
    settles: INDEX_CLASSES.has(root) ? 'cash' : 'shares',
    endsAtMs: settlesAtMs(expiry, settlement),
  };
}

const known = new Map<InstrumentId, Contract | null>();
const KEPT = 5_000;

/** What is traded under a name: shares and listed US options; null for anything else. */
export function contractOf(id: InstrumentId): Contract | null {
  let contract = known.get(id);
  if (contract === undefined) {
    if (known.size >= KEPT) known.clear();
    known.set(id, (contract = makeContract(id)));
  }
  return contract;
}

export function underlyingId(contract: Contract): InstrumentId {
  return spotId(contract.underlying);
}

let recent: Session | null = null;

/** The session of an instant's day; the newest is kept, as every order asks for it at every quote. */
function sessionAt(nowMs: EpochMs): Session | null {
  if (recent && nowMs >= recent.openAtMs && nowMs < recent.indexCloseAtMs) return recent;
  recent = sessionOf(newYorkDay(nowMs));
  return recent;
}

/**
 * Whether a contract trades at an instant: shares and options on them in regular hours, index
 * options a quarter of an hour longer (Cboe), each until its settlement.
 */
export function tradesAt(contract: Contract, nowMs: EpochMs): boolean {
  const session = sessionAt(nowMs);
  if (!session || nowMs < session.openAtMs) return false;
  if (contract.kind === 'share') return nowMs < session.closeAtMs;
  const closeAtMs = contract.settles === 'cash' ? session.indexCloseAtMs : session.closeAtMs;
  return nowMs < Math.min(closeAtMs, contract.endsAtMs);
}

/**
 * Smallest step of an order's limit, in micro-dollars: $0.01, and for index options $0.05, or $0.10
 * for a single one at $3 or more (Cboe rule 5.4).
 */
export function gridMicros(contracts: readonly Contract[], limitMicros: number): number {
  const index = contracts.some(
    ({ kind, underlying }) => kind === 'option' && LEVELS.has(underlying),
  );
  if (!index) return 10_000;
  return contracts.length === 1 && Math.abs(limitMicros) >= 3 * MICROS ? 100_000 : 50_000;
}
