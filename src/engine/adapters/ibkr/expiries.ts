import { seriesId } from '../../domain/bar.js';
import {
  parseInstrument,
  spotId,
  underlyingOf,
  type InstrumentId,
} from '../../domain/instrument.js';
import type { Settlement } from '../../domain/ledger.js';
import type { Position } from '../../domain/order.js';
import type { TradingDay } from '../../domain/trading-day.js';
import type { EpochMs, UsdMicros } from '../../domain/units.js';
import { settlementOf, settlesAtMs } from '../../pricing/day-count.js';
import { DailyBars } from './daily-bars.js';
import type { Holdings } from './holdings.js';
import { isIndex, toMicros } from './mapping.js';
import type { IbkrConnection } from './session-port.js';

const MULTIPLIER = 100;
/** Options in the money by a cent are exercised (OCC rule 805). */
const EXERCISED_FROM_MICROS = 10_000;
const NO_FEE = 0 as UsdMicros;

interface Ended {
  readonly id: InstrumentId;
  readonly quantity: number;
  readonly underlying: string;
  readonly expiry: TradingDay;
  readonly strikeMicros: number;
  readonly right: 'call' | 'put';
  readonly endedAtMs: EpochMs;
}

/** Options whose shares come together. */
function dayOf({ underlying, expiry }: Ended): string {
  return `${underlying}/${expiry}`;
}

/** Worth of one share of an option at a price of its underlying. */
function worthOf({ right, strikeMicros }: Ended, closeMicros: number): number {
  const inside = right === 'call' ? closeMicros - strikeMicros : strikeMicros - closeMicros;
  return Math.max(0, inside);
}

/** Shares that change hands at the strike: a call's holder and a put's writer take them. */
function sharesOf({ right, quantity }: Ended): number {
  return (right === 'call' ? 1 : -1) * quantity * MULTIPLIER;
}

/**
 * What expiry did to options that have ended. The protocol tells of no expiry: it is taken to be one
 * where the account was seen to hold the option until its end and no longer holds it. Its worth is the
 * underlying's close of that day; shares that it delivers must be there. Options that settle at the
 * open settle at a price that the protocol does not tell, so that they stay open.
 */
export class Expiries {
  private readonly closes = new Map<string, number>();

  constructor(
    private readonly connection: IbkrConnection,
    private readonly holdings: Holdings,
  ) {}

  /** @param ours options of ours whose end may have come; what is not certain is left out. */
  async settled(ours: readonly Position[]): Promise<readonly Settlement[]> {
    const seen = ours.flatMap((each) => this.seenToEnd(each) ?? []);
    const found: Settlement[] = [];
    const days = new Set(seen.map(dayOf));
    for (const day of days) {
      found.push(...(await this.settleDay(seen.filter((each) => dayOf(each) === day))));
    }
    return found;
  }

  /** Held by the account until its end at least, and no longer now. */
  private seenToEnd({ instrument, quantity }: Position): Ended | null {
    const parsed = parseInstrument(instrument);
    if (parsed?.kind !== 'option' || settlementOf(parsed.root) !== 'pm') return null;
    const { root, expiry, strike, right } = parsed;
    const endedAtMs = settlesAtMs(expiry, 'pm');
    const holding = this.holdings.of(instrument);
    if (!holding || holding.until === 'held' || holding.until < endedAtMs) return null;
    if (holding.quantity * quantity < quantity * quantity) return null;
    const strikeMicros = toMicros(strike);
    const underlying = underlyingOf(root);
    return { id: instrument, quantity, underlying, expiry, strikeMicros, right, endedAtMs };
  }

  /** All options of an underlying that ended together: their shares come together too. */
  private async settleDay(all: readonly Ended[]): Promise<readonly Settlement[]> {
    const [{ underlying, expiry } = { underlying: '', expiry: '' as TradingDay }] = all;
    const closeMicros = await this.closeOf(underlying, expiry);
    if (closeMicros === null) return [];
    const settled = all.map((ended) => settlementAt(ended, closeMicros));
    const shares = settled.reduce((sum, { delivered }) => sum + (delivered?.quantity ?? 0), 0);
    return this.hasShares(underlying, shares) ? settled : [];
  }

  /** Delivered shares must be in the account, among what else it holds of them. */
  private hasShares(underlying: string, delivered: number): boolean {
    if (delivered === 0) return true;
    const holding = this.holdings.of(spotId(underlying));
    const held = holding?.until === 'held' ? holding.quantity : 0;
    return held * delivered >= delivered * delivered;
  }

  private async closeOf(underlying: string, expiry: TradingDay): Promise<number | null> {
    const key = `${underlying}/${expiry}`;
    const known = this.closes.get(key);
    if (known !== undefined) return known;
    const series = seriesId(underlying);
    const bars = await new DailyBars(this.connection, [underlying], () => undefined).history(
      series,
    );
    const bar = bars.ok ? bars.value.find(({ day }) => day === expiry) : undefined;
    if (!bar) return null;
    const closeMicros = toMicros(bar.close);
    this.closes.set(key, closeMicros);
    return closeMicros;
  }
}

function settlementAt(ended: Ended, closeMicros: number): Settlement {
  const { id, quantity, underlying, strikeMicros, endedAtMs } = ended;
  const worth = worthOf(ended, closeMicros);
  const inShares = !isIndex(underlying);
  const inside = inShares ? worth >= EXERCISED_FROM_MICROS : worth > 0;
  const outside = { kind: 'expired', worthMicros: 0 as UsdMicros, delivered: null } as const;
  const base = {
    settlementId: `ibkr:${id}:expiry`,
    instrument: id,
    quantity,
    multiplier: MULTIPLIER,
    feeMicros: NO_FEE,
    atMs: endedAtMs,
  };
  if (!inside) return { ...base, ...outside };
  const worthMicros = worth as UsdMicros;
  if (!inShares) return { ...base, kind: 'cash-settled', worthMicros, delivered: null };
  return {
    ...base,
    kind: quantity > 0 ? 'exercised' : 'assigned',
    worthMicros,
    delivered: {
      instrument: spotId(underlying),
      quantity: sharesOf(ended),
      priceMicros: strikeMicros as UsdMicros,
    },
  };
}
