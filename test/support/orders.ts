import {
  futureId,
  optionId,
  spotId,
  type InstrumentId,
} from '../../src/engine/domain/instrument.js';
import type { ApprovedOrder, OrderIntent, OrderRef } from '../../src/engine/domain/order.js';
import type { Quote } from '../../src/engine/domain/quote.js';
import { day } from '../../src/engine/domain/trading-day.js';
import type { UsdMicros } from '../../src/engine/domain/units.js';
import { approve, type GateContext } from '../../src/engine/risk/gate.js';

export const NOW_MS = Date.UTC(2026, 10, 20, 16, 0);
const EXPIRY = day('2026-12-18');

export const PUT_655 = optionId({ root: 'SPY', expiry: EXPIRY, strike: 655, right: 'put' });
export const PUT_650 = optionId({ root: 'SPY', expiry: EXPIRY, strike: 650, right: 'put' });
export const SPY = spotId('SPY');
export const VX = futureId('VX', day('2026-12-16'));

export const usd = (dollars: number) => Math.round(dollars * 1e6) as UsdMicros;
export const ref = (text: string) => text as OrderRef;

export function quoteOf(instrument: InstrumentId, changes: Partial<Quote> = {}): Quote {
  return {
    instrument,
    bid: 1,
    ask: 1.1,
    bidSize: 50,
    askSize: 50,
    last: 1.05,
    prevClose: 1,
    atMs: NOW_MS - 1000,
    delayMs: 0,
    source: 'test',
    ...changes,
  };
}

/** One SPY 655/650 put spread sold for a credit of 0.50, worst case $450. */
export function spreadIntent(changes: Partial<OrderIntent> = {}): OrderIntent {
  return {
    ref: ref('intent.1'),
    strategy: 'putlite',
    purpose: 'entry',
    legs: [
      { instrument: PUT_655, ratio: -1, multiplier: 100 },
      { instrument: PUT_650, ratio: 1, multiplier: 100 },
    ],
    quantity: 1,
    limitTicks: -50,
    tickMicros: usd(0.01),
    plannedLossMicros: usd(45),
    worstLossMicros: usd(450),
    createdAtMs: NOW_MS,
    ...changes,
  };
}

/** Nothing lost, nothing open, and the defaults of the money rules. */
export function gateContext(changes: Partial<GateContext> = {}): GateContext {
  return {
    nowMs: NOW_MS,
    state: 'active',
    quote: (instrument) => quoteOf(instrument),
    quoteAgeLimitMs: 5000,
    caps: {
      plannedMicros: usd(50),
      worstMicros: usd(500),
      dayMicros: usd(150),
      openWorstMicros: usd(1500),
    },
    dayLossMicros: usd(0),
    openWorstMicros: usd(0),
    ...changes,
  };
}

/** Through the gate, as every order goes; an exit, so that no cap stands in a broker test's way. */
export function approved(changes: Partial<OrderIntent> = {}): ApprovedOrder {
  const result = approve(spreadIntent({ purpose: 'exit', ...changes }), gateContext());
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.error)}`);
  return result.value;
}
