import { nextTradingDay } from '../../domain/calendar.js';
import { spotId, type InstrumentId } from '../../domain/instrument.js';
import type { Settlement } from '../../domain/ledger.js';
import { newYorkDay } from '../../domain/new-york.js';
import { priceOf, type Quote } from '../../domain/quote.js';
import { daysBetween, type TradingDay } from '../../domain/trading-day.js';
import { usdToMicrosAgainstUs, type EpochMs, type UsdMicros } from '../../domain/units.js';
import { contractOf, type OptionContract } from './contracts.js';
import type { Holdings } from './margin.js';

/** What makes a holder of an American option exercise it early. */
export interface Carry {
  /** Interest a year on a strike received early, a fraction. */
  readonly ratePerYear: number;
  /** Dividend of a share that goes ex on a day; 0 where none does. */
  readonly dividendUsd: (symbol: string, exDay: TradingDay) => number;
}

/** Interest of 4 % a year and no dividends. */
export const USUAL_CARRY: Carry = { ratePerYear: 0.04, dividendUsd: () => 0 };

const DAYS_PER_YEAR = 365;
/** Options in the money by a cent are exercised (OCC rule 805). */
const EXERCISED_FROM_MICROS = 10_000;

export interface Held {
  readonly option: OptionContract;
  readonly quantity: number;
}

export function heldOptions(holdings: Holdings): readonly Held[] {
  const found: Held[] = [];
  for (const [id, quantity] of holdings) {
    const contract = contractOf(id);
    if (contract?.kind === 'option') found.push({ option: contract, quantity });
  }
  return found;
}

/** Worth of one share of the option at a price, rounded against whoever holds it. */
function worthAt({ option, quantity }: Held, priceUsd: number): UsdMicros {
  const { right, strikeMicros } = option;
  const rounded = usdToMicrosAgainstUs((right === 'call') === quantity > 0 ? priceUsd : -priceUsd);
  if (!rounded.ok) throw new Error(`not a price: ${priceUsd}`);
  const priceMicros = Math.abs(rounded.value);
  const inside = right === 'call' ? priceMicros - strikeMicros : strikeMicros - priceMicros;
  return Math.max(0, inside) as UsdMicros;
}

/** Shares that change hands at the strike: a call's holder and a put's writer take them. */
function deliveredFor({ option, quantity }: Held): NonNullable<Settlement['delivered']> {
  const takes = option.right === 'call' ? 1 : -1;
  return {
    instrument: spotId(option.root),
    quantity: takes * quantity * option.multiplier,
    priceMicros: option.strikeMicros as UsdMicros,
  };
}

/** What the expiry does to one holding, at the settlement price of its class. No fee (IBKR). */
export function expirySettlement(
  held: Held,
  at: { readonly priceUsd: number; readonly atMs: EpochMs },
): Settlement {
  const { option, quantity } = held;
  const worth = worthAt(held, at.priceUsd);
  const shares = option.settles === 'shares';
  const inside = shares ? worth >= EXERCISED_FROM_MICROS : worth > 0;
  const kind = !inside
    ? 'expired'
    : !shares
      ? 'cash-settled'
      : quantity > 0
        ? 'exercised'
        : 'assigned';
  return {
    settlementId: `paper:${option.id}:expiry`,
    kind,
    instrument: option.id,
    quantity,
    multiplier: option.multiplier,
    worthMicros: (inside ? worth : 0) as UsdMicros,
    delivered: inside && shares ? deliveredFor(held) : null,
    feeMicros: 0 as UsdMicros,
    atMs: at.atMs,
  };
}

export interface CloseMarket {
  /** The close of a session, at which holders decide. */
  readonly closeAtMs: EpochMs;
  readonly quote: (instrument: InstrumentId) => Quote | null;
  readonly carry: Carry;
}

/** A price of this day, not delayed; holders of options do not act on an older one. */
function priceToday(id: InstrumentId, { quote, closeAtMs }: CloseMarket): number | null {
  const found = quote(id);
  if (found?.delayMs !== 0) return null;
  if (newYorkDay(found.atMs) !== newYorkDay(closeAtMs)) return null;
  return priceOf(found);
}

/** What a holder gains by exercising tonight and not tomorrow: a dividend, or interest. */
function gainOfExercise(option: OptionContract, { closeAtMs, carry }: CloseMarket): number {
  const today = newYorkDay(closeAtMs);
  const next = nextTradingDay(today);
  if (option.right === 'call') return carry.dividendUsd(option.root, next);
  const strikeUsd = option.strikeMicros / 1_000_000;
  return (strikeUsd * carry.ratePerYear * daysBetween(today, next)) / DAYS_PER_YEAR;
}

/**
 * Early assignment at the close of a session, without chance: a short American option is assigned
 * wholly when it is in the money and its time value (its middle over what it is worth exercised) is
 * less than what exercising gains: for a call the dividend that goes ex at the next session, for a put
 * the interest on its strike until then. Without today's price of option and share nothing happens.
 */
export function earlyAssignments(holdings: Holdings, market: CloseMarket): readonly Settlement[] {
  const found: Settlement[] = [];
  for (const held of heldOptions(holdings)) {
    const { option, quantity } = held;
    if (option.settles !== 'shares' || quantity > 0 || option.endsAtMs <= market.closeAtMs)
      continue;
    const spot = priceToday(spotId(option.root), market);
    const price = priceToday(option.id, market);
    if (spot === null || price === null) continue;
    const worth = worthAt(held, spot);
    const timeValue = price - worth / 1_000_000;
    if (worth === 0 || !(timeValue < gainOfExercise(option, market))) continue;
    found.push({
      settlementId: `paper:${option.id}:assigned:${newYorkDay(market.closeAtMs)}`,
      kind: 'assigned',
      instrument: option.id,
      quantity,
      multiplier: option.multiplier,
      worthMicros: worth,
      delivered: deliveredFor(held),
      feeMicros: 0 as UsdMicros,
      atMs: market.closeAtMs,
    });
  }
  return found;
}
