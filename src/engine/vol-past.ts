import { previousTradingDay, sessionOf } from './domain/calendar.js';
import type { Coin } from './domain/instrument.js';
import { newYorkDay, newYorkInstant } from './domain/new-york.js';
import type { SurfaceMinute } from './domain/surface-minute.js';
import { addDays } from './domain/trading-day.js';
import { DAY_MS, HOUR_MS, MINUTE_MS, type DurationMs, type EpochMs } from './domain/units.js';
import type { VolLevels } from './domain/vol-views.js';
import { volLevels } from './flow/vol/surface-minute.js';
import type { TickStore } from './ports/tick-store.js';

export interface KeptSurface {
  readonly minute: SurfaceMinute;
  readonly levels: VolLevels;
}

/** A surface that stands for this time yesterday lies within this of it. */
const NEAR_MS: DurationMs = 3 * HOUR_MS;
/** Index options are quoted for so long after the close. */
const AFTER_CLOSE_MS: DurationMs = 20 * MINUTE_MS;
/** Surfaces of one instant are looked for this far back. */
const LOOK_BACK_MS: DurationMs = 7 * DAY_MS;

function kept(minute: SurfaceMinute): KeptSurface {
  return { minute, levels: volLevels(minute, minute.atMs) };
}

/** The newest surface kept in `fromMs <= atMs < toMs`. */
async function lastKept(
  ticks: TickStore,
  underlying: string,
  span: { readonly fromMs: EpochMs; readonly toMs: EpochMs },
): Promise<KeptSurface | null> {
  const found = await ticks.surfaces(underlying, { ...span, pick: 'last' });
  const minute = found.ok ? found.value.at(-1) : undefined;
  return minute ? kept(minute) : null;
}

/** The surface that was kept at or before an instant. */
export async function keptAt(
  ticks: TickStore | null,
  underlying: string,
  atMs: EpochMs,
): Promise<KeptSurface | null> {
  const span = { fromMs: atMs - LOOK_BACK_MS, toMs: atMs + 1 };
  return ticks ? lastKept(ticks, underlying, span) : null;
}

/** The one nearest to this time yesterday, before or after it. */
async function yesterday(ticks: TickStore, of: SurfaceMinute): Promise<KeptSurface | null> {
  const thenMs = of.atMs - DAY_MS;
  const spanFrom = { fromMs: thenMs - NEAR_MS, toMs: thenMs + 1 };
  const before = await lastKept(ticks, of.underlying, spanFrom);
  if (before && thenMs - before.minute.atMs <= MINUTE_MS) return before;
  const span = { fromMs: thenMs, toMs: thenMs + NEAR_MS, pick: 'all' as const };
  const found = await ticks.surfaces(of.underlying, span);
  const after = found.ok ? found.value[0] : undefined;
  if (!after) return before;
  const nearer = before && thenMs - before.minute.atMs <= after.atMs - thenMs;
  return nearer ? before : kept(after);
}

/** The close of the session before the surface's own. */
async function lastClose(ticks: TickStore, of: SurfaceMinute): Promise<KeptSurface | null> {
  const today = newYorkDay(of.atMs);
  const own = sessionOf(today);
  // Before the open the newest prices are those of the session before.
  const day = own && of.atMs >= own.openAtMs ? today : previousTradingDay(addDays(today, 1));
  const before = sessionOf(previousTradingDay(day));
  if (!before) return null;
  const toMs = before.indexCloseAtMs + AFTER_CLOSE_MS;
  return lastKept(ticks, of.underlying, { fromMs: before.openAtMs, toMs });
}

/** The surface that one is compared with: coins a day before, all else at the close before. */
export async function comparedWith(
  ticks: TickStore | null,
  of: SurfaceMinute,
  coin: Coin | null,
): Promise<KeptSurface | null> {
  if (!ticks) return null;
  return coin ? yesterday(ticks, of) : lastClose(ticks, of);
}

/** Ends of the last so many days: 16:00 New York. */
function dayEnds(nowMs: EpochMs, days: number): readonly EpochMs[] {
  const today = newYorkDay(nowMs);
  return Array.from({ length: days }, (_, i) => newYorkInstant(addDays(today, i - days), '16:00'));
}

/** Levels as kept at the end of each of so many days, ascending; days without any are left out. */
export async function dailyLevels(
  ticks: TickStore | null,
  underlying: string,
  at: { readonly nowMs: EpochMs; readonly days: number },
): Promise<readonly VolLevels[]> {
  if (!ticks) return [];
  const found = await Promise.all(
    dayEnds(at.nowMs, at.days).map((endMs) =>
      lastKept(ticks, underlying, { fromMs: endMs - DAY_MS + 1, toMs: endMs + AFTER_CLOSE_MS }),
    ),
  );
  return found.flatMap((one) => (one ? [one.levels] : []));
}
