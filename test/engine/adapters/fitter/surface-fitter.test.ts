import { afterEach, describe, expect, it } from 'vitest';
import { createSurfaceFitter } from '../../../../src/engine/adapters/fitter/surface-fitter.js';
import type { SurfaceFitter } from '../../../../src/engine/ports/surface-fitter.js';
import { fitRequest } from '../../../../src/engine/flow/vol/fit-request.js';
import { fitOnce } from '../../../../src/engine/surface/fitted.js';
import { createWallClock } from '../../../../src/engine/adapters/system/wall-clock.js';
import { ManualClock } from '../../../support/manual-clock.js';
import { COIN_SHAPE, INDEX_SHAPE, sviChains } from '../../../support/svi-chains.js';

const wall = createWallClock();
const coin = fitRequest(sviChains(COIN_SHAPE), []);
const index = fitRequest(sviChains(INDEX_SHAPE), []);
const named = (underlying: string) => ({ ...coin, input: { ...coin.input, underlying } });
const COLD = { earlier: null };

/** A thread's program that does what the underlying's name says. */
const WILFUL = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', ({ id, request }) => {
      const name = request.input.underlying;
      if (name === 'DIES') process.exit(1);
      if (name === 'SLEEPS') return;
      if (name === 'THROWS') return parentPort.postMessage({ id, threw: 'a bug' });
      parentPort.postMessage({ id, fitted: { ok: true, value: { underlying: name, slices: [] } } });
    });
  `)}`,
);

let open: SurfaceFitter | null = null;
function fitter(options: Partial<Parameters<typeof createSurfaceFitter>[0]> = {}): SurfaceFitter {
  open = createSurfaceFitter({ wall, ...options });
  return open;
}

afterEach(async () => {
  await open?.stop();
  open = null;
});

describe('the fitter', () => {
  it('gives the surface that a fit on the spot gives', async () => {
    const fit = fitter();
    for (const request of [coin, index]) {
      const own = await fit.fit(request, COLD);
      expect(own.ok && own.value.surface).toEqual(
        (fitOnce(request, null) as { value: unknown }).value,
      );
    }
  });

  it('says of quotes that cannot be fitted why', async () => {
    const none = await fitter().fit({ ...coin, input: { ...coin.input, expiries: [] } }, COLD);
    expect(none).toMatchObject({ ok: false, error: { code: 'no-usable-expiry' } });
  });

  it('lets the newest input of an underlying take the place of one that waits', async () => {
    const fit = fitter({ workerUrl: WILFUL });
    const first = fit.fit(named('BTC'), COLD);
    const waiting = fit.fit(named('BTC'), COLD);
    const other = fit.fit(named('ETH'), COLD);
    const newest = fit.fit(named('BTC'), COLD);
    expect(await waiting).toEqual({
      ok: false,
      error: { code: 'superseded', underlying: 'BTC' },
    });
    for (const one of [first, other, newest]) expect((await one).ok).toBe(true);
  });

  it('starts its thread again after a crash, and gives up on what crashes it twice', async () => {
    const fit = fitter({ workerUrl: WILFUL });
    const dies = fit.fit(named('DIES'), COLD);
    const after = fit.fit(named('ETH'), COLD);
    expect(await dies).toMatchObject({ ok: false, error: { code: 'crashed' } });
    expect((await after).ok).toBe(true);
  });

  it('tells of a bug in a fit without losing its thread', async () => {
    const fit = fitter({ workerUrl: WILFUL });
    expect(await fit.fit(named('THROWS'), COLD)).toEqual({
      ok: false,
      error: { code: 'crashed', reason: 'a bug' },
    });
    expect((await fit.fit(named('ETH'), COLD)).ok).toBe(true);
  });

  it('ends a fit that takes too long, and goes on with the next', async () => {
    const clock = new ManualClock();
    const fit = fitter({ wall: clock, workerUrl: WILFUL, deadlineMs: 2_000 });
    const sleeps = fit.fit(named('SLEEPS'), COLD);
    const after = fit.fit(named('ETH'), COLD);
    clock.advance(1_999);
    clock.advance(1);
    expect(await sleeps).toEqual({ ok: false, error: { code: 'late', afterMs: 2_000 } });
    expect((await after).ok).toBe(true);
  });

  it('answers everybody who waits when it is stopped, and nobody afterwards', async () => {
    const fit = fitter({ workerUrl: WILFUL });
    const waiting = [fit.fit(named('SLEEPS'), COLD), fit.fit(named('ETH'), COLD)];
    await fit.stop();
    const stopped = { ok: false, error: { code: 'stopped' } };
    expect(await Promise.all(waiting)).toEqual([stopped, stopped]);
    expect(await fit.fit(coin, COLD)).toEqual(stopped);
  });
});
