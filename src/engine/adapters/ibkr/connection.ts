import type { GatewayNeed, GatewayNeedCode, GatewayPhase } from '../../domain/gateway.js';
import type { DurationMs } from '../../domain/units.js';
import type { Result } from '../../domain/result.js';
import type { Cancel, Clock } from '../../ports/clock.js';
import type { ProofError } from './account-proof.js';
import { ask, type AskError, type Question, type Sending } from './asks.js';
import { isReadOnly, CLIENT_ID_IN_USE } from './codes.js';
import { Greeting } from './greeting.js';
import { Hearers } from './hearers.js';
import type { GatewayMessage, Handlers } from './inbound.js';
import { openLink, type Link } from './link.js';
import { Needs } from './needs.js';
import { Pulse } from './pulse.js';
import { GuardWatch } from './guard-watch.js';
import { Ids } from './ids.js';
import { Retries } from './retries.js';
import type { IbkrConnection, SyncStep } from './session-port.js';
import { SendQueue } from './send-queue.js';
import { USUAL_TIMING, type IbkrSettings, type IbkrTiming } from './settings.js';
import { upstreamNews } from './upstream.js';

class Connection implements IbkrConnection {
  readonly clock: Clock;
  readonly timing: IbkrTiming;
  readonly log: IbkrSettings['log'];
  private readonly queue: SendQueue;
  private readonly needs: Needs;
  private readonly retries: Retries;
  private readonly ids = new Ids();
  private readonly pulse: Pulse;
  private readonly guard: GuardWatch;
  private readonly greeting: Greeting;
  private readonly hearers = new Hearers();
  private readonly steps = new Set<SyncStep>();
  private users = 0;
  private state: GatewayPhase = 'down';
  private link: Link | null = null;
  private sessions = 0;
  private syncs = 0;
  private timer: Cancel | null = null;

  constructor(private readonly settings: IbkrSettings) {
    this.clock = settings.clock;
    this.log = settings.log;
    this.timing = { ...USUAL_TIMING, ...settings.timing };
    this.queue = new SendQueue(settings.clock, settings.pace);
    this.needs = new Needs({
      raised: (need) => this.log.error('ibkr-needs-a-person', { ...need }),
      changed: () => this.changed(),
    });
    this.greeting = new Greeting(settings, this.needs);
    this.retries = new Retries(settings, this.needs);
    this.pulse = new Pulse(this, () => {
      this.lose('silent');
    });
    this.guard = new GuardWatch(settings, {
      changed: () => this.changed(),
      passed: () => this.resync(),
    });
  }

  get withinMs(): DurationMs {
    return this.timing.answerWithinMs;
  }

  phase(): GatewayPhase {
    return this.state;
  }

  need(): GatewayNeed | null {
    return this.needs.gravest();
  }

  raise(code: GatewayNeedCode, detail: string): void {
    this.needs.raise(code, detail);
    if (code === 'competing-session' && this.state === 'ready') this.become('degraded');
  }

  clear(code: GatewayNeedCode): void {
    if (!this.needs.has(code)) return;
    this.needs.clear(code);
    if (code === 'competing-session' && this.state === 'degraded') this.resync();
  }

  account() {
    return this.greeting.account();
  }

  refusal(): ProofError | null {
    return this.greeting.refusal();
  }

  mayTrade(): boolean {
    return this.state === 'ready' && this.guard.isOpen();
  }

  nextId(): number {
    return this.ids.request();
  }

  nextOrderId(): number {
    return this.ids.order();
  }

  nextDataId(): number {
    return this.ids.data();
  }

  session(): number {
    return this.sessions;
  }

  zone(): string | null {
    return this.link?.zone() ?? null;
  }

  isOpen(): boolean {
    return this.account() !== null && this.link !== null;
  }

  ask<T>(question: Question<T>): Promise<Result<T, AskError>> {
    return ask(this, question);
  }

  send({ lane, write, dropped }: Sending) {
    const { link } = this;
    if (!link || !this.isOpen()) {
      dropped();
      return () => 'withdrawn' as const;
    }
    return this.queue.add({ lane, write: () => link.write(write), dropped });
  }

  listen(handlers: Handlers): Cancel {
    return this.hearers.listen(handlers);
  }

  onDrop(run: () => void): Cancel {
    return this.hearers.onDrop(run);
  }

  onSync(step: SyncStep): Cancel {
    this.steps.add(step);
    return () => this.steps.delete(step);
  }

  onChange(run: () => void): Cancel {
    return this.hearers.onChange(run);
  }

  start(): Promise<void> {
    this.users += 1;
    if (this.users === 1) {
      this.retries.down();
      this.guard.start();
      this.connect();
    } else if (this.state === 'ready' || this.state === 'syncing') {
      // A later user has things of its own to read back.
      this.resync();
    }
    return new Promise((resolve) => {
      const settled = () => {
        if (this.state === 'ready' || this.retries.count() > 0 || this.users === 0) {
          stop();
          resolve();
        }
      };
      const stop = this.onChange(settled);
      settled();
    });
  }

