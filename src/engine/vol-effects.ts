import type { Chain } from './domain/chain.js';
import { err, ok, type Result } from './domain/result.js';
import { HOUR_MS, type DurationMs } from './domain/units.js';
import type { VolError } from './domain/vol-views.js';
import type { Feeds } from './feeds.js';
import type { DeskEvent, Effect } from './flow/desk/events.js';
import { asOfMs, fitRequest, newestOf, sameQuotes } from './flow/vol/fit-request.js';
import { surfaceMinute, volLevels } from './flow/vol/surface-minute.js';
import type { SurfaceNow, VolSample } from './flow/vol/vol-state.js';
import type { Clock } from './ports/clock.js';
import type { Log } from './ports/log.js';
import type { MarketData } from './ports/market-data.js';
import type { FitError, SurfaceFitter, TimedFit } from './ports/surface-fitter.js';
import type { TickStore } from './ports/tick-store.js';
import { within } from './within.js';

/** Wall time for a feed to look at all chains of an underlying. */
const LOOK_DEADLINE_MS: DurationMs = 60_000;
/** Hours of kept levels that are read when an underlying is first looked at. */
const HISTORY_HOURS = 7 * 24;

export interface VolWorld {
  readonly feeds: Feeds;
  readonly market: Clock;
  readonly wall: Clock;
  readonly log: Log;
  /** Null where surfaces cannot be fitted, or are not kept. */
  readonly fitter: SurfaceFitter | null;
  readonly ticks: TickStore | null;
  push(event: DeskEvent): void;
}

export type VolEffect = Extract<
  Effect,
  { readonly kind: 'fit-surface' | 'keep-surface' | 'read-vol-history' }
>;

/** Feeds that have chains of an underlying; the one named first is asked first. */
export function chainFeeds({ all }: Feeds, underlying: string): readonly MarketData[] {
  return all.filter((feed) => feed.underlyings().includes(underlying));
}

/** Every underlying with chains, once. */
export function chainUnderlyings({ all }: Feeds): readonly string[] {
  return [...new Set(all.flatMap((feed) => feed.underlyings()))];
}

type Looked = Result<readonly Chain[], VolError>;

/** Chains of the first feed that has any now, ascending by settlement. */
export async function lookAtChains(
  world: Pick<VolWorld, 'feeds' | 'wall' | 'log'>,
  underlying: string,
): Promise<Looked> {
  const feeds = chainFeeds(world.feeds, underlying);
  const known = chainUnderlyings(world.feeds);
  let trouble: VolError = { code: 'no-chain', underlying, known };
  for (const feed of feeds) {
    const late = err({ code: 'not-ready' as const, feed: feed.feed });
    const of = { ms: LOOK_DEADLINE_MS, what: `chains ${underlying}`, late };
    const chains = await within<Awaited<ReturnType<MarketData['chains']>>>(world, of, () =>
      feed.chains(underlying),
    );
    const live = chains.ok ? chains.value.filter(({ rows }) => rows.length > 0) : [];
    if (live.length > 0) return ok([...live].sort((a, b) => a.settlesAtMs - b.settlesAtMs));
    if (!chains.ok) trouble = { code: 'feed-failed', feed: feed.feed };
  }
  return err(trouble);
}

function reasonOf(error: FitError): string {
  switch (error.code) {
    case 'no-usable-expiry': {
      const reasons = error.skipped.map(({ reason }) => reason);
      return [error.code, ...new Set(reasons)].join(' ');
    }
    case 'crashed':
    case 'late':
    case 'superseded':
    case 'stopped':
      return error.code;
  }
}

function surfaceNow({ surface, fitMs }: TimedFit, chains: readonly Chain[]): SurfaceNow {
  const newest = newestOf(chains);
  const oldestMs = asOfMs(surface, chains);
  const minute = surfaceMinute(surface, newest.spot);
  return {
    ...{ surface, chains, fitMs, minute },
    coin: newest.coin ?? null,
    spot: newest.spot,
    asOfMs: oldestMs,
    levels: volLevels(minute, oldestMs),
  };
}

type FitEffect = Extract<VolEffect, { readonly kind: 'fit-surface' }>;

async function fitted(
  world: VolWorld,
  { underlying, before, rates }: FitEffect,
  chains: readonly Chain[],
): Promise<Result<SurfaceNow, VolError>> {
  const none = (reason: string) => err({ code: 'no-surface' as const, underlying, reason });
  if (!world.fitter) return none('no-fitter');
  if (before && sameQuotes(before.chains, chains)) return ok({ ...before, chains });
  const earlier = before && {
    slices: before.surface.slices.map(({ id, params }) => ({ id, params })),
  };
  const fit = await world.fitter.fit(fitRequest(chains, rates), { earlier });
  if (fit.ok) return ok(surfaceNow(fit.value, chains));
  if (fit.error.code === 'crashed') world.log.error('fit-crashed', { underlying, ...fit.error });
  return none(reasonOf(fit.error));
}

/** Whatever happens, the step that waits hears of it. */
async function fitSurface(world: VolWorld, effect: FitEffect): Promise<void> {
  const { underlying } = effect;
  const fromMs = world.wall.nowMs();
  let lookMs = 0;
  let outcome: Result<SurfaceNow, VolError> = err({ code: 'no-answer' });
  try {
    const looked = await lookAtChains(world, underlying);
    lookMs = world.wall.nowMs() - fromMs;
    outcome = looked.ok ? await fitted(world, effect, looked.value) : looked;
  } catch (cause) {
    world.log.error('effect-failed', { what: `surface ${underlying}`, cause: String(cause) });
  }
  world.push({ kind: 'surface-fitted', underlying, fitted: outcome, lookMs });
}

/** The newest level of each past hour, as kept. */
async function readHistory(world: VolWorld, underlying: string): Promise<void> {
  const { ticks, market } = world;
  if (!ticks) return;
  const nowMs = market.nowMs();
  const firstMs = Math.floor(nowMs / HOUR_MS) * HOUR_MS - HISTORY_HOURS * HOUR_MS;
  const hours = Array.from({ length: HISTORY_HOURS + 1 }, (_, i) => firstMs + i * HOUR_MS);
  const found = await Promise.all(
    hours.map((fromMs) =>
      ticks.surfaces(underlying, { fromMs, toMs: Math.min(nowMs, fromMs + HOUR_MS), pick: 'last' }),
    ),
  );
  const samples = found.flatMap((kept): VolSample[] => {
    const minute = kept.ok ? kept.value[0] : undefined;
    if (!minute) return [];
    const { atMs, atm30d, rr25At30d } = volLevels(minute, minute.atMs);
    return [{ atMs, atm30d, rr25At30d }];
  });
  if (samples.length > 0) world.push({ kind: 'vol-history', underlying, samples });
}

/** Looks at chains and has them fitted, keeps a surface, or reads what was kept. */
export async function runVolEffect(world: VolWorld, effect: VolEffect): Promise<void> {
  switch (effect.kind) {
    case 'fit-surface':
      await fitSurface(world, effect);
      return;
    case 'keep-surface':
      world.ticks?.appendSurface(effect.minute);
      return;
    case 'read-vol-history':
      await readHistory(world, effect.underlying);
  }
}
