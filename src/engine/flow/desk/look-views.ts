import type { BotView, PositionView, PositionsView, RiskView } from '../../domain/desk-views.js';
import type { Stamp } from '../../domain/digest.js';
import type { DeskPosition } from '../../domain/ledger.js';
import { newYorkDay } from '../../domain/new-york.js';
import type { CapUse, PlainGreeks, StressPoint } from '../../domain/ticket.js';
import type { UsdMicros } from '../../domain/units.js';
import { killVerdict } from '../../risk/kill.js';
import { positionView, positionsView, type ClosingLook } from '../book/views.js';
import { modelOrder, orderGreeks } from '../look/leg-models.js';
import { packageQuote } from '../look/package-quote.js';
import { closingLegs, heldLegs } from '../orders/make-run.js';
import { stressGrid } from '../look/payoff-picture.js';
import { killFigures } from './gate-context.js';
import type { DeskState } from './state.js';
import type { Turn } from './turn.js';

type Look = Pick<Turn, 'state' | 'nowMs'>;

/** How old what the answer rests on is: the oldest chain of what is held, else the answer itself. */
export function stampOf({ state, nowMs }: Look): Stamp {
  const { market, trading, setup } = state;
  const chains = trading
    .openPositions()
    .flatMap(({ underlying, expiry }) => market.chain(underlying, expiry) ?? []);
  const oldest = chains.reduce((min, chain) => Math.min(min, chain.atMs), nowMs);
  return {
    mode: setup.mode,
    nowMs,
    asOfMs: oldest,
    delayMs: Math.max(0, ...chains.map(({ delayMs }) => delayMs)),
    source: chains[0]?.source ?? 'desk',
  };
}

/** The market of closing a position, and its greeks now; null where its legs are not quoted. */
function closingLook({ market }: DeskState, position: DeskPosition): ClosingLook | null {
  const closing = closingLegs(position);
  const chain = market.chain(position.underlying, position.expiry);
  if (!closing) return null;
  const quote = packageQuote(closing.legs, (instrument) => market.quote(instrument));
  if (!quote) return null;
  const model = chain ? modelOrder(heldLegs(closing.legs), chain) : null;
  return { quote, greeks: model ? orderGreeks(model, closing.quantity) : null };
}

export function viewPositions(turn: Look): readonly PositionView[] {
  const look = (position: DeskPosition) => closingLook(turn.state, position);
  return turn.state.trading
    .openPositions()
    .map((position) => positionView(turn.state.trading, position, { stamp: stampOf(turn), look }));
}

/** What the broker holds beyond our trades. */
export function othersHeld({ state }: Look): PositionsView['others'] {
  const ours = new Map<string, number>();
  for (const { legs } of state.trading.openPositions()) {
    for (const { instrument, quantity } of legs) {
      ours.set(instrument, (ours.get(instrument) ?? 0) + quantity);
    }
  }
  return state.transient.held
    .map(({ instrument, quantity }) => ({
      name: String(instrument),
      quantity: quantity - (ours.get(instrument) ?? 0),
    }))
    .filter(({ quantity }) => quantity !== 0);
}

export function viewAll(turn: Look): PositionsView {
  return positionsView(turn.state.trading, {
    stamp: stampOf(turn),
    look: (position) => closingLook(turn.state, position),
    others: othersHeld(turn),
  });
}

const NO_GREEKS: PlainGreeks = {
  deltaUnits: 0,
  gammaUnits: 0,
  vegaUsdPerVolPt: 0,
  thetaUsdPerDay: 0,
};

function addGreeks(a: PlainGreeks, b: PlainGreeks): PlainGreeks {
  return {
    deltaUnits: a.deltaUnits + b.deltaUnits,
    gammaUnits: a.gammaUnits + b.gammaUnits,
    vegaUsdPerVolPt: a.vegaUsdPerVolPt + b.vegaUsdPerVolPt,
    thetaUsdPerDay: a.thetaUsdPerDay + b.thetaUsdPerDay,
  };
}

/** Profit from now on under each shock, over everything open. */
function bookStress({ state }: Look): readonly StressPoint[] {
  const { market, trading } = state;
  const sums = new Map<string, StressPoint>();
  for (const position of trading.openPositions()) {
    const closing = closingLegs(position);
    const chain = market.chain(position.underlying, position.expiry);
    const model = chain && closing ? modelOrder(heldLegs(closing.legs), chain) : null;
    if (!model || !closing) continue;
    const cells = stressGrid({
      model,
      quantity: closing.quantity,
      paidUsd: 0,
      expectedMove: null,
    });
    const none = cells.find(({ spotShare, volPts }) => spotShare === 0 && volPts === 0);
    for (const cell of cells) {
      const key = `${cell.spotShare}/${cell.volPts}`;
      const gain = cell.profitUsd - (none?.profitUsd ?? 0);
      const known = sums.get(key);
      sums.set(key, { ...cell, profitUsd: (known?.profitUsd ?? 0) + gain });
    }
  }
  return [...sums.values()];
}

function capsOf({ state, nowMs }: Look): RiskView['caps'] {
  const { setup, trading } = state;
  const today = newYorkDay(nowMs);
  return [...setup.strategies].map(([strategy, { rules }]) => {
    const day = Math.max(0, trading.dayLossMicros(strategy, today)) as UsdMicros;
    const open = trading.openWorstMicros();
    const use = (name: CapUse['name'], used: UsdMicros, capMicros: UsdMicros): CapUse => ({
      name,
      beforeMicros: used,
      afterMicros: used,
      capMicros,
    });
    return {
      strategy,
      uses: [
        use('day-loss', day, rules.caps.dayMicros),
        use('open-worst', open, rules.caps.openWorstMicros),
      ],
    };
  });
}

function killOf(turn: Turn): RiskView['kill'] {
  const symbols = [...turn.state.setup.strategies.values()].flatMap(
    ({ configured }) => configured.symbols,
  );
  return [...new Set(symbols)].map((underlying) => {
    const verdict = killVerdict(killFigures(turn, underlying), newYorkDay(turn.nowMs));
    const { expectedMove, realisedRange, fromOpen, vixChange } = verdict;
    return { underlying, expectedMove, realisedRange, fromOpen, vixChange };
  });
}

/** Caps, greeks, stress and the volatility kill of the whole desk. */
export function viewRisk(turn: Turn): RiskView {
  const { trading } = turn.state;
  const greeks = viewPositions(turn).flatMap((view) => view.greeks ?? []);
  return {
    stamp: stampOf(turn),
    state: trading.state,
    stateSince: trading.stateSince,
    caps: capsOf(turn),
    greeks: greeks.reduce(addGreeks, NO_GREEKS),
    stress: bookStress(turn),
    unknownRuns: trading.unknownRuns().length,
    kill: killOf(turn),
  };
}

/** Each bot of the configuration; its gates are those that its last decision failed. */
export function viewBots({ state, nowMs }: Turn): readonly BotView[] {
  const { setup, trading } = state;
  const today = newYorkDay(nowMs);
  return [...setup.strategies].map(([strategy, { configured }]) => ({
    strategy,
    arming: trading.arming(strategy),
    dayLossMicros: trading.dayLossMicros(strategy, today),
    openPositions: trading.openPositions().filter((each) => each.strategy === strategy).length,
    failing: (trading.lastDecision(strategy)?.gates ?? []).filter(
      ({ verdict }) => verdict !== 'pass',
    ),
    params: configured.shown,
  }));
}
