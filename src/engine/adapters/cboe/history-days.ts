import {
  barCloseAtMs,
  seriesId,
  type BarMark,
  type DailyBar,
  type SeriesId,
} from '../../domain/bar.js';
import { isTradingDay } from '../../domain/calendar.js';
import { parseDay, type TradingDay } from '../../domain/trading-day.js';
import { err, ok, type Result } from '../../domain/result.js';
import { HOUR_MS, MINUTE_MS, type EpochMs } from '../../domain/units.js';
import {
  CBOE_INDICES,
  type CboeError,
  type CboeHistory,
  type CboeIndex,
  type Validators,
} from './history-files.js';

/** Ten years: what is measured over longer is imported. */
const DAYS_KEPT = 2520;
/** The files are made anew some time after the close. */
const AGAIN_MS = HOUR_MS;
/** A file may stand a moment before its day has settled. */
const SETTLING_MS = 10 * MINUTE_MS;

/** MM/DD/YYYY. */
function dayOf(text: string): TradingDay | null {
  const found = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(text);
  return found ? parseDay(`${found[3] ?? ''}-${found[1] ?? ''}-${found[2] ?? ''}`) : null;
}

function positive(text: string | undefined): number | null {
  const value = Number(text);
  return text !== undefined && text !== '' && value > 0 ? value : null;
}

function barOf(series: SeriesId, cells: readonly string[]): DailyBar | null {
  const day = dayOf(cells[0] ?? '');
  const close = positive(cells[cells.length > 2 ? 4 : 1]);
  if (!day || close === null) return null;
  const full = cells.length > 2;
  const [open, high, low] = [1, 2, 3].map((at) => (full ? positive(cells[at]) : null));
  const held = [open, high, low, close].filter((price) => typeof price === 'number');
  const [top, bottom] = [Math.max(...held), Math.min(...held)];
  const marks: BarMark[] = [];
  if (full && top === bottom) marks.push('flat');
  if (full && (top !== high || bottom !== low)) marks.push('repaired');
  if (!isTradingDay(day)) marks.push('holiday');
  return {
    series,
    day,
    open: open ?? null,
    high: full ? top : null,
    low: full ? bottom : null,
    close,
    volume: null,
    marks,
    source: 'cboe',
  };
}

/**
 * Daily bars of an index file, `DATE,OPEN,HIGH,LOW,CLOSE` or `DATE,<index>`: the newest ten years
 * of days that have closed, ascending, each once.
 */
export function barsOfFile(text: string, of: { readonly index: string; readonly nowMs: EpochMs }) {
  const series = seriesId(of.index);
  const bars = new Map<TradingDay, DailyBar>();
  const lines = text.split(/\r?\n/);
  for (const line of lines.slice(-DAYS_KEPT - 1)) {
    const bar = barOf(series, line.replaceAll('"', '').split(','));
    if (bar && barCloseAtMs(series, bar.day) + SETTLING_MS <= of.nowMs) bars.set(bar.day, bar);
  }
  return [...bars.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
}

interface Kept {
  readonly bars: readonly DailyBar[];
  readonly validators: Validators;
  readonly checkedAtMs: EpochMs;
}

/** The daily history of the indices, asked for again when a day may have been added. */
export class HistoryDays {
  private readonly kept = new Map<CboeIndex, Kept>();
  private readonly asking = new Map<CboeIndex, Promise<Result<readonly DailyBar[], CboeError>>>();

  constructor(
    private readonly files: CboeHistory,
    private readonly nowMs: () => EpochMs,
  ) {}

  series(): readonly SeriesId[] {
    return CBOE_INDICES.map(seriesId);
  }

  /** Bars of days that have closed; empty where the publisher has no such file. */
  bars(index: CboeIndex): Promise<Result<readonly DailyBar[], CboeError>> {
    const kept = this.kept.get(index);
    if (kept && this.nowMs() < kept.checkedAtMs + AGAIN_MS) return Promise.resolve(ok(kept.bars));
    let asking = this.asking.get(index);
    if (!asking) {
      asking = this.ask(index, kept).finally(() => this.asking.delete(index));
      this.asking.set(index, asking);
    }
    return asking;
  }

  private async ask(
    index: CboeIndex,
    kept: Kept | undefined,
  ): Promise<Result<readonly DailyBar[], CboeError>> {
    const file = await this.files.index(index, kept?.validators);
    const nowMs = this.nowMs();
    if (!file.ok) return kept ? ok(kept.bars) : err(file.error);
    const { value } = file;
    if (value.state === 'new') {
      const bars = barsOfFile(value.text, { index, nowMs });
      this.kept.set(index, { bars, validators: value.validators, checkedAtMs: nowMs });
      return ok(bars);
    }
    const bars = kept?.bars ?? [];
    const validators = kept?.validators ?? { etag: null, lastModified: null };
    this.kept.set(index, { bars, validators, checkedAtMs: nowMs });
    return ok(bars);
  }
}

export function isCboeIndex(series: string): series is CboeIndex {
  return (CBOE_INDICES as readonly string[]).includes(series);
}
