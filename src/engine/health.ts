import type { PartHealth } from './api.js';
import { sessionOf } from './domain/calendar.js';
import type { GatewayView } from './domain/gateway.js';
import { newYorkDay } from './domain/new-york.js';
import { dataHealth } from './data-health.js';
import type { DeskRun } from './desk-run.js';
import type { Feeds } from './feeds.js';
import type { EngineOptions } from './options.js';
import type { MarketData } from './ports/market-data.js';
import { modelHealthPart } from './score.js';

const SLOW_MS = 1_000;

export interface HealthSources extends Pick<
  EngineOptions,
  'mode' | 'market' | 'broker' | 'gateway' | 'orders' | 'staleAfterMs'
> {
  readonly feeds: Feeds;
  readonly run: DeskRun;
}

function feedHealth(feed: MarketData, { mode, market, staleAfterMs }: HealthSources): PartHealth {
  const { state: feedState, newestAtMs } = feed.state();
  const nowMs = market.nowMs();
  const session = sessionOf(newYorkDay(nowMs));
  const open = session !== null && nowMs >= session.openAtMs && nowMs < session.closeAtMs;
  const age = newestAtMs === null ? null : Math.max(0, nowMs - newestAtMs);
  // A replay shows closed days only: between closes its age means nothing.
  const expected = mode !== 'REPLAY' && open;
  const isStale = expected && feedState === 'ready' && (age === null || age > staleAfterMs);
  const answers = feedState === 'ready' ? 'ok' : feedState === 'degraded' ? 'degraded' : 'down';
  return {
    part: `feed:${feed.feed}`,
    state: isStale ? 'degraded' : answers,
    ageMs: age,
    detail: isStale ? 'stale' : feedState,
  };
}

function brokerHealth({ broker, orders, run }: HealthSources): PartHealth {
  const { broker: brokerState, reconciled } = run.state.transient;
  const unknown = run.state.trading.unknownRuns().length;
  const compared = reconciled === 'yes' || orders === 'off';
  const settled = compared && unknown === 0;
  const notCompared = brokerState === 'ready' ? 'not reconciled' : brokerState;
  return {
    part: `broker:${broker.name}`,
    state: brokerState !== 'ready' ? 'down' : settled ? 'ok' : 'degraded',
    ageMs: null,
    detail: unknown > 0 ? `${unknown} orders unknown` : compared ? brokerState : notCompared,
  };
}

function gatewayHealth({ name, phase, account, need }: GatewayView): PartHealth {
  const reached = phase === 'ready' ? 'ok' : phase === 'degraded' ? 'degraded' : 'down';
  const words = [phase, account ?? 'no account', ...(need ? [`needs you: ${need.code}`] : [])];
  return {
    part: `gateway:${name}`,
    state: need !== null && reached === 'ok' ? 'degraded' : reached,
    ageMs: null,
    detail: words.join(', '),
  };
}

/** Every part of the engine with its state and age. */
export function engineHealth(sources: HealthSources): readonly PartHealth[] {
  const { feeds, gateway, run } = sources;
  const { waiting, lagP99Ms } = run.queue.stats();
  return [
    ...feeds.all.map((feed) => feedHealth(feed, sources)),
    brokerHealth(sources),
    ...(gateway ? [gatewayHealth(gateway.view())] : []),
    {
      part: 'book',
      state: run.failure === null ? 'ok' : 'down',
      ageMs: null,
      detail: run.failure ?? run.state.trading.state,
    },
    ...modelHealthPart(run.state.transient.score),
    ...dataHealth(sources),
    {
      part: 'queue',
      state: lagP99Ms > SLOW_MS ? 'degraded' : 'ok',
      ageMs: null,
      detail: `${waiting} waiting, lag p99 ${lagP99Ms.toFixed(0)} ms`,
    },
  ];
}
