import type { DeskRun } from './desk-run.js';
import type { Chain } from './domain/chain.js';
import type { Stamp } from './domain/digest.js';
import { coinOf, underlyingOf } from './domain/instrument.js';
import { err, ok, type Result } from './domain/result.js';
import type { EpochMs } from './domain/units.js';
import type {
  AtmLine,
  AtmView,
  IvRankView,
  SkewView,
  VolApi,
  VolError,
} from './domain/vol-views.js';
import type { Feeds } from './feeds.js';
import { arbView } from './flow/vol/arb-view.js';
import { chainView } from './flow/vol/chain-view.js';
import { chainOf, expiriesOf } from './flow/vol/expiry-names.js';
import { fitRequest, lookAtMs, yearsTo } from './flow/vol/fit-request.js';
import { greeksView } from './flow/vol/greeks-view.js';
import { closesOf, ivRankView, volSeriesOf, type PastLevel } from './flow/vol/iv-rank-view.js';
import { findOption, nearestOptions, readOption } from './flow/vol/option-names.js';
import { smileView } from './flow/vol/smile-view.js';
import { smilesOf, surfaceMinute } from './flow/vol/surface-minute.js';
import {
  atmLine,
  headOf,
  skewView,
  surfaceView,
  termView,
  type ShownSurface,
} from './flow/vol/surface-view.js';
import { meanAtm7d, type SurfaceNow } from './flow/vol/vol-state.js';
import type { Clock } from './ports/clock.js';
import type { FittedExpiry, SurfaceFitter } from './ports/surface-fitter.js';
import type { TickStore } from './ports/tick-store.js';
import { levelOf, type ViewContext } from './flow/view-context.js';
import { smileAt, smileOf, type Smile } from './surface/smile-at.js';
import { chainUnderlyings } from './vol-effects.js';
import { comparedWith, dailyLevels, keptAt } from './vol-past.js';

export interface VolSources {
  readonly run: DeskRun;
  readonly feeds: Feeds;
  readonly market: Clock;
  readonly ticks: TickStore | null;
  readonly fitter: SurfaceFitter | null;
}

type Asked<T> = Promise<Result<T, VolError>>;

const FAVOURITES = ['BTC', 'ETH', 'SPX', 'SPY'];
const SKEW_DAYS = 30;
const YEAR_DAYS = 365;
const LATE: Result<never, VolError> = err({ code: 'no-answer' });

/** Questions about volatility: the surface comes through the queue, pictures are made outside of it. */
class VolDesk implements VolApi {
  constructor(private readonly sources: VolSources) {}

  underlyings(): readonly string[] {
    const all = chainUnderlyings(this.sources.feeds);
    const liked = FAVOURITES.filter((one) => all.includes(one));
    return [...liked, ...all.filter((one) => !liked.includes(one))];
  }

