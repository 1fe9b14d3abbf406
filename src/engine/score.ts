import type { PartHealth } from './api.js';
import type { DeskRun } from './desk-run.js';
import { newYorkDay } from './domain/new-york.js';
import type { UserId } from './domain/people.js';
import { err, ok, type Result } from './domain/result.js';
import type { ScoreApi, ScoreTrouble, ScoreView } from './domain/score-views.js';
import { DAY_MS } from './domain/units.js';
import { analogsView, healthOf, whyView, yearOf } from './flow/score/past-views.js';
import { ruleOf, triggersOf } from './flow/score/reading.js';
import { scoreInput } from './flow/score/live-input.js';
import type { ScoredNow, ScoreState } from './flow/score/score-state.js';
import { moveOf, SERIES, type ViewContext } from './flow/view-context.js';
import type { Clock } from './ports/clock.js';
import type { Store } from './ports/store.js';

export interface ScoreSources {
  readonly run: DeskRun;
  readonly store: Store;
  readonly market: Clock;
  readonly wall: Clock;
}

const LATE: Result<never, ScoreTrouble> = err({ code: 'late' });

/** A model that serves is healthy; a desk without one still works, and says so. */
export function modelHealthPart({ model, failures }: ScoreState): readonly PartHealth[] {
  const { state } = model;
  if (state.code === 'none') return [];
  const ready = state.code === 'ready';
  return [
    {
      part: 'model',
      state: ready && failures === 0 ? 'ok' : 'degraded',
      ageMs: null,
      detail: ready ? `${state.id}@${state.version}, ${failures} failed` : state.code,
    },
  ];
}

/** Until when a person hears no signals. */
class Mutes {
  constructor(
    private readonly store: Store,
    private readonly wall: Clock,
  ) {}

  mute(userId: UserId): number {
    const untilMs = this.wall.nowMs() + DAY_MS;
    this.store.chat.putFact(this.key(userId), String(untilMs));
    return untilMs;
  }

  unmute(userId: UserId): void {
    this.store.chat.putFact(this.key(userId), '0');
  }

  untilMs(userId: UserId): number | null {
    const untilMs = Number(this.store.chat.fact(this.key(userId)) ?? 0);
    return untilMs > this.wall.nowMs() ? untilMs : null;
  }

  private key(userId: UserId): string {
    return `signal-muted:${userId}`;
  }
}

/** The score as the chat uses it: looks go through the queue, what looks back does not hold it up. */
export function createScore({ run, store, market, wall }: ScoreSources): ScoreApi {
  const { state } = run;
  const { score } = state.transient;
  const { facts } = score.model;
  const mutes = new Mutes(store, wall);
  const context = (): ViewContext => ({
    book: state.market,
    nowMs: market.nowMs(),
    mode: state.setup.mode,
  });
  const look = () =>
    run.ask<Result<ScoredNow, ScoreTrouble>>((reply) => ({ kind: 'score', reply }), LATE);

  const none = (why: 'no-model' | 'short-history') =>
    err({ code: 'no-confidence' as const, why, model: score.model.state });

  async function scoreView(): Promise<Result<ScoreView, ScoreTrouble>> {
    const found = await look();
    if (!found.ok) return found;
    const { input, reading, missing } = found.value;
    const vix = moveOf(context(), SERIES.vix);
    if (!vix) return err({ code: 'no-data', what: 'VIX' });
    const confidence = reading?.confidence ?? null;
    const past = await run.past.read();
    return ok({
      stamp: input.stamp,
      day: input.day,
      vix,
      rule: ruleOf(input),
      model: score.model.state,
      reading,
      missing,
      triggers:
        facts && confidence !== null ? triggersOf({ confidence, vix: input.vix }, facts) : null,
      history: yearOf(past, { input, confidence }, facts),
    });
  }

  return {
    score: scoreView,
    why() {
      const input = scoreInput(context(), facts);
      if (!input) return Promise.resolve(err({ code: 'no-data', what: 'VIX' }));
      if (!facts) return Promise.resolve(none('no-model'));
      const view = whyView(input, facts);
      return Promise.resolve(view ? ok(view) : none('short-history'));
    },
    async analogs() {
      const input = scoreInput(context(), facts);
      if (!input) return err({ code: 'no-data', what: 'VIX' });
      if (!facts) return none('no-model');
      return ok(analogsView(input, await run.past.read(), facts));
    },
    async model() {
      if (!facts) return none('no-model');
      const input = scoreInput(context(), facts);
      if (!input) return err({ code: 'no-data', what: 'VIX' });
      const today = newYorkDay(market.nowMs());
      const health = healthOf(await run.past.read(), { facts, today });
      return ok({ stamp: input.stamp, facts, health });
    },
    lastSignal: () => score.lastSignal,
    mute: (userId) => mutes.mute(userId),
    unmute: (userId) => mutes.unmute(userId),
    mutedUntilMs: (userId) => mutes.untilMs(userId),
  };
}
