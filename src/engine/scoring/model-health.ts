import type { ModelFacts } from '../domain/model-facts.js';
import { daysBetween, type TradingDay } from '../domain/trading-day.js';

/** A model is reminded of beyond this age, counted from the last day whose outcome it saw. */
export const OLD_AFTER_DAYS = 180;
/** Fewer spikes than this tell nothing of calibration. */
const FEWEST_EPISODES = 3;
/** Forecast and outcome may part by this much before it is called drift. */
const DRIFT = 0.2;

/** One elevated day after training whose outcome is known. */
export interface ScoredDay {
  readonly episode: number;
  readonly confidence: number;
  readonly touched: 0 | 1;
}

export interface ModelHealth {
  readonly ageDays: number;
  readonly old: 'old' | 'fresh';
  readonly drift: 'drifted' | 'steady' | 'too-few-spikes';
  readonly days: number;
  readonly episodes: number;
  /** Means over spikes, each spike counting once; null without any. */
  readonly forecast: number | null;
  readonly observed: number | null;
}

function meanOf(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Age of a model and whether what it said since still comes true. */
export function modelHealth(
  facts: Pick<ModelFacts, 'trainedTo'>,
  now: { readonly today: TradingDay; readonly scored: readonly ScoredDay[] },
): ModelHealth {
  const bySpike = new Map<number, ScoredDay[]>();
  for (const day of now.scored) {
    bySpike.set(day.episode, [...(bySpike.get(day.episode) ?? []), day]);
  }
  const spikes = [...bySpike.values()];
  const forecast = meanOf(spikes.map((days) => meanOf(days.map((d) => d.confidence)) ?? 0));
  const observed = meanOf(spikes.map((days) => meanOf(days.map((d) => d.touched)) ?? 0));
  const apart = forecast === null || observed === null ? 0 : Math.abs(forecast - observed);
  const ageDays = daysBetween(facts.trainedTo, now.today);
  return {
    ageDays,
    old: ageDays > OLD_AFTER_DAYS ? 'old' : 'fresh',
    drift:
      spikes.length < FEWEST_EPISODES ? 'too-few-spikes' : apart > DRIFT ? 'drifted' : 'steady',
    days: now.scored.length,
    episodes: spikes.length,
    forecast,
    observed,
  };
}
