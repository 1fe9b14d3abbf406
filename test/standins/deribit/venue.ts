import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Clock } from '../../../src/engine/ports/clock.js';
import { GeneratedMarket } from './generated.js';
import { makePools, payFor, type House } from './house.js';
import { answerOf, refuse, type Answer, type Params } from './methods.js';
import type { VenueSource } from './source.js';
import { goodMood, type Trouble } from './troubles.js';
import { Visitor } from './visitor.js';

export interface VenueOptions {
  readonly clock: Clock;
  readonly source?: VenueSource;
  /** Each subscribed ticker of `100ms` is told this often; `agg2` and the rest once a second. */
  readonly tickEveryMs?: number;
  readonly slowEveryMs?: number;
  readonly credentials?: House['credentials'];
  readonly port?: number;
}

export interface DeribitVenue {
  readonly wsUrl: string;
  readonly httpUrl: string;
  readonly port: number;
  readonly violations: readonly string[];
  readonly asked: readonly string[];
  readonly sent: { readonly tickers: number; readonly others: number };
  /** Sockets that are open now. */
  connections(): number;
  channels(): number;
  misbehave(trouble: Trouble): void;
  /** Tells every subscribed channel now, as at the next tick. */
  tick(): void;
  /** Resolves when all that was sent has been read, and what it brought about too. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

const MOST_CONNECTIONS = 32;
const MOST_LATE_MS = 3_000;

class Venue implements DeribitVenue {
  readonly house: House;
  private readonly server = createServer((request, response) => this.http(request, response));
  private readonly sockets = new WebSocketServer({ noServer: true });
  private readonly visitors = new Set<Visitor>();
  private readonly stops: (() => void)[] = [];
  private answering = 0;
  private activity = 0;
  port = 0;
  private stampMs = 0;

  constructor(private readonly options: VenueOptions) {
    const { clock } = options;
    this.house = {
      clock,
      source: options.source ?? new GeneratedMarket(),
      mood: goodMood(),
      pools: makePools(clock),
      credentials: options.credentials ?? null,
      violations: [],
      asked: [],
      sent: { tickers: 0, others: 0 },
    };
    this.server.on('upgrade', (request, socket, head) => this.upgrade(request, { socket, head }));
  }

  get wsUrl(): string {
    return `ws://127.0.0.1:${this.port}/ws/api/v2`;
  }

  get httpUrl(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get violations(): readonly string[] {
    return this.house.violations;
  }

  get asked(): readonly string[] {
    return this.house.asked;
  }

  get sent(): House['sent'] {
    return this.house.sent;
  }

  async listen(): Promise<void> {
    const port = this.options.port ?? 0;
    await new Promise<void>((resolve) => this.server.listen(port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
    this.every(this.options.tickEveryMs ?? 1_000, () => this.tellAll('fast'));
    this.every(this.options.slowEveryMs ?? 1_000, () => this.tellAll('slow'));
  }

  connections(): number {
    return this.visitors.size;
  }

  channels(): number {
    return [...this.visitors].reduce((sum, { channels }) => sum + channels.size, 0);
  }

  tick(): void {
    this.tellAll('fast');
    this.tellAll('slow');
  }

  misbehave(trouble: Trouble): void {
    const { mood, clock } = this.house;
    switch (trouble.kind) {
      case 'drop':
        for (const visitor of this.visitors) visitor.end();
        return;
      case 'half-open':
        for (const visitor of this.visitors) visitor.mute();
        return;
      case 'heartbeats':
        mood.heartbeats = trouble.state;
        return;
      case 'test-request':
        for (const visitor of this.visitors) visitor.testRequest();
        return;
      case 'no-answer': {
        const name = trouble.method ?? '*';
        if (trouble.state === 'on') mood.unanswered.add(name);
        else mood.unanswered.delete(name);
        return;
      }
      case 'text':
        for (const visitor of this.visitors) visitor.text(trouble.text);
        return;
      case 'too-many-requests':
        mood.tooMany = 'next';
        return;
      case 'maintenance': {
        mood.closedUntilMs = clock.nowMs() + trouble.forMs;
        const said = { jsonrpc: '2.0', error: { code: 11_051, message: 'system_maintenance' } };
        for (const visitor of this.visitors) {
          visitor.text(JSON.stringify(said));
          visitor.socket.close(1013);
        }
        return;
      }
      case 'silence':
        if (trouble.state === 'off') mood.silent = new Set();
        else mood.silent = trouble.of === 'all' ? 'all' : new Set(trouble.of);
        return;
      case 'time-jump':
        mood.jumpMs = trouble.byMs;
        return;
      case 'extra-keys':
        mood.extraKeys = trouble.state;
        return;
      case 'key-order':
        mood.keyOrder = trouble.state;
        return;
      case 'answers':
        mood.answers = trouble.order;
        return;
      case 'refuse-connects':
        mood.refuse = trouble.count;
        return;
      case 'overlay':
        mood.overlay = trouble.fields;
        return;
      case 'http':
        mood.httpStatus = trouble.status;
    }
  }

  async settled(): Promise<void> {
    for (let quiet = 0; quiet < 2;) {
      const before = this.activity + this.house.asked.length;
      await new Promise((resolve) => setImmediate(resolve));
      const live = [...this.visitors].filter((each) => !each.isMute());
      await Promise.all(live.map(pong));
      await new Promise((resolve) => setImmediate(resolve));
      const isQuiet = before === this.activity + this.house.asked.length && this.answering === 0;
      quiet = isQuiet ? quiet + 1 : 0;
    }
  }

  async close(): Promise<void> {
    for (const stop of this.stops) stop();
    for (const visitor of this.visitors) visitor.end();
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  /** What falls due while the process is busy is told late, not left out, within seconds. */
  private every(everyMs: number, run: () => void): void {
    const { clock } = this.options;
    let stop = () => undefined as unknown;
    const next = (dueMs: number) => {
      stop = clock.at(dueMs, () => {
        run();
        next(Math.max(dueMs + everyMs, clock.nowMs() - MOST_LATE_MS));
      });
    };
    next(clock.nowMs() + everyMs);
    this.stops.push(() => stop());
  }

