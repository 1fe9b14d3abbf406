import type { DailyBar, SeriesId } from '../../domain/bar.js';
import type { Coin } from '../../domain/instrument.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { TradingDay } from '../../domain/trading-day.js';
import { DAY_MS, type DurationMs, type EpochMs } from '../../domain/units.js';
import type { Cancel, Clock } from '../../ports/clock.js';
import type { FeedError } from '../../ports/market-data.js';
import { dailyBars, isDeribitSeries, seriesOf } from './history.js';
import type { Rest } from './rest.js';
import { FEED } from './settings.js';

export interface DailyOptions {
  readonly rest: Rest;
  readonly clock: Clock;
  readonly coins: readonly Coin[];
  readonly barAfterMs: DurationMs;
  readonly push: (bar: DailyBar) => void;
}

interface Known {
  readonly bars: readonly DailyBar[];
  /** The midnight of UTC up to which these were asked for. */
  readonly throughMs: EpochMs;
}

/** Days read again, in case the venue has put them right. */
const OVERLAP_MS = 3 * DAY_MS;
/** Questions for a bar that is not there yet, and the wait between them in first waits. */
const [TRIES, WAITS] = [12, 5];

function midnight(atMs: EpochMs): EpochMs {
  return Math.floor(atMs / DAY_MS) * DAY_MS;
}

/** Daily series: read whole when first asked for, and one bar more after each midnight of UTC. */
export class Daily {
  private readonly known = new Map<SeriesId, Known>();
  private readonly reading = new Map<SeriesId, Promise<Result<readonly DailyBar[], FeedError>>>();
  private readonly timers = new Set<Cancel>();
  /** The newest day told of, by series. */
  private readonly toldThrough = new Map<SeriesId, TradingDay>();

  constructor(private readonly options: DailyOptions) {}

  series(): readonly SeriesId[] {
    return seriesOf(this.options.coins);
  }

  start(): void {
    this.wait();
  }

  stop(): void {
    for (const cancel of this.timers) cancel();
    this.timers.clear();
  }

  history(series: SeriesId): Promise<Result<readonly DailyBar[], FeedError>> {
    if (!this.series().includes(series)) {
      return Promise.resolve(err({ code: 'unknown-instrument', name: series }));
    }
    const known = this.known.get(series);
    if (known && known.throughMs >= midnight(this.options.clock.nowMs())) {
      return Promise.resolve(ok(known.bars));
    }
    const running = this.reading.get(series);
    if (running) return running;
    const run = this.read(series).finally(() => this.reading.delete(series));
    this.reading.set(series, run);
    return run;
  }

  private async read(series: SeriesId): Promise<Result<readonly DailyBar[], FeedError>> {
    const { rest, clock } = this.options;
    if (!isDeribitSeries(series)) return err({ code: 'unknown-instrument', name: series });
    const nowMs = clock.nowMs();
    const old = this.known.get(series);
    const fromMs = old ? old.throughMs - OVERLAP_MS : 0;
    const answer = await dailyBars(rest, series, { fromMs, nowMs });
    if (!answer.ok) {
      // What is known stays true; the newest day comes with the next question.
      return old ? ok(old.bars) : err({ code: 'failed', feed: FEED, reason: answer.error.code });
    }
    const days = new Map([...(old?.bars ?? []), ...answer.value].map((bar) => [bar.day, bar]));
    const bars = [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
    if (bars.length === 0) return err({ code: 'no-data', name: series });
    const through = midnight(nowMs);
    const reaches = Date.parse(bars.at(-1)?.day ?? '') + DAY_MS >= through;
    this.known.set(series, { bars, throughMs: reaches ? through : through - DAY_MS });
    return ok(bars);
  }

  private wait(): void {
    const { clock, barAfterMs } = this.options;
    const next = midnight(clock.nowMs()) + DAY_MS;
    this.at(next + barAfterMs, () => {
      for (const series of this.series()) void this.tell(series, next, TRIES);
      this.wait();
    });
  }

  /** Tells of the bars that have closed by a midnight; where the last is not there, again later. */
  private async tell(series: SeriesId, closedMs: EpochMs, tries: number): Promise<void> {
    const { clock, barAfterMs, push } = this.options;
    const last = new Date(closedMs - DAY_MS).toISOString().slice(0, 10) as TradingDay;
    const since = this.toldThrough.get(series) ?? last;
    const answer = await this.history(series);
    const bars = answer.ok ? answer.value : [];
    for (const bar of bars) {
      const isNew = bar.day > since || (bar.day === last && !this.toldThrough.has(series));
      if (!isNew || bar.day > last) continue;
      this.toldThrough.set(series, bar.day);
      push(bar);
    }
    if (tries > 1 && (this.toldThrough.get(series) ?? '') < last) {
      this.at(
        clock.nowMs() + WAITS * barAfterMs,
        () => void this.tell(series, closedMs, tries - 1),
      );
    }
  }

  private at(atMs: EpochMs, run: () => void): void {
    const cancel = this.options.clock.at(atMs, () => {
      this.timers.delete(cancel);
      run();
    });
    this.timers.add(cancel);
  }
}
