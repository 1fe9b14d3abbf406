import { nextTradingDay, type Session } from '../domain/calendar.js';
import type { GateReading } from '../domain/gate-reading.js';
import { newYorkInstant } from '../domain/new-york.js';
import type { TradingDay } from '../domain/trading-day.js';
import { HOUR_MS, MINUTE_MS, type DurationMs, type EpochMs } from '../domain/units.js';
import { readChain } from './chain-reading.js';
import { bestSpread, spreadGates } from './put-spreads.js';
import { entryTimes, putliteParams, type PutliteParams } from './putlite-params.js';
import { atLeast, atMost, judged, mustSay } from './reading.js';
import { recentRange } from './recent-range.js';
import type {
  ChainWant,
  Decision,
  Strategy,
  StrategyView,
  UnderlyingView,
  WhenAsked,
} from './strategy.js';

/** Entries end this much earlier on an early close. */
const EARLY_CLOSE_CUT_MS = HOUR_MS;

function exitByMs(params: PutliteParams, session: Session): EpochMs {
  return session.closeAtMs - params.exitBeforeCloseMinutes * MINUTE_MS;
}

function windowGates(view: StrategyView, params: PutliteParams): GateReading[] {
  const { session, nowMs } = view;
  const minutes = session ? (exitByMs(params, session) - nowMs) / MINUTE_MS : null;
  const left = atLeast('time-left', {
    value: minutes,
    limit: params.minMinutesToExit,
    unit: 'minutes',
  });
  if (!session) {
    return [
      judged('window', 'fail', { value: { kind: 'word', word: 'closed' }, limit: null }),
      left,
    ];
  }
  const times = entryTimes(params);
  const cutMs = session.kind === 'early' ? EARLY_CLOSE_CUT_MS : 0;
  const fromMs = newYorkInstant(session.day, times.from);
  const toMs = newYorkInstant(session.day, times.to) - cutMs;
  const inside = nowMs >= fromMs && nowMs < toMs;
  return [
    judged('window', inside ? 'pass' : 'fail', {
      value: { kind: 'instant', atMs: nowMs },
      limit: { kind: 'span', fromMs, toMs },
    }),
    left,
  ];
}

function eventGates({ events, session }: StrategyView): GateReading[] {
  const known = events.state === 'loaded' && (!session || events.day === session.day);
  const names = events.events.map(({ kind }) => kind);
  return [
    mustSay('events-loaded', { word: known ? 'loaded' : 'ran-out', wanted: 'loaded' }),
    judged('blackout', !known ? 'unknown' : names.length === 0 ? 'pass' : 'fail', {
      value: known ? { kind: 'names', names } : null,
      limit: { kind: 'names', names: [] },
    }),
  ];
}

function volatilityGates(
  { vix, term, realisedVolPts }: StrategyView,
  params: PutliteParams,
): GateReading[] {
  const premium = vix && realisedVolPts !== null ? vix.value - realisedVolPts : null;
  return [
    atLeast('vrp', { value: premium, limit: params.minVrpVolPts, unit: 'vol-pts' }),
    atMost('vix-level', { value: vix?.value ?? null, limit: params.maxVixPoints, unit: 'points' }),
    atMost('vix-rise', {
      value: vix?.change ?? null,
      limit: params.maxVixRisePoints,
      unit: 'points',
    }),
    atMost('term-structure', {
      value: term.vx1OverVx2 ?? term.vixOverVix3m,
      limit: params.maxTermRatio,
      unit: 'ratio',
    }),
  ];
}

/** Largest distance from the open that the session has reached either way. */
function rangeUsed(of: UnderlyingView | null): number | null {
  if (!of?.range || !of.facts) return null;
  const { open, high, low } = of.range;
  return Math.max(high - open, open - low) / of.facts.expectedMove;
}

function lull(view: StrategyView, of: UnderlyingView | null, params: PutliteParams): number | null {
  const { session, nowMs, pricePeriodMs } = view;
  if (!session || !of?.facts) return null;
  const lengthMs = params.recentRangeMinutes * MINUTE_MS;
  const seen = recentRange(of, { nowMs, lengthMs, pricePeriodMs });
  // The whole session's range is no less than that of its last hour.
  const range = seen ?? (of.range ? of.range.high - of.range.low : null);
  if (range === null) return null;
  const share = lengthMs / (session.closeAtMs - session.openAtMs);
  return range / (of.facts.expectedMove * Math.sqrt(share));
}

