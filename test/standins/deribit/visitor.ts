import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import type { House } from './house.js';
import { payFor } from './house.js';
import { answerOf, refuse, type Answer, type Params } from './methods.js';
import { inMood, isUsual } from './troubles.js';

interface Request {
  readonly id?: unknown;
  readonly method?: unknown;
  readonly params?: unknown;
}

const MOST_CHANNELS_A_CALL = 500;
const TOKEN_SECONDS = 900;

/** One connection of a client. */
export class Visitor {
  readonly channels = new Set<string>();
  /** Marks as last sent, by channel and instrument: later frames carry changes alone. */
  private readonly marks = new Map<string, Map<string, string>>();
  private heldAnswers: string[] = [];
  private beat: { everyMs: number; stop: () => void } | null = null;
  private heardAtMs: number;
  private testedAtMs: number | null = null;
  private state: 'open' | 'mute' | 'closed' = 'open';
  isKnown: 'yes' | 'no' = 'no';

  constructor(
    private readonly house: House,
    readonly socket: WebSocket,
    /** What the frames are written to. */
    readonly wire: Duplex,
  ) {
    this.heardAtMs = house.clock.nowMs();
    socket.on('message', (data) => {
      if (this.state === 'open') this.take((data as Buffer).toString('utf8'));
    });
    socket.on('close', () => this.close());
  }

  mute(): void {
    this.state = 'mute';
    // Neither pings nor closes are answered any more.
    this.socket.pause();
  }

  isMute(): boolean {
    return this.state === 'mute';
  }

  end(): void {
    this.close();
    this.socket.terminate();
  }

  text(text: string): void {
    if (this.state === 'open' && this.socket.readyState === WebSocket.OPEN) this.socket.send(text);
  }

  /** A notification of a channel that is subscribed. */
  notify(channel: string, data: unknown): void {
    if (this.channels.has(channel)) {
      this.text(
        JSON.stringify({ jsonrpc: '2.0', method: 'subscription', params: { channel, data } }),
      );
    }
  }

  testRequest(): void {
    this.testedAtMs ??= this.house.clock.nowMs();
    this.heartbeat('test_request');
  }

  /** Present state of a channel, as a new subscriber gets it and as time goes by. */
  tell(channel: string, nowMs: number): void {
    const { source, mood, sent } = this.house;
    const [kind = '', name = ''] = channel.split('.');
    if (kind === 'ticker') {
      if (mood.silent === 'all' || mood.silent.has(name)) return;
      const ready = isUsual(mood) ? source.text?.(name, nowMs) : undefined;
      if (ready) {
        sent.tickers += 1;
        const params = `{"channel":"${channel}","data":${ready}}`;
        this.text(`{"jsonrpc":"2.0","method":"subscription","params":${params}}`);
        return;
      }
      const data = source.ticker(name, nowMs);
      if (!data) return;
      sent.tickers += 1;
      this.notify(channel, inMood(mood, data));
      return;
    }
    if (mood.silent === 'all') return;
    sent.others += 1;
    if (kind === 'markprice') this.tellMarks(channel, channel.split('.')[2] ?? '', nowMs);
    if (kind === 'deribit_price_index') {
      this.level(channel, { index_name: name, price: source.index(name, nowMs) });
    }
    if (kind === 'deribit_volatility_index') {
      this.level(channel, { index_name: name, volatility: source.volatility(name, nowMs) });
    }
  }

  private level(channel: string, data: Record<string, unknown>): void {
    const { clock, mood } = this.house;
    this.notify(channel, { timestamp: clock.nowMs() + mood.jumpMs, ...data });
  }

  /** The whole list first, later what has changed. */
  private tellMarks(channel: string, index: string, nowMs: number): void {
    const { source, mood } = this.house;
    const known = this.marks.get(channel) ?? new Map<string, string>();
    this.marks.set(channel, known);
    const currency = index.slice(0, 3).toUpperCase();
    const rows = source
      .instruments(nowMs)
      .filter((each) => each.kind === 'option' && each.currency === currency)
      .map(({ name }) => source.mark(name, nowMs))
      .filter((row) => row !== null)
      .filter((row) => known.get(row.instrument_name) !== `${row.iv} ${row.mark_price}`);
    for (const row of rows) known.set(row.instrument_name, `${row.iv} ${row.mark_price}`);
    const jump = mood.jumpMs;
    if (rows.length > 0) {
      this.notify(
        channel,
        rows.map((row) => ({ ...row, timestamp: row.timestamp + jump })),
      );
    }
  }

  private take(text: string): void {
    const { house } = this;
    this.heardAtMs = house.clock.nowMs();
    let request: Request;
    try {
      request = JSON.parse(text) as Request;
    } catch {
      house.violations.push('a request that is no JSON');
      this.answer(null, refuse(-32_700, 'Parse error'));
      return;
    }
    const method = String(request.method);
    house.asked.push(method);
    if (payFor(house, method) === 'short' || house.mood.tooMany === 'next') {
      this.answer(request.id, refuse(10_028, 'too_many_requests'));
      house.mood.tooMany = 'no';
      this.socket.close();
      return;
    }
    if (method === 'public/test') this.testedAtMs = null;
    if (house.mood.unanswered.has(method) || house.mood.unanswered.has('*')) return;
    const params = (request.params ?? {}) as Params;
    const fresh = this.fresh(method, params);
    this.answer(request.id, this.own(method, params));
    // Each new channel begins with its present state.
    for (const channel of fresh) this.tell(channel, house.clock.nowMs());
  }

