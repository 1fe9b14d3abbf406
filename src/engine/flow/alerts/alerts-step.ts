import { printCondition } from '../../domain/condition-text.js';
import type { Notice } from '../../domain/notice.js';
import type {
  AlertFigure,
  AlertNews,
  AlertReader,
  AlertRule,
  BuiltInFact,
  Condition,
  WatchState,
} from '../../domain/vol-alert.js';
import { atLeast } from '../../domain/people.js';
import { MINUTE_MS, type DurationMs, type EpochMs } from '../../domain/units.js';
import type { Turn } from '../desk/turn.js';
import { ruleKey, surfaceKey, VIX_FUTURES, watchStateOf } from './alerts-state.js';
import { ofSurface, ofTrigger, type BuiltInWatch } from './built-ins.js';
import { freshness } from './freshness.js';
import { readMeasure, type AlertSources } from './readings.js';
import { advance, sightOf, type Sight } from './watch.js';

/** The futures' shape is looked at this often at most (wall time). */
const TERM_EVERY_MS: DurationMs = 5_000;

export function sourcesOf({ state, nowMs }: Turn): AlertSources {
  const { market, setup, transient } = state;
  return {
    book: market,
    mode: setup.mode,
    nowMs,
    surface: (underlying) => transient.vol.get(underlying)?.newest ?? null,
  };
}

/** Time in which people count: the wall's, but a replay's own, since its days go by in seconds. */
export function peopleMs({ state, now }: Turn): EpochMs {
  return state.setup.mode === 'REPLAY' ? now.atMs : now.wallMs;
}

export function tellNotice(turn: Turn, id: string, body: Notice['body']): void {
  turn.writes.push({ kind: 'notice', notice: { id, createdAtMs: turn.now.wallMs, body } });
  turn.effect({ kind: 'hand-notices' });
}

/** One thing that is watched: a person's rule, or the desk's own. */
interface Watched {
  readonly key: string;
  readonly condition: Condition;
  readonly rule: AlertRule | null;
  readonly builtIn: BuiltInFact | null;
  readonly backAt: number | null;
}

function readerOf({ rule, builtIn }: Watched): AlertReader {
  if (builtIn) return { kind: 'informed', unlessOff: builtIn.kind };
  if (!rule) throw new Error('a watch of nobody');
  return rule.chat === 'group' ? { kind: 'group' } : { kind: 'person', userId: rule.by };
}

/** Somebody who may not use the desk any more hears nothing of it. */
function mayHear({ state }: Turn, { rule }: Watched): boolean {
  return rule === null || atLeast(state.setup.roleOf(rule.by), 'viewer');
}

function tellFired(turn: Turn, watched: Watched, of: { figure: AlertFigure; state: WatchState }) {
  const { key, condition, rule, builtIn } = watched;
  const { serial, count, worst, firstAtMs, lastAtMs } = of.state;
  const { world } = turn.state.setup;
  const news: AlertNews = {
    kind: 'vol-alert',
    to: readerOf(watched),
    // Repeats are folded: they share the handle of the message that began with the first of them.
    handle: `alert:${world}:${key}:${serial - count + 1}`,
    phase: count === 1 ? 'first' : 'again',
    condition,
    ruleId: rule?.id ?? null,
    builtIn,
    value: of.figure.value,
    stamp: of.figure.stamp,
    count,
    worst,
    firstAtMs,
    lastAtMs,
  };
  tellNotice(turn, `alert:${world}:${key}:${serial}`, news);
}

function keepState(turn: Turn, key: string, state: WatchState): void {
  turn.state.transient.alerts.states.set(key, state);
  // A replay goes over the same days again.
  if (turn.state.setup.mode === 'REPLAY') return;
  turn.writes.push({ kind: 'alert-state', key, text: JSON.stringify(state) });
}

function sight(turn: Turn, { condition, backAt }: Watched, figure: AlertFigure): Sight {
  const seen = sightOf(condition, {
    value: figure.value,
    atMs: figure.stamp.asOfMs,
    wallMs: peopleMs(turn),
  });
  return backAt === null ? seen : { ...seen, isBack: figure.value <= backAt };
}

function isSnoozed(turn: Turn, rule: AlertRule | null): boolean {
  return (rule?.snoozedUntilMs ?? 0) > turn.now.wallMs;
}

