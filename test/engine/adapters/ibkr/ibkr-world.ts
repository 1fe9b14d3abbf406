import { createIbkrBroker } from '../../../../src/engine/adapters/ibkr/broker.js';
import { createIbkrConnection } from '../../../../src/engine/adapters/ibkr/connection.js';
import type { IbkrConnection } from '../../../../src/engine/adapters/ibkr/session-port.js';
import type { IbkrSettings, IbkrTiming } from '../../../../src/engine/adapters/ibkr/settings.js';
import { createSimFeed } from '../../../../src/engine/adapters/sim/sim-feed.js';
import type { Broker } from '../../../../src/engine/ports/broker.js';
import type { Log } from '../../../../src/engine/ports/log.js';
import {
  createIbGateway,
  type IbGateway,
  type IbGatewayOptions,
} from '../../../standins/ib-gateway/gateway.js';
import { ManualClock } from '../../../support/manual-clock.js';
import { NOW_MS } from '../../../support/orders.js';

export const CLIENT_ID = 7;

/** Short, so that little virtual time passes every deadline. */
export const QUICK: IbkrTiming = {
  connectWithinMs: 1_000,
  answerWithinMs: 1_000,
  heartbeatMs: 1_000,
  heartbeatWithinMs: 500,
  backoffMs: 100,
  backoffMostMs: 800,
  unreachableAfterMs: 60_000,
  lostAfterMs: 2_000,
  commissionWithinMs: 400,
};

export interface Logged {
  readonly level: string;
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface IbkrWorld {
  readonly clock: ManualClock;
  readonly gateway: IbGateway;
  readonly connection: IbkrConnection;
  readonly broker: Broker;
  readonly logged: Logged[];
  readonly logs: (event: string) => readonly Logged[];
  /** Lets what is under way on the sockets arrive. */
  readonly settle: () => Promise<void>;
  /** Lets virtual time pass in small steps, and messages with it. */
  readonly pass: (durationMs: number, stepMs?: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A chance that always takes the middle. */
export const EVEN = { uniform: () => 0.5, hex: (bytes: number) => '0'.repeat(2 * bytes) };

export function keepLog(): { readonly log: Log; readonly logged: Logged[] } {
  const logged: Logged[] = [];
  const keep =
    (level: string) =>
    (event: string, fields: Readonly<Record<string, unknown>> = {}) => {
      logged.push({ level, event, fields });
    };
  const log = {
    debug: keep('debug'),
    info: keep('info'),
    warn: keep('warn'),
    error: keep('error'),
  };
  return { log, logged };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

export async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await turn();
}

const STEP_MS = 50;

/** A gateway and the adapter before it, not started. */
export async function openIbkr(
  options: {
    readonly gateway?: Partial<IbGatewayOptions>;
    readonly settings?: Partial<IbkrSettings>;
    readonly clock?: ManualClock;
    /** Time between two prices of the market; a second unless told. */
    readonly quotePeriodMs?: number;
  } = {},
): Promise<IbkrWorld> {
  const { clock = new ManualClock(NOW_MS) } = options;
  const feed = createSimFeed({
    seed: 1,
    scenario: 'calm',
    clock,
    startAtMs: NOW_MS,
    quotePeriodMs: options.quotePeriodMs ?? 1_000,
  });
  await feed.start();
  const gateway = await createIbGateway({ clock, feed, ...options.gateway });
  const { log, logged } = keepLog();
  const connection = createIbkrConnection({
    host: '127.0.0.1',
    port: gateway.port,
    clientId: CLIENT_ID,
    portKind: 'paper',
    clock,
    chance: EVEN,
    log,
    timing: QUICK,
    ...options.settings,
  });
  const broker = createIbkrBroker({ connection, clientId: CLIENT_ID });
  const settle = async () => {
    for (let i = 0; i < 4; i++) {
      await turns(4);
      await gateway.idle();
    }
    await turns(4);
  };
  return {
    clock,
    gateway,
    connection,
    broker,
    logged,
    logs: (event) => logged.filter((each) => each.event === event),
    settle,
    pass: async (durationMs, stepMs = STEP_MS) => {
      for (let left = durationMs; left > 0; left -= stepMs) {
        clock.advance(Math.min(stepMs, left));
        await turns(3);
        await gateway.idle();
      }
      await settle();
    },
    close: async () => {
      await broker.stop();
      connection.stop();
      await turns(3);
      await gateway.close();
      await feed.stop();
    },
  };
}
