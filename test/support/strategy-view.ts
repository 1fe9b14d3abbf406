import { MINUTE_MS, type UsdMicros } from '../../src/engine/domain/units.js';
import type {
  AccountView,
  StrategyView,
  UnderlyingView,
} from '../../src/engine/strategies/strategy.js';
import { at, blackChain, SESSION_DAY, sessionOn } from './chains.js';

export const NOON_MS = at('12:00');

const usd = (dollars: number) => (dollars * 1e6) as UsdMicros;

export function account(changes: Partial<AccountView> = {}): AccountView {
  return {
    quantity: 1,
    openPositions: 0,
    dayLossMicros: usd(0),
    openWorstMicros: usd(0),
    gapThroughToday: 'no',
    caps: {
      plannedMicros: usd(50),
      worstMicros: usd(500),
      dayMicros: usd(150),
      openWorstMicros: usd(1500),
    },
    ...changes,
  };
}

/** SPY at 600, a dollar around its open, the last hour within half a dollar. */
export function quietSpy(changes: Partial<UnderlyingView> = {}): UnderlyingView {
  const minutes = Array.from({ length: 151 }, (_, i) => ({
    atMs: NOON_MS - (150 - i) * MINUTE_MS,
    value: 600 + (i % 3) / 4,
  }));
  return {
    symbol: 'SPY',
    spot: { value: 600, atMs: NOON_MS, delayMs: 0 },
    range: { open: 600, high: 601, low: 599.2 },
    facts: {
      underlying: 'SPY',
      day: SESSION_DAY,
      open: 600,
      expectedMove: 4,
      frozenAtMs: at('9:45'),
      kind: 'on-time',
    },
    minutes,
    ...changes,
  };
}

/** A noon at which every gate of putlite as shipped passes. */
export function calmView(changes: Partial<StrategyView> = {}): StrategyView {
  return {
    nowMs: NOON_MS,
    pricePeriodMs: 1_000,
    session: sessionOn(SESSION_DAY),
    underlyings: [quietSpy()],
    chains: [blackChain({ atMs: NOON_MS, vol: 0.4 })],
    vix: { value: 16, change: -0.2, atMs: NOON_MS, delayMs: 0 },
    term: { vx1OverVx2: 0.95, vixOverVix3m: 0.9 },
    realisedVolPts: 12,
    events: { day: SESSION_DAY, state: 'loaded', events: [] },
    account: account(),
    ...changes,
  };
}
