import { barCloseAtMs, seriesId, type DailyBar, type SeriesId } from '../../domain/bar.js';
import { spotId } from '../../domain/instrument.js';
import { newYorkDay } from '../../domain/new-york.js';
import { err, ok, type Result } from '../../domain/result.js';
import { addDays, parseDay, type TradingDay } from '../../domain/trading-day.js';
import { MINUTE_MS, type DurationMs } from '../../domain/units.js';
import type { FeedError } from '../../ports/market-data.js';
import type { Cancel } from '../../ports/clock.js';
import { BarSizeSetting } from '@stoqey/ib/dist/api/historical/bar-size-setting.js';
import { WhatToShow } from '@stoqey/ib/dist/api/historical/what-to-show.js';
import { NO_SUCH_CONTRACT } from './codes.js';
import { contractOf } from './mapping.js';
import { feedError } from './option-lists.js';
import type { IbkrConnection } from './session-port.js';

/** After its close a bar is asked for so much later, when the vendor has it whole. */
const AFTER_CLOSE_MS: DurationMs = MINUTE_MS;
const DATES_AS_TEXT = 1;
const REGULAR_HOURS = 1;

type Span = '2 Y' | '10 D';

/** Levels whose days are kept whatever is quoted: the score is made from them. */
const FAMILY = ['VIX', 'VIX9D', 'VIX3M', 'VVIX', 'SKEW'];

/** The bars of a series, by day. */
type Bars = Map<TradingDay, DailyBar>;

/** Daily bars: two years at the first question, and each day's once it has closed. */
export class DailyBars {
  private readonly kept = new Map<SeriesId, Bars>();
  private readonly asking = new Map<SeriesId, Promise<Result<readonly DailyBar[], FeedError>>>();
  private readonly timers = new Map<SeriesId, Cancel>();
  private readonly pushedTo = new Map<SeriesId, TradingDay>();

  /** Series that the vendor turned out not to have. */
  private readonly missing = new Set<SeriesId>();
  private readonly all: readonly SeriesId[];

  constructor(
    private readonly connection: IbkrConnection,
    symbols: readonly string[],
    private readonly push: (bar: DailyBar) => void,
  ) {
    this.all = [...new Set([...symbols, ...FAMILY])].map(seriesId);
  }

  series(): readonly SeriesId[] {
    return this.all.filter((series) => !this.missing.has(series));
  }

  start(): Cancel {
    const today = newYorkDay(this.connection.clock.nowMs());
    for (const series of this.all) {
      this.pushedTo.set(series, addDays(today, -1));
      this.wake(series, today);
    }
    return () => {
      for (const cancel of this.timers.values()) cancel();
      this.timers.clear();
    };
  }

  /** Ascending; nothing that closes later than now. */
  async history(series: SeriesId): Promise<Result<readonly DailyBar[], FeedError>> {
    if (!this.series().includes(series)) return err({ code: 'unknown-instrument', name: series });
    if (!this.kept.has(series)) {
      const first = this.asking.get(series) ?? this.first(series);
      this.asking.set(series, first);
      const answer = await first;
      if (!answer.ok) return answer;
    }
    const nowMs = this.connection.clock.nowMs();
    const bars = [...(this.kept.get(series)?.values() ?? [])];
    return ok(
      bars
        .filter((bar) => barCloseAtMs(series, bar.day) <= nowMs)
        .sort((a, b) => (a.day < b.day ? -1 : 1)),
    );
  }

  private async first(series: SeriesId) {
    const answer = await this.ask(series, '2 Y');
    this.asking.delete(series);
    if (answer.ok) this.keep(series, answer.value);
    return answer;
  }

  /** Bars that stand are not changed: what was told once stays as it was told. */
  private keep(series: SeriesId, bars: readonly DailyBar[]): void {
    const kept: Bars = this.kept.get(series) ?? new Map<TradingDay, DailyBar>();
    this.kept.set(series, kept);
    const nowMs = this.connection.clock.nowMs();
    for (const bar of bars) {
      if (barCloseAtMs(series, bar.day) <= nowMs && !kept.has(bar.day)) kept.set(bar.day, bar);
    }
  }

  private wake(series: SeriesId, from: TradingDay): void {
    const { clock } = this.connection;
    const nowMs = clock.nowMs();
    let of = from;
    while (barCloseAtMs(series, of) + AFTER_CLOSE_MS <= nowMs) of = addDays(of, 1);
    this.timers.set(
      series,
      clock.at(barCloseAtMs(series, of) + AFTER_CLOSE_MS, () => {
        void this.closeOf(series).finally(() => {
          // Ended meanwhile, it is not woken again.
          if (this.timers.has(series)) this.wake(series, addDays(of, 1));
        });
      }),
    );
  }

  private async closeOf(series: SeriesId): Promise<void> {
    const whole = await this.history(series);
    const fresh = whole.ok ? await this.ask(series, '10 D') : whole;
    if (!fresh.ok || !this.timers.has(series)) return;
    this.keep(series, fresh.value);
    const bars = await this.history(series);
    const after = this.pushedTo.get(series) ?? '';
    for (const bar of bars.ok ? bars.value : []) {
      if (bar.day <= after) continue;
      this.pushedTo.set(series, bar.day);
      this.push(bar);
    }
  }

  private async ask(series: SeriesId, span: Span): Promise<Result<readonly DailyBar[], FeedError>> {
    const contract = contractOf(spotId(series));
    if (!contract) return err({ code: 'unknown-instrument', name: series });
    const answer = await this.connection.ask<readonly DailyBar[]>({
      write: (encoder, id) => {
        encoder.reqHistoricalData(
          id,
          contract,
          '',
          span,
          BarSizeSetting.DAYS_ONE,
          WhatToShow.TRADES,
          REGULAR_HOURS,
          DATES_AS_TEXT,
          false,
        );
      },
      gather: (id, done) => {
        const bars: DailyBar[] = [];
        return {
          historicalData: ([of, date, open, high, low, close, volume]) => {
            if (of !== id) return;
            if (date.startsWith('finished')) {
              done(bars);
              return;
            }
            const day = parseDay(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6, 8)}`);
            if (!day || !(close > 0)) return;
            const known = volume !== undefined && volume > 0 ? volume : null;
            bars.push({
              series,
              day,
              open,
              high,
              low,
              close,
              volume: known,
              marks: [],
              source: 'ibkr',
            });
          },
        };
      },
    });
    if (answer.ok) return answer;
    const { error } = answer;
    if (error.code === 'refused' && error.message.code === NO_SUCH_CONTRACT) {
      this.missing.add(series);
    }
    return err(feedError(error));
  }
}
