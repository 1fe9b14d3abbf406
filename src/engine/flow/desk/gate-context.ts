import { sessionOf } from '../../domain/calendar.js';
import { eventsOn } from '../../domain/event-calendar.js';
import type { EventLine } from '../../domain/desk-views.js';
import type { GateReading } from '../../domain/gate-reading.js';
import { spotId, type InstrumentId } from '../../domain/instrument.js';
import { newYorkDay } from '../../domain/new-york.js';
import type { RunId, RunState } from '../../domain/order-run.js';
import { priceOf } from '../../domain/quote.js';
import type { PositionId } from '../../domain/ticket.js';
import { gateReadings } from '../../risk/gate-readings.js';
import type { GateContext } from '../../risk/gate-context.js';
import type { KillFigures } from '../../risk/kill.js';
import type { Turn } from './turn.js';

/** Whose order is judged. */
export interface Judged {
  readonly strategy: string;
  readonly underlying: string;
  /** The position that it opens or closes; null before there is one. */
  readonly positionId: PositionId | null;
  /** The run that the order is of. */
  readonly runId: RunId | null;
  /** Account label on its ticket; null before there is one. */
  readonly account: string | null;
}

export function killFigures({ state, nowMs }: Turn, underlying: string): KillFigures {
  const { market, trading } = state;
  const today = newYorkDay(nowMs);
  const spot = market.quote(spotId(underlying));
  const vix = market.quote(spotId('VIX'));
  const range = market.dayRange(spotId(underlying), today);
  return {
    underlying,
    facts: trading.dayFacts(underlying, today),
    price: spot ? priceOf(spot) : null,
    high: range?.high ?? null,
    low: range?.low ?? null,
    vix: vix ? priceOf(vix) : null,
    vixPreviousClose: vix?.prevClose ?? null,
  };
}

function eventsToday({ state, nowMs }: Turn, underlying: string): readonly EventLine[] | null {
  const today = newYorkDay(nowMs);
  const found = eventsOn(state.setup.calendar, { day: today, symbol: underlying });
  if (found.state === 'outside') return null;
  return found.events.map(({ day, kind, symbol, note }) => ({ day, kind, symbol, note }));
}

function heldOf(turn: Turn, id: PositionId | null, instrument: InstrumentId): number {
  const position = id === null ? null : turn.state.trading.position(id);
  return position?.legs.find((leg) => leg.instrument === instrument)?.quantity ?? 0;
}

/** The state of the world for one order, read from the books at this step. */
export function gateContext(turn: Turn, of: Judged): GateContext {
  const { nowMs, now, state } = turn;
  const { setup, trading, transient, market } = state;
  const today = newYorkDay(nowMs);
  const { account } = transient;
  return {
    nowMs,
    wallMs: now.wallMs,
    mode: setup.mode,
    state: trading.state,
    session: sessionOf(today),
    rules: setup.strategies.get(of.strategy)?.rules ?? null,
    arming: trading.arming(of.strategy),
    broker: {
      state: transient.broker,
      reconciled: transient.reconciled,
      account: account ? { label: account.label, kind: account.kind } : null,
      expectedLabel: of.account,
    },
    events: eventsToday(turn, of.underlying),
    kill: killFigures(turn, of.underlying),
    gapThrough: trading.gapThroughOn(of.strategy, today),
    otherRuns: trading
      .activeRuns()
      .filter(({ run }) => run.positionId === of.positionId && run.id !== of.runId),
    freeShares: 0,
    held: (instrument) => heldOf(turn, of.positionId, instrument),
    quote: (instrument) => market.quote(instrument),
    quoteAgeLimitMs: setup.tradeAgeMs,
    dayLossMicros: trading.dayLossMicros(of.strategy, today),
    openWorstMicros: trading.openWorstMicros(of.runId),
  };
}

/** As `gateContext`, for the next order of a run. */
export function runGateContext(turn: Turn, { run }: RunState): GateContext {
  const entry = turn.state.trading.position(run.positionId)?.ticketId ?? run.ticketId;
  const view = entry === null ? null : turn.state.trading.ticketView(entry);
  return gateContext(turn, {
    strategy: run.strategy,
    underlying: run.underlying,
    positionId: run.positionId,
    runId: run.id,
    account: view?.ticket.account ?? null,
  });
}

/** The gate of the money rules for a strategy's next entry, before any order is made. */
export function entryReadings(turn: Turn, strategy: string): readonly GateReading[] {
  const underlying = turn.state.setup.strategies.get(strategy)?.configured.symbols[0] ?? '';
  const of = { strategy, underlying, positionId: null, runId: null, account: null };
  return gateReadings(gateContext(turn, of));
}
