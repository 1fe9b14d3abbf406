import type { Chain, OptionSide } from '../../src/engine/domain/chain.js';
import { parseInstrument, type Right } from '../../src/engine/domain/instrument.js';
import { newYorkDay, newYorkMinute } from '../../src/engine/domain/new-york.js';
import type { Quote } from '../../src/engine/domain/quote.js';
import { MINUTE_MS, type EpochMs } from '../../src/engine/domain/units.js';
import { blackGreeks } from '../../src/engine/pricing/greeks.js';
import { impliedTotalVol } from '../../src/engine/pricing/implied-vol.js';

/** One option as the publisher writes it. */
export interface CboeRow {
  readonly option: string;
  readonly bid: number;
  readonly ask: number;
  readonly bid_size: number;
  readonly ask_size: number;
  readonly iv: number | null;
  readonly delta: number;
  readonly gamma: number;
  readonly vega: number;
  readonly theta: number;
  readonly rho: number;
  readonly theo: number;
  readonly open_interest: number;
  readonly volume: number;
}

/** Figures of an option that the publisher could not work out. */
export const SENTINEL = {
  ...{ bid: 0, bid_size: 0, iv: 0, delta: -999, gamma: 0, vega: 0, theta: 0, rho: 0, theo: 0 },
} as const;

/** `SPXW260828P06790000`. */
export function occName(of: {
  readonly root: string;
  readonly expiry: string;
  readonly right: Right;
  readonly strike: number;
}): string {
  const day = of.expiry.slice(2).replaceAll('-', '');
  const strike = String(Math.round(of.strike * 1000)).padStart(8, '0');
  return `${of.root}${day}${of.right === 'call' ? 'C' : 'P'}${strike}`;
}

function digits(value: number, places: number): number {
  return Number(value.toFixed(places));
}

function rowOf(side: OptionSide, chain: Chain): CboeRow {
  const of = parseInstrument(side.instrument);
  if (of?.kind !== 'option') throw new Error(`not an option: ${side.instrument}`);
  const years = (chain.settlesAtMs - chain.atMs) / (365 * 24 * 60 * MINUTE_MS);
  const forward = chain.spot * Math.exp(0.027 * years);
  const { strike, right } = of;
  const market = { bid: side.bid, ask: side.ask, bid_size: side.bidSize, ask_size: side.askSize };
  const option = occName(of);
  const held = { open_interest: Math.round((strike * 7) % 900), volume: Math.round(strike % 40) };
  const price = (side.bid + side.ask) / 2;
  const total = impliedTotalVol({ forward, strike, right, price });
  if (side.bid === 0 || !total.ok || total.value <= 0) {
    return { option, ...SENTINEL, ask: side.ask, ask_size: side.askSize, ...held };
  }
  const vol = total.value / Math.sqrt(years);
  const greeks = blackGreeks({ forward, strike, years, rate: 0, vol, right });
  return {
    option,
    ...market,
    iv: digits(vol, 4),
    delta: digits(greeks.delta, 4),
    gamma: digits(greeks.gamma, 4),
    vega: digits(greeks.vega / 100, 4),
    theta: digits(greeks.theta / 365, 4),
    rho: digits(greeks.rho / 100, 4),
    theo: digits(price, 4),
    ...held,
  };
}

export function rowsOf(chains: readonly Chain[]): CboeRow[] {
  return chains.flatMap((chain) =>
    chain.rows.flatMap(({ call, put }) => [rowOf(call, chain), rowOf(put, chain)]),
  );
}

/** Stamp of the file: UTC with a space. */
export function utcStamp(atMs: EpochMs): string {
  return new Date(atMs).toISOString().slice(0, 19).replace('T', ' ');
}

/** Stamp of a trade: New York with a T. */
export function newYorkStamp(atMs: EpochMs): string {
  const minute = newYorkMinute(atMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  const seconds = Math.floor(atMs / 1000) % 60;
  return `${newYorkDay(atMs)}T${two(Math.floor(minute / 60))}:${two(minute % 60)}:${two(seconds)}`;
}

/** What stands around the options, and in the quotes file; the spot is as old as its own trade. */
export function headOf(quote: Quote, symbol: string): Readonly<Record<string, unknown>> {
  const last = quote.last ?? 0;
  const before = quote.prevClose ?? last;
  return {
    symbol,
    security_type: symbol.startsWith('^') ? 'index' : 'stock',
    exchange_id: 5,
    current_price: last,
    price_change: digits(last - before, 4),
    price_change_percent: digits(100 * (last / before - 1), 4),
    bid: quote.bid ?? 0,
    ask: quote.ask ?? 0,
    bid_size: quote.bidSize ?? 0,
    ask_size: quote.askSize ?? 0,
    open: quote.dayRange?.open ?? 0,
    high: quote.dayRange?.high ?? 0,
    low: quote.dayRange?.low ?? 0,
    close: last,
    prev_day_close: before,
    volume: 0,
    iv30: 15.2,
    seqno: 0,
    last_trade_time: newYorkStamp(quote.atMs),
    tick: 'up',
  };
}

function withTail(row: CboeRow): Readonly<Record<string, unknown>> {
  const tail = { change: 0.0, open: 0.0, high: 0.0, low: 0.0, tick: 'no_change' };
  const trade = { last_trade_price: 0.0, last_trade_time: null };
  return { ...row, ...tail, ...trade, percent_change: 0.0, prev_day_close: 0.0 };
}

/** A file of options as it is published: one row a line, the head behind them. */
export function optionsFile(of: {
  readonly symbol: string;
  /** When the file was made: a quarter of an hour after its prices. */
  readonly madeAtMs: EpochMs;
  readonly head: Readonly<Record<string, unknown>>;
  readonly rows: readonly CboeRow[];
}): string {
  const rows = of.rows.map((row) => JSON.stringify(withTail(row))).join(',\n');
  const head = JSON.stringify(of.head).slice(1);
  const open = `{"timestamp":"${utcStamp(of.madeAtMs)}","symbol":"${of.symbol}"`;
  return `${open},"data":{"options":[\n${rows}],\n${head}}`;
}

/** A quotes file: the head alone. */
export function quotesFile(of: {
  readonly symbol: string;
  readonly madeAtMs: EpochMs;
  readonly head: Readonly<Record<string, unknown>>;
}): string {
  const { symbol, madeAtMs, head } = of;
  return JSON.stringify({ timestamp: utcStamp(madeAtMs), data: head, symbol });
}
