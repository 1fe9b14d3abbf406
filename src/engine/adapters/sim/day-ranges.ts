import type { DayRange } from '../../domain/quote.js';
import { MINUTE_MS, type EpochMs } from '../../domain/units.js';

/** One instrument's session as its range is read from. */
export interface Ranged {
  readonly name: string;
  /** Tells one session from another. */
  readonly dayNumber: number;
  /** A whole minute. */
  readonly openAtMs: EpochMs;
  readonly priceAt: (atMs: EpochMs) => number;
  readonly look: SecondsLook | ScoutLook;
}

/** Seconds are looked at: all of a minute, unless both its ends are far from the extremes. */
export interface SecondsLook {
  readonly kind: 'seconds';
  /** How far a price can stray from the ends of the minute that begins at an instant. */
  readonly strayIn: (minuteAtMs: EpochMs) => number;
}

/** For a price that costs much: whole minutes at which its cheap likeness is at an extreme. */
export interface ScoutLook {
  readonly kind: 'scout';
  readonly likenessAt: (atMs: EpochMs) => number;
}

interface Reached {
  readonly dayNumber: number;
  readonly throughMs: EpochMs;
  readonly range: DayRange;
  /** Range of the likeness, where there is one. */
  readonly scouted: DayRange;
}

const SECOND_MS = 1000;

function widened({ open, high, low }: DayRange, price: number): DayRange {
  return { open, high: Math.max(high, price), low: Math.min(low, price) };
}

function only(price: number): DayRange {
  return { open: price, high: price, low: price };
}

/**
 * Open, high and low of the session up to an instant, the same whoever asked before. Each whole
 * minute is looked at once, the seconds since the last one as they come.
 */
export class DayRanges {
  private readonly minutes = new Map<string, Reached>();
  private readonly seconds = new Map<string, Reached>();

  rangeAt(of: Ranged, atMs: EpochMs): DayRange {
    let at = this.wholeMinutes(of, atMs);
    if (of.look.kind === 'seconds') {
      const known = this.seconds.get(of.name);
      const later = known?.dayNumber === of.dayNumber && known.throughMs >= at.throughMs;
      if (later && known.throughMs <= atMs) at = known;
      for (let next = nextSecond(at.throughMs); next <= atMs; next += SECOND_MS) {
        at = { ...at, throughMs: next, range: widened(at.range, of.priceAt(next)) };
      }
      this.seconds.set(of.name, at);
    }
    return at.throughMs === atMs && of.look.kind === 'seconds'
      ? at.range
      : widened(at.range, of.priceAt(atMs));
  }

  /** Range up to the last whole minute. */
  private wholeMinutes(of: Ranged, atMs: EpochMs): Reached {
    const { dayNumber, look } = of;
    let at = this.minutes.get(of.name);
    if (at?.dayNumber !== dayNumber || at.throughMs > atMs) {
      const range = only(of.priceAt(of.openAtMs));
      const scouted = look.kind === 'scout' ? only(look.likenessAt(of.openAtMs)) : range;
      at = { dayNumber, throughMs: of.openAtMs, range, scouted };
    }
    while (at.throughMs + MINUTE_MS <= atMs) {
      at = look.kind === 'scout' ? scoutedMinute(of, at, look) : lookedMinute(of, at, look);
    }
    this.minutes.set(of.name, at);
    return at;
  }
}

function nextSecond(afterMs: EpochMs): EpochMs {
  return (Math.floor(afterMs / SECOND_MS) + 1) * SECOND_MS;
}

function scoutedMinute(of: Ranged, at: Reached, look: ScoutLook): Reached {
  const throughMs = at.throughMs + MINUTE_MS;
  const likeness = look.likenessAt(throughMs);
  const { high, low } = at.scouted;
  if (likeness <= high && likeness >= low) return { ...at, throughMs };
  const range = widened(at.range, of.priceAt(throughMs));
  return { ...at, throughMs, range, scouted: widened(at.scouted, likeness) };
}

function lookedMinute(of: Ranged, at: Reached, look: SecondsLook): Reached {
  const first = of.priceAt(at.throughMs);
  const throughMs = at.throughMs + MINUTE_MS;
  const last = of.priceAt(throughMs);
  let range = widened(at.range, last);
  const stray = look.strayIn(at.throughMs);
  const far =
    Math.max(first, last) + stray <= range.high && Math.min(first, last) - stray >= range.low;
  if (!far) {
    for (let next = at.throughMs + SECOND_MS; next < throughMs; next += SECOND_MS) {
      range = widened(range, of.priceAt(next));
    }
  }
  return { ...at, throughMs, range };
}
