import type { DeskRun } from './desk-run.js';
import type { Chain } from './domain/chain.js';
import { underlyingOf } from './domain/instrument.js';
import { err, type Result } from './domain/result.js';
import type { VolError } from './domain/vol-views.js';
import type { Feeds } from './feeds.js';
import { fitRequest, yearsTo } from './flow/vol/fit-request.js';
import { smilesOf, surfaceMinute } from './flow/vol/surface-minute.js';
import type { ShownSurface } from './flow/vol/surface-view.js';
import type { SurfaceNow } from './flow/vol/vol-state.js';
import type { Clock } from './ports/clock.js';
import type { Log } from './ports/log.js';
import type { FittedExpiry, SurfaceFitter } from './ports/surface-fitter.js';
import type { TickStore } from './ports/tick-store.js';
import { smileAt, smileOf, type Smile } from './surface/smile-at.js';
import { chainUnderlyings, lookAtChains } from './vol-effects.js';
import { comparedWith } from './vol-past.js';

export interface VolSources {
  readonly run: DeskRun;
  readonly feeds: Feeds;
  readonly market: Clock;
  readonly wall: Clock;
  readonly log: Log;
  readonly ticks: TickStore | null;
  readonly fitter: SurfaceFitter | null;
}

export type Asked<T> = Promise<Result<T, VolError>>;

const FAVOURITES = ['BTC', 'ETH', 'SPX', 'SPY'];
const LATE: Result<never, VolError> = err({ code: 'no-answer' });

/** Gets surfaces through the queue, and what a surface leaves out beside it. */
export class VolLook {
  constructor(readonly sources: VolSources) {}

  underlyings(): readonly string[] {
    const all = chainUnderlyings(this.sources.feeds);
    const liked = FAVOURITES.filter((one) => all.includes(one));
    return [...liked, ...all.filter((one) => !liked.includes(one))];
  }

  /** The name as the house has it. */
  named(typed: string): string {
    return underlyingOf(typed.trim().replace(/^[$^]/, '').toUpperCase());
  }

  context() {
    const { run, market } = this.sources;
    return { mode: run.state.setup.mode, nowMs: market.nowMs() };
  }

  /** Has the surface taken through the queue, and makes a picture of it. */
  async with<T>(
    typed: string,
    make: (now: SurfaceNow, shown: ShownSurface) => Result<T, VolError> | Asked<T>,
  ): Asked<T> {
    const { run, ticks } = this.sources;
    const underlying = this.named(typed);
    const known = this.underlyings();
    if (!known.includes(underlying)) return err({ code: 'no-chain', underlying, known });
    const now = await run.ask<Result<SurfaceNow, VolError>>(
      (reply) => ({ kind: 'surface', underlying, reply }),
      LATE,
    );
    if (!now.ok) return now;
    const { minute, levels, coin } = now.value;
    const before = await comparedWith(ticks, minute, coin);
    return make(now.value, { ...this.context(), coin, minute, levels, before });
  }

  /**
   * The surface, or quotes alone where they give none, and what is made of them.
   * @param make is given null for the surface then.
   */
  async withQuotes<T>(
    typed: string,
    make: (
      chains: readonly Chain[],
      of: { readonly now: SurfaceNow; readonly shown: ShownSurface } | null,
    ) => Asked<T>,
  ): Asked<T> {
    const answer = await this.with(typed, (now, shown) => make(now.chains, { now, shown }));
    if (answer.ok || answer.error.code !== 'no-surface') return answer;
    const chains = await lookAtChains(this.sources, this.named(typed));
    return chains.ok ? make(chains.value, null) : chains;
  }

  /** The fitted expiry of a chain; one that was left out of the surface is fitted by itself. */
  async sliceOf(now: SurfaceNow, chain: Chain) {
    const id = `${chain.root}/${chain.expiry}`;
    const { minute } = now;
    const known = now.surface.slices.find((slice) => slice.id === id);
    if (known) return { slice: known, minute };
    const alone = await this.#fitAlone(now, chain);
    if (!alone) return null;
    const slices = [...minute.slices, alone.kept].sort((a, b) => a.settlesAtMs - b.settlesAtMs);
    return { slice: alone.slice, minute: { ...minute, slices } };
  }

  async #fitAlone(now: SurfaceNow, chain: Chain) {
    const rates = now.surface.slices.map(({ settlesAtMs, curve: { rate } }) => ({
      settlesAtMs,
      rate,
    }));
    const { american, input } = fitRequest([chain], rates);
    // Under a name of its own, so that it takes no surface's place.
    const underlying = `${chain.root}/${chain.expiry}`;
    const request = { american, input: { ...input, underlying } };
    const fitted = await this.sources.fitter?.fit(request, { earlier: null });
    if (!fitted?.ok) return null;
    const { surface } = fitted.value;
    const slice = surface.slices[0] as FittedExpiry;
    const kept = surfaceMinute(surface, chain.spot).slices[0];
    return kept ? { slice, kept } : null;
  }

  /** The smile of a chain's expiry: its own, or between its neighbours; null beyond the surface. */
  async smileOf(now: SurfaceNow, chain: Chain): Promise<Smile | null> {
    const id = `${chain.root}/${chain.expiry}`;
    const slice = now.surface.slices.find((one) => one.id === id);
    if (slice) return smileOf(slice);
    const alone = await this.#fitAlone(now, chain);
    if (alone) return smileOf(alone.slice);
    const between = smileAt(smilesOf(now.minute), yearsTo(chain, now.surface.atMs));
    return between.ok ? between.value : null;
  }
}
