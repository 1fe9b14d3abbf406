import type { TradingDay } from '../../domain/trading-day.js';
import { utcMidnight } from '../../domain/trading-day.js';
import { err, ok, type Result } from '../../domain/result.js';
import { DAY_MS, type EpochMs } from '../../domain/units.js';
import type { HttpClient, HttpError } from '../../ports/http.js';
import {
  chartAnswer,
  toChart,
  YAHOO_NAMES,
  type Chart,
  type ChartResult,
  type YahooName,
} from './mapping.js';
import { toIntraday, type Intraday } from './intraday.js';

export type YahooError =
  | HttpError
  /** The service's own refusal, such as `Not Found`. */
  | { readonly code: 'said-no'; readonly status: number; readonly words: string }
  | { readonly code: 'bad-answer'; readonly what: string };

export interface YahooCharts {
  /**
   * Daily bars from a day to the last one that has closed.
   * @param nowMs wall time: a day that has not closed by then is left out.
   */
  daily(
    series: YahooName,
    span: { readonly from: TradingDay; readonly nowMs: EpochMs },
  ): Promise<Result<Chart, YahooError>>;
  /** The newest session by the minute, with its last price. @param nowMs no price is from later. */
  today(name: YahooName, nowMs: EpochMs): Promise<Result<Intraday, YahooError>>;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** The one result of an answer, if it is of the name and the interval that were asked for. */
function resultOf(
  { text, status }: { readonly text: string; readonly status: number },
  want: { readonly name: YahooName; readonly granularity: string },
): Result<ChartResult, YahooError> {
  const parsed = chartAnswer.safeParse(parse(text));
  if (!parsed.success) {
    if (status !== 200) return err({ code: 'said-no', status, words: text.slice(0, 60) });
    const [issue] = parsed.error.issues;
    return err({ code: 'bad-answer', what: issue ? issue.path.join('.') || 'json' : 'json' });
  }
  const { result, error } = parsed.data.chart;
  if (error) return err({ code: 'said-no', status, words: error.description ?? error.code });
  const [first] = result ?? [];
  if (!first) return err({ code: 'bad-answer', what: 'chart.result' });
  // A span that is too long for the interval silently becomes weeks.
  const granularity = first.meta.dataGranularity ?? want.granularity;
  if (granularity !== want.granularity) {
    return err({ code: 'bad-answer', what: `granularity ${granularity}` });
  }
  if (first.meta.symbol !== YAHOO_NAMES[want.name]) {
    return err({ code: 'bad-answer', what: `symbol ${first.meta.symbol}` });
  }
  return ok(first);
}

/**
 * Yahoo's chart service, version 8. It answers programs that do not call themselves a browser with
 * 429, and throttles hard: give it a client with wide spacing.
 *
 * @param options.baseUrl such as `https://query1.finance.yahoo.com`.
 */
export function createYahooCharts(options: {
  readonly baseUrl: string;
  readonly http: HttpClient;
}): YahooCharts {
  const { baseUrl, http } = options;
  async function ask(
    name: YahooName,
    query: { readonly interval: string } & Readonly<Record<string, string>>,
  ): Promise<Result<ChartResult, YahooError>> {
    const path = `/v8/finance/chart/${encodeURIComponent(YAHOO_NAMES[name])}`;
    const answer = await http.get(`${baseUrl}${path}?${new URLSearchParams(query).toString()}`);
    if (!answer.ok) return answer;
    return resultOf(answer.value, { name, granularity: query.interval });
  }
  return {
    async daily(series, { from, nowMs }) {
      const result = await ask(series, {
        period1: String(utcMidnight(from) / 1_000),
        period2: String(Math.ceil((nowMs + DAY_MS) / 1_000)),
        interval: '1d',
      });
      if (!result.ok) return result;
      const chart = toChart(result.value, series, nowMs);
      return chart ? ok(chart) : err({ code: 'bad-answer', what: 'columns' });
    },
    async today(name, nowMs) {
      const result = await ask(name, { range: '1d', interval: '1m' });
      if (!result.ok) return result;
      const today = toIntraday(result.value, name, nowMs);
      return today ? ok(today) : err({ code: 'bad-answer', what: 'columns' });
    },
  };
}
