import type { Arming } from '../../src/engine/domain/arming.js';
import { sessionOf } from '../../src/engine/domain/calendar.js';
import {
  futureId,
  optionId,
  spotId,
  type InstrumentId,
} from '../../src/engine/domain/instrument.js';
import { newYorkInstant } from '../../src/engine/domain/new-york.js';
import type { ApprovedOrder, OrderIntent, OrderRef } from '../../src/engine/domain/order.js';
import type { UserId } from '../../src/engine/domain/people.js';
import type { Quote } from '../../src/engine/domain/quote.js';
import { day } from '../../src/engine/domain/trading-day.js';
import type { UsdMicros } from '../../src/engine/domain/units.js';
import { approve, type BrokerFacts, type GateContext } from '../../src/engine/risk/gate.js';
import type { KillFigures } from '../../src/engine/risk/kill.js';
import { rulesOf, type StrategyRules } from '../../src/engine/risk/rules.js';

export const NOW_MS = Date.UTC(2026, 10, 20, 16, 0);
export const TODAY = day('2026-11-20');
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

/** Everything that the volatility kill looks at, quiet: SPY at 660, 6 points expected, VIX at 16. */
export function killFigures(changes: Partial<KillFigures> = {}): KillFigures {
  return {
    underlying: 'SPY',
    facts: {
      underlying: 'SPY',
      day: TODAY,
      open: 660,
      expectedMove: 6,
      frozenAtMs: newYorkInstant(TODAY, '09:45'),
      kind: 'on-time',
    },
    price: 661,
    high: 662,
    low: 659,
    vix: 16,
    vixPreviousClose: 15.5,
    ...changes,
  };
}

/** Leave for up to ten spreads until the close. */
export function armingOf(changes: Partial<Arming> = {}): Arming {
  return {
    strategy: 'putlite',
    by: 1000 as UserId,
    quantity: 10,
    armedAtMs: NOW_MS - 600_000,
    untilWallMs: null,
    untilMarketMs: newYorkInstant(TODAY, '16:00'),
    ...changes,
  };
}

export function brokerFacts(changes: Partial<BrokerFacts> = {}): BrokerFacts {
  return {
    state: 'ready',
    reconciled: 'yes',
    account: { label: 'DU…567', kind: 'paper' },
    expectedLabel: 'DU…567',
    ...changes,
  };
}

/** The house's rules of a strategy, with some of them changed. */
export function rulesWith(changes: Partial<StrategyRules> = {}): StrategyRules {
  const rules = rulesOf('putlite');
  if (!rules) throw new Error('no rules');
  return { ...rules, ...changes };
}

/** A quiet Friday at 11:00: armed, nothing lost, nothing open, and the defaults of the money rules. */
export function gateContext(changes: Partial<GateContext> = {}): GateContext {
  return {
    nowMs: NOW_MS,
    wallMs: NOW_MS,
    mode: 'SIM',
    state: 'active',
    session: sessionOf(TODAY),
    rules: rulesWith(),
    arming: armingOf(),
    broker: brokerFacts(),
    events: [],
    kill: killFigures(),
    gapThrough: 'no',
    otherRuns: [],
    held: (instrument) => (instrument === PUT_655 ? 100 : -100),
    freeShares: 0,
    quote: (instrument) => quoteOf(instrument),
    quoteAgeLimitMs: 5000,
    dayLossMicros: usd(0),
    openWorstMicros: usd(0),
    ...changes,
  };
}

/** Through the gate, as every order goes; an exit, so that no cap stands in a broker test's way. */
export function approved(changes: Partial<OrderIntent> = {}): ApprovedOrder {
  const intent = spreadIntent({ purpose: 'exit', ...changes });
  const held = (id: InstrumentId) =>
    -intent.quantity * (intent.legs.find(({ instrument }) => instrument === id)?.ratio ?? 0);
  const result = approve(intent, gateContext({ held }));
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.error)}`);
  return result.value;
}
