import { startLoopback, type Loopback } from './loopback.js';

/** One bar as the service stores it: stamp in seconds, nulls and single-precision noise included. */
export interface ChartBar {
  readonly stamp: number;
  readonly close: number | null;
  readonly volume?: number | null;
}

export interface YahooStandIn extends Loopback {
  /** Bars by symbol, such as `^GSPC`. */
  readonly bars: Map<string, readonly ChartBar[]>;
  readonly zones: Map<string, string>;
  readonly faults: { status: number; headers?: Record<string, string>; body?: string }[];
}

function answerOf(symbol: string, zone: string, bars: readonly ChartBar[]) {
  const of = (pick: (bar: ChartBar) => number | null) => bars.map(pick);
  const close = of((bar) => bar.close);
  const quote = {
    low: of((bar) => (bar.close === null ? null : bar.close - 1)),
    open: close,
    close,
    volume: of((bar) => (bar.close === null ? null : (bar.volume ?? 0))),
    high: of((bar) => (bar.close === null ? null : bar.close + 1)),
  };
  const meta = { currency: 'USD', symbol, gmtoffset: -18_000, exchangeTimezoneName: zone };
  return {
    chart: {
      result: [
        {
          meta: { ...meta, dataGranularity: '1d', range: '' },
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

/** Speaks as version 8 of the chart service does, its refusal of unnamed programs included. */
export async function startYahooChart(): Promise<YahooStandIn> {
  const bars = new Map<string, readonly ChartBar[]>();
  const zones = new Map<string, string>();
  const faults: YahooStandIn['faults'] = [];
  const server = await startLoopback(({ path, headers }, response) => {
    const url = new URL(path, 'http://local');
    const fault = faults.shift();
    if (fault) {
      response.writeHead(fault.status, fault.headers).end(fault.body ?? '');
      return;
    }
    if (!(headers['user-agent'] ?? '').startsWith('Mozilla/5.0')) {
      response.writeHead(429).end('Too Many Requests');
      return;
    }
    const symbol = decodeURIComponent(url.pathname.replace('/v8/finance/chart/', ''));
    const all = bars.get(symbol);
    const [from, to] = ['period1', 'period2'].map((name) => Number(url.searchParams.get(name)));
    const inside = all?.filter(({ stamp }) => stamp >= (from ?? 0) && stamp < (to ?? 0));
    const zone = zones.get(symbol) ?? 'America/New_York';
    const body = inside ? answerOf(symbol, zone, inside) : NOT_FOUND;
    response.writeHead(inside ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  });
  return { ...server, bars, zones, faults };
}
