import { GrammyError, type Api } from 'grammy';
import type { Update } from 'grammy/types';
import type { DurationMs, EpochMs } from '../engine/domain/units.js';
import type { Chance } from '../engine/ports/chance.js';
import type { Clock } from '../engine/ports/clock.js';
import type { Log } from '../engine/ports/log.js';
import { describeError } from './mask.js';
import { backoffMs, DeadlineError, sleep, withDeadline } from './timing.js';

export type PollingState =
  'running' | 'waiting' | 'conflict' | 'unauthorized' | 'unreachable' | 'stopped';

const POLL_SECONDS = 30;
/** A poll that has not answered by then never will. */
const POLL_DEADLINE_MS: DurationMs = 40_000;
const BATCH = 100;
const CONFLICT_PAUSE_MS: DurationMs = 10_000;
const UNAUTHORIZED_PAUSE_MS: DurationMs = 30_000;
/** While updates are still being handled, new ones are looked for this often. */
const BUSY_POLL_MS: DurationMs = 500;
const ALLOWED = ['message', 'callback_query', 'my_chat_member'] as const;

export interface PollerOptions {
  readonly api: Api;
  readonly wall: Clock;
  readonly chance: Chance;
  readonly log: Log;
  /** Updates of one lane are handled in order, lanes beside each other. */
  laneOf(update: Update): string;
  /** A failure is logged, and the update counts as handled. */
  handle(update: Update): Promise<void>;
}

type Signal = Parameters<Api['getMe']>[0];

/** Asks the service for updates for ever; confirms an update only once it has been handled. */
export class Poller {
  state: PollingState = 'stopped';
  lastPollAtMs: EpochMs | null = null;
  handled = 0;
  private readonly abort = new AbortController();
  private readonly lanes = new Map<string, Promise<void>>();
  /** Updates taken but not confirmed: true once handled. */
  private readonly taken = new Map<number, boolean>();
  private offset = 0;
  private failures = 0;
  private loop: Promise<void> = Promise.resolve();

  constructor(private readonly options: PollerOptions) {}

  start(): void {
    this.state = 'waiting';
    this.loop = this.run();
  }

  /** Ends the poll; gives what is being handled up to `graceMs`. */
  async stop(graceMs: DurationMs): Promise<void> {
    this.abort.abort();
    await this.loop;
    if (this.lanes.size > 0) {
      const enough = new AbortController();
      await Promise.race([
        Promise.allSettled(this.lanes.values()),
        sleep(this.options.wall, graceMs, enough.signal),
      ]);
      enough.abort();
    }
    this.state = 'stopped';
  }

  private isStopping(): boolean {
    return this.abort.signal.aborted;
  }

  private async run(): Promise<void> {
    while (!this.isStopping()) {
      try {
        const updates = await this.poll();
        this.succeeded();
        // All is confirmed, and after a quiet week the service may count from anywhere.
        if (updates.length === 0 && this.taken.size === 0) this.offset = 0;
        for (const update of updates) this.take(update);
        if (this.lanes.size > 0) await this.handledOrBusy();
        this.confirm();
      } catch (error) {
        if (this.isStopping()) break;
        await sleep(this.options.wall, await this.failed(error), this.abort.signal);
      }
    }
  }

  private poll(): Promise<Update[]> {
    const { api, wall } = this.options;
    const limit = { clock: wall, ms: POLL_DEADLINE_MS, signal: this.abort.signal };
    const timeout = this.lanes.size > 0 ? 0 : POLL_SECONDS;
    return withDeadline(limit, (signal) =>
      api.getUpdates(
        { offset: this.offset, limit: BATCH, timeout, allowed_updates: ALLOWED },
        // grammY types the signal of an older package; the platform's own works the same.
        signal as Signal,
      ),
    );
  }

  private succeeded(): void {
    if (this.state !== 'running') this.options.log.info('polling', { after: this.state });
    this.state = 'running';
    this.failures = 0;
    this.lastPollAtMs = this.options.wall.nowMs();
  }

  private take(update: Update): void {
    const id = update.update_id;
    if (this.taken.has(id)) return;
    this.taken.set(id, false);
    const lane = this.options.laneOf(update);
    const before = this.lanes.get(lane) ?? Promise.resolve();
    const work: Promise<void> = before
      .then(() => this.options.handle(update))
      .catch((error: unknown) => {
        this.options.log.error('update-failed', { updateId: id, error });
      })
      .then(() => {
        this.taken.set(id, true);
        this.handled += 1;
        if (this.lanes.get(lane) === work) this.lanes.delete(lane);
      });
    this.lanes.set(lane, work);
  }

  private async handledOrBusy(): Promise<void> {
    const enough = new AbortController();
    await Promise.race([
      Promise.all(this.lanes.values()),
      sleep(this.options.wall, BUSY_POLL_MS, enough.signal),
    ]);
    enough.abort();
  }

  /** Moves the offset past every update up to the first that is still being handled. */
  private confirm(): void {
    for (const id of [...this.taken.keys()].sort((a, b) => a - b)) {
      if (this.taken.get(id) !== true) return;
      this.taken.delete(id);
      this.offset = id + 1;
    }
  }

  /** @returns how long to pause before the next poll. */
  private async failed(error: unknown): Promise<DurationMs> {
    const { chance, log } = this.options;
    const was = this.state;
    const code = error instanceof GrammyError ? error.error_code : 0;
    const reason = describeError(error);
    this.failures += 1;
    if (code === 409) {
      this.state = 'conflict';
      if (/webhook/iu.test(reason)) await this.removeWebhook();
      else if (was !== 'conflict') {
        log.error('another-poller', {
          meaning: 'another program polls with this bot token; stop it, or give this desk its own',
          reason,
        });
      }
      return CONFLICT_PAUSE_MS * (0.75 + chance.uniform() / 2);
    }
    if (code === 401 || code === 404) {
      this.state = 'unauthorized';
      if (was !== 'unauthorized') {
        log.error('bot-token-refused', {
          meaning: 'the chat service does not know this bot token; check TELEGRAM_BOT_TOKEN',
          reason,
        });
      }
      return UNAUTHORIZED_PAUSE_MS;
    }
    if (code === 429 && error instanceof GrammyError) {
      this.state = 'waiting';
      return (error.parameters.retry_after ?? 1) * 1000;
    }
    if (!(error instanceof DeadlineError)) this.state = 'unreachable';
    log.warn('poll-failed', { reason, failures: this.failures });
    return backoffMs(this.failures - 1, chance);
  }

  private async removeWebhook(): Promise<void> {
    const { api, log } = this.options;
    log.warn('webhook-removed', { meaning: 'a webhook was set for this bot; this desk polls' });
    await api.deleteWebhook().catch((error: unknown) => {
      log.warn('webhook-not-removed', { reason: describeError(error) });
    });
  }
}
