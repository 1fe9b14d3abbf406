/** Frames as they come: nothing in them is believed before it has been looked at. */

export interface RawTicker {
  readonly instrument_name?: unknown;
  readonly timestamp?: unknown;
  readonly state?: unknown;
  readonly best_bid_price?: unknown;
  readonly best_ask_price?: unknown;
  readonly best_bid_amount?: unknown;
  readonly best_ask_amount?: unknown;
  readonly last_price?: unknown;
  readonly mark_price?: unknown;
  readonly mark_iv?: unknown;
  readonly bid_iv?: unknown;
  readonly ask_iv?: unknown;
  readonly underlying_price?: unknown;
  readonly index_price?: unknown;
  readonly open_interest?: unknown;
  readonly current_funding?: unknown;
  readonly funding_8h?: unknown;
  readonly stats?: unknown;
  readonly greeks?: unknown;
}

export interface RawGreeks {
  readonly delta?: unknown;
  readonly gamma?: unknown;
  readonly vega?: unknown;
  readonly theta?: unknown;
  readonly rho?: unknown;
}

export interface RawStats {
  readonly volume?: unknown;
  readonly price_change?: unknown;
}

export interface RawMark {
  readonly instrument_name?: unknown;
  readonly timestamp?: unknown;
  readonly iv?: unknown;
  readonly mark_price?: unknown;
}

export interface RawIndex {
  readonly timestamp?: unknown;
  readonly index_name?: unknown;
  readonly price?: unknown;
  readonly volatility?: unknown;
}

/** Any message of the venue over its socket. */
export interface RawMessage {
  readonly id?: unknown;
  readonly method?: unknown;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
