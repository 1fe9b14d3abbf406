import type { TradingDay } from '../../domain/trading-day.js';
import { utcMidnight } from '../../domain/trading-day.js';
import { err, ok, type Result } from '../../domain/result.js';
import { DAY_MS, type EpochMs } from '../../domain/units.js';
import type { HttpClient, HttpError } from '../../ports/http.js';
import { chartAnswer, toChart, YAHOO_SYMBOLS, type Chart, type YahooSeries } from './mapping.js';

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
    series: YahooSeries,
    span: { readonly from: TradingDay; readonly nowMs: EpochMs },
  ): Promise<Result<Chart, YahooError>>;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function chartOf(
  text: string,
  status: number,
  want: { readonly series: YahooSeries; readonly nowMs: EpochMs },
): Result<Chart, YahooError> {
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
  const granularity = first.meta.dataGranularity ?? '1d';
  if (granularity !== '1d') return err({ code: 'bad-answer', what: `granularity ${granularity}` });
  if (first.meta.symbol !== YAHOO_SYMBOLS[want.series]) {
    return err({ code: 'bad-answer', what: `symbol ${first.meta.symbol}` });
  }
  const chart = toChart(first, want.series, want.nowMs);
  return chart ? ok(chart) : err({ code: 'bad-answer', what: 'columns' });
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
  return {
    async daily(series, { from, nowMs }) {
      const path = `/v8/finance/chart/${encodeURIComponent(YAHOO_SYMBOLS[series])}`;
      const query = new URLSearchParams({
        period1: String(utcMidnight(from) / 1_000),
        period2: String(Math.ceil((nowMs + DAY_MS) / 1_000)),
        interval: '1d',
      });
      const answer = await options.http.get(`${options.baseUrl}${path}?${query.toString()}`);
      if (!answer.ok) return answer;
      return chartOf(answer.value.text, answer.value.status, { series, nowMs });
    },
  };
}
