import type { VenueSource } from './source.js';

export interface RpcError {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

export type Answer = { readonly result: unknown } | { readonly error: RpcError };

export type Params = Readonly<Record<string, unknown>>;

export function refuse(code: number, message: string, data: unknown = null): Answer {
  return { error: { code, message, data } };
}

const MOST_CANDLES = 1_000;

function badParam(param: string): Answer {
  return refuse(-32_602, 'Invalid params', { reason: 'wrong format', param });
}

function listed(source: VenueSource, params: Params, nowMs: number) {
  const { currency, kind } = params;
  return source
    .instruments(nowMs)
    .filter((each) => currency === 'any' || each.currency === currency)
    .filter((each) => kind === undefined || each.kind === kind);
}

function volatility(source: VenueSource, params: Params): Answer {
  const { currency, resolution } = params;
  if (resolution !== '1D') return badParam('resolution');
  const fromMs = Number(params['start_timestamp']);
  const toMs = Number(params['end_timestamp']);
  if (!(fromMs <= toMs)) return badParam('start_timestamp');
  const all = source.candles(`${String(currency)}DVOL`, { fromMs, toMs });
  // The newest page first; what is older comes with the continuation.
  const page = all.slice(-MOST_CANDLES);
  const more = all.length > page.length;
  const data = page.map((candle) => candle.slice(0, 5));
  return { result: { data, continuation: more ? (page[0]?.[0] ?? 0) - 1 : null } };
}

function chart(source: VenueSource, params: Params): Answer {
  const name = String(params['instrument_name']);
  if (params['resolution'] !== '1D') return badParam('resolution');
  const fromMs = Number(params['start_timestamp']);
  const toMs = Number(params['end_timestamp']);
  const candles = source.candles(name, { fromMs, toMs });
  const of = (at: number) => candles.map((candle) => candle[at] ?? 0);
  const [ticks, open, high, low, close, volume] = [of(0), of(1), of(2), of(3), of(4), of(5)];
  const status = candles.length > 0 ? 'ok' : 'no_data';
  return { result: { ticks, open, high, low, close, volume, cost: volume, status } };
}

/** Public methods that do not concern a connection; null where the method is none of them. */
export function answerOf(
  source: VenueSource,
  of: { readonly method: string; readonly params: Params },
  nowMs: number,
): Answer | null {
  const { method, params } = of;
  switch (method) {
    case 'public/test':
      return { result: { version: '1.2.26' } };
    case 'public/get_time':
      return { result: nowMs };
    case 'public/get_instruments':
      return { result: listed(source, params, nowMs).map(({ row }) => row) };
    case 'public/get_book_summary_by_currency': {
      const rows = listed(source, params, nowMs).map(({ name }) => source.summary(name, nowMs));
      return { result: rows.filter((row) => row !== null) };
    }
    case 'public/ticker': {
      const ticker = source.ticker(String(params['instrument_name']), nowMs);
      return ticker ? { result: ticker } : refuse(10_020, 'invalid_or_unsupported_instrument');
    }
    case 'public/get_index_price': {
      const level = source.index(String(params['index_name']), nowMs);
      if (level === null) return badParam('index_name');
      return { result: { index_price: level, estimated_delivery_price: level } };
    }
    case 'public/get_volatility_index_data':
      return volatility(source, params);
    case 'public/get_tradingview_chart_data':
      return chart(source, params);
    default:
      return null;
  }
}
