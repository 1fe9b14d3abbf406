import { newYorkInstant, type TimeOfDay } from '../domain/new-york.js';
import type { Session } from '../domain/calendar.js';
import { err, ok, type Result } from '../domain/result.js';
import {
  HOUR_MS,
  MINUTE_MS,
  type DurationMs,
  type EpochMs,
  type UsdMicros,
} from '../domain/units.js';

/** Most that may be lost or held. All are for the whole order or the whole day, in micro-dollars. */
export interface RiskCaps {
  /** Loss of one trade at its planned stop (1 R), and at its structure's worst. */
  readonly plannedMicros: UsdMicros;
  readonly worstMicros: UsdMicros;
  /** Loss of the strategy's day, realised plus open. */
  readonly dayMicros: UsdMicros;
  /** Sum of the worst cases of everything open at the desk. */
  readonly openWorstMicros: UsdMicros;
}

/**
 * What an order of the strategy must look like. `defined-risk`: its legs alone bound the loss.
 * `covered-call`: sold calls stand against shares held, and the caps leave the shares out. `hedged`:
 * bounded over stresses only; the gate refuses it until that worst case can be computed.
 */
export type Shape = 'defined-risk' | 'covered-call' | 'hedged';

/** The money rules of one strategy. */
export interface StrategyRules {
  readonly strategy: string;
  /** New York times between which entries may be sent, the end not included. */
  readonly window: { readonly from: TimeOfDay; readonly to: TimeOfDay };
  readonly caps: RiskCaps;
  /** Units that one order may have, whatever the arming says. */
  readonly mostUnits: number;
  /** Before the close of stocks, by which the strategy holds and works nothing. */
  readonly flatBeforeCloseMs: DurationMs;
  readonly shape: Shape;
}

/** Closing of what is open begins this long before it must be flat. */
export const CLOSING_LEAD_MS: DurationMs = 10 * MINUTE_MS;

/** Entry windows end this much earlier on a day of an early close. */
export const EARLY_CLOSE_CUT_MS: DurationMs = HOUR_MS;

const usd = (dollars: number) => (dollars * 1_000_000) as UsdMicros;

const PLAIN_CAPS: RiskCaps = {
  plannedMicros: usd(50),
  worstMicros: usd(500),
  dayMicros: usd(150),
  openWorstMicros: usd(1_500),
};

const MIDDAY = { from: '10:30', to: '13:30' } as const;

function plain(strategy: string, shape: Shape): StrategyRules {
  const flatBeforeCloseMs = 30 * MINUTE_MS;
  return { strategy, window: MIDDAY, caps: PLAIN_CAPS, mostUnits: 10, flatBeforeCloseMs, shape };
}

/** The house's rules; a configuration may only tighten them. */
export const MONEY_RULES: readonly StrategyRules[] = [
  plain('putlite', 'defined-risk'),
  plain('condor', 'defined-risk'),
  plain('buywrite', 'covered-call'),
  {
    strategy: 'spy-spx',
    window: { from: '09:35', to: '10:00' },
    caps: {
      plannedMicros: usd(500),
      worstMicros: usd(500),
      dayMicros: usd(1_000),
      openWorstMicros: usd(1_500),
    },
    mostUnits: 2,
    flatBeforeCloseMs: 15 * MINUTE_MS,
    shape: 'hedged',
  },
];

/** @returns null where the house has no rules for a strategy of that name: it may not trade. */
export function rulesOf(strategy: string): StrategyRules | null {
  return MONEY_RULES.find((rules) => rules.strategy === strategy) ?? null;
}

/** What an owner may set of one strategy's rules; what is left out stays as the house has it. */
export interface TighterRules {
  readonly windowFrom?: TimeOfDay;
  readonly windowTo?: TimeOfDay;
  readonly plannedMicros?: UsdMicros;
  readonly worstMicros?: UsdMicros;
  readonly dayMicros?: UsdMicros;
  readonly openWorstMicros?: UsdMicros;
  readonly mostUnits?: number;
  readonly flatBeforeCloseMs?: DurationMs;
}

