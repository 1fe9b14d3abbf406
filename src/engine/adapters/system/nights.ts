import { sessionOf } from '../../domain/calendar.js';
import { newYorkDay } from '../../domain/new-york.js';
import { addDays, type TradingDay } from '../../domain/trading-day.js';
import { MINUTE_MS, type DurationMs, type EpochMs } from '../../domain/units.js';

/** A window opens 5 minutes before the session and ends half an hour after its close. */
const BEFORE_OPEN_MS = 5 * MINUTE_MS;
const AFTER_CLOSE_MS = 30 * MINUTE_MS;

interface Window {
  readonly day: TradingDay;
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
}

/** The first window that begins on a day or later and has not ended at an instant. */
function windowFrom(first: TradingDay, atMs: EpochMs): Window {
  for (let of = first; ; of = addDays(of, 1)) {
    const session = sessionOf(of);
    if (!session) continue;
    const toMs = session.closeAtMs + AFTER_CLOSE_MS;
    if (toMs > atMs) return { day: of, fromMs: session.openAtMs - BEFORE_OPEN_MS, toMs };
  }
}

/**
 * Market time after a length of time in which only the windows 09:25–16:30 New York of session days
 * exist (to 13:30 on an early close). A start between two windows counts from the next one.
 */
export function skipNights(startAtMs: EpochMs, elapsedMs: DurationMs): EpochMs {
  let window = windowFrom(newYorkDay(startAtMs), startAtMs);
  let atMs = Math.max(startAtMs, window.fromMs);
  let leftMs = elapsedMs;
  while (leftMs >= window.toMs - atMs) {
    leftMs -= window.toMs - atMs;
    window = windowFrom(addDays(window.day, 1), window.toMs);
    atMs = window.fromMs;
  }
  return atMs + leftMs;
}

/** Inverse of `skipNights`: the least elapsed time after which an instant is reached or passed. */
export function elapsedWithoutNights(startAtMs: EpochMs, atMs: EpochMs): DurationMs {
  let window = windowFrom(newYorkDay(startAtMs), startAtMs);
  let fromMs = Math.max(startAtMs, window.fromMs);
  let elapsedMs = 0;
  while (atMs >= window.toMs) {
    elapsedMs += window.toMs - fromMs;
    window = windowFrom(addDays(window.day, 1), window.toMs);
    fromMs = window.fromMs;
  }
  return elapsedMs + Math.max(0, atMs - fromMs);
}