  private tellAll(which: 'fast' | 'slow'): void {
    const nowMs = this.options.clock.nowMs();
    // Two turns told at one instant are still of two.
    if (which === 'fast') this.stampMs = Math.max(nowMs, this.stampMs + 1);
    const atMs = which === 'fast' ? this.stampMs : nowMs;
    for (const visitor of this.visitors) {
      // One turn is one write, as the venue's own frames of an instant come together.
      visitor.wire.cork();
      for (const channel of visitor.channels) {
        const isFast = channel.startsWith('ticker.') && !channel.endsWith('.agg2');
        if (isFast === (which === 'fast')) visitor.tell(channel, atMs);
      }
      visitor.wire.uncork();
    }
  }

  private upgrade(
    request: IncomingMessage,
    { socket, head }: { readonly socket: Duplex; readonly head: Buffer },
  ): void {
    this.activity += 1;
    const { mood, clock } = this.house;
    const isClosed = clock.nowMs() < mood.closedUntilMs;
    if (isClosed || mood.refuse > 0 || this.visitors.size >= MOST_CONNECTIONS) {
      if (!isClosed && mood.refuse > 0) mood.refuse -= 1;
      const status = isClosed ? '503 Service Unavailable' : '429 Too Many Requests';
      socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
      return;
    }
    this.sockets.handleUpgrade(request, socket, head, (client) => {
      this.activity += 1;
      const visitor = new Visitor(this.house, client, socket);
      this.visitors.add(visitor);
      client.on('close', () => {
        this.activity += 1;
        this.visitors.delete(visitor);
      });
    });
  }

  private http(request: IncomingMessage, response: ServerResponse): void {
    this.activity += 1;
    this.answering += 1;
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString('utf8');
    });
    request.on('end', () => {
      this.answering -= 1;
      this.activity += 1;
      const url = new URL(request.url ?? '/', 'http://local');
      const posted = body === '' ? null : (JSON.parse(body) as { method: string; params: Params });
      const method = posted?.method ?? url.pathname.replace('/api/v2/', '');
      const params = posted?.params ?? Object.fromEntries(url.searchParams);
      this.reply(response, this.answerHttp(method, params));
    });
  }

  private answerHttp(method: string, params: Params): Answer {
    const { house } = this;
    house.asked.push(method);
    if (payFor(house, method) === 'short') return refuse(10_028, 'too_many_requests');
    const answer = answerOf(house.source, { method, params }, house.clock.nowMs());
    return answer ?? refuse(-32_601, 'Method not found');
  }

  private reply(response: ServerResponse, answer: Answer): void {
    const us = this.house.clock.nowMs() * 1_000;
    const { httpStatus } = this.house.mood;
    const isShort = 'error' in answer && answer.error.code === 10_028;
    const status = httpStatus ?? ('error' in answer ? (isShort ? 429 : 400) : 200);
    const of = { jsonrpc: '2.0', ...answer, usIn: us, usOut: us + 90, usDiff: 90, testnet: false };
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(httpStatus === null ? JSON.stringify(of) : 'Bad gateway');
  }
}

function pong({ socket }: Visitor): Promise<void> {
  if (socket.readyState !== socket.OPEN) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      socket.off('pong', done);
      socket.off('close', done);
      resolve();
    };
    socket.on('pong', done);
    socket.on('close', done);
    socket.ping();
  });
}

/** The venue on a free port of this machine: sockets and HTTP share their answers. */
export async function startDeribit(options: VenueOptions): Promise<DeribitVenue> {
  const venue = new Venue(options);
  await venue.listen();
  return venue;
}
