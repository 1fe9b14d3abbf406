import { ok, type Result } from '../engine/domain/result.js';
import { addDays, parseDay, type TradingDay } from '../engine/domain/trading-day.js';
import type { EpochMs } from '../engine/domain/units.js';
import { NOTHING, type FetchError, type FetchTarget } from './fetch-target.js';

export const DAYS_HEADER = 'Date,Open,High,Low,Close,Volume';
/** Of a market that never closes: its weekends are days too. */
export const UTC_DAYS_HEADER = 'Date UTC,Open,High,Low,Close,Volume';

/** One day of a chart. */
export interface DayRow {
  readonly day: TradingDay;
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly close: number;
  readonly volume: number | null;
}

function toCsv(rows: readonly DayRow[], header: string): string {
  const lines = rows.map(({ day: on, open, high, low, close, volume }) =>
    [on, open, high, low, close, volume].map((cell) => cell ?? '').join(','),
  );
  return `${[header, ...lines].join('\n')}\n`;
}

/** Rows of a file that `toCsv` wrote. */
function fromCsv(text: string): DayRow[] {
  return text.split('\n').flatMap((line) => {
    const [on = '', ...cells] = line.split(',');
    const [open, high, low, close, volume] = cells.map((cell) =>
      cell === '' ? null : Number(cell),
    );
    const parsed = parseDay(on);
    if (parsed === null || typeof close !== 'number' || !(close > 0)) return [];
    const price = (value: number | null | undefined) => value ?? null;
    return [
      {
        day: parsed,
        open: price(open),
        high: price(high),
        low: price(low),
        close,
        volume: price(volume),
      },
    ];
  });
}

/** Days asked for again, to see whether the past has been restated. */
const OVERLAP_DAYS = 14;
/** A split since the last time changes every price of the past; noise does not. */
const RESTATED_RATIO = 0.005;

function restated(old: readonly DayRow[], fresh: readonly DayRow[]): boolean {
  const closes = new Map(old.map((row) => [row.day, row.close]));
  return fresh.some((row) => {
    const was = closes.get(row.day);
    return was !== undefined && Math.abs(row.close / was - 1) > RESTATED_RATIO;
  });
}

/** A chart that grows by a row a day, kept as a table; asked for from where it ended. */
export function growingTarget(of: {
  readonly name: string;
  readonly vendor: FetchTarget['vendor'];
  readonly header: string;
  readonly from: TradingDay;
  /** Days from one on that have closed by now, ascending. */
  readonly daily: (span: {
    readonly from: TradingDay;
    readonly nowMs: EpochMs;
  }) => Promise<Result<readonly DayRow[], FetchError>>;
}): FetchTarget {
  const { name, from } = of;
  return {
    name,
    vendor: of.vendor,
    endsOn: null,
    async fetch(cache, nowMs) {
      const old = fromCsv((await cache.read(name)) ?? '');
      const [first, last] = [old[0]?.day, old.at(-1)?.day];
      // Asked for an earlier start than last time: everything again.
      const reached = (cache.entry(name)?.askedFrom ?? '9999') <= from;
      const resumed = reached && first !== undefined && last !== undefined;
      const start = resumed ? addDays(last, -OVERLAP_DAYS) : from;
      let got = await of.daily({ from: start, nowMs });
      let kept = old.filter((row) => row.day < start);
      if (got.ok && resumed && restated(old, got.value)) {
        kept = [];
        got = await of.daily({ from: first, nowMs });
      }
      if (!got.ok) return got;
      const rows = [...kept, ...got.value];
      const text = toCsv(rows, of.header);
      const same = text === toCsv(old, of.header);
      const lastDay = rows.at(-1)?.day ?? null;
      const askedFrom = resumed ? (cache.entry(name)?.askedFrom ?? from) : from;
      const life = 'open' as const;
      const entry = { ...NOTHING, askedFrom, lastDay, life, checkedAtMs: nowMs };
      await cache.put(name, same ? null : text, entry);
      return ok(same ? 'unchanged' : 'fetched');
    },
  };
}
