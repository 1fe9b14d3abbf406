import type { Session } from '../../domain/calendar.js';
import { utcMidnight } from '../../domain/trading-day.js';
import { DAY_MS, MINUTE_MS, type DurationMs, type EpochMs } from '../../domain/units.js';
import { bridgeAt, hash, hashMore, normalOf, RandomStream } from './random.js';
import { forcingOf, type Forcing, type SimScenario } from './scenario.js';

/** What the whole market follows from. Logs of SPX and of variances a year. */
export interface MarketState {
  readonly logSpot: number;
  readonly logVariance: number;
  /** Level to which log variance reverts. */
  readonly logSlow: number;
}

/** Dynamics of the real world, a year of variance time. */
export const DYNAMICS = {
  /** Growth of SPX before the variance drag, and before what jumps take on average. */
  drift: 0.15,
  /** Realised over implied variance: sellers of options are paid for the rest. */
  realised: 0.62,
  reversion: 11,
  volOfVariance: 3.4,
  leverage: -0.8,
  /** Log variance (a volatility of 74 %) above which it reverts much faster: panics are short. */
  panic: -0.6,
  panicReversion: 45,
  slowReversion: 1.4,
  slowVol: 0.55,
  /** Mean of the slow level: a typical spot volatility of 14 %. */
  slowMean: -3.93,
  jumpsNight: 0.012,
  jumpsDay: 0.008,
  jumpMean: -0.012,
  jumpSd: 0.014,
  /** Rise of log variance per unit of log loss in a jump, and fall per unit of gain. */
  jumpFear: 20,
  jumpRelief: 6,
} as const;

/** Share of a year's real variance in regular sessions; the rest runs evenly day and night. */
const SESSION_SHARE = 0.7;
const SESSION_YEARS = SESSION_SHARE / 252;

function calendarYears(durationMs: number): number {
  return ((1 - SESSION_SHARE) * durationMs) / (365 * DAY_MS);
}

/** Share of a session's forcing that comes at its open. */
const OVERNIGHT_SHARE = 1 / 3;
/** Halvings of a minute: steps of about a second. */
const MINUTE_LEVELS = 6;

/** One session's path on a grid of minutes, from the open to the index close. */
export interface DayPath {
  readonly session: Session;
  /** Sessions since the one at which the simulation starts. */
  readonly offset: number;
  readonly forcing: Forcing;
  /** Days since 1970, the name of the day in hashes. */
  readonly dayNumber: number;
  readonly logSpot: Float64Array;
  readonly logVariance: Float64Array;
  readonly logSlow: number;
  /** Variance time of each minute, for the bridges inside it. */
  readonly minuteYears: Float64Array;
  readonly lowLogSpot: number;
  readonly highLogSpot: number;
}

export interface DayInput {
  readonly seed: number;
  readonly scenario: SimScenario;
  readonly session: Session;
  readonly offset: number;
  /** State at the end of the session before, and the time from then to this open. */
  readonly before: MarketState;
  readonly nightMs: DurationMs;
}

interface Running {
  logSpot: number;
  logVariance: number;
}

function value(of: Float64Array, index: number): number {
  return of[index] as number;
}

interface Step {
  readonly spotYears: number;
  readonly years: number;
  readonly target: number;
  /** Factor on the volatility of variance. */
  readonly unrest: number;
}

/** One step of diffusion; `spotYears` is 0 once the index itself stands still. */
function diffuse(at: Running, by: Step, random: RandomStream): void {
  const variance = DYNAMICS.realised * Math.exp(at.logVariance);
  const shock = random.normal();
  const own = random.normal();
  at.logSpot +=
    (DYNAMICS.drift - variance / 2) * by.spotYears + Math.sqrt(variance * by.spotYears) * shock;
  const correlated = DYNAMICS.leverage * shock + Math.sqrt(1 - DYNAMICS.leverage ** 2) * own;
  at.logVariance +=
    DYNAMICS.reversion * (by.target - at.logVariance) * by.years -
    DYNAMICS.panicReversion * Math.max(0, at.logVariance - DYNAMICS.panic) * by.years +
    by.unrest * DYNAMICS.volOfVariance * Math.sqrt(by.years) * correlated;
}

function jump(at: Running, random: RandomStream): void {
  const size = DYNAMICS.jumpMean + DYNAMICS.jumpSd * random.normal();
  at.logSpot += size;
  at.logVariance -= size * (size < 0 ? DYNAMICS.jumpFear : DYNAMICS.jumpRelief);
}

/** Weight of a minute in the session's variance: busy at both ends, quiet at noon; mean 1. */
function shape(minute: number, minutes: number): number {
  return 0.7 + 0.9 * ((2 * (minute + 0.5)) / minutes - 1) ** 2;
}

/** A scenario's push on log variance, which fades as a panic nears its height. */
function forcedFear(at: Running, { logVariance }: Forcing): number {
  const room = Math.min(1, Math.max(0, DYNAMICS.panic + 0.4 - at.logVariance));
  return logVariance * room;
}

function overnight(of: DayInput, forcing: Forcing): Running & { logSlow: number } {
  const dayNumber = utcMidnight(of.session.day) / DAY_MS;
  const random = new RandomStream(hash(of.seed, 'overnight', [dayNumber]));
  const nightYears = calendarYears(of.nightMs);
  const years = nightYears + SESSION_YEARS;
  const logSlow =
    of.before.logSlow +
    DYNAMICS.slowReversion * (DYNAMICS.slowMean - of.before.logSlow) * years +
    DYNAMICS.slowVol * Math.sqrt(years) * random.normal();
  const at = { logSpot: of.before.logSpot, logVariance: of.before.logVariance, logSlow };
  diffuse(
    at,
    {
      spotYears: nightYears,
      years: nightYears,
      target: logSlow + forcing.shift,
      unrest: forcing.unrest,
    },
    random,
  );
  for (let left = random.poisson(DYNAMICS.jumpsNight); left > 0; left--) jump(at, random);
  at.logSpot += OVERNIGHT_SHARE * forcing.logSpot;
  at.logVariance += OVERNIGHT_SHARE * forcedFear(at, forcing);
  return at;
}

