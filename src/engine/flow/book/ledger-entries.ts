import type { InstrumentId } from '../../domain/instrument.js';
import type { LedgerAccount, LedgerEntry, Posting, Settlement } from '../../domain/ledger.js';
import type { Fill } from '../../domain/order.js';
import type { PositionId } from '../../domain/ticket.js';
import type { EpochMs, UsdMicros } from '../../domain/units.js';
import { amountOf, withMove, type Lot, type LotMove } from './lot.js';

export const CASH: LedgerAccount = 'cash';
export const FEES: LedgerAccount = 'fees';
export const OPENING: LedgerAccount = 'opening';

export function holdingAccount(instrument: InstrumentId): LedgerAccount {
  return `holding:${instrument}`;
}

export function realisedAccount(strategy: string): LedgerAccount {
  return `realised:${strategy}`;
}

/** Whose profit it is, and what was held before. */
export interface LedgerOwner {
  /** Null for what no trade of ours opened. */
  readonly positionId: PositionId | null;
  readonly strategy: string;
  readonly lots: readonly Lot[];
}

/** Accounts in the order in which they are first met; an account of 0 is left out. */
function postingsOf(amounts: readonly (readonly [LedgerAccount, number])[]): readonly Posting[] {
  const sums = new Map<LedgerAccount, number>();
  for (const [account, amount] of amounts) sums.set(account, (sums.get(account) ?? 0) + amount);
  return [...sums]
    .filter(([, amount]) => amount !== 0)
    .map(([account, amount]) => ({ account, amountMicros: amount as UsdMicros }));
}

/** Changes of holdings at cost, with the gain that each brings as a credit. */
function moveAmounts(
  owner: LedgerOwner,
  moves: readonly LotMove[],
): (readonly [LedgerAccount, number])[] {
  const amounts: (readonly [LedgerAccount, number])[] = [];
  let { lots } = owner;
  for (const move of moves) {
    const moved = withMove(lots, move);
    lots = moved.lots;
    amounts.push([holdingAccount(move.instrument), move.amountMicros + moved.realisedMicros]);
    amounts.push([realisedAccount(owner.strategy), 0 - moved.realisedMicros]);
  }
  return amounts;
}

export function fillMove(fill: Fill, multiplier: number): LotMove {
  const { instrument, quantity, priceMicros } = fill;
  return { instrument, quantity, amountMicros: amountOf(quantity, multiplier, priceMicros) };
}

/**
 * One execution: cash against the holding at cost, what it closes against the realised account.
 * @param owner lots as they were before the fill.
 */
export function fillEntry(fill: Fill, multiplier: number, owner: LedgerOwner): LedgerEntry {
  const move = fillMove(fill, multiplier);
  const postings = postingsOf([
    [CASH, 0 - move.amountMicros - fill.feeMicros],
    [FEES, fill.feeMicros],
    ...moveAmounts(owner, [move]),
  ]);
  const { positionId } = owner;
  return { id: fill.fillId, positionId, memo: 'fill', postings, atMs: fill.atMs };
}

/** Cash that a settlement brings (positive) or takes, fees included. */
export function settlementCash(settlement: Settlement): UsdMicros {
  const { quantity, multiplier, worthMicros, delivered, feeMicros } = settlement;
  const paid = delivered
    ? amountOf(delivered.quantity, 1, delivered.priceMicros)
    : amountOf(-quantity, multiplier, worthMicros);
  return (0 - paid - feeMicros) as UsdMicros;
}

/**
 * What a settlement does to holdings. Contracts leave at their worth; shares that come for them carry
 * that worth in their cost, so that the two together come to what was paid for the shares.
 */
export function settlementMoves(settlement: Settlement): readonly LotMove[] {
  const { instrument, quantity, multiplier, worthMicros, delivered } = settlement;
  const worth = amountOf(-quantity, multiplier, worthMicros);
  const gone: LotMove = { instrument, quantity: 0 - quantity, amountMicros: worth };
  if (!delivered) return [gone];
  const paid = amountOf(delivered.quantity, 1, delivered.priceMicros);
  const came: LotMove = {
    instrument: delivered.instrument,
    quantity: delivered.quantity,
    amountMicros: (paid - worth) as UsdMicros,
  };
  return [gone, came];
}

/** @param owner lots as they were before the settlement. */
export function settlementEntry(settlement: Settlement, owner: LedgerOwner): LedgerEntry {
  const { feeMicros, settlementId, atMs } = settlement;
  const postings = postingsOf([
    [CASH, settlementCash(settlement)],
    [FEES, feeMicros],
    ...moveAmounts(owner, settlementMoves(settlement)),
  ]);
  return { id: settlementId, positionId: owner.positionId, memo: 'settlement', postings, atMs };
}

/** What an account starts with, against the `opening` account. */
export interface Opening {
  /** Entered once under this id. */
  readonly id: string;
  readonly cashMicros: UsdMicros;
  /** Costs of what is held already. */
  readonly holdings: readonly {
    readonly instrument: InstrumentId;
    readonly costMicros: UsdMicros;
  }[];
  readonly atMs: EpochMs;
}

export function openingEntry({ id, cashMicros, holdings, atMs }: Opening): LedgerEntry {
  const worth = holdings.reduce((sum, { costMicros }) => sum + costMicros, 0);
  const postings = postingsOf([
    [CASH, cashMicros],
    ...holdings.map(
      ({ instrument, costMicros }) => [holdingAccount(instrument), costMicros] as const,
    ),
    [OPENING, 0 - cashMicros - worth],
  ]);
  return { id, positionId: null, memo: 'opening', postings, atMs };
}

/** Sum of an entry's postings: 0, or its maker is wrong. */
export function imbalance(entry: LedgerEntry): number {
  return entry.postings.reduce((sum, { amountMicros }) => sum + amountMicros, 0);
}

/** Sum of each account over entries; the sums of all accounts come to 0. */
export function trialBalance(
  entries: readonly LedgerEntry[],
): ReadonlyMap<LedgerAccount, UsdMicros> {
  const balances = new Map<LedgerAccount, UsdMicros>();
  for (const entry of entries) addEntry(balances, entry);
  return balances;
}

/** @throws where the entry does not balance. */
export function addEntry(balances: Map<LedgerAccount, UsdMicros>, entry: LedgerEntry): void {
  if (imbalance(entry) !== 0) throw new Error(`ledger entry out of balance: ${entry.id}`);
  for (const { account, amountMicros } of entry.postings) {
    balances.set(account, ((balances.get(account) ?? 0) + amountMicros) as UsdMicros);
  }
}
