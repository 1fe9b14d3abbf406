import type { Refusal } from '../domain/refusal.js';
import type { GateUnit, GateValue } from '../domain/gate-reading.js';
import { blackoutEvents, eventName } from './blackout.js';
import { dayLossReached } from './caps.js';
import { failed, passed, unread, usd, word, type Check } from './check.js';
import type { GateContext } from './gate-context.js';
import { killVerdict, type KillLine, type KillVerdict } from './kill.js';
import { flatTimes, type StrategyRules } from './rules.js';

/** Rules of the day, its hours and its market: they bind entries alone. */

export function sessionCheck({ session, nowMs }: GateContext): Check {
  const open = session !== null && nowMs >= session.openAtMs && nowMs < session.closeAtMs;
  const seen = { name: 'session', value: word(open ? 'open' : 'closed'), limit: word('open') };
  return open ? passed(seen) : failed(seen, { code: 'session-closed' });
}

export function windowCheck(context: GateContext, rules: StrategyRules): Check | null {
  const { session, nowMs } = context;
  if (!session) return null;
  const { entriesStartMs: fromMs, entriesEndMs: toMs } = flatTimes(session, rules);
  const seen = {
    name: 'window',
    value: { kind: 'instant', atMs: nowMs },
    limit: { kind: 'span', fromMs, toMs },
  } as const;
  if (nowMs >= fromMs && nowMs < toMs) return passed(seen);
  return failed(seen, { code: 'outside-window', fromMs, toMs });
}

export function cutOffCheck(context: GateContext, rules: StrategyRules): Check | null {
  const { session, nowMs } = context;
  if (!session) return null;
  const atMs = flatTimes(session, rules).closingStartsMs;
  const seen = {
    name: 'cut-off',
    value: { kind: 'instant', atMs: nowMs },
    limit: { kind: 'instant', atMs },
  } as const;
  return nowMs < atMs ? passed(seen) : failed(seen, { code: 'cut-off', atMs });
}

export function blackoutCheck({ session, events, kill }: GateContext): Check {
  const day = session?.day ?? null;
  const limit = word('no-events');
  if (!events || day === null) {
    return unread({ name: 'blackout', value: null, limit }, { code: 'events-unknown', day });
  }
  const names = blackoutEvents(events, { day, underlying: kill.underlying }).map(eventName);
  if (names.length === 0) return passed({ name: 'blackout', value: word('no-events'), limit });
  const seen = { name: 'blackout', value: { kind: 'names', names }, limit } as const;
  return failed(seen, { code: 'blackout', names });
}

interface KillWords {
  readonly name: string;
  readonly unit: GateUnit;
  tripped(value: number, limit: number): Refusal;
  unknown(underlying: string): Refusal;
}

const KILL_WORDS: Record<KillLine['rule'], KillWords> = {
  range: {
    name: 'range',
    unit: 'points',
    tripped: (range, limit) => ({ code: 'range-over-move', range, limit }),
    unknown: (underlying) => ({ code: 'range-unknown', underlying }),
  },
  price: {
    name: 'price-move',
    unit: 'points',
    tripped: (fromOpen, limit) => ({ code: 'price-over-move', fromOpen, limit }),
    unknown: (underlying) => ({ code: 'price-unknown', underlying }),
  },
  vix: {
    name: 'vix-change',
    unit: 'vol-pts',
    tripped: (change, limit) => ({ code: 'vix-up', change, limit }),
    unknown: () => ({ code: 'vix-unknown' }),
  },
};

function killCheck({ rule, verdict, value, limit }: KillLine, underlying: string): Check {
  const words = KILL_WORDS[rule];
  const figure = (of: number | null): GateValue | null =>
    of === null ? null : { kind: 'number', value: of, unit: words.unit };
  const seen = { name: words.name, value: figure(value), limit: figure(limit) };
  if (verdict === 'quiet') return passed(seen);
  if (verdict === 'unknown' || value === null || limit === null) {
    return unread(seen, words.unknown(underlying));
  }
  return failed(seen, words.tripped(value, limit));
}

function moveCheck({ expectedMove }: KillVerdict, underlying: string): Check {
  const seen = { name: 'expected-move', limit: null } as const;
  if (expectedMove === null) {
    return unread({ ...seen, value: null }, { code: 'expected-move-unknown', underlying });
  }
  return passed({ ...seen, value: { kind: 'number', value: expectedMove, unit: 'points' } });
}

/** The volatility kill; the expected move first, because the others hang on it. */
export function killChecks({ kill, session }: GateContext): readonly Check[] {
  const verdict = killVerdict(kill, session?.day ?? null);
  const lines = verdict.lines.map((line) => killCheck(line, kill.underlying));
  return [moveCheck(verdict, kill.underlying), ...lines];
}

export function gapCheck({ gapThrough }: GateContext): Check {
  const seen = { name: 'gap-through', value: word(gapThrough), limit: word('no') };
  return gapThrough === 'no' ? passed(seen) : failed(seen, { code: 'gap-through' });
}

export function dayLossCheck({ dayLossMicros }: GateContext, { caps }: StrategyRules): Check {
  const capMicros = caps.dayMicros;
  const seen = { name: 'day-loss', value: usd(dayLossMicros), limit: usd(capMicros) };
  if (!dayLossReached(dayLossMicros, caps)) return passed(seen);
  return failed(seen, { code: 'day-loss-reached', lossMicros: dayLossMicros, capMicros });
}
