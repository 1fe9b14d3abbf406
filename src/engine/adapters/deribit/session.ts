import { err, type Result } from '../../domain/result.js';
import type { DurationMs, EpochMs } from '../../domain/units.js';
import type { Cancel } from '../../ports/clock.js';
import { Asks, type AskError } from './asks.js';
import type { Book } from './book.js';
import { Channels } from './channels.js';
import type { Credits } from './credits.js';
import { Frames } from './frames.js';
import type { GapWatch } from './gaps.js';
import { isRecord } from './raw.js';
import { openSocket, type Socket } from './socket.js';
import type { DeribitSettings, DeribitTiming } from './settings.js';

/** `degraded`: open, and yet without prices. */
export type Phase = 'down' | 'connecting' | 'syncing' | 'ready' | 'degraded';

export interface SessionHost {
  readonly settings: DeribitSettings;
  readonly timing: DeribitTiming;
  readonly book: Book;
  readonly credits: { readonly calls: Credits; readonly subscribes: Credits };
  changed(session: Session): void;
  /** A frame could not be read: something was lost. */
  garbage(session: Session): void;
  /** The first price after a gap; its market time. */
  recovered(session: Session, atMs: EpochMs): void;
}

/** Words of a loss after which the venue wants to be left alone for a while. */
const TOO_MUCH = /^(http-429|10028|11051|closed-1013)/;
const TOO_MANY_REQUESTS = 10_028;

/**
 * One connection: it opens, asks for heartbeats, subscribes what it is to carry in batches as credits
 * allow, answers test requests at once, and comes back after a loss with everything it carried.
 */
export class Session {
  phase: Phase = 'down';
  /** Arrival and market time of the newest price on any connection of this session. */
  heardPriceAtMs: EpochMs = 0;
  newestAtMs: EpochMs = 0;
  losses = 0;
  answered = 0;
  private readonly asks: Asks;
  private readonly frames: Frames;
  private readonly channels: Channels;
  private socket: Socket | null = null;
  private heardAtMs: EpochMs = 0;
  private failures = 0;
  private working: 'no' | 'yes' | 'again' = 'no';
  private timer: Cancel | null = null;
  private renewal: Cancel | null = null;

  constructor(
    private readonly host: SessionHost,
    readonly index: number,
    readonly gap: GapWatch,
  ) {
    this.channels = new Channels(host.settings);
    this.asks = new Asks(host.settings.clock, host.timing.answerWithinMs);
    this.frames = new Frames(host.book, host.settings.clock, {
      price: (atMs) => this.takePrice(atMs),
      garbage: () => host.garbage(this),
      heartbeat: (type) => {
        if (type === 'test_request') this.send('public/test', {});
      },
      answer: (message) => {
        this.asks.take(message);
        const { error } = message;
        if (isRecord(error) && error['code'] === TOO_MANY_REQUESTS) this.lose('10028');
      },
    });
  }

  get size(): number {
    return this.channels.size;
  }

  /** Whether subscribing is under way. */
  isBusy(): boolean {
    return this.working !== 'no';
  }

  start(): void {
    this.connect();
  }

  stop(): void {
    this.timer?.();
    this.close();
    this.channels.clear();
    this.phase = 'down';
  }

  /** Sets out to carry these as well, and no more of those. */
  change(more: readonly string[], less: readonly string[]): void {
    this.channels.change(more, less);
    if (this.phase === 'ready' || this.phase === 'degraded') void this.reconcile();
  }

  /** Has these told anew: each begins with its present state. */
  renew(channels: readonly string[]): void {
    this.channels.renew(channels);
    if (this.phase === 'ready' || this.phase === 'degraded') void this.reconcile();
  }

  /** Silence without a byte ends the connection; silence without a price is told. */
  watch(nowMs: EpochMs): 'fine' | 'quiet' | 'silent' {
    if (!this.socket || this.phase === 'connecting') return 'fine';
    const { deadAfterMs, quietAfterMs, silentAfterMs } = this.host.timing;
    if (nowMs - this.heardAtMs > deadAfterMs) {
      this.lose('dead');
      return 'silent';
    }
    if (this.phase === 'syncing' || this.size === 0) return 'fine';
    const forMs: DurationMs = nowMs - this.heardPriceAtMs;
    if (forMs > silentAfterMs) {
      this.lose('no-prices');
      return 'silent';
    }
    if (forMs > quietAfterMs) {
      if (this.phase === 'ready') this.become('degraded');
      return 'quiet';
    }
    return 'fine';
  }

  lose(reason: string): void {
    if (!this.socket) return;
    const { settings, timing } = this.host;
    this.close();
    this.failures += 1;
    this.losses += 1;
    const fullMs = Math.min(
      timing.backoffMostMs,
      timing.backoffMs * 2 ** Math.min(20, this.failures - 1),
    );
    const jitterMs = fullMs * (0.5 + settings.chance.uniform() / 2);
    const waitMs = Math.max(jitterMs, TOO_MUCH.test(reason) ? timing.refusedWaitMs : 0);
    settings.log.warn('deribit-connection-lost', {
      connection: this.index,
      reason,
      failures: this.failures,
      waitMs: Math.round(waitMs),
    });
    this.become('down');
    this.timer = settings.clock.at(settings.clock.nowMs() + Math.round(waitMs), () =>
      this.connect(),
    );
  }

