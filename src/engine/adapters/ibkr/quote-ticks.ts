import type { InstrumentId } from '../../domain/instrument.js';
import type { Quote, VenueOption } from '../../domain/quote.js';
import type { DurationMs, EpochMs } from '../../domain/units.js';

/** How late delayed data is, by the vendor's word. */
export const DELAYED_MS: DurationMs = 900_000;

type Field =
  'bid' | 'ask' | 'last' | 'bidSize' | 'askSize' | 'high' | 'low' | 'open' | 'prevClose' | 'volume';

interface TickType {
  readonly field: Field;
  readonly kind: 'live' | 'delayed';
}

/** Tick types by what they are; delayed ones are numbered apart. */
const LIVE: readonly (readonly [number, Field])[] = [
  [0, 'bidSize'],
  [1, 'bid'],
  [2, 'ask'],
  [3, 'askSize'],
  [4, 'last'],
  [6, 'high'],
  [7, 'low'],
  [8, 'volume'],
  [9, 'prevClose'],
  [14, 'open'],
];
const DELAYED: readonly (readonly [number, Field])[] = [
  [66, 'bid'],
  [67, 'ask'],
  [68, 'last'],
  [69, 'bidSize'],
  [70, 'askSize'],
  [72, 'high'],
  [73, 'low'],
  [74, 'volume'],
  [75, 'prevClose'],
  [76, 'open'],
];
const TYPES: TickType[] = [];
for (const [type, field] of LIVE) TYPES[type] = { field, kind: 'live' };
for (const [type, field] of DELAYED) TYPES[type] = { field, kind: 'delayed' };

const SIZES = new Set<Field>(['bidSize', 'askSize', 'volume']);
const DELAYED_KINDS = new Set([3, 4]);

/** What one option computation says; null where it was not computed. */
export interface Computed {
  readonly iv: number | null;
  readonly delta: number | null;
  readonly price: number | null;
  readonly gamma: number | null;
  /** Of one share, for one volatility point. */
  readonly vega: number | null;
  /** Of one share, for one day. */
  readonly theta: number | null;
}

/** Computations at the bid, at the ask and at the model's price; the delayed ones are 80 on. */
const PRICED_AT: Readonly<Record<number, 'bid' | 'ask' | 'model'>> = {
  10: 'bid',
  11: 'ask',
  13: 'model',
  80: 'bid',
  81: 'ask',
  83: 'model',
};

type Values = Record<Field, number | null | undefined>;

const NOTHING: Values = {
  bid: undefined,
  ask: undefined,
  last: undefined,
  bidSize: undefined,
  askSize: undefined,
  high: undefined,
  low: undefined,
  open: undefined,
  prevClose: undefined,
  volume: undefined,
};

/** What one line has said so far. Live and delayed values are never mixed. */
export class QuoteTicks {
  private values: Values = { ...NOTHING };
  private computed: Partial<Record<'bid' | 'ask' | 'model', Computed>> = {};
  private kind: 'live' | 'delayed' = 'live';
  private changedAtMs: EpochMs | null = null;

  constructor(private readonly instrument: InstrumentId) {}

  /** @returns whether the tick is part of a quote. */
  take(type: number, value: number | undefined, atMs: EpochMs): 'taken' | 'passed' {
    const of = TYPES[type];
    if (of === undefined) return 'passed';
    this.become(of.kind);
    this.values[of.field] = known(value, of.field);
    // Volume alone is no news of a price.
    if (of.field === 'volume') return 'passed';
    this.changedAtMs = atMs;
    return 'taken';
  }

  /** Volatility and greeks as the vendor computes them; computations at the last trade are left. */
  takeComputed(type: number, computed: Computed): void {
    const at = PRICED_AT[type];
    if (at !== undefined) this.computed[at] = computed;
  }

  /** 1 live, 2 frozen, 3 delayed, 4 delayed and frozen: told before the first tick, and at a change. */
  takeKind(type: number): void {
    this.become(DELAYED_KINDS.has(type) ? 'delayed' : 'live');
  }

  /** Whether both sides have been told of, be it that there is none. */
  isTwoSided(): boolean {
    const { bid, ask, bidSize, askSize } = this.values;
    return bid !== undefined && ask !== undefined && bidSize !== undefined && askSize !== undefined;
  }

  /** Whether the vendor's own model has spoken. */
  isComputed(): boolean {
    return this.computed.model !== undefined;
  }

  /** Null before the first price, and while the sides are crossed between two messages. */
  quote(): Quote | null {
    const { bid = null, ask = null, last = null } = this.values;
    if (this.changedAtMs === null || (bid === null && ask === null && last === null)) return null;
    if (bid !== null && ask !== null && bid > ask) return null;
    const { open = null, high = null, low = null } = this.values;
    const { bidSize = null, askSize = null, prevClose = null } = this.values;
    const option = this.option();
    return {
      instrument: this.instrument,
      bid,
      ask,
      bidSize,
      askSize,
      last,
      prevClose,
      ...(open !== null && high !== null && low !== null ? { dayRange: { open, high, low } } : {}),
      ...(option ? { option } : {}),
      // The protocol dates trades only, so that a price is as old as its message.
      atMs: this.changedAtMs,
      delayMs: this.kind === 'delayed' ? DELAYED_MS : 0,
      source: 'ibkr',
    };
  }

  /** Null before any computation has come. Greeks are of one share, as the vendor counts them. */
  private option(): VenueOption | null {
    const { bid, ask, model } = this.computed;
    if (!bid && !ask && !model) return null;
    const { delta = null, gamma = null, vega = null, theta = null } = model ?? {};
    const isWhole = delta !== null && gamma !== null && vega !== null && theta !== null;
    return {
      // The vendor names the spot that it prices from, not a forward.
      forward: null,
      markPrice: model?.price ?? null,
      markIv: model?.iv ?? null,
      bidIv: bid?.iv ?? null,
      askIv: ask?.iv ?? null,
      greeks: isWhole
        ? { delta, gamma, vegaUsdPerVolPt: vega, thetaUsdPerDay: theta, rhoUsdPerPct: null }
        : null,
      openInterest: null,
      volume: this.values.volume ?? null,
    };
  }

  private become(kind: 'live' | 'delayed'): void {
    if (this.kind === kind) return;
    this.kind = kind;
    this.values = { ...NOTHING };
    this.computed = {};
  }
}

/** −1 is the vendor's "no quote", 0 its "none yet" for a price. */
function known(value: number | undefined, field: Field): number | null {
  if (value === undefined || value < 0 || Number.isNaN(value)) return null;
  return value === 0 && !SIZES.has(field) ? null : value;
}
