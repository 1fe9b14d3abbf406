import { sessionOf } from '../../domain/calendar.js';
import { newYorkDay } from '../../domain/new-york.js';
import type { Notice } from '../../domain/notice.js';
import type { ScoreTrouble } from '../../domain/score-views.js';
import { err, ok, type Result } from '../../domain/result.js';
import { MINUTE_MS, type DurationMs } from '../../domain/units.js';
import { alertDecision, defaultTrigger } from '../../scoring/trigger.js';
import { answer, type DeskEvent, type ReplyTo } from '../desk/events.js';
import type { Turn } from '../desk/turn.js';
import type { ViewContext } from '../view-context.js';
import { scoreInput } from './live-input.js';
import { readingOf } from './reading.js';
import { signalFact, type KeptSignal, type ScoredNow, type ScoreInput } from './score-state.js';
import { signalView } from './signal-view.js';

type Of<Kind extends DeskEvent['kind']> = Extract<DeskEvent, { readonly kind: Kind }>;

/** Market time between two looks in a session; older prices than that raise no alert. */
export const SCORE_EVERY_MS: DurationMs = 5 * MINUTE_MS;
/** Looks go on for this long after the index close, so that the close itself is scored. */
const AFTER_CLOSE_MS: DurationMs = 10 * MINUTE_MS;

function contextOf({ state, nowMs }: Turn): ViewContext {
  return { book: state.market, mode: state.setup.mode, nowMs };
}

function inSession(nowMs: number): boolean {
  const session = sessionOf(newYorkDay(nowMs));
  return (
    session !== null &&
    nowMs >= session.openAtMs &&
    nowMs <= session.indexCloseAtMs + AFTER_CLOSE_MS
  );
}

/** Each five minutes of a session; there is nothing to look for without a model. */
export function scoreOnSchedule(turn: Turn): void {
  if (turn.state.transient.score.model.facts && inSession(turn.nowMs)) look(turn, null);
}

/** Somebody asks. */
export function scoreAsked(turn: Turn, { reply }: Of<'score'>): void {
  look(turn, reply);
}

/** Takes the features inside the step; the model runs outside of it. */
function look(turn: Turn, reply: ReplyTo<Result<ScoredNow, ScoreTrouble>> | null): void {
  const { score } = turn.state.transient;
  const { facts } = score.model;
  const input = scoreInput(contextOf(turn), facts);
  if (!input) {
    if (reply) turn.effect(answer(reply, err({ code: 'no-data', what: 'VIX' })));
    return;
  }
  if (input.window) {
    turn.effect({ kind: 'score', input, window: input.window, reply });
    return;
  }
  const missing = facts ? 'short-history' : 'no-model';
  if (reply) turn.effect(answer(reply, ok({ input, reading: null, missing })));
}

/** The model has answered. */
export function takeScored(turn: Turn, event: Of<'scored'>): void {
  const { input, reply, score: given } = event;
  const { score } = turn.state.transient;
  const { facts } = score.model;
  if (!given.ok || !facts) {
    score.failures += 1;
    if (reply) turn.effect(answer(reply, ok({ input, reading: null, missing: 'model-failed' })));
    return;
  }
  const reading = readingOf(input, given.value.confidence, facts);
  const scored: ScoredNow = { input, reading, missing: null };
  // Two runs may end in another order than they began.
  if (!score.latest || score.latest.input.stamp.nowMs <= input.stamp.nowMs) score.latest = scored;
  if (reply) turn.effect(answer(reply, ok(scored)));
  if (!signalDue(turn, scored)) return;
  score.pending = 'chains';
  turn.effect({ kind: 'signal-chains', scored, wantedDays: reading.outlook.expiryDays });
}

/** Time of the cool-down: the wall's, but a replay's own, since its days go by in seconds. */
function coolDownNowMs({ state, now }: Turn): number {
  return state.setup.mode === 'REPLAY' ? now.atMs : now.wallMs;
}

/** Is every price that the score stands on of this session, and no older than one look? */
function isFresh(turn: Turn, { input }: ScoredNow): boolean {
  const { pricePeriodMs } = turn.state.setup;
  const most = Math.max(SCORE_EVERY_MS, 3 * pricePeriodMs);
  const ageMs = turn.nowMs - input.stamp.asOfMs;
  return input.day === newYorkDay(turn.nowMs) && inSession(turn.nowMs) && ageMs <= most;
}

function signalDue(turn: Turn, scored: ScoredNow): boolean {
  const { score } = turn.state.transient;
  const { facts } = score.model;
  if (!facts || !scored.reading || score.pending !== 'none' || !isFresh(turn, scored)) return false;
  const at = {
    confidence: scored.reading.confidence,
    vix: scored.input.vix,
    nowMs: coolDownNowMs(turn),
    lastAlertAtMs: score.lastAlertAtMs,
  };
  return alertDecision(at, defaultTrigger(facts)) === 'due';
}

/** A replayed day alerts once, however often it is replayed. */
function signalId({ state }: Turn, { day }: ScoreInput): string {
  const { mode, world } = state.setup;
  return `signal:${mode === 'REPLAY' ? 'replay' : world}:${day}`;
}

/** Chains are in, as far as there are any: the signal and its cool-down are kept together. */
export function takeSignalChains(turn: Turn, { scored, chains }: Of<'signal-chains'>): void {
  const { market, setup, transient } = turn.state;
  const { score } = transient;
  for (const chain of chains) market.takeChain(chain);
  score.pending = 'none';
  const { facts } = score.model;
  const view = facts && signalView(contextOf(turn), scored, { facts, chains });
  if (!view || !signalDue(turn, scored)) return;
  const nowMs = coolDownNowMs(turn);
  score.lastAlertAtMs = nowMs;
  score.lastSignal = view;
  if (setup.mode !== 'REPLAY') {
    const kept: KeptSignal = { atMs: nowMs, view };
    turn.writes.push({
      kind: 'fact',
      key: signalFact(setup.world),
      value: JSON.stringify(kept),
    });
  }
  tell(turn, signalId(turn, scored.input), { kind: 'signal', view });
}

/** Once a month while a model is old, and once a month while it does not come true. */
export function takeModelHealth(turn: Turn, { health }: Of<'model-health'>): void {
  const { score } = turn.state.transient;
  const { facts } = score.model;
  const { old, drift } = health;
  if (!facts || (old === 'fresh' && drift !== 'drifted')) return;
  const input = scoreInput(contextOf(turn), facts);
  if (!input) return;
  const what = [old === 'old' ? ['old'] : [], drift === 'drifted' ? ['drifted'] : []].flat();
  const month = newYorkDay(turn.nowMs).slice(0, 7);
  const model = `${facts.id}@${facts.version}`;
  tell(turn, `model:${turn.state.setup.world}:${model}:${what.join('+')}:${month}`, {
    kind: 'model-health',
    stamp: input.stamp,
    model,
    trainedTo: facts.trainedTo,
    health,
  });
}

/** The digest's hour is also when the model is looked at. */
export function checkModel(turn: Turn): void {
  const { facts } = turn.state.transient.score.model;
  if (facts && turn.state.setup.mode !== 'REPLAY') {
    turn.effect({ kind: 'check-model', today: newYorkDay(turn.nowMs) });
  }
}

function tell(turn: Turn, id: string, body: Notice['body']): void {
  turn.writes.push({ kind: 'notice', notice: { id, createdAtMs: turn.now.wallMs, body } });
  turn.effect({ kind: 'hand-notices' });
}
