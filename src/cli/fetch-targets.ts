import type { CboeError, CboeHistory, CboeIndex } from '../engine/adapters/cboe/history-files.js';
import { CBOE_INDICES, FIRST_CONTRACT_YEAR } from '../engine/adapters/cboe/history-files.js';
import type { YahooCharts, YahooError } from '../engine/adapters/yahoo/chart.js';
import {
  YAHOO_SYMBOLS,
  type ChartRow,
  type YahooSeries,
} from '../engine/adapters/yahoo/mapping.js';
import { vxExpiries, vxExpiry } from '../engine/domain/calendar.js';
import { newYorkDay } from '../engine/domain/new-york.js';
import { ok, type Result } from '../engine/domain/result.js';
import { addDays, day, parseDay, type TradingDay } from '../engine/domain/trading-day.js';
import type { EpochMs } from '../engine/domain/units.js';
import { lastDayOf, type CacheEntry, type FetchCache } from './fetch-cache.js';

export type FetchError = CboeError | YahooError;

/** `absent`: the source does not have it (yet). */
export type FetchOutcome = 'fetched' | 'unchanged' | 'absent';

/** One file to be had. */
export interface FetchTarget {
  /** Path in the cache's folder. */
  readonly name: string;
  readonly vendor: 'cboe' | 'yahoo';
  /** Day after which the file does not change any more; null where it grows for ever. */
  readonly endsOn: TradingDay | null;
  fetch(cache: FetchCache, nowMs: EpochMs): Promise<Result<FetchOutcome, FetchError>>;
}

export interface Sources {
  readonly cboe: CboeHistory;
  readonly yahoo: YahooCharts;
}

/** A settled contract's last row is there within days, or never will be. */
const GRACE_DAYS = 10;

function lifeOf(
  target: Pick<FetchTarget, 'endsOn'>,
  of: { nowMs: EpochMs; lastDay: TradingDay | null },
): CacheEntry['life'] {
  const { endsOn } = target;
  if (endsOn === null) return 'open';
  const complete = of.lastDay !== null && of.lastDay >= endsOn;
  return complete || newYorkDay(of.nowMs) > addDays(endsOn, GRACE_DAYS) ? 'final' : 'open';
}

const NOTHING: Pick<CacheEntry, 'etag' | 'lastModified' | 'askedFrom'> = {
  etag: null,
  lastModified: null,
  askedFrom: null,
};

function cboeTarget(
  of: Pick<FetchTarget, 'name' | 'endsOn'>,
  get: (known: CacheEntry | undefined) => ReturnType<CboeHistory['index']>,
): FetchTarget {
  return {
    ...of,
    vendor: 'cboe',
    async fetch(cache, nowMs) {
      const known = cache.entry(of.name);
      const has = (await cache.read(of.name)) !== null;
      const got = await get(has && known ? known : undefined);
      if (!got.ok) return got;
      const { value } = got;
      const text = value.state === 'new' ? value.text : null;
      const lastDay = text === null ? (known?.lastDay ?? null) : lastDayOf(text);
      const kept = has && known ? known : NOTHING;
      const validators = value.state === 'new' ? value.validators : kept;
      const { etag, lastModified } = validators;
      const life = lifeOf(of, { nowMs, lastDay });
      const note = { ...NOTHING, etag, lastModified, lastDay, life, checkedAtMs: nowMs };
      await cache.put(of.name, text, note);
      return ok(value.state === 'new' ? 'fetched' : value.state);
    },
  };
}

const HEADER = 'Date,Open,High,Low,Close,Volume';

function toCsv(rows: readonly ChartRow[]): string {
  const lines = rows.map(({ day: on, open, high, low, close, volume }) =>
    [on, open, high, low, close, volume].map((cell) => cell ?? '').join(','),
  );
  return `${[HEADER, ...lines].join('\n')}\n`;
}

/** Rows of a file that `toCsv` wrote. */
function fromCsv(text: string): ChartRow[] {
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

function restated(old: readonly ChartRow[], fresh: readonly ChartRow[]): boolean {
  const closes = new Map(old.map((row) => [row.day, row.close]));
  return fresh.some((row) => {
    const was = closes.get(row.day);
    return was !== undefined && Math.abs(row.close / was - 1) > RESTATED_RATIO;
  });
}

function yahooTarget(series: YahooSeries, yahoo: YahooCharts, from: TradingDay): FetchTarget {
  const name = `yahoo/${series}.csv`;
  return {
    name,
    vendor: 'yahoo',
    endsOn: null,
    async fetch(cache, nowMs) {
      const old = fromCsv((await cache.read(name)) ?? '');
      const [first, last] = [old[0]?.day, old.at(-1)?.day];
      // Asked for an earlier start than last time: everything again.
      const reached = (cache.entry(name)?.askedFrom ?? '9999') <= from;
      const resumed = reached && first !== undefined && last !== undefined;
      const start = resumed ? addDays(last, -OVERLAP_DAYS) : from;
      let got = await yahoo.daily(series, { from: start, nowMs });
      let kept = old.filter((row) => row.day < start);
      if (got.ok && resumed && restated(old, got.value.rows)) {
        kept = [];
        got = await yahoo.daily(series, { from: first, nowMs });
      }
      if (!got.ok) return got;
      const rows = [...kept, ...got.value.rows];
      const text = toCsv(rows);
      const same = text === toCsv(old);
      const lastDay = rows.at(-1)?.day ?? null;
      const askedFrom = resumed ? (cache.entry(name)?.askedFrom ?? from) : from;
      const life = 'open' as const;
      const entry = { ...NOTHING, askedFrom, lastDay, life, checkedAtMs: nowMs };
      await cache.put(name, same ? null : text, entry);
      return ok(same ? 'unchanged' : 'fetched');
    },
  };
}

/** Contracts listed at one time, and one more. */
const LISTED = 9;

function expiriesFrom(from: TradingDay, nowMs: EpochMs): readonly TradingDay[] {
  const settled: TradingDay[] = [];
  const today = newYorkDay(nowMs);
  const start = from > `${FIRST_CONTRACT_YEAR}` ? from : day(`${FIRST_CONTRACT_YEAR}-01-01`);
  let [year, month] = [Number(start.slice(0, 4)), Number(start.slice(5, 7))];
  for (let at = vxExpiry(year, month); at <= today; at = vxExpiry(year, month)) {
    if (at >= start) settled.push(at);
    month = month === 12 ? 1 : month + 1;
    if (month === 1) year += 1;
  }
  return [...settled, ...vxExpiries(today, LISTED)];
}

/** All files, the short ones first. @param from first day that is wanted. */
export function targetsFrom(
  from: TradingDay,
  sources: Sources,
  nowMs: EpochMs,
): readonly FetchTarget[] {
  const { cboe, yahoo } = sources;
  const indices = CBOE_INDICES.map((index: CboeIndex) =>
    cboeTarget({ name: `cboe/${index}_History.csv`, endsOn: null }, (known) =>
      cboe.index(index, known),
    ),
  );
  const charts = (Object.keys(YAHOO_SYMBOLS) as YahooSeries[]).map((series) =>
    yahooTarget(series, yahoo, from),
  );
  const contracts = expiriesFrom(from, nowMs).map((expiry) =>
    cboeTarget({ name: `cboe/VX_${expiry}.csv`, endsOn: expiry }, (known) =>
      cboe.contract(expiry, known),
    ),
  );
  return [...indices, ...charts, ...contracts];
}
