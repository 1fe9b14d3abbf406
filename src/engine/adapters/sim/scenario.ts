/** What the market goes through after the start; the history before it is always calm. */
export type SimScenario = 'calm' | 'spike' | 'crash' | 'grind' | 'dislocation';

export const simScenarios: readonly SimScenario[] = [
  'calm',
  'spike',
  'crash',
  'grind',
  'dislocation',
];

/** Pushes on one session, on top of the market's own dynamics. */
export interface Forcing {
  /** Added to log SPX and to log variance over the session, a third of it at the open. */
  readonly logSpot: number;
  readonly logVariance: number;
  /** Level to which log variance reverts, less the usual one. */
  readonly shift: number;
  /** Factor on the volatility of variance. */
  readonly unrest: number;
  /** Factor on bid-ask half-spreads. */
  readonly spread: number;
  /** Standard deviation of the futures' distance from fair, as a fraction. */
  readonly basis: number;
  /** Share of five-minute stretches in which an instrument's quotes stand still. */
  readonly staleShare: number;
}

const NONE: Forcing = {
  logSpot: 0,
  logVariance: 0,
  shift: 0,
  unrest: 1,
  spread: 1,
  basis: 0.004,
  staleShare: 0,
};

/** Log variance and log SPX added on each session from the start. */
const SPIKE = [
  { logVariance: 0.2, logSpot: -0.004 },
  { logVariance: 0.75, logSpot: -0.016 },
  { logVariance: 0.65, logSpot: -0.018 },
  { logVariance: 0.3, logSpot: -0.008 },
];
const CRASH_SESSIONS = 18;
const GRIND_SESSIONS = 20;

/** @param offset sessions since the one at which the simulation starts; negative is history. */
export function forcingOf(scenario: SimScenario, offset: number): Forcing {
  if (offset < 0) return NONE;
  switch (scenario) {
    case 'calm':
      return NONE;
    case 'spike':
      return { ...NONE, ...SPIKE[offset], spread: offset < SPIKE.length ? 1.6 : 1 };
    case 'crash': {
      if (offset >= CRASH_SESSIONS) return { ...NONE, spread: offset < 60 ? 1.8 : 1 };
      const early = offset === 0 ? 0.3 : 1;
      return {
        ...NONE,
        logVariance: 0.27 * early,
        logSpot: -0.019 * early,
        shift: 1.2,
        spread: 2.5,
        basis: 0.02,
      };
    }
    case 'grind': {
      const share = Math.min(1, (offset + 1) / GRIND_SESSIONS);
      return { ...NONE, shift: -1.2 * share, unrest: 0.6, logSpot: 0.0006 };
    }
    case 'dislocation':
      return {
        ...NONE,
        logVariance: offset < 3 ? 0.2 : 0,
        shift: 0.5,
        spread: 6,
        basis: 0.07,
        staleShare: 0.25,
      };
  }
}
