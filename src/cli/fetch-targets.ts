import type { CboeHistory, CboeIndex } from '../engine/adapters/cboe/history-files.js';
import { CBOE_INDICES, FIRST_CONTRACT_YEAR } from '../engine/adapters/cboe/history-files.js';
import {
  DERIBIT_SERIES,
  type DeribitHistory,
  type DeribitSeries,
} from '../engine/adapters/deribit/history.js';
import type { YahooCharts } from '../engine/adapters/yahoo/chart.js';
import { YAHOO_SYMBOLS, type YahooSeries } from '../engine/adapters/yahoo/mapping.js';
import { vxExpiries, vxExpiry } from '../engine/domain/calendar.js';
import { newYorkDay } from '../engine/domain/new-york.js';
import { ok } from '../engine/domain/result.js';
import { addDays, day, utcMidnight, type TradingDay } from '../engine/domain/trading-day.js';
import type { EpochMs } from '../engine/domain/units.js';
import { lastDayOf, type CacheEntry } from './fetch-cache.js';
import { NOTHING, type FetchTarget } from './fetch-target.js';
import { DAYS_HEADER, growingTarget, UTC_DAYS_HEADER } from './growing-target.js';

export type { FetchError, FetchTarget } from './fetch-target.js';

export interface Sources {
  readonly cboe: CboeHistory;
  readonly yahoo: YahooCharts;
  readonly deribit: DeribitHistory;
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

function yahooTarget(series: YahooSeries, yahoo: YahooCharts, from: TradingDay): FetchTarget {
  return growingTarget({
    name: `yahoo/${series}.csv`,
    vendor: 'yahoo',
    header: DAYS_HEADER,
    from,
    async daily(span) {
      const chart = await yahoo.daily(series, span);
      return chart.ok ? ok(chart.value.rows) : chart;
    },
  });
}

function deribitTarget(
  series: DeribitSeries,
  deribit: DeribitHistory,
  from: TradingDay,
): FetchTarget {
  return growingTarget({
    name: `deribit/${series}.csv`,
    vendor: 'deribit',
    header: UTC_DAYS_HEADER,
    from,
    daily: (span) => deribit.daily(series, { fromMs: utcMidnight(span.from), nowMs: span.nowMs }),
  });
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
  const { cboe, yahoo, deribit } = sources;
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
  const coins = DERIBIT_SERIES.map((series) => deribitTarget(series, deribit, from));
  return [...indices, ...charts, ...coins, ...contracts];
}
