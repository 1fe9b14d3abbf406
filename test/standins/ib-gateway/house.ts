import type { Clock } from '../../../src/engine/ports/clock.js';
import type { GatewayBook } from './book.js';
import type { Directory } from './directory.js';
import type { FieldReader } from './field-reader.js';
import type { FrameMode, Session } from './session.js';
import type { World } from './world.js';

/** What is wrong with the gateway at present; a healthy one has the values of `healthy()`. */
export interface Faults {
  frames: FrameMode;
  /** What happens to a new connection: served, closed at once, or never answered. */
  accept: 'serve' | 'close' | 'mute';
  /** Connection of the gateway to the broker's servers. */
  server: 'up' | 'down';
  marketFarm: 'up' | 'down';
  historyFarm: 'up' | 'down';
  competing: 'no' | 'yes';
  api: 'full' | 'read-only';
  /** Symbols without a subscription to live prices, or all of them. */
  unsubscribed: 'none' | 'all' | ReadonlySet<string>;
  /** What becomes of the next orders: worked, or refused with this text. */
  reject: { readonly text: string; readonly json: string } | null;
  /** Orders are taken and nothing more is said of them. */
  orderAnswers: 'all' | 'none';
  /** Order statuses come once, twice, or not at all, as after a fast fill. */
  statuses: 'once' | 'twice' | 'none';
  /** Cancels are done at once, or stay pending until they are let go. */
  cancels: 'done' | 'held';
  /** Orders trade where the market's price crosses their limit, or only by command. */
  fills: 'market' | 'manual';
}

export function healthy(): Faults {
  return {
    frames: 'whole',
    accept: 'serve',
    server: 'up',
    marketFarm: 'up',
    historyFarm: 'up',
    competing: 'no',
    api: 'full',
    unsubscribed: 'none',
    reject: null,
    orderAnswers: 'all',
    statuses: 'once',
    cancels: 'done',
    fills: 'market',
  };
}

/** What every part of the gateway stands on. */
export interface House {
  readonly clock: Clock;
  readonly world: World;
  readonly directory: Directory;
  readonly book: GatewayBook;
  readonly faults: Faults;
  readonly accounts: readonly string[];
  readonly account: string;
  /** Clients that have started and are connected. */
  sessions(): readonly Session[];
  violation(session: Session | null, text: string): void;
}

/** Reads the rest of a message before it waits for anything, then answers. */
export type Handler = (session: Session, read: FieldReader) => unknown;

/** One subject of the gateway: the messages it answers and what it sends as time passes. */
export interface Part {
  readonly handlers: ReadonlyMap<number, Handler>;
  gone(session: Session): void;
  /** Drops all streams without a word, as when connectivity is back and data were lost. */
  forget(): void;
  /** Called at each beat of the market. */
  beat(): Promise<void>;
}

/** Whether no market data can flow at present. */
export function isQuiet({ server, marketFarm, competing }: Faults): boolean {
  return server === 'down' || marketFarm === 'down' || competing === 'yes';
}
