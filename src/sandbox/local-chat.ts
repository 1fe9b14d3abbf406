import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BotSide } from './bot-side.js';
import type { SandboxClock } from './clock.js';
import { ChatControl } from './control.js';
import type { FloodLimits } from './flood.js';
import { DEFAULT_LIMITS } from './flood.js';
import { refusalOf } from './guard.js';
import { sendError } from './http.js';
import { openDefaultChats } from './people.js';
import { servePage } from './static-page.js';
import { UserSide } from './user-side.js';
import { World } from './world.js';

export type { SandboxClock } from './clock.js';
export { ChatControl, ControlError } from './control.js';
export type { ChatAction, ChatListener } from './events.js';
export type { Fault, FaultMode } from './faults.js';
export { DEFAULT_LIMITS } from './flood.js';
export type { FloodLimits } from './flood.js';
export type { PressAnswer } from './queries.js';
export type { UserButton, UserMessage } from './user-view.js';
export type { CallRecord } from './world.js';

const DEFAULT_HOST = '127.0.0.1';
const DEFAULT_OWNER_ID = 1000;
const DEFAULT_GROUP_ID = -2000;
const UPDATES_KEPT_MS = 24 * 3_600_000;
const QUERY_LIFE_MS = 15_000;
/** Longer than any client keeps an idle line, so that the server never closes it first. */
const KEEP_ALIVE_MS = 65_000;

export interface LocalChatOptions {
  /** An address of this machine only; 127.0.0.1 by default. */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Where messages, files and undelivered updates outlive a restart; null keeps them in memory. */
  readonly directory: string | null;
  /** The bot's token, `<digits>:<rest>`; the user side never shows it. */
  readonly token: string;
  readonly clock: SandboxClock;
  /** 1000 by default. */
  readonly ownerId?: number;
  /** -2000 by default. */
  readonly groupId?: number;
  /** Single rates, or null for no flood control; the service's guidance by default. */
  readonly limits?: Partial<FloodLimits> | null;
  /** Undelivered updates are dropped after this; 24 hours by default. */
  readonly dropUpdatesAfterMs?: number;
  /** A press waits this long for its answer; 15 s by default. */
  readonly dropPressesAfterMs?: number;
  /** `http` opens `POST /chat/control`, for tests and soaks. */
  readonly control?: 'http';
  /** Told of bugs, in one line without the token. */
  readonly log?: (line: string) => void;
}

export interface LocalChat {
  /** Address of the page, such as `http://127.0.0.1:8787/`. */
  readonly url: string;
  /** Root for the bot's client, without a slash at the end. */
  readonly apiRoot: string;
  readonly control: ChatControl;
  close(): Promise<void>;
}

function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      if (address === null || typeof address === 'string') {
        reject(new Error('The local chat has no address.'));
      } else resolve(address);
    });
  });
}

function isLoopback(host: string): boolean {
  return /^127(?:\.\d{1,3}){3}$/.test(host) || host === '::1' || host === 'localhost';
}

interface Sides {
  readonly bot: BotSide;
  readonly user: UserSide;
  readonly port: () => number;
}

async function answer(
  sides: Sides,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const refusal = refusalOf(request, sides.port());
  if (refusal !== null) {
    sendError(response, 403, refusal);
    return;
  }
  const target = `http://${DEFAULT_HOST}${request.url ?? '/'}`;
  if (!URL.canParse(target)) {
    sendError(response, 400, 'The address is broken.');
    return;
  }
  const url = new URL(target);
  const exchange = { request, response, url };
  const handled = sides.bot.handle(exchange) ?? sides.user.handle(exchange);
  if (handled !== null) {
    await handled;
    return;
  }
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (isRead && servePage(response, url.pathname)) return;
  sendError(response, 404, 'There is nothing here.');
}

/**
 * Starts the stand-in for the chat service: a Bot API server, the chat's user side and its page on
 * one port. Rejects where the port is taken or the directory cannot be written.
 */
export async function startLocalChat(options: LocalChatOptions): Promise<LocalChat> {
  const host = options.host ?? DEFAULT_HOST;
  if (!isLoopback(host)) throw new Error(`The local chat does not listen on ${host}.`);
  const world = new World({
    directory: options.directory,
    token: options.token,
    clock: options.clock,
    ownerId: options.ownerId ?? DEFAULT_OWNER_ID,
    groupId: options.groupId ?? DEFAULT_GROUP_ID,
    limits: options.limits === null ? null : { ...DEFAULT_LIMITS, ...options.limits },
    updatesKeptMs: options.dropUpdatesAfterMs ?? UPDATES_KEPT_MS,
    queryLifeMs: options.dropPressesAfterMs ?? QUERY_LIFE_MS,
  });
  openDefaultChats(world);
  const control = new ChatControl(world);
  let port = 0;
  const sides: Sides = {
    bot: new BotSide(world, options.token),
    user: new UserSide(world, options.control === 'http' ? control : null),
    port: () => port,
  };
  const server = createServer((request, response) => {
    answer(sides, request, response).catch((error: unknown) => {
      options.log?.(error instanceof Error ? (error.stack ?? error.message) : 'unknown error');
      if (response.headersSent) response.destroy();
      else sendError(response, 500, 'The local chat has a bug.');
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  try {
    ({ port } = await listen(server, host, options.port));
  } catch (error) {
    world.close();
    throw error;
  }
  const shownHost = host.includes(':') ? `[${host}]` : host;
  const apiRoot = `http://${shownHost}:${port}`;
  return {
    url: `${apiRoot}/`,
    apiRoot,
    control,
    close: () => closeAll(server, world),
  };
}

function closeAll(server: Server, world: World): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      world.close();
      resolve();
    });
    server.closeAllConnections();
  });
}
