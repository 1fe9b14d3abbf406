import type { Chain } from './domain/chain.js';
import type { Stamp } from './domain/digest.js';
import { coinOf } from './domain/instrument.js';
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
import { arbView } from './flow/vol/arb-view.js';
import { chainView } from './flow/vol/chain-view.js';
import { chainOf, expiriesOf } from './flow/vol/expiry-names.js';
import { lookAtMs } from './flow/vol/fit-request.js';
import { greeksView } from './flow/vol/greeks-view.js';
import { closesOf, ivRankView, volSeriesOf, type PastLevel } from './flow/vol/iv-rank-view.js';
import { findOption, nearestOptions, readOption } from './flow/vol/option-names.js';
import { smileView } from './flow/vol/smile-view.js';
import { atmLine, headOf, skewView, surfaceView, termView } from './flow/vol/surface-view.js';
import { meanAtm7d, type SurfaceNow } from './flow/vol/vol-state.js';
import { levelOf, type ViewContext } from './flow/view-context.js';
import { VolLook, type Asked, type VolSources } from './vol-look.js';
import { comparedWith, dailyLevels, keptAt } from './vol-past.js';

const SKEW_DAYS = 30;
const YEAR_DAYS = 365;

/** Questions about volatility: the surface comes through the queue, pictures are made outside of it. */
class VolDesk implements VolApi {
  private readonly sources: VolSources;

  constructor(private readonly look: VolLook) {
    this.sources = look.sources;
  }

  underlyings(): readonly string[] {
    return this.look.underlyings();
  }

  async surface(underlying: string) {
    return this.look.with(underlying, (now, shown) => {
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
    const name = this.look.named(underlying);
    const kept = await keptAt(ticks, name, atMs);
    if (!kept) return err<VolError>({ code: 'no-history', underlying: name });
    const coin = coinOf(name);
    const before = await comparedWith(ticks, kept.minute, coin);
    return ok(surfaceView({ ...this.look.context(), coin, ...kept, before }, null));
  }

  async smile(underlying: string, expiry: string | null) {
    return this.look.with(underlying, async (now, shown) => {
      const chain = chainOf(now.chains, expiry, lookAtMs(now.chains));
      if (!chain) return unknownExpiry(now.chains, expiry ?? '');
      const fitted = await this.look.sliceOf(now, chain);
      if (!fitted) return this.#noSurface(now, 'too-few-quotes');
      const { slice, minute } = fitted;
      return ok(smileView({ ...shown, minute }, { slice, chain, chains: now.chains }));
    });
  }

  async term(underlying: string) {
    return this.look.with(underlying, (_, shown) => ok(termView(shown)));
  }

  async skew(underlying: string) {
    return this.look.with(underlying, async (now, shown) => {
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
        this.look.with(name, (_, shown) => {
          const known = run.state.transient.vol.get(name);
          return ok(atmLine(shown, known ? meanAtm7d(known, market.nowMs()) : null));
        }),
      ),
    );
    answers.forEach((answer, i) => {
      if (answer.ok) lines.push(answer.value);
      else failed.push({ underlying: names[i] as string, error: answer.error });
    });
    return { stamp: oldestStamp(lines, this.look.context()), lines, failed };
  }

  async greeks(typed: string) {
    const option = readOption(typed);
    if (!option) return err<VolError>({ code: 'unknown-option', typed, nearest: [] });
    return this.look.with(option.underlying, async (now, shown) => {
      const nowMs = lookAtMs(now.chains);
      const found = findOption(now.chains, option, nowMs);
      if (!found) {
        const nearest = nearestOptions(now.chains, option, nowMs);
        return err<VolError>({ code: 'unknown-option', typed, nearest });
      }
      const smile = await this.look.smileOf(now, found.chain);
      if (!smile) return this.#noSurface(now, 'too-few-quotes');
      return ok(greeksView(headOf(shown).stamp, found, smile));
    });
  }

  async chain(underlying: string, at: { readonly expiry: string | null; readonly page: number }) {
    return this.look.withQuotes(underlying, async (chains, of) => {
      const nowMs = lookAtMs(chains);
      const chain = chainOf(chains, at.expiry, nowMs);
      if (!chain) return unknownExpiry(chains, at.expiry ?? '');
      const smile = of && (await this.look.smileOf(of.now, chain));
      const stamp = this.#stampOf(chain);
      return ok(chainView(stamp, { chain, chains, smile, page: at.page, nowMs }));
    });
  }

  async ivRank(underlying: string): Asked<IvRankView> {
    const name = this.look.named(underlying);
    const index = this.#indexRank(name);
    if (index) return ok(index);
    return this.look.with(name, async (now, shown) => {
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
    return this.look.withQuotes(underlying, async (chains, of) => {
      const oldest = chains.reduce((old, chain) => (chain.atMs < old.atMs ? chain : old));
      const fit = !of ? 'none' : of.now.surface.state === 'free' ? 'free' : 'found';
      const minute = of?.now.minute ?? null;
      return ok(await arbView(this.#stampOf(oldest), { chains, minute, fit, pause: othersTurn }));
    });
  }

  #stampOf({ atMs, delayMs, source }: Chain): Stamp {
    return { ...this.look.context(), asOfMs: atMs, delayMs, source };
  }

  #noSurface(now: SurfaceNow, reason: string): Result<never, VolError> {
    return err({ code: 'no-surface', underlying: now.surface.underlying, reason });
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

function unknownExpiry(chains: readonly Chain[], typed: string): Result<never, VolError> {
  const underlying = chains[0]?.underlying ?? '';
  return err({ code: 'unknown-expiry', underlying, typed, listed: expiriesOf(chains) });
}

/** The stamp of the line with the oldest prices. */
function oldestStamp(lines: readonly AtmLine[], context: Pick<Stamp, 'mode' | 'nowMs'>): Stamp {
  const stamps = lines.map(({ head }) => head.stamp);
  const [oldest] = stamps.sort((a, b) => a.asOfMs - a.delayMs - (b.asOfMs - b.delayMs));
  return oldest ?? { ...context, asOfMs: context.nowMs, delayMs: 0, source: '' };
}

/** Everything that the chat asks about volatility. */
export function createVol(sources: VolSources): VolApi {
  return new VolDesk(new VolLook(sources));
}