/** A setting that would loosen a rule, or that is no number. */
export interface LooseRule {
  readonly code: 'loose-rule';
  readonly strategy: string;
  readonly rule: keyof TighterRules;
}

function minutesOf(time: TimeOfDay): number {
  const [hour = NaN, minute = NaN] = time.split(':').map(Number);
  return hour * 60 + minute;
}

type Compared = readonly [rule: keyof TighterRules, value: number, house: number];

/** Each figure that is set, beside the house's, turned so that a larger one is looser. */
function compared(house: StrategyRules, set: TighterRules): readonly Compared[] {
  const { caps, window } = house;
  const pairs: readonly (readonly [keyof TighterRules, number | undefined, number])[] = [
    ['windowFrom', set.windowFrom && -minutesOf(set.windowFrom), -minutesOf(window.from)],
    ['windowTo', set.windowTo && minutesOf(set.windowTo), minutesOf(window.to)],
    ['plannedMicros', set.plannedMicros, caps.plannedMicros],
    ['worstMicros', set.worstMicros, caps.worstMicros],
    ['dayMicros', set.dayMicros, caps.dayMicros],
    ['openWorstMicros', set.openWorstMicros, caps.openWorstMicros],
    ['mostUnits', set.mostUnits, house.mostUnits],
    [
      'flatBeforeCloseMs',
      set.flatBeforeCloseMs && -set.flatBeforeCloseMs,
      -house.flatBeforeCloseMs,
    ],
  ];
  return pairs.flatMap(([rule, value, own]) => (value === undefined ? [] : [[rule, value, own]]));
}

/**
 * The house's rules with an owner's settings over them.
 * @returns every setting that would loosen a rule or is no number, where there is one.
 */
export function tighten(
  house: StrategyRules,
  set: TighterRules,
): Result<StrategyRules, readonly LooseRule[]> {
  const loose = compared(house, set)
    .filter(([, value, own]) => !(value <= own))
    .map(([rule]) => rule);
  if (loose.length > 0) {
    return err(loose.map((rule) => ({ code: 'loose-rule', strategy: house.strategy, rule })));
  }
  const { window, caps } = house;
  return ok({
    ...house,
    window: { from: set.windowFrom ?? window.from, to: set.windowTo ?? window.to },
    caps: {
      plannedMicros: set.plannedMicros ?? caps.plannedMicros,
      worstMicros: set.worstMicros ?? caps.worstMicros,
      dayMicros: set.dayMicros ?? caps.dayMicros,
      openWorstMicros: set.openWorstMicros ?? caps.openWorstMicros,
    },
    mostUnits: set.mostUnits ?? house.mostUnits,
    flatBeforeCloseMs: set.flatBeforeCloseMs ?? house.flatBeforeCloseMs,
  });
}

/** The instants of a session that bind a strategy's entries and closing. Market time. */
export interface FlatTimes {
  /** Entries may be sent from here, */
  readonly entriesStartMs: EpochMs;
  /** and up to, but not at, here. Not after the start: no entries on that day. */
  readonly entriesEndMs: EpochMs;
  /** Closing of what is open begins. */
  readonly closingStartsMs: EpochMs;
  /** No position and no working order any more. */
  readonly flatByMs: EpochMs;
}

/**
 * On a full day putlite enters 10:30–13:30, begins closing at 15:20 and is flat at 15:30. On an early
 * close (13:00) the window ends an hour earlier and never after closing begins: 10:30–12:20, flat at
 * 12:30. A window of less than an hour (spy-spx) has no entries on such a day.
 */
export function flatTimes(session: Session, rules: StrategyRules): FlatTimes {
  const flatByMs = session.closeAtMs - rules.flatBeforeCloseMs;
  const closingStartsMs = flatByMs - CLOSING_LEAD_MS;
  const cutMs = session.kind === 'early' ? EARLY_CLOSE_CUT_MS : 0;
  const windowEndMs = newYorkInstant(session.day, rules.window.to) - cutMs;
  return {
    entriesStartMs: newYorkInstant(session.day, rules.window.from),
    entriesEndMs: Math.min(windowEndMs, closingStartsMs),
    closingStartsMs,
    flatByMs,
  };
}
