import type { DayReport, TradeLine } from '../../src/engine/domain/day-report.js';
import type { BotView, PositionView, TicketView } from '../../src/engine/domain/desk-views.js';
import type { Stamp } from '../../src/engine/domain/digest.js';
import type { GateReading } from '../../src/engine/domain/gate-reading.js';
import { optionId } from '../../src/engine/domain/instrument.js';
import type { DeskPosition } from '../../src/engine/domain/ledger.js';
import { newYorkInstant } from '../../src/engine/domain/new-york.js';
import type { OrderRun, RunId, RunState } from '../../src/engine/domain/order-run.js';
import type { OrderRef } from '../../src/engine/domain/order.js';
import type { UserId } from '../../src/engine/domain/people.js';
import type {
  ExitPlan,
  PackageQuote,
  PlainGreeks,
  PositionId,
  StressPoint,
  Ticket,
  TicketId,
} from '../../src/engine/domain/ticket.js';
import { day } from '../../src/engine/domain/trading-day.js';
import { HOUR_MS, MINUTE_MS, type UsdMicros } from '../../src/engine/domain/units.js';

/** Monday 2026-11-23, 11:00 in New York; market and wall time stand together. */
export const DESK_NOW = newYorkInstant(day('2026-11-23'), '11:00');
export const TODAY = day('2026-11-23');
export const OWNER = 1000 as UserId;
export const TICKET_ID = '7K2F9QW3ZX4CV5BN' as TicketId;

export const POSITION_ID = '7K2F9QW3ZX4CV5BN' as PositionId;
export const RUN_ID = '7K2F9QW3ZX4CV5BN' as RunId;

export const micros = (dollars: number) => Math.round(dollars * 1e6) as UsdMicros;

const PUT = (strike: number) => optionId({ root: 'SPXW', expiry: TODAY, strike, right: 'put' });

export const SHORT_PUT = PUT(5995);
export const LONG_PUT = PUT(5990);

export const STAMP: Stamp = {
  mode: 'SIM',
  nowMs: DESK_NOW,
  asOfMs: DESK_NOW - 2_000,
  delayMs: 0,
  source: 'sim',
};

export const PLAN: ExitPlan = {
  targetTicks: 4,
  stopTicks: 19,
  exitByMs: newYorkInstant(TODAY, '15:20'),
};

export const GREEKS: PlainGreeks = {
  deltaUnits: 6.1,
  gammaUnits: -0.21,
  vegaUsdPerVolPt: -3.8,
  thetaUsdPerDay: 14.2,
};

export const ATTRIBUTION = { deltaUsd: 6, gammaUsd: -2, thetaUsd: 17, vegaUsd: -4, restUsd: 1 };

export const GATES: readonly GateReading[] = [
  {
    name: 'window',
    verdict: 'pass',
    value: { kind: 'instant', atMs: DESK_NOW },
    limit: {
      kind: 'span',
      fromMs: newYorkInstant(TODAY, '10:30'),
      toMs: newYorkInstant(TODAY, '13:30'),
    },
  },
  {
    name: 'vrp',
    verdict: 'fail',
    value: { kind: 'number', value: 0.4, unit: 'vol-pts' },
    limit: { kind: 'number', value: 1, unit: 'vol-pts' },
  },
  { name: 'quote-age', verdict: 'unknown', value: null, limit: { kind: 'duration', ms: 5_000 } },
];

export const SEEN: PackageQuote = {
  naturalUsd: -0.45,
  midUsd: -0.5,
  bestUsd: -0.55,
  legs: [],
  atMs: DESK_NOW - 2_000,
};

/** Profit over five spots and three volatilities, as a made-up smooth surface. */
export const STRESS: readonly StressPoint[] = [-0.02, -0.01, 0, 0.01, 0.02].flatMap((spotShare) =>
  [-5, 0, 5].map((volPts) => ({
    spotShare,
    volPts,
    profitUsd: Math.round(20 + spotShare * 9_000 - volPts * 4),
  })),
);

export const LEGS = [
  { instrument: SHORT_PUT, ratio: -1, multiplier: 100 },
  { instrument: LONG_PUT, ratio: 1, multiplier: 100 },
];

/** One SPX 5995/5990 put spread sold at 0.50 in ticks of 0.05. */
export function ticketOf(changes: Partial<Ticket> = {}): Ticket {
  return {
    id: TICKET_ID,
    strategy: 'putlite',
    purpose: 'entry',
    positionId: null,
    mode: 'SIM',
    account: 'SIM…001',
    underlying: 'SPX',
    expiry: TODAY,
    legs: LEGS,
    quantity: 1,
    tickMicros: micros(0.05),
    limitTicks: -10,
    bestTicks: -11,
    worstTicks: -9,
    seen: SEEN,
    plan: PLAN,
    plannedLossMicros: micros(45),
    worstLossMicros: micros(450),
    marginMicros: micros(450),
    feeMicros: micros(1.3),
    greeks: GREEKS,
    payoff: null,
    stress: STRESS,
    caps: [
      {
        name: 'planned-loss',
        beforeMicros: micros(0),
        afterMicros: micros(45),
        capMicros: micros(50),
      },
    ],
    gates: GATES,
    createdAtMs: DESK_NOW - 20_000,
    createdWallMs: DESK_NOW - 20_000,
    expiresWallMs: DESK_NOW + 70_000,
    replaces: null,
    ...changes,
  };
}

