import { DateTime } from 'luxon';
import type { Tick } from './number-ticks.js';
import { textWidthPx, type TextFont } from './text-width.js';

interface Step {
  readonly unit: 'minute' | 'day' | 'month' | 'year';
  readonly n: number;
  /** Mean length, to guess the spacing on the axis. */
  readonly lengthMs: number;
}

const MINUTE = 60_000;
const DAY = 86_400_000;
const steps = (unit: Step['unit'], lengthMs: number, counts: readonly number[]): readonly Step[] =>
  counts.map((n) => ({ unit, n, lengthMs: n * lengthMs }));

const WITHIN_A_DAY = steps('minute', MINUTE, [1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720]);
const ACROSS_DAYS = [
  ...steps('day', DAY, [1, 2, 7, 14]),
  ...steps('month', 30.44 * DAY, [1, 2, 3, 6]),
  ...steps('year', 365.25 * DAY, [1, 2, 5, 10, 20, 50, 100]),
];
/** Below it a month needs no year. */
const ONE_YEAR_MS = 330 * DAY;
const FORMAT = { minute: 'HH:mm', day: 'MM-dd', month: 'yyyy-MM', year: 'yyyy' } as const;
const SAMPLE = { minute: '00:00', day: '00-00', month: '0000-00', year: '0000' } as const;
const LEAST_GAP_PX = 14;

/** Months of one year start on a day as short as any other; `yyyy-MM` would be half as dense. */
function labelUnit({ unit, n }: Step, rangeMs: number): Step['unit'] {
  return unit === 'month' && n === 1 && rangeMs < ONE_YEAR_MS ? 'day' : unit;
}

/** The last instant at or before `at` on the step's own lattice of the zone's wall clock. */
function floorTo(at: DateTime, { unit, n }: Step): DateTime {
  const day = at.startOf('day');
  if (unit === 'minute') {
    const minute = Math.floor((at.hour * 60 + at.minute) / n) * n;
    return day.set({ hour: Math.floor(minute / 60), minute: minute % 60 });
  }
  if (unit === 'day') {
    if (n < 7) return day.set({ day: at.day - ((at.day - 1) % n) });
    // 1970-01-05 is a Monday, so weeks and fortnights stay put as the window moves.
    const epochDay = Math.floor(day.setZone('utc', { keepLocalTime: true }).toMillis() / DAY);
    return day.minus({ days: (((epochDay - 4) % n) + n) % n });
  }
  if (unit === 'month') return day.set({ month: at.month - ((at.month - 1) % n), day: 1 });
  return day.set({ year: at.year - (at.year % n), month: 1, day: 1 });
}

function next(at: DateTime, { unit, n }: Step): DateTime {
  if (unit === 'year') return at.plus({ years: n });
  if (unit === 'month') return at.plus({ months: n });
  if (unit === 'minute') return at.plus({ minutes: n });
  const stepped = at.plus({ days: n });
  if (n >= 7 || stepped.month === at.month) return stepped;
  return stepped.startOf('month');
}

export interface TimeTicksOptions {
  readonly minMs: number;
  readonly maxMs: number;
  /** IANA zone in which days start and hours are read. */
  readonly zone: string;
  readonly span: 'day' | 'months' | 'years';
  readonly widthPx: number;
  readonly font: TextFont;
}

/**
 * Round instants of a zone's wall clock, as dense as their labels allow: `HH:mm` within a day,
 * `MM-dd`, `yyyy-MM`, `yyyy`.
 */
export function timeTicks(options: TimeTicksOptions): readonly Tick[] {
  const { minMs, maxMs, zone, span, widthPx } = options;
  const ladder = span === 'day' ? [...WITHIN_A_DAY, ...ACROSS_DAYS] : ACROSS_DAYS;
  const fits = (step: Step): boolean =>
    (step.lengthMs / (maxMs - minMs)) * widthPx >=
    textWidthPx(SAMPLE[labelUnit(step, maxMs - minMs)], options.font) + LEAST_GAP_PX;
  const step = ladder.find(fits) ?? ladder[ladder.length - 1];
  if (!step) return [];
  const ticks: Tick[] = [];
  let at = floorTo(DateTime.fromMillis(minMs, { zone }), step);
  while (at.toMillis() <= maxMs && ticks.length < 64) {
    if (at.toMillis() >= minMs) {
      ticks.push({
        value: at.toMillis(),
        label: at.toFormat(FORMAT[labelUnit(step, maxMs - minMs)]),
      });
    }
    at = next(at, step);
  }
  return ticks;
}