  private connect(): void {
    const { clock, wsUrl } = this.host.settings;
    this.heardAtMs = clock.nowMs();
    const socket: Socket = openSocket(wsUrl, {
      onOpen: () => {
        if (this.socket === socket) void this.sync(socket);
      },
      onText: (text) => {
        if (this.socket !== socket) return;
        this.heardAtMs = clock.nowMs();
        this.frames.take(text);
      },
      onClosed: (reason) => {
        if (this.socket === socket) this.lose(reason);
      },
    });
    this.socket = socket;
    this.become('connecting');
    this.timer = clock.at(clock.nowMs() + this.host.timing.connectWithinMs, () => {
      if (this.socket === socket && this.phase === 'connecting') this.lose('no-connection');
    });
  }

  private async sync(socket: Socket): Promise<void> {
    const { settings, timing } = this.host;
    this.timer?.();
    this.heardPriceAtMs = settings.clock.nowMs();
    this.become('syncing');
    const interval = Math.max(10, Math.round(timing.heartbeatMs / 1_000));
    const beats = await this.ask('public/set_heartbeat', { interval });
    if (this.socket !== socket) return;
    if (!beats.ok) {
      this.lose(wordOf(beats.error));
      return;
    }
    await this.logIn(socket);
    if (this.socket !== socket) return;
    await this.reconcile();
  }

  /** Public prices come without it; a refusal is said and passed over. */
  private async logIn(socket: Socket, refreshToken?: string): Promise<void> {
    const { credentials, log, clock } = this.host.settings;
    if (!credentials) return;
    const answer = await this.ask(
      'public/auth',
      refreshToken === undefined
        ? {
            grant_type: 'client_credentials',
            client_id: credentials.clientId,
            client_secret: credentials.clientSecret,
          }
        : { grant_type: 'refresh_token', refresh_token: refreshToken },
    );
    if (this.socket !== socket) return;
    if (!answer.ok) {
      log.error('deribit-login-refused', { reason: wordOf(answer.error) });
      return;
    }
    const { expires_in: seconds, refresh_token: token } = (answer.value ?? {}) as {
      readonly expires_in?: unknown;
      readonly refresh_token?: unknown;
    };
    if (typeof seconds !== 'number' || typeof token !== 'string') return;
    // Well before the token ends.
    this.renewal = clock.at(clock.nowMs() + seconds * 800, () => void this.logIn(socket, token));
  }

  /** Brings what the venue sends in line with what is wanted, one call after the other. */
  private async reconcile(): Promise<void> {
    if (this.working !== 'no') {
      this.working = 'again';
      return;
    }
    const { socket } = this;
    do {
      this.working = 'yes';
      const done = await this.channels.bringInLine(async (method, params) => {
        const answer = await this.ask(method, params);
        // What another connection carries is not this one's.
        return this.socket === socket ? answer : err({ code: 'no-answer' });
      });
      if (this.socket !== socket || !socket) return;
      if (!done.ok) {
        this.working = 'no';
        this.lose(wordOf(done.error));
        return;
      }
    } while ((this.working as string) === 'again');
    this.working = 'no';
    if (this.phase === 'syncing') {
      this.failures = 0;
      this.become('ready');
    } else this.host.changed(this);
  }

  private async ask(
    method: string,
    params: Readonly<Record<string, unknown>>,
  ): Promise<Result<unknown, AskError>> {
    const { socket } = this;
    const { credits } = this.host;
    const pool = method.endsWith('subscribe') ? credits.subscribes : credits.calls;
    await new Promise<void>((resolve) => pool.take(resolve));
    if (this.socket !== socket) return err({ code: 'no-answer' });
    const answer = await this.asks.ask(method, params, (text) => socket?.send(text));
    this.answered += 1;
    return answer;
  }

  /** Without waiting for an answer, or for its turn. */
  private send(method: string, params: Readonly<Record<string, unknown>>): void {
    const { socket } = this;
    void this.asks.ask(method, params, (text) => socket?.send(text));
  }

  private takePrice(atMs: EpochMs): void {
    this.heardPriceAtMs = this.heardAtMs;
    if (atMs > this.newestAtMs) this.newestAtMs = atMs;
    if (this.phase === 'degraded') this.become('ready');
    if (this.gap.isOpen() && this.phase === 'ready') this.host.recovered(this, atMs);
  }

  private close(): void {
    const { socket } = this;
    this.socket = null;
    this.timer?.();
    this.renewal?.();
    socket?.close();
    this.asks.clear();
    this.channels.dropped();
    this.working = 'no';
  }

  private become(phase: Phase): void {
    if (this.phase === phase) return;
    this.phase = phase;
    this.host.settings.log.info('deribit-phase', { connection: this.index, phase });
    this.host.changed(this);
  }
}

function wordOf(error: AskError): string {
  if (error.code === 'no-answer') return 'no-answer';
  return error.venueCode === TOO_MANY_REQUESTS ? '10028' : `${error.venueCode} ${error.words}`;
}