export function ticketView(changes: Partial<TicketView> = {}): TicketView {
  const ticket = changes.ticket ?? ticketOf();
  return {
    ticket,
    short: ticket.id.slice(0, 4),
    state: 'open',
    reason: null,
    refusals: [],
    limitTicks: ticket.limitTicks,
    requote: null,
    by: null,
    run: null,
    position: null,
    replacedBy: null,
    ...changes,
  };
}

export function runOf(changes: Partial<RunState> = {}): RunState {
  const ticket = ticketOf();
  const run: OrderRun = {
    id: RUN_ID,
    strategy: 'putlite',
    purpose: 'entry',
    positionId: POSITION_ID,
    ticketId: ticket.id,
    rule: null,
    underlying: 'SPX',
    expiry: TODAY,
    legs: LEGS,
    quantity: 2,
    tickMicros: ticket.tickMicros,
    schedule: {
      startTicks: -11,
      limitTicks: -9,
      stepTicks: 1,
      stepEveryMs: 15_000,
      giveUpAfterMs: 2 * MINUTE_MS,
    },
    plan: PLAN,
    plannedLossMicros: ticket.plannedLossMicros,
    worstLossMicros: ticket.worstLossMicros,
    startedAtMs: DESK_NOW - 30_000,
  };
  return {
    run,
    phase: 'working',
    outcome: null,
    n: 2,
    ref: `${ticket.id}.2` as OrderRef,
    limitTicks: -10,
    filledUnits: 1,
    orderFilledUnits: 1,
    legFills: [],
    orderUnits: 2,
    orderEnd: null,
    cancelReason: null,
    sentAtMs: DESK_NOW - 15_000,
    changedAtMs: DESK_NOW - 5_000,
    reason: null,
    ...changes,
  };
}

export function positionOf(changes: Partial<DeskPosition> = {}): DeskPosition {
  return {
    id: POSITION_ID,
    ticketId: TICKET_ID,
    strategy: 'putlite',
    underlying: 'SPX',
    expiry: TODAY,
    state: 'open',
    legs: LEGS.map(({ instrument, multiplier, ratio }) => {
      return { instrument, multiplier, ratio, quantity: ratio * 2 };
    }),
    tickMicros: micros(0.05),
    units: 2,
    cashMicros: micros(97.4),
    feeMicros: micros(2.6),
    entryCreditMicros: micros(100),
    plan: PLAN,
    plannedLossMicros: micros(90),
    worstLossMicros: micros(900),
    openedAtMs: DESK_NOW - 25 * MINUTE_MS,
    closedAtMs: null,
    exitRule: null,
    gapThrough: 'no',
    mark: {
      positionId: POSITION_ID,
      atMs: DESK_NOW - 2_000,
      spot: 6050,
      closeUsd: 0.35,
      midUsd: 0.3,
      greeks: GREEKS,
      vol: 0.14,
      attribution: ATTRIBUTION,
    },
    attribution: ATTRIBUTION,
    refs: [],
    ...changes,
  };
}

export function positionView(changes: Partial<PositionView> = {}): PositionView {
  return {
    position: positionOf(),
    short: TICKET_ID.slice(0, 4),
    openMicros: micros(27.4),
    openMidMicros: micros(37.4),
    greeks: GREEKS,
    markAgeMs: 2_000,
    run: null,
    ...changes,
  };
}

export function tradeLine(changes: Partial<TradeLine> = {}): TradeLine {
  return {
    positionId: POSITION_ID,
    strategy: 'putlite',
    underlying: 'SPX',
    expiry: TODAY,
    strikes: '5995/5990 P',
    units: 2,
    openedAtMs: DESK_NOW - HOUR_MS,
    closedAtMs: DESK_NOW - 10 * MINUTE_MS,
    entryUsd: 0.5,
    exitUsd: 0.2,
    feeMicros: micros(5.2),
    pnlMicros: micros(54.8),
    plannedLossMicros: micros(90),
    exitRule: 'target',
    gapThrough: 'no',
    attribution: ATTRIBUTION,
    ...changes,
  };
}

export function reportOf(changes: Partial<DayReport> = {}): DayReport {
  return {
    day: TODAY,
    mode: 'SIM',
    trades: [tradeLine()],
    realisedMicros: micros(54.8),
    openMicros: micros(0),
    feeMicros: micros(5.2),
    cumulativeMicros: micros(310.5),
    winRatePct: 100,
    openPositions: 0,
    notes: [],
    journalHash: 'ab'.repeat(32),
    ...changes,
  };
}

export function botView(changes: Partial<BotView> = {}): BotView {
  return {
    strategy: 'putlite',
    arming: null,
    dayLossMicros: micros(-12),
    openPositions: 1,
    failing: GATES.filter(({ verdict }) => verdict !== 'pass'),
    params: [],
    ...changes,
  };
}
