import { printCondition } from '../../domain/condition-text.js';
import { atLeast } from '../../domain/people.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { AlertError, AlertRule, AlertView } from '../../domain/vol-alert.js';
import { HOUR_MS, type EpochMs } from '../../domain/units.js';
import { answer, type DeskEvent } from '../desk/events.js';
import type { DeskSetup } from '../desk/state.js';
import type { Turn } from '../desk/turn.js';
import {
  dropRule,
  MOST_RULES,
  putRule,
  rowOf,
  ruleKey,
  sameCondition,
  watchStateOf,
  type AlertsState,
} from './alerts-state.js';
import { lookAtRule, sourcesOf } from './alerts-step.js';
import { freshness } from './freshness.js';
import { readMeasure, type AlertSources } from './readings.js';
import { distanceTo, marginOf } from './watch.js';

type Ask = Extract<DeskEvent, { readonly kind: 'alert' }>;
type Change = Extract<Ask['ask'], { readonly by: unknown }>;

/** A rule as a person sees it. */
export function alertView(
  rule: AlertRule,
  of: {
    readonly sources: AlertSources;
    readonly alerts: AlertsState;
    readonly setup: DeskSetup;
    readonly wallMs: EpochMs;
  },
): AlertView {
  const { condition } = rule;
  const now = readMeasure(of.sources, condition);
  const { phase, count } = watchStateOf(of.alerts, ruleKey(rule.id));
  const state = (): AlertView['state'] => {
    if ((rule.snoozedUntilMs ?? 0) > of.wallMs) return 'snoozed';
    if (!now) return 'no-data';
    const at = { condition, figure: now, nowMs: of.sources.nowMs };
    if (freshness(of.setup, at) === 'old') return 'stale';
    return phase === 'fired' ? 'fired' : 'armed';
  };
  return {
    rule,
    text: printCondition(condition),
    state: state(),
    now,
    distance: now && distanceTo(condition, now.value),
    margin: marginOf(condition),
    count,
  };
}

function viewOf(turn: Turn, rule: AlertRule): AlertView {
  const { setup, transient } = turn.state;
  const { wallMs } = turn.now;
  return alertView(rule, { sources: sourcesOf(turn), alerts: transient.alerts, setup, wallMs });
}

function add(turn: Turn, rule: AlertRule): Result<AlertView, AlertError> {
  const { setup, transient } = turn.state;
  const { alerts } = transient;
  const role = setup.roleOf(rule.by);
  if (!atLeast(role, rule.chat === 'group' ? 'owner' : 'viewer')) {
    return err({ code: 'not-allowed' });
  }
  const own = [...alerts.rules.values()].filter(({ by }) => by === rule.by);
  const same = own.find(
    ({ chat, condition }) => chat === rule.chat && sameCondition(condition, rule.condition),
  );
  if (same) return err({ code: 'same', text: printCondition(same.condition) });
  if (own.length >= MOST_RULES) return err({ code: 'too-many', most: MOST_RULES });
  putRule(alerts, rule);
  turn.writes.push({ kind: 'alert-rule', row: rowOf(rule) });
  lookAtRule(turn, rule);
  return ok(viewOf(turn, rule));
}

/** One's own, or the group's for its owners. */
function ruleFor(turn: Turn, { by, id }: Change): AlertRule | null {
  const { setup, transient } = turn.state;
  const rule = transient.alerts.rules.get(id);
  if (!rule) return null;
  const may = rule.by === by || (rule.chat === 'group' && setup.roleOf(by) === 'owner');
  return may ? rule : null;
}

function change(turn: Turn, ask: Change): Result<AlertView, AlertError> {
  const { alerts } = turn.state.transient;
  const rule = ruleFor(turn, ask);
  if (!rule) return err({ code: 'unknown-alert', id: ask.id });
  if (ask.kind === 'remove') {
    const view = viewOf(turn, rule);
    dropRule(alerts, rule);
    turn.writes.push({ kind: 'alert-rule-gone', id: rule.id });
    return ok(view);
  }
  const { wallMs } = turn.now;
  const sleeps = (rule.snoozedUntilMs ?? 0) > wallMs;
  const changed = { ...rule, snoozedUntilMs: sleeps ? null : wallMs + HOUR_MS };
  putRule(alerts, changed);
  turn.writes.push({ kind: 'alert-rule', row: rowOf(changed) });
  return ok(viewOf(turn, changed));
}

/** A person adds a rule, takes one away, or lets one rest. */
export function takeAlertAsk(turn: Turn, { ask, reply }: Ask): void {
  turn.effect(answer(reply, ask.kind === 'add' ? add(turn, ask.rule) : change(turn, ask)));
}
