import type { Quote } from '../../../src/engine/domain/quote.js';
import type { InstrumentId } from '../../../src/engine/domain/instrument.js';
import type { Clock } from '../../../src/engine/ports/clock.js';
import type { MarketData } from '../../../src/engine/ports/market-data.js';
import type { BookOrder, Execution, GatewayBook } from './book.js';
import type { IbContract } from './contract.js';
import type { Misbehaviour } from './misbehaviour.js';
import type { FillOrder } from './order-floor.js';
import type { Outage } from './outages.js';
import type { PacingBreach, PacingMode } from './pacing.js';

export interface IbGatewayOptions {
  readonly clock: Clock;
  /** Started by the caller. Without one only said quotes are known. */
  readonly feed?: MarketData;
  /** The first one trades; `DU1234567` unless told. A paper account begins with DU. */
  readonly accounts?: readonly string[];
  /** What an earlier gateway left: orders, executions, positions, ids. */
  readonly book?: GatewayBook;
  /** Time between beats of the market; 1,000 ms unless told. */
  readonly beatMs?: number;
  /** `enforce` unless told: 100, 162 and dropped sockets for those who ask too much. */
  readonly pacing?: PacingMode;
}

export interface OpenStreams {
  readonly lines: number;
  readonly bars: number;
  readonly prints: number;
  readonly depth: number;
}

/** Something a client sent that the protocol does not allow. */
export interface Violation {
  readonly clientId: number | null;
  readonly atMs: number;
  readonly text: string;
}

export interface IbGateway {
  readonly port: number;
  readonly book: GatewayBook;
  /** Ends everything. @throws where violations were not taken. */
  close(): Promise<void>;
  violations(): readonly Violation[];
  /** The violations so far, which then count as expected. */
  takeViolations(): readonly Violation[];
  /** Breaches of pacing rules, which are answered as the gateway does and fail no test. */
  breaches(): readonly PacingBreach[];
  misbehave(how: Misbehaviour): Promise<void>;
  /** A quote that stands until said anew, of a spot, a future or an option; sent at once. */
  say(quote: Quote): Promise<void>;
  unsay(instrument: InstrumentId): void;
  /** A trade of a stock or index, shown on its lines. */
  print(symbol: string, trade: { readonly price: number; readonly size: number }): void;
  /**
   * Sends what has changed, as each beat of the clock does. The feed is asked once an instant and
   * anew at each beat.
   */
  beat(): Promise<void>;
  /** Waits until all messages that have come are answered. */
  idle(): Promise<void>;
  /** Messages that have come, of all clients, as fields; the newest 10,000 at least. */
  received(): readonly (readonly string[])[];
  /** Ids of the clients that have started, and lines that one has open. */
  clients(): readonly number[];
  lines(clientId: number): number;
  /** Streams of every kind that a client has open. */
  streams(clientId: number): OpenStreams;
  /** Times in which no client got prices, the last one perhaps still going on. */
  outages(): readonly Outage[];
  orders(): readonly BookOrder[];
  executions(): readonly Execution[];
  /** Executes an order, or some of it, at the market's price or at one that is told. */
  fill(orderId: number, how?: FillOrder): Promise<void>;
  /** Reports an execution anew with another price, under the next revision of its id. */
  correct(execId: string, price: number): void;
  /** Cancels an order on the broker's side, without a client's asking. */
  expire(orderId: number): void;
  contract(conId: number): Promise<IbContract | null>;
}