  private fresh(method: string, params: Params): readonly string[] {
    if (method !== 'public/subscribe') return [];
    const asked = Array.isArray(params['channels']) ? (params['channels'] as unknown[]) : [];
    return asked
      .map(String)
      .filter((channel) => !this.channels.has(channel) && this.exists(channel));
  }

  private own(method: string, params: Params): Answer {
    const { house } = this;
    switch (method) {
      case 'public/set_heartbeat':
        return this.setHeartbeat(Number(params['interval']));
      case 'public/disable_heartbeat':
        this.beat?.stop();
        return { result: 'ok' };
      case 'public/subscribe':
      case 'public/unsubscribe':
        return this.subscribe(method, params['channels']);
      case 'public/auth':
        return this.logIn(params);
      default:
        return (
          answerOf(house.source, { method, params }, house.clock.nowMs()) ??
          refuse(-32_601, 'Method not found')
        );
    }
  }

  private exists(channel: string): boolean {
    const { source, clock } = this.house;
    const [kind = '', name = '', interval = ''] = channel.split('.');
    if (kind === 'ticker') {
      const isOpen = interval === '100ms' || interval === 'agg2';
      if (!isOpen && !(interval === 'raw' && this.isKnown === 'yes')) return false;
      return source.ticker(name, clock.nowMs()) !== null;
    }
    if (kind === 'markprice') return source.index(interval, clock.nowMs()) !== null;
    const isIndex = kind === 'deribit_price_index' || kind === 'deribit_volatility_index';
    return isIndex && source.index(name, clock.nowMs()) !== null;
  }

  private subscribe(method: string, asked: unknown): Answer {
    const { violations } = this.house;
    if (!Array.isArray(asked)) return refuse(-32_602, 'Invalid params', { param: 'channels' });
    if (asked.length > MOST_CHANNELS_A_CALL) {
      violations.push(`${asked.length} channels in a call`);
      return refuse(-32_600, 'request entity too large');
    }
    const channels = (asked as unknown[]).map(String);
    if (method === 'public/unsubscribe') {
      for (const channel of channels) this.channels.delete(channel);
      return { result: channels };
    }
    const given = channels.filter((channel) => this.exists(channel));
    for (const channel of given) this.channels.add(channel);
    return { result: given };
  }

  private logIn(params: Params): Answer {
    const { credentials } = this.house;
    const token = { refresh_token: 'r1', access_token: 'a1', token_type: 'bearer' };
    const isRefresh = params['grant_type'] === 'refresh_token' && params['refresh_token'] === 'r1';
    const isRight =
      credentials !== null &&
      params['client_id'] === credentials.clientId &&
      params['client_secret'] === credentials.clientSecret;
    if (!isRefresh && !isRight) return refuse(13_004, 'invalid_credentials');
    this.isKnown = 'yes';
    return { result: { ...token, expires_in: TOKEN_SECONDS, scope: 'connection' } };
  }

  private setHeartbeat(seconds: number): Answer {
    if (!(seconds >= 10)) return refuse(-32_602, 'Invalid params', { param: 'interval' });
    this.beat?.stop();
    const { clock, mood, violations } = this.house;
    const everyMs = seconds * 1_000;
    let stop = () => undefined as unknown;
    const tick = () => {
      if (this.state !== 'open') return;
      const nowMs = clock.nowMs();
      if (this.testedAtMs !== null && nowMs - this.testedAtMs >= everyMs) {
        violations.push('a test request without an answer');
        this.end();
        return;
      }
      if (mood.heartbeats === 'sent') {
        this.heartbeat('heartbeat');
        if (nowMs - this.heardAtMs >= everyMs) this.testRequest();
      }
      stop = clock.at(nowMs + everyMs, tick);
    };
    stop = clock.at(clock.nowMs() + everyMs, tick);
    this.beat = { everyMs, stop: () => stop() };
    return { result: 'ok' };
  }

  private heartbeat(type: string): void {
    this.text(JSON.stringify({ jsonrpc: '2.0', method: 'heartbeat', params: { type } }));
  }

  private answer(id: unknown, answer: Answer): void {
    const us = this.house.clock.nowMs() * 1_000;
    const text = JSON.stringify({
      ...{ jsonrpc: '2.0', id, ...answer, usIn: us, usOut: us + 90, usDiff: 90, testnet: false },
    });
    if (this.house.mood.answers === 'usual') {
      this.text(text);
      return;
    }
    this.heldAnswers.push(text);
    const { clock } = this.house;
    if (this.heldAnswers.length > 1) return;
    clock.at(clock.nowMs() + 50, () => {
      for (const held of this.heldAnswers.splice(0).reverse()) this.text(held);
    });
  }

  private close(): void {
    this.state = 'closed';
    this.beat?.stop();
  }
}
