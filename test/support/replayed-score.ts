import { createClockScheduler } from '../../src/engine/adapters/system/clock-scheduler.js';
import { createReplayFeed } from '../../src/engine/adapters/replay/replay-feed.js';
import { newYorkDay, newYorkInstant } from '../../src/engine/domain/new-york.js';
import type { SignalView } from '../../src/engine/domain/score-views.js';
import { addDays, day } from '../../src/engine/domain/trading-day.js';
import { sessionOf } from '../../src/engine/domain/calendar.js';
import { DAY_MS, MINUTE_MS } from '../../src/engine/domain/units.js';
import { createEngine, type Engine } from '../../src/engine/engine.js';
import { SCORE_EVERY_MS } from '../../src/engine/flow/score/score-step.js';
import type { Scheduler } from '../../src/engine/ports/scheduler.js';
import type { TickStore } from '../../src/engine/ports/tick-store.js';
import { ManualClock } from './manual-clock.js';
import { KeptNotices, openBook } from './started-desk.js';
import type { WatchedModel } from './watched-model.js';
import { plainEngine } from './plain-engine.js';

export interface ReplayedSpan {
  readonly engine: Engine;
  readonly signals: readonly SignalView[];
  readonly clock: ManualClock;
}

/** Leaves out jobs of every few minutes, except around the index close: nothing is new before it. */
function unhurried(scheduler: Scheduler): Scheduler {
  const nearClose = (dueAtMs: number): boolean => {
    const closeAtMs = sessionOf(newYorkDay(dueAtMs))?.indexCloseAtMs ?? 0;
    return Math.abs(dueAtMs - closeAtMs) <= 2 * SCORE_EVERY_MS;
  };
  return {
    schedule(rule, run) {
      if (rule.kind !== 'every') return scheduler.schedule(rule, run);
      if (rule.periodMs < SCORE_EVERY_MS) return () => undefined;
      return scheduler.schedule(rule, (dueAtMs) => {
        if (nearClose(dueAtMs)) run(dueAtMs);
      });
    },
    stop: () => scheduler.stop(),
  };
}

/** A desk that replays the sessions of a span, close by close, with the model that it is given. */
export async function replayScore(of: {
  readonly ticks: Pick<TickStore, 'series' | 'bars'>;
  readonly model: WatchedModel;
  readonly from: string;
  readonly to: string;
}): Promise<ReplayedSpan> {
  const clock = new ManualClock(newYorkInstant(day(of.from), '09:00'));
  const notices = new KeptNotices();
  const engine = createEngine({
    ...plainEngine({ store: openBook(), wall: clock, market: clock }),
    mode: 'REPLAY',
    world: 'replay:test',
    model: of.model.model,
    feeds: [createReplayFeed({ ticks: of.ticks, clock })],
    scheduler: unhurried(createClockScheduler({ clock })),
    pricePeriodMs: 5_000,
    staleAfterMs: DAY_MS,
  });
  const started = await engine.start(notices);
  if (!started.ok) throw new Error(started.error.code);
  for (let on = day(of.from); on <= of.to; on = addDays(on, 1)) {
    const session = sessionOf(on);
    if (!session) continue;
    // To just before the index close, to it, and to the two looks that follow.
    for (const offsetMs of [-MINUTE_MS, 0, 2 * MINUTE_MS, 5 * MINUTE_MS]) {
      clock.advance(Math.max(0, session.indexCloseAtMs + offsetMs - clock.nowMs()));
      await engine.idle();
      await of.model.settled();
      await engine.idle();
    }
  }
  const signals = notices.notices.flatMap(({ body }) =>
    body.kind === 'signal' ? [body.view] : [],
  );
  return { engine, signals, clock };
}
