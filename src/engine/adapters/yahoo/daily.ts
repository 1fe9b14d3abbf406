import type { BarMark, DailyBar, SeriesId } from '../../domain/bar.js';
import { isTradingDay } from '../../domain/calendar.js';
import { newYorkDay } from '../../domain/new-york.js';
import { addDays } from '../../domain/trading-day.js';
import { err, ok, type Result } from '../../domain/result.js';
import { HOUR_MS, type EpochMs } from '../../domain/units.js';
import type { YahooCharts, YahooError } from './chart.js';
import { withoutNoise } from './intraday.js';
import type { ChartRow, YahooName } from './mapping.js';

const DAYS = 2 * 366;
const AGAIN_MS = HOUR_MS;

function barOf(series: SeriesId, row: ChartRow): DailyBar {
  const close = withoutNoise(row.close);
  const [open, high, low] = [row.open, row.high, row.low].map((price) =>
    price === null ? null : withoutNoise(price),
  );
  const held = [open, high, low, close].filter((price) => typeof price === 'number');
  const [top, bottom] = [Math.max(...held), Math.min(...held)];
  const marks: BarMark[] = [];
  if (top === bottom) marks.push('flat');
  if (top !== high || bottom !== low) marks.push('repaired');
  if (!isTradingDay(row.day)) marks.push('holiday');
  const { day, volume } = row;
  return {
    series,
    day,
    open: open ?? null,
    high: top,
    low: bottom,
    close,
    volume: volume === 0 ? null : volume,
    marks,
    source: 'yahoo',
  };
}

interface Kept {
  readonly bars: readonly DailyBar[];
  readonly checkedAtMs: EpochMs;
}

/** Two years of days of each series, asked for again when a day may have been added. */
export class YahooDays {
  private readonly kept = new Map<YahooName, Kept>();
  private readonly asking = new Map<YahooName, Promise<Result<readonly DailyBar[], YahooError>>>();

  constructor(
    private readonly charts: YahooCharts,
    private readonly nowMs: () => EpochMs,
  ) {}

  bars(name: YahooName): Promise<Result<readonly DailyBar[], YahooError>> {
    const kept = this.kept.get(name);
    if (kept && this.nowMs() < kept.checkedAtMs + AGAIN_MS) return Promise.resolve(ok(kept.bars));
    let asking = this.asking.get(name);
    if (!asking) {
      asking = this.ask(name, kept).finally(() => this.asking.delete(name));
      this.asking.set(name, asking);
    }
    return asking;
  }

  private async ask(
    name: YahooName,
    kept: Kept | undefined,
  ): Promise<Result<readonly DailyBar[], YahooError>> {
    const nowMs = this.nowMs();
    const chart = await this.charts.daily(name, { from: addDays(newYorkDay(nowMs), -DAYS), nowMs });
    if (!chart.ok) return kept ? ok(kept.bars) : err(chart.error);
    const { series, rows } = chart.value;
    const bars = rows.map((row) => barOf(series, row));
    this.kept.set(name, { bars, checkedAtMs: nowMs });
    return ok(bars);
  }
}
