import { err, ok, type Result } from '../../domain/result.js';
import type { VolError } from '../../domain/vol-views.js';
import { HOUR_MS, MINUTE_MS, type DurationMs, type EpochMs } from '../../domain/units.js';
import { answer, type DeskEvent } from '../desk/events.js';
import type { Turn } from '../desk/turn.js';
import { volOf, type SurfaceNow, type UnderlyingVol, type VolSample } from './vol-state.js';

type Of<Kind extends DeskEvent['kind']> = Extract<DeskEvent, { readonly kind: Kind }>;

/** Surfaces are kept live for so long after somebody has asked (wall time, as all here). */
const LIVE_FOR_MS: DurationMs = 2 * MINUTE_MS;
/** Twice a second, so that with its fit no surface that is looked at is older than a second. */
const LIVE_EVERY_MS: DurationMs = 500;
/** Looking at chains may take at most this share of the time while live, and fitting them this. */
const LIVE_SHARE = 1 / 20;
const FIT_SHARE = 1 / 3;
/** Share of looking while nobody looks at the surface. */
const STORE_SHARE = 1 / 60;
/** Least time between looks for storage, whatever the speed of a simulation's minutes. */
const STORE_LEAST_MS: DurationMs = 5_000;
/** Looks for storage that find the same quotes again come rarer, at most by 2 to the power of this. */
const MOST_DOUBLINGS = 4;
/** A fit that was not heard of for so long is taken for lost. */
const LOST_AFTER_MS: DurationMs = 60_000;
/** Options on volatility are looked at when a signal or a person asks: lines are scarce. */
const ON_ASKING: ReadonlySet<string> = new Set(['VIX', 'UVXY', 'VXX']);
const SAMPLES_KEPT = 8 * 24;

function storeEveryMs({ lookMs, still }: UnderlyingVol): DurationMs {
  return Math.max(STORE_LEAST_MS, lookMs / STORE_SHARE) * 2 ** Math.min(still, MOST_DOUBLINGS);
}

/**
 * A delayed source has nothing new each second. Of two fits the quicker counts: a first one is slow,
 * and one that was held up once says nothing of the next.
 */
function liveEveryMs({ lookMs, newest, fitMsBefore }: UnderlyingVol): DurationMs {
  const delayed = (newest?.surface.delayMs ?? 0) > 0;
  const leastMs = delayed ? MINUTE_MS : LIVE_EVERY_MS;
  return Math.max(
    leastMs,
    lookMs / LIVE_SHARE,
    Math.min(fitMsBefore, newest?.fitMs ?? 0) / FIT_SHARE,
  );
}

function isFitting({ fittingSinceMs }: UnderlyingVol, wallMs: EpochMs): boolean {
  return fittingSinceMs !== null && wallMs - fittingSinceMs < LOST_AFTER_MS;
}

function begin(turn: Turn, underlying: string): void {
  const { vol } = turn.state.transient;
  const { wallMs } = turn.now;
  const known = volOf(vol, underlying);
  if (isFitting(known, wallMs)) return;
  known.fittingSinceMs = wallMs;
  known.lookedAtMs = wallMs;
  known.storing = 'done';
  // The index knows interest best: its options are European and its strikes many.
  const rates = (vol.get('SPX')?.newest?.surface.slices ?? []).map(({ settlesAtMs, curve }) => ({
    settlesAtMs,
    rate: curve.rate,
  }));
  turn.effect({ kind: 'fit-surface', underlying, before: known.newest, rates });
  if (known.history === 'unread') {
    known.history = 'read';
    turn.effect({ kind: 'read-vol-history', underlying });
  }
}

/** Somebody asks: the newest surface where it is kept live, else a fresh one. */
export function surfaceAsked(turn: Turn, { underlying, reply }: Of<'surface'>): void {
  const known = volOf(turn.state.transient.vol, underlying);
  const { wallMs } = turn.now;
  const live = wallMs - known.lookedAtMs <= 2 * liveEveryMs(known);
  known.askedAtMs = wallMs;
  if (live && known.newest && !known.trouble) {
    turn.effect(answer(reply, ok(known.newest)));
    return;
  }
  known.waiting.push(reply);
  begin(turn, underlying);
}