  stop(): void {
    this.users = Math.max(0, this.users - 1);
    if (this.users > 0) return;
    this.timer?.();
    this.guard.stop();
    this.close();
    this.become('down');
  }

  resync(): void {
    if (this.isOpen() && this.state !== 'connecting') void this.sync();
  }

  private connect(): void {
    const { host, port, clientId } = this.settings;
    this.greeting.begin();
    const link: Link = openLink({
      host,
      port,
      clientId,
      handlers: this.hearers.inbound(this.own(), () => this.link === link),
      onBytes: () => this.pulse.heard(),
      onClosed: (reason) => {
        if (this.link === link) this.lose(reason);
      },
    });
    this.link = link;
    this.sessions += 1;
    this.timer = this.clock.at(this.clock.nowMs() + this.timing.connectWithinMs, () => {
      this.lose('mute');
    });
    this.become('connecting');
  }

  private own(): Handlers {
    return {
      managedAccounts: ([accounts]) => this.greet({ accounts }),
      nextValidId: ([orderId]) => this.greet({ orderId }),
      message: ([message]) => this.takeMessage(message),
      undecodable: ([kind, why]) => this.takeUndecodable(kind, why),
    };
  }

  private greet(part: { accounts?: string; orderId?: number }): void {
    if (part.orderId !== undefined) this.ids.takeNextValid(part.orderId);
    const told = this.greeting.take(part);
    if (told === null) return;
    this.timer?.();
    this.retries.greeted();
    if (told === 'refused') {
      this.lose('account');
      return;
    }
    this.pulse.start();
    void this.sync();
  }

  private async sync(): Promise<void> {
    const session = this.sessions;
    const own = ++this.syncs;
    const isStale = () => this.sessions !== session || this.syncs !== own || !this.link;
    this.become('syncing');
    for (const step of [...this.steps]) {
      const done = await step();
      if (isStale()) return;
      if (done === 'failed') {
        this.lose('sync');
        return;
      }
    }
    this.retries.ready();
    this.guard.synced();
    this.become(this.needs.has('competing-session') ? 'degraded' : 'ready');
  }

  private takeMessage(message: GatewayMessage): void {
    const { id, code, text } = message;
    if (code === CLIENT_ID_IN_USE) this.retries.idClash();
    if (isReadOnly(code, text)) this.raise('read-only', text);
    if (id !== -1) return;
    switch (upstreamNews(code)) {
      case 'lost':
        if (this.state !== 'connecting') {
          this.syncs += 1;
          this.become('degraded');
        }
        return;
      case 'back':
        this.resync();
        return;
      case 'reset':
        this.lose('port-reset');
        return;
      case 'other':
        if (code >= 2000 && code < 3000) this.log.debug('ibkr-message', { code, text });
        else this.log.warn('ibkr-message', { code, text });
    }
  }

  private takeUndecodable(kind: number, why: string): void {
    this.log.error('ibkr-undecodable', { kind, why: why.slice(0, 200) });
    this.needs.raise('undecodable', `message ${kind}`);
  }

  private close(): void {
    const { link } = this;
    this.link = null;
    link?.close();
    this.pulse.stop();
    this.greeting.end();
    this.syncs += 1;
    this.queue.clear();
    this.hearers.dropped();
  }

  /** The connection is over; the next one is tried after a while. */
  private lose(reason: string): void {
    if (!this.link) return;
    const wasMute = this.greeting.isAwaited() && reason !== 'ECONNREFUSED';
    this.timer?.();
    if (this.state === 'ready') this.retries.down();
    this.close();
    const { unreachableAfterMs } = this.timing;
    this.retries.failed(reason, { kind: wasMute ? 'mute' : 'other', unreachableAfterMs });
    this.log.warn('ibkr-connection-lost', { reason, failures: this.retries.count() });
    this.become('down');
    if (this.users === 0) return;
    this.timer = this.clock.at(this.clock.nowMs() + this.retries.backoffMs(this.timing), () =>
      this.connect(),
    );
  }

  private become(phase: GatewayPhase): void {
    if (this.state === phase) return;
    this.state = phase;
    this.log.info('ibkr-phase', { phase });
    this.changed();
  }

  private changed(): void {
    this.hearers.changed();
  }
}

/**
 * The one session with the gateway, shared by feed and broker: it connects, proves the account, has
 * everything read back, keeps the pulse, and comes back after a loss. Nothing is sent on behalf of a
 * connection that has gone, and each TCP connection has a decoder of its own.
 */
export function createIbkrConnection(settings: IbkrSettings): IbkrConnection {
  return new Connection(settings);
}