  async surface(underlying: string) {
    return this.#with(underlying, (now, shown) => {
      const { surface, fitMs } = now;
      const count = surface.slices.reduce((sum, { residuals }) => sum + residuals.count, 0);
      const inside = surface.slices.reduce(
        (sum, { residuals }) => sum + residuals.count * residuals.insideShare,
        0,
      );
      const { state, skipped } = surface;
      return ok(surfaceView(shown, { state, skipped, fitMs, insideShare: inside / count }));
    });
  }

  async pastSurface(underlying: string, atMs: EpochMs) {
    const { ticks } = this.sources;
    const name = this.#named(underlying);
    const kept = await keptAt(ticks, name, atMs);
    if (!kept) return err<VolError>({ code: 'no-history', underlying: name });
    const coin = coinOf(name);
    const before = await comparedWith(ticks, kept.minute, coin);
    return ok(surfaceView({ ...this.#context(), coin, ...kept, before }, null));
  }

  async smile(underlying: string, expiry: string | null) {
    return this.#with(underlying, async (now, shown) => {
      const chain = chainOf(now.chains, expiry, lookAtMs(now.chains));
      if (!chain) return unknownExpiry(now, expiry ?? '');
      const fitted = await this.#sliceOf(now, chain);
      if (!fitted) return this.#noSurface(now, 'too-few-quotes');
      const { slice, minute } = fitted;
      return ok(smileView({ ...shown, minute }, { slice, chain, chains: now.chains }));
    });
  }

  async term(underlying: string) {
    return this.#with(underlying, (_, shown) => ok(termView(shown)));
  }

  async skew(underlying: string) {
    return this.#with(underlying, async (now, shown) => {
      const { ticks, market, run } = this.sources;
      const name = now.surface.underlying;
      const past = await dailyLevels(ticks, name, { nowMs: market.nowMs(), days: SKEW_DAYS });
      const hourly = run.state.transient.vol.get(name)?.hourly ?? [];
      const firstMs = hourly[0]?.atMs ?? Number.POSITIVE_INFINITY;
      const all = [...past.filter(({ atMs }) => atMs < firstMs), ...hourly];
      const history = all.flatMap(({ atMs, rr25At30d }): SkewView['history'] =>
        rr25At30d === null ? [] : [{ atMs, rr25: rr25At30d }],
      );
      return ok(skewView(shown, history));
    });
  }

  async atm(): Promise<AtmView> {
    const { run, market } = this.sources;
    const lines: AtmLine[] = [];
    const failed: { underlying: string; error: VolError }[] = [];
    const names = this.underlyings();
    const answers = await Promise.all(
      names.map((name) =>
        this.#with(name, (_, shown) => {
          const known = run.state.transient.vol.get(name);
          return ok(atmLine(shown, known ? meanAtm7d(known, market.nowMs()) : null));
        }),
      ),
    );
    answers.forEach((answer, i) => {
      if (answer.ok) lines.push(answer.value);
      else failed.push({ underlying: names[i] as string, error: answer.error });
    });
    return { stamp: oldestStamp(lines, this.#context()), lines, failed };
  }

  async greeks(typed: string) {
    const option = readOption(typed);
    if (!option) return err<VolError>({ code: 'unknown-option', typed, nearest: [] });
    return this.#with(option.underlying, async (now, shown) => {
      const nowMs = lookAtMs(now.chains);
      const found = findOption(now.chains, option, nowMs);
      if (!found) {
        const nearest = nearestOptions(now.chains, option, nowMs);
        return err<VolError>({ code: 'unknown-option', typed, nearest });
      }
      const smile = await this.#smileOf(now, found.chain);
      if (!smile) return this.#noSurface(now, 'too-few-quotes');
      return ok(greeksView(headOf(shown).stamp, found, smile));
    });
  }

  async chain(underlying: string, at: { readonly expiry: string | null; readonly page: number }) {
    return this.#with(underlying, async (now, shown) => {
      const { chains } = now;
      const nowMs = lookAtMs(chains);
      const chain = chainOf(chains, at.expiry, nowMs);
      if (!chain) return unknownExpiry(now, at.expiry ?? '');
      const smile = await this.#smileOf(now, chain);
      const stamp: Stamp = { ...headOf(shown).stamp, asOfMs: chain.atMs };
      return ok(chainView(stamp, { chain, chains, smile, page: at.page, nowMs }));
    });
  }

  async ivRank(underlying: string): Asked<IvRankView> {
    const name = this.#named(underlying);
    const index = this.#indexRank(name);
    if (index) return ok(index);
    return this.#with(name, async (now, shown) => {
      const { ticks, market } = this.sources;
      const { atm30d } = now.levels;
      const none = err<VolError>({ code: 'no-history', underlying: name });
      if (atm30d === null) return none;
      const kept = await dailyLevels(ticks, name, { nowMs: market.nowMs(), days: YEAR_DAYS });
      const past = kept.flatMap((one): PastLevel[] =>
        one.atm30d === null ? [] : [{ atMs: one.atMs, pts: 100 * one.atm30d }],
      );
      const of = { underlying: name, measure: 'atm30d', nowPts: 100 * atm30d, past };
      const view = ivRankView(headOf(shown).stamp, of);
      return view ? ok(view) : none;
    });
  }

  async arb(underlying: string) {
    return this.#with(underlying, async (now, shown) => {
      const { chains, minute, surface } = now;
      const fit = surface.state === 'free' ? 'free' : 'found';
      return ok(await arbView(headOf(shown).stamp, { chains, minute, fit, pause: othersTurn }));
    });
  }

  /** The name as the house has it. */
  #named(typed: string): string {
    return underlyingOf(typed.trim().replace(/^[$^]/, '').toUpperCase());
  }

  #context() {
    const { run, market } = this.sources;
    return { mode: run.state.setup.mode, nowMs: market.nowMs() };
  }

  /** Has the surface taken through the queue, and makes a picture of it. */
  async #with<T>(
    typed: string,
    make: (now: SurfaceNow, shown: ShownSurface) => Result<T, VolError> | Asked<T>,
  ): Asked<T> {
    const { run, ticks } = this.sources;
    const underlying = this.#named(typed);
    const known = this.underlyings();
    if (!known.includes(underlying)) return err({ code: 'no-chain', underlying, known });
    const now = await run.ask<Result<SurfaceNow, VolError>>(
      (reply) => ({ kind: 'surface', underlying, reply }),
      LATE,
    );
    if (!now.ok) return now;
    const { minute, levels, coin } = now.value;
    const before = await comparedWith(ticks, minute, coin);
    return make(now.value, { ...this.#context(), coin, minute, levels, before });
  }

  #noSurface(now: SurfaceNow, reason: string): Result<never, VolError> {
    return err({ code: 'no-surface', underlying: now.surface.underlying, reason });
  }

  /** The fitted expiry of a chain; one that was left out of the surface is fitted by itself. */
  async #sliceOf(now: SurfaceNow, chain: Chain) {
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
  async #smileOf(now: SurfaceNow, chain: Chain): Promise<Smile | null> {
    const id = `${chain.root}/${chain.expiry}`;
    const slice = now.surface.slices.find((one) => one.id === id);
    if (slice) return smileOf(slice);
    const alone = await this.#fitAlone(now, chain);
    if (alone) return smileOf(alone.slice);
    const between = smileAt(smilesOf(now.minute), yearsTo(chain, now.surface.atMs));
    return between.ok ? between.value : null;
  }

  #indexRank(name: string): IvRankView | null {
    const index = volSeriesOf(name);
    if (!index) return null;
    const { market, mode } = this.#book();
    const context: ViewContext = { book: market, mode, nowMs: this.sources.market.nowMs() };
    const level = levelOf(context, index.series);
    if (!level) return null;
    const past = closesOf(index, market.bars(index.series)).filter(({ atMs }) => atMs < level.atMs);
    const { atMs: asOfMs, delayMs, source, value } = level;
    const stamp: Stamp = { mode, nowMs: context.nowMs, asOfMs, delayMs, source };
    return ivRankView(stamp, { underlying: name, measure: index.measure, nowPts: value, past });
  }

  #book() {
    const { market, setup } = this.sources.run.state;
    return { market, mode: setup.mode };
  }
}

/** Lets what waits run before a long answer goes on. */
function othersTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function unknownExpiry(now: SurfaceNow, typed: string): Result<never, VolError> {
  const { underlying } = now.surface;
  return err({ code: 'unknown-expiry', underlying, typed, listed: expiriesOf(now.chains) });
}

/** The stamp of the line with the oldest prices. */
function oldestStamp(lines: readonly AtmLine[], context: Pick<Stamp, 'mode' | 'nowMs'>): Stamp {
  const stamps = lines.map(({ head }) => head.stamp);
  const [oldest] = stamps.sort((a, b) => a.asOfMs - a.delayMs - (b.asOfMs - b.delayMs));
  return oldest ?? { ...context, asOfMs: context.nowMs, delayMs: 0, source: '' };
}

/** Everything that the chat asks about volatility. */
export function createVol(sources: VolSources): VolApi {
  return new VolDesk(sources);
}
