import { createSurfaceFitter } from '../src/engine/adapters/fitter/surface-fitter.js';
import { createWallClock } from '../src/engine/adapters/system/wall-clock.js';
import type { Chain } from '../src/engine/domain/chain.js';
import { createEngine } from '../src/engine/engine.js';
import { arbView } from '../src/engine/flow/vol/arb-view.js';
import { fitRequest, MOST_EXPIRIES } from '../src/engine/flow/vol/fit-request.js';
import { surfaceMinute } from '../src/engine/flow/vol/surface-minute.js';
import { fitOnce, type FittedSurface } from '../src/engine/surface/fitted.js';
import { chainFeed } from '../test/support/chain-feed.js';
import { plainEngine } from '../test/support/plain-engine.js';
import { KeptNotices, openBook } from '../test/support/started-desk.js';
import {
  COIN_SHAPE,
  INDEX_SHAPE,
  restamped,
  sviChains,
  type MarketShape,
} from '../test/support/svi-chains.js';
import { interleaved, milliseconds, type Figure, type Timing } from './report.js';

const ROUNDS = 30;
/** A coin as its venue lists it: 1,008 options. */
const COIN: MarketShape = {
  ...COIN_SHAPE,
  days: [1, 2, 3, 4, 11, 18, 32, 67, 123, 214, 305, 400],
  strikes: 42,
};
/** An index as its exchange lists it: 50 expiries of 180 strikes. */
const INDEX: MarketShape = {
  ...INDEX_SHAPE,
  days: Array.from({ length: 50 }, (_, i) => 1 + i + Math.round((i * i) / 4)),
  strikes: 180,
};

function fitted(chains: readonly Chain[]): FittedSurface {
  const one = fitOnce(fitRequest(chains, []), null);
  if (!one.ok) throw new Error(one.error.code);
  return one.value;
}

const pause = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A desk with its fitter on a thread; every look finds quotes that are newer than the last. */
async function deskOf(name: 'BTC' | 'SPX', chains: readonly Chain[]) {
  const wall = createWallClock();
  const fitter = createSurfaceFitter({ wall });
  let atMs = COIN_SHAPE.atMs;
  const clock = {
    nowMs: () => atMs,
    at: wall.at.bind(wall),
    wallUntilMs: wall.wallUntilMs.bind(wall),
    hold: () => () => undefined,
  };
  const feed = chainFeed({ [name]: () => restamped(chains, atMs) });
  const engine = createEngine({
    ...plainEngine({ store: openBook(), wall: clock, market: clock }),
    feeds: [feed],
    fitter,
  });
  await engine.start(new KeptNotices());
  return {
    async ask(): Promise<void> {
      // A minute goes by, so that none is answered from the surface before.
      atMs += 60_000;
      const view = await engine.api.vol.surface(name);
      if (!view.ok) throw new Error(view.error.code);
    },
    async stop(): Promise<void> {
      await engine.stop();
      await fitter.stop();
    },
  };
}

function figure(name: string, of: { own: Timing | undefined; base: Timing | undefined }): Figure {
  const { own = { minMs: NaN, medianMs: NaN }, base = { minMs: NaN, medianMs: NaN } } = of;
  return {
    name,
    measured: milliseconds(own),
    baseline: `the fit alone, on this thread: ${milliseconds(base)}`,
    ratio: own.minMs / base.minMs,
    goal: 'at most 3',
  };
}

/** What an answer costs from the look at the chains to the view, against the bare fit of the same quotes. */
export async function run(): Promise<readonly Figure[]> {
  const coin = sviChains(COIN);
  const index = sviChains(INDEX);
  // One desk each: the fits of one would wait for those of the other.
  const coinDesk = await deskOf('BTC', coin);
  const indexDesk = await deskOf('SPX', index);
  const minute = surfaceMinute(fitted(index), INDEX.spot);
  const stamp = { mode: 'SIM', nowMs: 0, asOfMs: 0, delayMs: 0, source: 'bench' } as const;
  const runs = {
    coinFit: () => void fitted(restamped(coin, COIN.atMs)),
    coinAnswer: () => coinDesk.ask(),
    indexFit: () => void fitted(restamped(index, INDEX.atMs)),
    indexAnswer: () => indexDesk.ask(),
    arb: () => arbView(stamp, { chains: index, minute, fit: 'free', pause }).then(() => undefined),
  };
  await interleaved(3, runs);
  const taken = await interleaved(ROUNDS, runs);
  await coinDesk.stop();
  await indexDesk.stop();
  const options = (chains: readonly Chain[]) =>
    2 * chains.reduce((sum, { rows }) => sum + rows.length, 0);
  const many = options(index);
  const chosen = `${MOST_EXPIRIES} of ${index.length} expiries fitted`;
  return [
    figure(`/surface of ${options(coin)} coin options`, {
      own: taken.coinAnswer,
      base: taken.coinFit,
    }),
    figure(`/surface of ${many} index options, ${chosen}`, {
      own: taken.indexAnswer,
      base: taken.indexFit,
    }),
    {
      ...figure(`/arb of ${many} index options`, { own: taken.arb, base: taken.indexFit }),
      goal: 'at most 3',
    },
  ];
}