/** Looks at one watch, if its prices are fresh. */
function look(turn: Turn, watched: Watched): void {
  const { key, condition, rule } = watched;
  const { alerts } = turn.state.transient;
  const figure = readMeasure(sourcesOf(turn), condition);
  if (!figure) return;
  const of = { condition, figure, nowMs: turn.nowMs };
  if (freshness(turn.state.setup, of) !== 'fresh') return;
  if (rule) alerts.staleTold.delete(rule.id);
  const before = watchStateOf(alerts, key);
  // A snoozed rule may come back to rest, and does not fire.
  if (before.phase !== 'fired' && isSnoozed(turn, rule)) return;
  const { state, change } = advance(before, sight(turn, watched, figure));
  if (change === 'none') {
    if (state !== before) alerts.states.set(key, state);
    return;
  }
  keepState(turn, key, state);
  if (change === 'fires' && mayHear(turn, watched)) tellFired(turn, watched, { figure, state });
}

export function lookAtRule(turn: Turn, rule: AlertRule): void {
  const { id, condition } = rule;
  look(turn, { key: ruleKey(id), condition, rule, builtIn: null, backAt: null });
}

function lookAtOwn(turn: Turn, watch: BuiltInWatch): void {
  const { key, condition, fact, backAt } = watch;
  look(turn, { key, condition, rule: null, builtIn: fact, backAt: backAt ?? null });
}

/** The futures cost more to look at than the rest: they wait for their turn. */
function isDue(turn: Turn, key: string): boolean {
  if (key !== VIX_FUTURES) return true;
  const { alerts } = turn.state.transient;
  if (turn.now.wallMs - alerts.termLookedMs < TERM_EVERY_MS) return false;
  alerts.termLookedMs = turn.now.wallMs;
  return true;
}

/** After each step: what has changed and is watched. */
export function lookAtTouched(turn: Turn): void {
  const { alerts } = turn.state.transient;
  if (alerts.touched.size === 0) return;
  for (const key of alerts.touched) {
    if (!isDue(turn, key)) continue;
    for (const watch of ofTrigger(key)) lookAtOwn(turn, watch);
    for (const rule of alerts.byTrigger.get(key) ?? []) lookAtRule(turn, rule);
  }
  alerts.touched.clear();
}

/** A surface has been fitted. */
export function lookAtSurface(turn: Turn, underlying: string): void {
  const { alerts, vol } = turn.state.transient;
  const known = vol.get(underlying);
  if (!known) return;
  for (const watch of ofSurface(underlying, known, turn.nowMs)) lookAtOwn(turn, watch);
  for (const rule of alerts.byTrigger.get(surfaceKey(underlying)) ?? []) lookAtRule(turn, rule);
}

/** Rules whose prices are old and whose readers do not know it, by reader. */
function newlyStale(
  turn: Turn,
): ReadonlyMap<string, readonly (readonly [AlertRule, AlertFigure])[]> {
  const { alerts } = turn.state.transient;
  const found = new Map<string, (readonly [AlertRule, AlertFigure])[]>();
  const sources = sourcesOf(turn);
  for (const rule of alerts.rules.values()) {
    if (alerts.staleTold.has(rule.id) || isSnoozed(turn, rule)) continue;
    const figure = readMeasure(sources, rule.condition);
    if (!figure) continue;
    const of = { condition: rule.condition, figure, nowMs: turn.nowMs };
    if (freshness(turn.state.setup, of) !== 'old') continue;
    // A session's first price may take as long as any other.
    if (turn.nowMs - (alerts.watchedSinceMs ?? turn.nowMs) < MINUTE_MS) continue;
    const reader = rule.chat === 'group' ? 'group' : String(rule.by);
    found.set(reader, [...(found.get(reader) ?? []), [rule, figure]]);
  }
  return found;
}

/** Rules that are not looked at say so, once each time, in one message a reader. */
export function tellStaleRules(turn: Turn): void {
  const { setup, transient } = turn.state;
  const { alerts } = transient;
  if (setup.mode === 'REPLAY') return;
  for (const [reader, stale] of newlyStale(turn)) {
    for (const [{ id }] of stale) alerts.staleTold.add(id);
    const [[first]] = stale as [readonly [AlertRule, AlertFigure]];
    const watched = {
      key: '',
      condition: first.condition,
      rule: first,
      builtIn: null,
      backAt: null,
    };
    if (!mayHear(turn, watched)) continue;
    tellNotice(turn, `alerts-stale:${setup.world}:${reader}:${turn.now.wallMs}`, {
      kind: 'alerts-stale',
      to: readerOf(watched),
      rules: stale.map(([rule, { stamp }]) => ({
        text: printCondition(rule.condition),
        asOfMs: stamp.asOfMs,
      })),
      mode: setup.mode,
      nowMs: turn.nowMs,
    });
  }
}
