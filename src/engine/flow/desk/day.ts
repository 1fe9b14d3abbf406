import { sessionOf } from '../../domain/calendar.js';
import { calendarReach } from '../../domain/event-calendar.js';
import { spotId } from '../../domain/instrument.js';
import { newYorkDay } from '../../domain/new-york.js';
import { addDays } from '../../domain/trading-day.js';
import { MINUTE_MS, type EpochMs } from '../../domain/units.js';
import { makeDayReport } from '../book/make-day-report.js';
import { freezeDayFacts } from '../look/day-facts.js';
import { look } from './looks.js';
import type { Turn } from './turn.js';

function symbolsOf({ state }: Turn): readonly string[] {
  const { strategies } = state.setup;
  const traded = [...strategies.values()].flatMap(({ configured }) => configured.symbols);
  return [...new Set([...traded, ...ALWAYS_FROZEN])];
}

/** Underlyings whose expected move of the session is not frozen yet. */
function missing(turn: Turn): readonly string[] {
  const today = newYorkDay(turn.nowMs);
  return symbolsOf(turn).filter((symbol) => turn.state.trading.dayFacts(symbol, today) === null);
}

const FREEZE_AFTER_MS = 15 * MINUTE_MS;
const WARN_EVERY_DAYS = 7;
/** Their expected move is frozen also where no bot trades them. */
const ALWAYS_FROZEN = ['SPX', 'SPY'];

/** From 09:45 on, looks at the same day's chains until every expected move is frozen. */
export function freezeDay(turn: Turn): void {
  const today = newYorkDay(turn.nowMs);
  const session = sessionOf(today);
  if (!session || turn.nowMs < session.openAtMs + FREEZE_AFTER_MS) return;
  if (turn.nowMs >= session.closeAtMs) return;
  warnOfCalendar(turn);
  const wants = missing(turn).map((underlying) => ({ underlying, expiry: today }));
  if (wants.length > 0) look(turn, { kind: 'day-facts' }, wants);
}

export function takeDayFacts(turn: Turn): void {
  const { market } = turn.state;
  const today = newYorkDay(turn.nowMs);
  const session = sessionOf(today);
  if (!session) return;
  for (const symbol of missing(turn)) {
    const chain = market.chain(symbol, today);
    const open = market.dayRange(spotId(symbol), today)?.open ?? null;
    if (!chain || open === null) continue;
    const facts = freezeDayFacts({ chain, open, nowMs: turn.nowMs, session });
    if (facts) turn.record({ kind: 'day-facts', facts });
  }
}

/** Once a week while the published events run out. */
function warnOfCalendar(turn: Turn): void {
  const { setup, trading } = turn.state;
  const today = newYorkDay(turn.nowMs);
  if (!setup.calendar) return;
  const reach = calendarReach(setup.calendar, today);
  const told = Array.from({ length: WARN_EVERY_DAYS }, (_, ago) => addDays(today, -ago)).some(
    (day) => trading.alertsOn(day).some(({ alert }) => alert.code === 'events-running-out'),
  );
  if (reach.state === 'fresh' || told) return;
  const lastDay = reach.publishedUntil ?? reach.lastDay;
  const daysLeft = Math.max(0, reach.publishedDaysLeft);
  turn.record({ kind: 'alert', alert: { code: 'events-running-out', lastDay, daysLeft } });
}

/** The session in figures, once; a report that is there already stays as it was told. */
export function writeDayReport(turn: Turn, dueAtMs: EpochMs): void {
  const { trading, setup, transient } = turn.state;
  const day = newYorkDay(dueAtMs);
  if (trading.dayReport(day) !== null) return;
  const report = makeDayReport(trading, {
    day,
    mode: setup.mode,
    journalHash: transient.lastHash,
  });
  turn.record({ kind: 'day-report', report });
}
