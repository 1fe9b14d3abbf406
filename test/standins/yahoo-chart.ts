import type { ServerResponse } from 'node:http';
import type { Quote } from '../../src/engine/domain/quote.js';
import { startLoopback, type Loopback, type Seen } from './loopback.js';
import type { YahooMarket } from './yahoo-market.js';

/** One bar as the service stores it: stamp in seconds, nulls and single-precision noise included. */
export interface ChartBar {
  readonly stamp: number;
  readonly close: number | null;
  readonly volume?: number | null;
}

/** What the service does instead of its duty, once. */
export interface YahooFault {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  /** The connection ends after so many bytes of the body. */
  readonly cutAfter?: number;
  /** Answers only when this resolves. */
  readonly until?: Promise<void>;
}

export interface YahooStandIn extends Loopback {
  /** Bars by symbol, such as `^GSPC`; they stand before those of the market. */
  readonly bars: Map<string, readonly ChartBar[]>;
  readonly zones: Map<string, string>;
  /** More of what is said of a symbol, such as `exchangeDataDelayedBy`. */
  readonly metas: Map<string, Readonly<Record<string, unknown>>>;
  readonly faults: YahooFault[];
}

interface Drawn {
  readonly symbol: string;
  readonly zone: string;
  readonly bars: readonly ChartBar[];
  readonly interval: string;
  readonly meta: Readonly<Record<string, unknown>>;
}

function answerOf({ symbol, zone, bars, interval, meta }: Drawn) {
  const of = (pick: (bar: ChartBar) => number | null) => bars.map(pick);
  const close = of((bar) => bar.close);
  const quote = {
    low: of((bar) => (bar.close === null ? null : bar.close - 1)),
    open: close,
    close,
    volume: of((bar) => (bar.close === null ? null : (bar.volume ?? 0))),
    high: of((bar) => (bar.close === null ? null : bar.close + 1)),
  };
  const said = { currency: 'USD', symbol, gmtoffset: -18_000, exchangeTimezoneName: zone };
  return {
    chart: {
      result: [
        {
          meta: { ...said, ...meta, dataGranularity: interval, range: '' },
          // An empty span has no stamps at all, not an empty list.
          ...(bars.length > 0 ? { timestamp: of((bar) => bar.stamp) } : {}),
          indicators:
            bars.length > 0 ? { quote: [quote], adjclose: [{ adjclose: close }] } : { quote: [{}] },
        },
      ],
      error: null,
    },
  };
}

const NOT_FOUND = {
  chart: {
    result: null,
    error: { code: 'Not Found', description: 'No data found, symbol may be delisted' },
  },
};

function metaOf(last: Quote): Readonly<Record<string, unknown>> {
  return {
    regularMarketPrice: last.last,
    regularMarketTime: Math.floor(last.atMs / 1000),
    regularMarketDayHigh: last.dayRange?.high,
    regularMarketDayLow: last.dayRange?.low,
    chartPreviousClose: last.prevClose,
  };
}

/**
 * Speaks as version 8 of the chart service does, its refusal of unnamed programs included.
 * @param market drawn where no bars were given; without it only what was given is known.
 */
export async function startYahooChart(market?: YahooMarket): Promise<YahooStandIn> {
  const bars = new Map<string, readonly ChartBar[]>();
  const zones = new Map<string, string>();
  const metas = new Map<string, Readonly<Record<string, unknown>>>();
  const faults: YahooFault[] = [];

  async function drawn(url: URL): Promise<Drawn | null> {
    const symbol = decodeURIComponent(url.pathname.replace('/v8/finance/chart/', ''));
    const interval = url.searchParams.get('interval') ?? '1d';
    const [from, to] = ['period1', 'period2'].map((name) => url.searchParams.get(name));
    const inside = ({ stamp }: ChartBar): boolean =>
      stamp >= Number(from ?? 0) && stamp < Number(to ?? Infinity);
    const given = bars.get(symbol);
    const chart = given ? null : ((await market?.chart(symbol, interval)) ?? null);
    if (!given && !chart) return null;
    const zone = zones.get(symbol) ?? chart?.zone ?? 'America/New_York';
    const meta = { ...(chart ? metaOf(chart.last) : {}), ...metas.get(symbol) };
    const all = given ?? chart?.bars ?? [];
    return { symbol, zone, interval, meta, bars: all.filter(inside) };
  }

  async function respond({ path, headers }: Seen, response: ServerResponse): Promise<void> {
    const fault = faults.shift();
    await fault?.until;
    if (fault && fault.cutAfter === undefined && fault.until === undefined) {
      response.writeHead(fault.status, fault.headers).end(fault.body ?? '');
      return;
    }
    if (!(headers['user-agent'] ?? '').startsWith('Mozilla/5.0')) {
      response.writeHead(429).end('Too Many Requests');
      return;
    }
    const chart = await drawn(new URL(path, 'http://local'));
    const body = JSON.stringify(chart ? answerOf(chart) : NOT_FOUND);
    const length = { 'content-length': String(Buffer.byteLength(body)) };
    response.writeHead(chart ? 200 : 404, { 'content-type': 'application/json', ...length });
    if (fault?.cutAfter === undefined) response.end(body);
    else response.write(body.slice(0, fault.cutAfter), () => response.destroy());
  }

  const server = await startLoopback((request, response) => {
    void respond(request, response);
  });
  return { ...server, bars, zones, metas, faults };
}
