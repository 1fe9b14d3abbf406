import { z } from 'zod';
import type { DurationMs, EpochMs } from '../engine/domain/units.js';
import type { Cancel, Clock } from '../engine/ports/clock.js';
import type { Store } from '../engine/ports/store.js';

const WORLD_FACT = 'sim-world';
const TIME_FACT = 'sim-time';
const KEEP_EVERY_MS: DurationMs = 5_000;

/** One simulated run, which goes on after a restart: its book would mean nothing in another. */
export interface SimWorld {
  readonly world: string;
  /** Market time at which the simulation began, and at which it goes on now. */
  readonly startAtMs: EpochMs;
  readonly atMs: EpochMs;
  readonly kind: 'new' | 'resumed';
}

/** What the configuration asks for; a null start takes the run that there is. */
export interface AskedSim {
  readonly seed: number;
  readonly scenario: string;
  readonly startAtMs: EpochMs | null;
}

const kept = z.object({
  world: z.string(),
  seed: z.number(),
  scenario: z.string(),
  startAtMs: z.number(),
});

/** Market time of the newest thing that the world's journal or clock knows. */
function newestMs(store: Store, { world, startAtMs }: z.infer<typeof kept>): EpochMs {
  const clockMs = Number(store.chat.fact(TIME_FACT) ?? startAtMs);
  const lastMs = store.journal.rows(world).at(-1)?.atMs ?? startAtMs;
  return Math.max(startAtMs, clockMs, lastMs);
}

/**
 * The simulation that was left, where the configuration asks for the same; else a new one, whose
 * paper account is fresh. Market time goes on where it stood, so positions and orders keep theirs.
 */
export function resumeSim(
  store: Store,
  asked: AskedSim,
  fresh: { readonly startAtMs: EpochMs; readonly world: string },
): SimWorld {
  const text = store.chat.fact(WORLD_FACT);
  const old = text === null ? null : kept.safeParse(JSON.parse(text));
  if (old?.success) {
    const { seed, scenario, startAtMs, world } = old.data;
    const same =
      seed === asked.seed &&
      scenario === asked.scenario &&
      (asked.startAtMs === null || asked.startAtMs === startAtMs);
    if (same) return { world, startAtMs, atMs: newestMs(store, old.data), kind: 'resumed' };
  }
  const startAtMs = asked.startAtMs ?? fresh.startAtMs;
  const { seed, scenario } = asked;
  const { world } = fresh;
  store.transaction(() => {
    store.chat.putFact(WORLD_FACT, JSON.stringify({ world, seed, scenario, startAtMs }));
    store.chat.putFact(TIME_FACT, String(startAtMs));
  });
  return { world, startAtMs, atMs: startAtMs, kind: 'new' };
}

/** Writes market time down every few seconds and when cancelled. */
export function keepSimTime(of: {
  readonly store: Store;
  readonly wall: Clock;
  readonly market: Clock;
}): Cancel {
  const { store, wall, market } = of;
  const keep = (): void => store.chat.putFact(TIME_FACT, String(market.nowMs()));
  let cancel: Cancel = () => undefined;
  const next = (): void => {
    cancel = wall.at(wall.nowMs() + KEEP_EVERY_MS, () => {
      keep();
      next();
    });
  };
  next();
  return () => {
    cancel();
    keep();
  };
}