function sampleOf({ levels }: SurfaceNow): VolSample {
  const { atMs, atm30d, rr25At30d } = levels;
  return { atMs, atm30d, rr25At30d };
}

/** One an hour: the newest replaces what its hour has. */
function addSample(known: UnderlyingVol, sample: VolSample): void {
  const last = known.hourly.at(-1);
  if (last && last.atMs > sample.atMs) return;
  const same = last && Math.floor(last.atMs / HOUR_MS) === Math.floor(sample.atMs / HOUR_MS);
  if (same) known.hourly.pop();
  known.hourly.push(sample);
  if (known.hourly.length > SAMPLES_KEPT) known.hourly.shift();
}

function takeFresh(turn: Turn, known: UnderlyingVol, fresh: SurfaceNow): void {
  const same = fresh.surface === known.newest?.surface;
  known.still = same ? known.still + 1 : 0;
  if (!same) known.fitMsBefore = known.newest?.fitMs ?? 0;
  known.newest = fresh;
  addSample(known, sampleOf(fresh));
  const minute = Math.floor(fresh.minute.atMs / MINUTE_MS);
  if (minute === known.keptMinute) return;
  known.keptMinute = minute;
  turn.effect({ kind: 'keep-surface', minute: fresh.minute });
}

/** A fit has ended. Who waits gets the new surface; without one the older, which tells its own age. */
export function takeSurface(turn: Turn, event: Of<'surface-fitted'>): void {
  const known = volOf(turn.state.transient.vol, event.underlying);
  known.fittingSinceMs = null;
  known.lookMs = event.lookMs;
  const { fitted } = event;
  known.trouble = fitted.ok ? null : fitted.error;
  if (fitted.ok) takeFresh(turn, known, fitted.value);
  const given: Result<SurfaceNow, VolError> = known.newest ? ok(known.newest) : fitted;
  for (const reply of known.waiting.splice(0)) turn.effect(answer(reply, given));
}

/** What was kept before the process started comes before what it has seen. */
export function takeVolHistory(turn: Turn, { underlying, samples }: Of<'vol-history'>): void {
  const known = volOf(turn.state.transient.vol, underlying);
  const seen = known.hourly.splice(0);
  for (const sample of [...samples, ...seen]) addSample(known, sample);
}

/** Each minute of market time: all others, so that the past can be looked at. */
export function keepSurfaces(turn: Turn): void {
  const { wallMs } = turn.now;
  for (const underlying of turn.state.setup.volUnderlyings()) {
    if (ON_ASKING.has(underlying)) continue;
    const known = volOf(turn.state.transient.vol, underlying);
    // Half a second early, so that a clock that is a little late misses no minute.
    if (wallMs - known.lookedAtMs >= storeEveryMs(known) - 500) known.storing = 'due';
  }
}

/** One after the other: looks at chains take a feed's lines from those who trade. */
function storeNext(turn: Turn): void {
  const { vol } = turn.state.transient;
  const all = [...vol];
  if (all.some(([, known]) => isFitting(known, turn.now.wallMs))) return;
  const next = all.find(([, { storing }]) => storing === 'due');
  if (next) begin(turn, next[0]);
}

/** Surfaces that somebody looks at are fitted again as soon as they may be, then those to keep. */
export function watchSurfaces(turn: Turn): void {
  const { wallMs } = turn.now;
  for (const [underlying, known] of turn.state.transient.vol) {
    if (wallMs - known.askedAtMs > LIVE_FOR_MS || isFitting(known, wallMs)) continue;
    const dueMs = known.lookedAtMs + liveEveryMs(known);
    if (dueMs <= wallMs) begin(turn, underlying);
    else turn.wakeAtWall(dueMs);
  }
  storeNext(turn);
}

export const NO_SURFACE_YET: Result<never, VolError> = err({ code: 'no-answer' });
