import type { InstrumentId } from '../../domain/instrument.js';
import type { Quote } from '../../domain/quote.js';
import type { DurationMs, EpochMs } from '../../domain/units.js';

/** How late delayed data is, by the vendor's word. */
export const DELAYED_MS: DurationMs = 900_000;

type Field = 'bid' | 'ask' | 'last' | 'bidSize' | 'askSize' | 'high' | 'low' | 'open' | 'prevClose';

/** Tick types by what they are; delayed ones are numbered apart. */
const LIVE: Readonly<Record<number, Field>> = {
  0: 'bidSize',
  1: 'bid',
  2: 'ask',
  3: 'askSize',
  4: 'last',
  6: 'high',
  7: 'low',
  9: 'prevClose',
  14: 'open',
};
const DELAYED: Readonly<Record<number, Field>> = {
  66: 'bid',
  67: 'ask',
  68: 'last',
  69: 'bidSize',
  70: 'askSize',
  72: 'high',
  73: 'low',
  75: 'prevClose',
  76: 'open',
};
const SIZES = new Set<Field>(['bidSize', 'askSize']);
const DELAYED_TYPES = new Set([3, 4]);

/** Volatility and greeks as the vendor computes them at the model price. */
export interface VendorGreeks {
  readonly iv: number | null;
  readonly delta: number | null;
  readonly gamma: number | null;
  readonly vega: number | null;
  readonly theta: number | null;
  readonly underlying: number | null;
}

/** What one line has said so far. Live and delayed values are never mixed. */
export class QuoteTicks {
  private readonly values = new Map<Field, number | null>();
  private kind: 'live' | 'delayed' = 'live';
  private changedAtMs: EpochMs | null = null;
  greeks: VendorGreeks | null = null;

  constructor(private readonly instrument: InstrumentId) {}

  /** @returns whether the tick is part of a quote. */
  take(type: number, value: number | undefined, atMs: EpochMs): 'taken' | 'passed' {
    const field = LIVE[type] ?? DELAYED[type];
    if (field === undefined) return 'passed';
    this.become(LIVE[type] === undefined ? 'delayed' : 'live');
    this.values.set(field, known(value, field));
    this.changedAtMs = atMs;
    return 'taken';
  }

  /** 1 live, 2 frozen, 3 delayed, 4 delayed and frozen: told before the first tick, and at a change. */
  takeKind(type: number): void {
    this.become(DELAYED_TYPES.has(type) ? 'delayed' : 'live');
  }

  /** Whether both sides have been told of, be it that there is none. */
  isTwoSided(): boolean {
    const sides: readonly Field[] = ['bid', 'ask', 'bidSize', 'askSize'];
    return sides.every((side) => this.values.has(side));
  }

  /** Null before the first price, and while the sides are crossed between two messages. */
  quote(): Quote | null {
    const get = (field: Field) => this.values.get(field) ?? null;
    const [bid, ask, last] = [get('bid'), get('ask'), get('last')];
    if (this.changedAtMs === null || (bid === null && ask === null && last === null)) return null;
    if (bid !== null && ask !== null && bid > ask) return null;
    const [open, high, low] = [get('open'), get('high'), get('low')];
    return {
      instrument: this.instrument,
      bid,
      ask,
      bidSize: get('bidSize'),
      askSize: get('askSize'),
      last,
      prevClose: get('prevClose'),
      ...(open !== null && high !== null && low !== null ? { dayRange: { open, high, low } } : {}),
      // The protocol dates trades only, so that a price is as old as its message.
      atMs: this.changedAtMs,
      delayMs: this.kind === 'delayed' ? DELAYED_MS : 0,
      source: 'ibkr',
    };
  }

  private become(kind: 'live' | 'delayed'): void {
    if (this.kind === kind) return;
    this.kind = kind;
    this.values.clear();
  }
}

/** −1 is the vendor's "no quote", 0 its "none yet" for a price. */
function known(value: number | undefined, field: Field): number | null {
  if (value === undefined || value < 0) return null;
  return value === 0 && !SIZES.has(field) ? null : value;
}
