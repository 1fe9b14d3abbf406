import type { DigestVol } from '../domain/digest.js';
import type { TradingDay } from '../domain/trading-day.js';
import { HOUR_MS, type DurationMs, type EpochMs } from '../domain/units.js';
import type { SurfaceNow, VolState } from './vol/vol-state.js';

const MOST_UNDERLYINGS = 6;
/** Expiries nearer than this move with the hours that are left of them. */
const LEAST_DAYS = 2;
const DAYS_KEPT = 3;
/** An older surface is not of this day. */
const MOST_AGE_MS: DurationMs = 6 * HOUR_MS;

interface KeptLevels {
  /** Volatility a year as a fraction. */
  readonly atm30d: number | null;
  /** At the money by expiry. */
  readonly expiries: Readonly<Record<string, number>>;
}

/** What the surfaces were at the digest of a day, for the change since. */
export interface DigestLevels {
  readonly day: TradingDay;
  readonly levels: Readonly<Record<string, KeptLevels>>;
}

/** Fact that keeps the levels of the last digests of a world. */
export function digestVolFact(world: string): string {
  return `digest-vol:${world}`;
}

/** Reads what `JSON.stringify` made of them, newest last. */
export function readDigestLevels(text: string | null): readonly DigestLevels[] {
  return text === null ? [] : (JSON.parse(text) as readonly DigestLevels[]);
}

function surfacesOf(vol: VolState, nowMs: EpochMs): readonly (readonly [string, SurfaceNow])[] {
  return [...vol].flatMap(([underlying, { newest }]) =>
    newest && nowMs - newest.levels.asOfMs <= MOST_AGE_MS ? [[underlying, newest] as const] : [],
  );
}

/** The levels of a day put to those that are kept. */
export function withDay(
  kept: readonly DigestLevels[],
  of: { readonly vol: VolState; readonly day: TradingDay; readonly nowMs: EpochMs },
): readonly DigestLevels[] {
  const { vol, day, nowMs } = of;
  const levels = surfacesOf(vol, nowMs).map(([underlying, { levels: now, minute }]) => {
    const expiries = minute.slices.map(({ expiry, atmVol }) => [expiry, atmVol] as const);
    return [underlying, { atm30d: now.atm30d, expiries: Object.fromEntries(expiries) }] as const;
  });
  const others = kept.filter((each) => each.day !== day);
  return [...others, { day, levels: Object.fromEntries(levels) }].slice(-DAYS_KEPT);
}

const points = (vol: number | null): number | null => (vol === null ? null : 100 * vol);

function changeOf(now: number | null, before: number | null | undefined): number | null {
  return now === null || before === null || before === undefined ? null : 100 * (now - before);
}

/** The expiry whose at-the-money level has moved most since. */
function mover({ minute, levels }: SurfaceNow, before: KeptLevels | undefined): DigestVol['mover'] {
  const moved = minute.slices.flatMap(({ expiry, atmVol, years }) => {
    const changePts = changeOf(atmVol, before?.expiries[expiry]);
    const far = 365 * years >= LEAST_DAYS && levels.atm30d !== null;
    return changePts !== null && far ? [{ expiry, atmPts: 100 * atmVol, changePts }] : [];
  });
  return moved.sort((a, b) => Math.abs(b.changePts) - Math.abs(a.changePts))[0] ?? null;
}

/** Levels, skew and term of each underlying, with the change since the digest before this day. */
export function digestVol(
  kept: readonly DigestLevels[],
  of: { readonly vol: VolState; readonly day: TradingDay; readonly nowMs: EpochMs },
): readonly DigestVol[] {
  const before = kept.findLast((each) => each.day < of.day)?.levels ?? {};
  return surfacesOf(of.vol, of.nowMs)
    .slice(0, MOST_UNDERLYINGS)
    .map(([underlying, now]) => {
      const { atm30d, rr25At30d, inversion } = now.levels;
      return {
        underlying,
        atmPts: points(atm30d),
        changePts: changeOf(atm30d, before[underlying]?.atm30d),
        skewPts: points(rr25At30d),
        inversionPts: points(inversion),
        mover: mover(now, before[underlying]),
      };
    });
}