function compressionGates(
  view: StrategyView,
  of: UnderlyingView | null,
  params: PutliteParams,
): GateReading[] {
  return [
    atMost('day-range', { value: rangeUsed(of), limit: params.maxDayRangeShare, unit: 'ratio' }),
    atMost('recent-range', {
      value: lull(view, of, params),
      limit: params.maxRecentRangeShare,
      unit: 'ratio',
    }),
  ];
}

/** Prices that a decision rests on: spot, VIX and the chain. */
function freshnessGates(
  seen: readonly ({ readonly atMs: EpochMs; readonly delayMs: number } | null)[],
  of: {
    readonly nowMs: EpochMs;
    readonly pricePeriodMs: DurationMs;
    readonly params: PutliteParams;
  },
): GateReading[] {
  const known = seen.filter((level) => level !== null);
  const whole = known.length === seen.length;
  const ages = known.map(({ atMs, delayMs }) => Math.max(0, of.nowMs - atMs) + delayMs);
  const oldestMs = whole ? Math.max(...ages) : null;
  // A price is not old before the next one could have come.
  const limitMs = Math.max(1000 * of.params.maxQuoteAgeSeconds, 2 * of.pricePeriodMs);
  const delayed = known.some(({ delayMs }) => delayMs !== 0);
  return [
    judged('quote-age', oldestMs === null ? 'unknown' : oldestMs <= limitMs ? 'pass' : 'fail', {
      value: oldestMs === null ? null : { kind: 'duration', ms: oldestMs },
      limit: { kind: 'duration', ms: limitMs },
    }),
    mustSay('live-data', { word: whole ? (delayed ? 'delayed' : 'live') : null, wanted: 'live' }),
  ];
}

function accountGates({ account }: StrategyView, params: PutliteParams): GateReading[] {
  return [
    atMost('open-positions', {
      value: account.openPositions,
      limit: params.maxOpenPositions - 1,
      unit: 'count',
    }),
    mustSay('gap-through', { word: account.gapThroughToday, wanted: 'no' }),
  ];
}

/** Expiries that may be sold, earliest first. */
function expiriesOf(params: PutliteParams, session: Session): readonly TradingDay[] {
  const { day } = session;
  return params.maxSessionsToExpiry === 0 ? [day] : [day, nextTradingDay(day)];
}

function wants(params: PutliteParams, { nowMs, session }: WhenAsked): readonly ChainWant[] {
  if (!session || nowMs < session.openAtMs || nowMs >= session.closeAtMs) return [];
  const { underlying } = params;
  return expiriesOf(params, session).map((expiry) => ({ underlying, expiry }));
}

function decide(view: StrategyView, params: PutliteParams): Decision {
  const { session, nowMs, pricePeriodMs, account } = view;
  const of = view.underlyings.find(({ symbol }) => symbol === params.underlying) ?? null;
  const expiries = session ? expiriesOf(params, session) : [];
  const readings = view.chains
    .filter((chain) => chain.underlying === params.underlying && expiries.includes(chain.expiry))
    .filter((chain) => chain.settlesAtMs > nowMs)
    .flatMap((chain) => readChain(chain) ?? []);
  const search = { params, account, exitByMs: session ? exitByMs(params, session) : 0 };
  const best = session ? bestSpread(readings, search) : null;
  const chain = best?.reading.chain ?? null;
  const gates = [
    ...windowGates(view, params),
    ...eventGates(view),
    ...volatilityGates(view, params),
    ...compressionGates(view, of, params),
    ...freshnessGates([of?.spot ?? null, view.vix, chain], { nowMs, pricePeriodMs, params }),
    ...(best?.gates ?? spreadGates(search, null)),
    ...accountGates(view, params),
  ];
  const clear = best?.price && gates.every(({ verdict }) => verdict === 'pass');
  return {
    gates,
    proposal: clear ? { ...best.terms, expectedMove: best.reading.straddle } : null,
  };
}

/**
 * Put spreads sold far below a quiet market, today or tomorrow to expiry, when VIX pays more than
 * the market moves. Left at half the credit, at a stop of one R, or by time.
 */
export const putlite: Strategy<PutliteParams> = {
  id: 'putlite',
  params: putliteParams,
  symbols: ({ underlying }) => [underlying],
  wants,
  decide,
};
