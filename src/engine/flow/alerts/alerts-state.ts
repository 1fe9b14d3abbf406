import { printCondition } from '../../domain/condition-text.js';
import type { InstrumentId } from '../../domain/instrument.js';
import type { AlertRule, Condition, WatchState } from '../../domain/vol-alert.js';
import type { EpochMs } from '../../domain/units.js';
import type { AlertRow } from '../../ports/alert-rows.js';
import { ANY_WORDS, parseCondition } from './condition.js';
import { triggerOf, type Trigger } from './readings.js';
import { FRESH_WATCH } from './watch.js';

/** At most so many rules a person, the group's counted with its maker's. */
export const MOST_RULES = 20;

/** A feed's silence, or too many of its prices of one kind, and the message that tells of it. */
export interface DataTrouble {
  readonly state: 'open' | 'over';
  readonly handle: string;
  /** When it began last, and when its message was begun; times that it began since. */
  readonly sinceMs: EpochMs;
  readonly messageMs: EpochMs;
  readonly times: number;
}

/** Rules and where they stand. Rules and states are on disk; the rest is safe to lose. */
export interface AlertsState {
  readonly rules: Map<string, AlertRule>;
  readonly states: Map<string, WatchState>;
  /** Rules by what makes them be looked at. */
  readonly byTrigger: Map<string, AlertRule[]>;
  /** What has changed in this step and somebody watches. */
  readonly touched: Set<string>;
  /** Rules whose readers were told that their prices are old. */
  readonly staleTold: Set<string>;
  readonly troubles: Map<string, DataTrouble>;
  /** Wall time of the last look at the futures: it costs more than others. */
  termLookedMs: EpochMs;
  /** Market time since which feeds are expected to say something. */
  watchedSinceMs: EpochMs | null;
}

export const VIX_FUTURES = 'vix-future';
export const surfaceKey = (underlying: string): string => `surface:${underlying}`;
export const ruleKey = (id: string): string => `rule:${id}`;

export function triggerKey(trigger: Trigger): string {
  switch (trigger.kind) {
    case 'quote':
      return trigger.instrument;
    case 'surface':
      return surfaceKey(trigger.underlying);
    case 'vix-future':
      return VIX_FUTURES;
  }
}

function index(state: AlertsState, rule: AlertRule): void {
  const key = triggerKey(triggerOf(rule.condition));
  const others = (state.byTrigger.get(key) ?? []).filter(({ id }) => id !== rule.id);
  state.byTrigger.set(key, [...others, rule]);
}

/** Takes a rule, or changes the one with its id. */
export function putRule(state: AlertsState, rule: AlertRule): void {
  state.rules.set(rule.id, rule);
  index(state, rule);
}

export function dropRule(state: AlertsState, rule: AlertRule): void {
  const key = triggerKey(triggerOf(rule.condition));
  state.rules.delete(rule.id);
  state.states.delete(ruleKey(rule.id));
  state.staleTold.delete(rule.id);
  const left = (state.byTrigger.get(key) ?? []).filter(({ id }) => id !== rule.id);
  if (left.length > 0) state.byTrigger.set(key, left);
  else state.byTrigger.delete(key);
}

/** From what is kept. A rule that this version does not understand stays kept, and is not watched. */
export function startAlerts(
  rows: readonly AlertRow[],
  states: ReadonlyMap<string, string>,
): AlertsState {
  const state: AlertsState = {
    rules: new Map(),
    states: new Map([...states].map(([key, text]) => [key, JSON.parse(text) as WatchState])),
    byTrigger: new Map(),
    touched: new Set(),
    staleTold: new Set(),
    troubles: new Map(),
    termLookedMs: Number.NEGATIVE_INFINITY,
    watchedSinceMs: null,
  };
  for (const { text, ...row } of rows) {
    const condition = parseCondition(text, ANY_WORDS);
    if (condition.ok) putRule(state, { ...row, condition: condition.value });
  }
  return state;
}

export function rowOf({ condition, ...rule }: AlertRule): AlertRow {
  return { ...rule, text: printCondition(condition) };
}

export function watchStateOf(state: AlertsState, key: string): WatchState {
  return state.states.get(key) ?? FRESH_WATCH;
}

/** A quote has come in: a comparison or two, for every quote of the desk. */
export function noteQuote(state: AlertsState, instrument: InstrumentId): void {
  if (state.byTrigger.has(instrument)) state.touched.add(instrument);
  else if (instrument.startsWith('VX/')) state.touched.add(VIX_FUTURES);
}

export function sameCondition(a: Condition, b: Condition): boolean {
  return printCondition(a) === printCondition(b);
}