/** Makes a session's path: a pure function of its input. */
export function makeDayPath(of: DayInput): DayPath {
  const { session } = of;
  const dayNumber = utcMidnight(session.day) / DAY_MS;
  const forcing = forcingOf(of.scenario, of.offset);
  const minutes = Math.round((session.closeAtMs - session.openAtMs) / MINUTE_MS);
  const allMinutes = Math.round((session.indexCloseAtMs - session.openAtMs) / MINUTE_MS);
  const random = new RandomStream(hash(of.seed, 'intraday', [dayNumber]));
  const jumps = new RandomStream(hash(of.seed, 'jumps', [dayNumber]));
  const jumpMinutes = new Set<number>();
  for (let left = jumps.poisson(DYNAMICS.jumpsDay); left > 0; left--) {
    jumpMinutes.add(Math.floor(jumps.uniform() * minutes));
  }
  const at = overnight(of, forcing);
  const logSpot = new Float64Array(allMinutes + 1);
  const logVariance = new Float64Array(allMinutes + 1);
  const minuteYears = new Float64Array(allMinutes);
  const night = calendarYears(MINUTE_MS);
  const full = SESSION_YEARS / 390;
  const target = at.logSlow + forcing.shift;
  const push = (1 - OVERNIGHT_SHARE) / minutes;
  let low = at.logSpot;
  let high = at.logSpot;
  logSpot[0] = at.logSpot;
  logVariance[0] = at.logVariance;
  for (let minute = 0; minute < allMinutes; minute++) {
    const open = minute < minutes;
    const years = night + (open ? full * shape(minute, minutes) : 0);
    diffuse(at, { spotYears: open ? years : 0, years, target, unrest: forcing.unrest }, random);
    if (open) {
      at.logSpot += push * forcing.logSpot;
      at.logVariance += push * forcedFear(at, forcing);
      if (jumpMinutes.has(minute)) jump(at, jumps);
    }
    minuteYears[minute] = years;
    logSpot[minute + 1] = at.logSpot;
    logVariance[minute + 1] = at.logVariance;
    low = Math.min(low, at.logSpot);
    high = Math.max(high, at.logSpot);
  }
  return {
    session,
    offset: of.offset,
    forcing,
    dayNumber,
    logSpot,
    logVariance,
    logSlow: at.logSlow,
    minuteYears,
    lowLogSpot: low,
    highLogSpot: high,
  };
}

/** State at an instant of the session; before its open the open's, after its end the last. */
export function stateAt(path: DayPath, of: { seed: number; atMs: EpochMs }): MarketState {
  const { logSpot, logVariance, logSlow } = path;
  const last = path.minuteYears.length;
  const position = (of.atMs - path.session.openAtMs) / MINUTE_MS;
  const minute = Math.floor(position);
  if (minute < 0 || minute >= last) {
    const end = minute < 0 ? 0 : last;
    return { logSpot: value(logSpot, end), logVariance: value(logVariance, end), logSlow };
  }
  const fraction = position - minute;
  const years = value(path.minuteYears, minute);
  const moves = of.atMs < path.session.closeAtMs;
  const shock = moves ? bridge(hash(of.seed, 'bridgeSpot', [path.dayNumber]), minute, fraction) : 0;
  const own = bridge(hash(of.seed, 'bridgeVariance', [path.dayNumber]), minute, fraction);
  const fromVariance = value(logVariance, minute);
  const spotSd = moves ? Math.sqrt(DYNAMICS.realised * Math.exp(fromVariance) * years) : 0;
  const spot =
    value(logSpot, minute) * (1 - fraction) +
    value(logSpot, minute + 1) * fraction +
    spotSd * shock;
  const correlated = DYNAMICS.leverage * shock + Math.sqrt(1 - DYNAMICS.leverage ** 2) * own;
  return {
    // Kept inside the minute grid's range so that the day's bar holds every quote of the day.
    logSpot: Math.min(path.highLogSpot, Math.max(path.lowLogSpot, spot)),
    logVariance:
      fromVariance * (1 - fraction) +
      value(logVariance, minute + 1) * fraction +
      path.forcing.unrest * DYNAMICS.volOfVariance * Math.sqrt(years) * correlated,
    logSlow,
  };
}

function bridge(prefix: number, minute: number, fraction: number): number {
  return bridgeAt({ prefix: hashMore(prefix, minute), fraction, levels: MINUTE_LEVELS });
}

/** Standard deviation of log SPX over the minute of an instant; 0 once the index stands still. */
export function minuteSd(path: DayPath, atMs: EpochMs): number {
  const minute = Math.floor((atMs - path.session.openAtMs) / MINUTE_MS);
  if (atMs >= path.session.closeAtMs) return 0;
  const variance = Math.exp(path.logVariance[minute] ?? 0);
  return Math.sqrt(DYNAMICS.realised * variance * (path.minuteYears[minute] ?? 0));
}

/** A starting state drawn from about the long-run law. */
export function initialState(seed: number): MarketState {
  const stream = hash(seed, 'initial', []);
  const logSlow = DYNAMICS.slowMean + 0.3 * normalOf(hashMore(stream, 1));
  return {
    logSpot: Math.log(5600),
    logVariance: logSlow + 0.6 * normalOf(hashMore(stream, 2)),
    logSlow,
  };
}
