import { Api } from 'grammy';
import type { UserFromGetMe } from 'grammy/types';
import { DAY_MS, HOUR_MS, type DurationMs, type EpochMs } from '../engine/domain/units.js';
import type { Cancel } from '../engine/ports/clock.js';
import type { Log } from '../engine/ports/log.js';
import type { Notifier } from '../engine/ports/notifier.js';
import { createMask, describeError, maskedLog } from './mask.js';
import type { DeskBotOptions } from './options.js';
import { makeParts, type Parts } from './parts.js';
import type { PollingState } from './poller.js';
import { backoffMs, sleep, withDeadline } from './timing.js';

export type { DeskBotOptions } from './options.js';

const TOAST_MAX = 200;
const STOP_GRACE_MS: DurationMs = 1_200;
const HELLO_DEADLINE_MS: DurationMs = 10_000;
/** The service keeps an update for a day; marks are kept for two. */
const MARKS_KEPT_MS: DurationMs = 2 * DAY_MS;
/** A backstop on the machine's own clock; deadlines of the bot are shorter. */
const REQUEST_BACKSTOP_SECONDS = 60;

export interface BotState {
  readonly polling: PollingState;
  /** Wall time of the last poll that was answered. */
  readonly lastPollAtMs: EpochMs | null;
  /** Updates handled, letters sent and given up, since the start; letters waiting now. */
  readonly handled: number;
  readonly sent: number;
  readonly dropped: number;
  readonly waiting: number;
  /** The bot's name at the service; null before it has been heard of. */
  readonly username: string | null;
}

export interface DeskBot {
  /** Resolves when the service knows us and has the menus, or could not be reached at first. */
  start(): Promise<void>;
  /** Under 3 s; what was not sent stays in the store. */
  stop(): Promise<void>;
  readonly notifier: Notifier;
  state(): BotState;
}

type Signal = Parameters<Api['getMe']>[0];

class TelegramDesk implements DeskBot {
  readonly notifier: Notifier;
  private readonly log: Log;
  private readonly api: Api;
  private readonly parts: Parts;
  private readonly abort = new AbortController();
  private me: UserFromGetMe | null = null;
  private failedState: PollingState = 'waiting';
  private cancelSweep: Cancel = () => undefined;

  constructor(private readonly options: DeskBotOptions) {
    const { apiRoot, token } = options;
    this.log = maskedLog(options.log, createMask([token]));
    this.api = new Api(token, {
      apiRoot: apiRoot.replace(/\/+$/u, ''),
      timeoutSeconds: REQUEST_BACKSTOP_SECONDS,
    });
    this.parts = makeParts({
      options,
      api: this.api,
      log: this.log,
      me: () => this.known(),
      answerPress: (queryId, toast) => this.answerPress(queryId, toast),
    });
    this.notifier = this.parts.notifier;
  }

  async start(): Promise<void> {
    this.sweep();
    if (await this.hello()) {
      await this.begin();
      return;
    }
    void this.keepTrying().catch((error: unknown) => this.log.error('bot-start-failed', { error }));
  }

  async stop(): Promise<void> {
    this.abort.abort();
    this.cancelSweep();
    this.parts.menu.stop();
    await this.parts.poller.stop(STOP_GRACE_MS);
    await this.parts.outbox.stop(STOP_GRACE_MS);
  }

  state(): BotState {
    const { handled, lastPollAtMs, state } = this.parts.poller;
    const { sent, dropped, waiting } = this.parts.outbox.state();
    return {
      polling: this.me || this.abort.signal.aborted ? state : this.failedState,
      lastPollAtMs,
      handled,
      sent,
      dropped,
      waiting,
      username: this.me?.username ?? null,
    };
  }

  private known(): UserFromGetMe {
    if (!this.me) throw new Error('an update came before the bot knew its name');
    return this.me;
  }

  /** Asks the service who we are. @returns false where it could not be asked. */
  private async hello(): Promise<boolean> {
    const { wall } = this.options;
    const limit = { clock: wall, ms: HELLO_DEADLINE_MS, signal: this.abort.signal };
    try {
      this.me = await withDeadline(limit, (signal) => this.api.getMe(signal as Signal));
      this.log.info('bot-known', { username: this.me.username });
      return true;
    } catch (error) {
      const reason = describeError(error);
      const refused = /\b(?:401|404): /u.test(reason);
      this.failedState = refused ? 'unauthorized' : 'unreachable';
      const meaning = refused
        ? 'the chat service does not know this bot token; check TELEGRAM_BOT_TOKEN'
        : 'the chat service could not be reached; trying again';
      this.log.error('bot-not-known', { meaning, reason });
      return false;
    }
  }

  private async begin(): Promise<void> {
    this.parts.outbox.start();
    this.parts.poller.start();
    await this.parts.menu.refresh();
  }

  private async keepTrying(): Promise<void> {
    const { chance, wall } = this.options;
    const { signal } = this.abort;
    for (let attempts = 1; !this.me; attempts++) {
      await sleep(wall, backoffMs(attempts, chance), signal);
      if (signal.aborted) return;
      await this.hello();
    }
    await this.begin();
  }

  private async answerPress(queryId: string, toast: string | null): Promise<void> {
    try {
      await this.api.answerCallbackQuery(
        queryId,
        toast === null ? {} : { text: toast.slice(0, TOAST_MAX) },
      );
    } catch (error) {
      this.log.debug('press-not-answered', { reason: describeError(error) });
    }
  }

  private sweep(): void {
    const { chat, wall } = this.options;
    chat.forgetUpdatesBefore(wall.nowMs() - MARKS_KEPT_MS);
    this.cancelSweep = wall.at(wall.nowMs() + HOUR_MS, () => this.sweep());
  }
}

/** The Telegram side of the desk, ready to start. */
export function createDeskBot(options: DeskBotOptions): DeskBot {
  return new TelegramDesk(options);
}
