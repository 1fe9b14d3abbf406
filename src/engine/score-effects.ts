import type { Chain } from './domain/chain.js';
import { spotId } from './domain/instrument.js';
import type { ModelHealthView } from './domain/score-views.js';
import { err, type Result } from './domain/result.js';
import type { TradingDay } from './domain/trading-day.js';
import type { DurationMs } from './domain/units.js';
import type { Feeds } from './feeds.js';
import type { DeskEvent, Effect } from './flow/desk/events.js';
import { expiriesFor, SIGNAL_UNDERLYINGS } from './flow/score/signal-view.js';
import type { Clock } from './ports/clock.js';
import type { Log } from './ports/log.js';
import type { Score, ScoreError } from './ports/scorer.js';
import { within } from './within.js';

/** Wall time for every chain of one underlying together, and for one window. */
const CHAINS_DEADLINE_MS: DurationMs = 8_000;
const SCORE_DEADLINE_MS: DurationMs = 5_000;

export interface ScoreWorld {
  readonly feeds: Feeds;
  readonly wall: Clock;
  readonly log: Log;
  push(event: DeskEvent): void;
  score(window: Float32Array): Promise<Result<Score, ScoreError>>;
  modelHealth(today: TradingDay): Promise<ModelHealthView | null>;
}

export type ScoreEffect = Extract<
  Effect,
  { readonly kind: 'score' | 'signal-chains' | 'check-model' }
>;

async function chainsOf(
  { feeds }: ScoreWorld,
  of: { readonly underlying: string; readonly today: TradingDay; readonly wantedDays: number },
): Promise<readonly Chain[]> {
  const { underlying, today, wantedDays } = of;
  const listed = await feeds.feedOf(spotId(underlying))?.expiries(underlying);
  if (!listed?.ok) return [];
  const days = expiriesFor(listed.value, { today, wantedDays });
  const chains = await Promise.all(days.map((day) => feeds.chain(underlying, day)));
  return chains.filter((chain) => chain !== null);
}

async function takeSignalChains(
  world: ScoreWorld,
  { scored, wantedDays }: Extract<ScoreEffect, { readonly kind: 'signal-chains' }>,
): Promise<void> {
  const today = scored.input.day;
  const found = await Promise.all(
    SIGNAL_UNDERLYINGS.map((underlying) =>
      within<readonly Chain[]>(
        world,
        { ms: CHAINS_DEADLINE_MS, what: `chains ${underlying}`, late: [] },
        () => chainsOf(world, { underlying, today, wantedDays }),
      ),
    ),
  );
  world.push({ kind: 'signal-chains', scored, chains: found.flat() });
}

const LATE: Result<never, ScoreError> = err({ code: 'failed', reason: 'no answer in time' });

/** Runs the model, asks for chains, or looks at what the model has said since it was trained. */
export async function runScoreEffect(world: ScoreWorld, effect: ScoreEffect): Promise<void> {
  switch (effect.kind) {
    case 'score': {
      const { input, window, reply } = effect;
      const of = { ms: SCORE_DEADLINE_MS, what: 'score', late: LATE };
      const score = await within<Result<Score, ScoreError>>(world, of, () => world.score(window));
      if (!score.ok) world.log.warn('not-scored', { ...score.error });
      world.push({ kind: 'scored', input, score, reply });
      return;
    }
    case 'signal-chains':
      await takeSignalChains(world, effect);
      return;
    case 'check-model': {
      const health = await world.modelHealth(effect.today);
      if (health) world.push({ kind: 'model-health', health });
    }
  }
}
