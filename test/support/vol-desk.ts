import type { VolApi, VolError } from '../../src/engine/domain/vol-views.js';
import type { Chain } from '../../src/engine/domain/chain.js';
import type { Result } from '../../src/engine/domain/result.js';
import type { SurfaceMinute } from '../../src/engine/domain/surface-minute.js';
import { fitRequest } from '../../src/engine/flow/vol/fit-request.js';
import { surfaceMinute } from '../../src/engine/flow/vol/surface-minute.js';
import { fitOnce } from '../../src/engine/surface/fitted.js';
import type { FeedError } from '../../src/engine/ports/market-data.js';
import { chainFeed } from './chain-feed.js';
import { InlineFitter } from './inline-fitter.js';
import type { ScriptedFeed } from './scripted-feed.js';
import { startedDesk } from './started-desk.js';
import { COIN_SHAPE, INDEX_SHAPE, sviChains, type MarketShape } from './svi-chains.js';

export interface VolDeskParts {
  readonly startAtMs?: number;
  readonly chains?: Readonly<Record<string, () => readonly Chain[] | FeedError>>;
  /** What the feed knows beside chains, told before the start. */
  readonly prepare?: (feed: ScriptedFeed) => void;
}

/** The surface of a made market as it is kept. */
export function minuteOf(shape: MarketShape): SurfaceMinute {
  const fitted = fitOnce(fitRequest(sviChains(shape), []), null);
  if (!fitted.ok) throw new Error(fitted.error.code);
  return surfaceMinute(fitted.value, shape.spot);
}

const coin = sviChains(COIN_SHAPE);
const index = sviChains(INDEX_SHAPE);

/** An engine on a market of made chains, with time that moves by hand. */
export async function volDesk(parts: VolDeskParts = {}) {
  const feed = chainFeed(parts.chains ?? { BTC: () => coin, SPX: () => index });
  parts.prepare?.(feed);
  const fitter = new InlineFitter();
  const desk = await startedDesk({
    startAtMs: parts.startAtMs ?? COIN_SHAPE.atMs,
    feeds: [feed],
    options: { fitter },
  });
  const vol: VolApi = desk.engine.api.vol;
  return { ...desk, feed, fitter, vol };
}

/** The view, or a test's end. */
export function viewOf<T>(answer: Result<T, VolError>): T {
  if (!answer.ok) throw new Error(`no view: ${JSON.stringify(answer.error)}`);
  return answer.value;
}

/** Every number in a value that is not finite, by its path; what may be NaN is named. */
export function notFinite(value: unknown, mayBe: RegExp, path = ''): string[] {
  if (typeof value === 'number') {
    return Number.isFinite(value) || mayBe.test(path) ? [] : [`${path}: ${value}`];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => notFinite(inner, mayBe, `${path}.${key}`));
}
