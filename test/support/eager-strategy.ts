import { optionId } from '../../src/engine/domain/instrument.js';
import { MINUTE_MS, type UsdMicros } from '../../src/engine/domain/units.js';
import type { DeskStrategy } from '../../src/engine/flow/desk/state.js';
import { rulesOf } from '../../src/engine/risk/rules.js';
import type {
  ConfiguredStrategy,
  Decision,
  StrategyView,
} from '../../src/engine/strategies/strategy.js';

const TICK = 10_000 as UsdMicros;

export interface EagerOptions {
  /** Positions open at a time. */
  readonly most?: number;
  readonly short?: number;
  readonly width?: number;
  readonly bandTicks?: number;
  /** Loss at the stop; the caps' where it is left out. */
  readonly plannedMicros?: UsdMicros;
}

type Eager = Required<Omit<EagerOptions, 'plannedMicros'>> & EagerOptions;

function decide(view: StrategyView, of: Eager): Decision {
  const { session, account, chains } = view;
  const [chain] = chains;
  if (!session || !chain || account.openPositions >= of.most) return { gates: [], proposal: null };
  const put = (strike: number, ratio: number) => ({
    instrument: optionId({ root: 'SPY', expiry: chain.expiry, strike, right: 'put' }),
    ratio,
    multiplier: 100,
  });
  return {
    gates: [],
    proposal: {
      underlying: 'SPY',
      expiry: chain.expiry,
      legs: [put(of.short, -1), put(of.short - of.width, 1)],
      quantity: account.quantity,
      tickMicros: TICK,
      floorTicks: -2,
      bandTicks: of.bandTicks,
      limitOffsetTicks: 2,
      feePerContractMicros: 700_000 as UsdMicros,
      exit: {
        targetShare: 0.5,
        plannedLossMicros: of.plannedMicros ?? account.caps.plannedMicros,
        slippageTicks: 1,
        leastStopMultiple: 1,
        exitByMs: session.closeAtMs - 45 * MINUTE_MS,
      },
      expectedMove: 4,
    },
  };
}

/** Under putlite's money rules, wants a put spread whenever it is asked: gates are the house's alone. */
export function eagerStrategies(options: EagerOptions = {}): ReadonlyMap<string, DeskStrategy> {
  const of = { most: 2, short: 597, width: 2, bandTicks: 4, ...options };
  const rules = rulesOf('putlite');
  if (!rules) throw new Error('no rules');
  const configured: ConfiguredStrategy = {
    id: 'putlite',
    shown: [],
    symbols: ['SPY'],
    wants: ({ session, nowMs }) =>
      session && nowMs >= session.openAtMs && nowMs < session.closeAtMs
        ? [{ underlying: 'SPY', expiry: session.day }]
        : [],
    decide: (view) => decide(view, of),
  };
  return new Map([['putlite', { configured, rules }]]);
}
