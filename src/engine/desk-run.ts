import { err, type Result } from './domain/result.js';
import type { TradingError } from './domain/trading-api.js';
import { DAY_MS } from './domain/units.js';
import { runEffect, type EffectWorld } from './effects.js';
import { endedOptions } from './flow/desk/ended.js';
import type { DeskEvent, ReplyTo, Write } from './flow/desk/events.js';
import type { DeskState } from './flow/desk/state.js';
import { Turn } from './flow/desk/turn.js';
import { step } from './flow/step.js';
import type { NewRow } from './ports/journal.js';
import { PastDays } from './flow/score/past-days.js';
import { healthOf } from './flow/score/past-views.js';
import { readAlerts } from './watched.js';
import { readBook, startState, type DeskRunOptions } from './desk-start.js';
import { Replies } from './replies.js';
import { StoreWatch } from './store-watch.js';
import { Wakes } from './wakes.js';
import { createSerialQueue, type SerialQueue } from './queue.js';

/** A digest that was handed on is not told again within this time, whatever restarts. */
const NOTICES_KEPT_MS = 7 * DAY_MS;
/** Wall time before the desk tries again to keep what the disk did not take. */
const KEEP_AGAIN_MS = 1_000;

/** Written to see whether the disk takes anything. */
const PROBE_FACT = 'book-probe';

/** Facts that come once: where their step was not kept they are stepped through again. */
const COMES_ONCE: ReadonlySet<DeskEvent['kind']> = new Set([
  'started',
  'job',
  'chains',
  'what-if',
  'placed',
  'cancel-answered',
  'order-report',
  'fill',
  'settled',
  'broker-state',
  'surface-fitted',
  'vol-history',
]);

const NO_ANSWER: Result<never, TradingError> = err({ code: 'no-trading' });

/** The desk's state and its queue: steps, rows on disk, then effects, wakes and holds. */
export class DeskRun {
  readonly state: DeskState;
  readonly queue: SerialQueue<DeskEvent>;
  /** Every closed session with its features, for what looks back. */
  readonly past: PastDays;
  /** Why nothing can be kept on disk any more; null while all is well. */
  failure: string | null = null;
  readonly #storeWatch: StoreWatch;
  readonly #world: EffectWorld;
  readonly #replies: Replies;
  readonly #wakes: Wakes;
  /** `unread`: what is in memory may be half a step, and the disk does not give the whole. */
  #book: 'read' | 'unread' = 'read';

  constructor(private readonly options: DeskRunOptions) {
    const { market, wall, log, ticks } = options;
    this.#replies = new Replies(wall);
    this.#wakes = new Wakes({ market, wall }, () => this.queue.push({ kind: 'wake' }));
    this.state = startState(options);
    this.past = new PastDays(
      (series) => this.state.market.bars(series),
      () => new Promise((resolve) => setImmediate(resolve)),
    );
    this.queue = createSerialQueue<DeskEvent>({
      nowMs: () => wall.nowMs(),
      step: (event) => this.#step(event),
      onBug: (cause, event) => this.#onBug(cause, event),
    });
    this.#storeWatch = new StoreWatch({
      ...options,
      probe: () => options.store.chat.putFact(PROBE_FACT, String(wall.nowMs())),
      writable: () => {
        this.failure = null;
        this.queue.push({ kind: 'wake' });
      },
    });
    this.#world = {
      feeds: options.feeds,
      broker: options.broker,
      wall,
      log,
      push: (event) => this.queue.push(event),
      handNotices: options.handNotices,
      compactTicks: () => {
        options.store.forgetNoticesBefore(wall.nowMs() - NOTICES_KEPT_MS);
        void ticks?.compact(market.nowMs());
      },
      renewSubscriptions: options.renewSubscriptions,
      answer: (id, value) => this.#replies.answer(id, value),
      endedOptions: () => endedOptions(this.state.trading, market.nowMs()),
      ...this.#scoring(),
      market,
      fitter: options.fitter ?? null,
      ticks,
    };
  }

  jobKey(name: string): string {
    return `${this.options.world}:${name}`;
  }

  /** Puts a question into the queue. Resolves with `late` where no answer comes in time. */
  ask<T>(make: (reply: ReplyTo<T>) => DeskEvent, late: T): Promise<T> {
    const { promise, reply } = this.#replies.expect(late);
    this.queue.push(make(reply));
    return promise;
  }

  /** Stepped through at once, before anything that waits: steps never overlap. */
  act<T>(make: (reply: ReplyTo<T>) => DeskEvent, failed: T): T {
    return this.#replies.during<T>((reply) => this.#stepSafely(make(reply)), failed);
  }

  /** Puts the desk where it was left, and waits until its book was compared with the broker's. */
  async compareAtStart(): Promise<void> {
    await this.ask<Result<{ readonly unknown: number }, TradingError>>(
      (reply) => ({ kind: 'started', reply }),
      NO_ANSWER,
    );
  }

  close(): void {
    this.#storeWatch.close();
    this.queue.close();
    this.#wakes.close();
    this.#replies.close();
  }

  #scoring(): Pick<EffectWorld, 'score' | 'modelHealth'> {
    const { model } = this.options;
    return {
      score: (window) =>
        model?.kind === 'ready'
          ? model.scorer.score(window)
          : Promise.resolve(err({ code: 'failed', reason: 'there is no model' })),
      modelHealth: async (today) =>
        model?.kind === 'ready'
          ? healthOf(await this.past.read(), { facts: model.facts, today })
          : null,
    };
  }

  #onBug(cause: unknown, event: DeskEvent): void {
    const { log } = this.options;
    const stack = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    log.error('step-failed', { event: event.kind, cause: stack });
    // Half a step may have been folded: the book on disk is the truth.
    this.#reread();
    this.#forgetStep(event);
    this.#pushLater({ kind: 'wake' });
  }

  /**
   * What a step that was not kept has noted outside the book is not so: its looks and alerts never left,
   * and what it took over from the broker has to be compared again. Who asked is told at once.
   */
  #forgetStep(event: DeskEvent): void {
    const { transient } = this.state;
    transient.looking.clear();
    transient.alertedAtMs.clear();
    transient.heldUp.clear();
    transient.watchedAtMs = Number.NEGATIVE_INFINITY;
    transient.reconciled = 'no';
    transient.compareAtWallMs = Number.NEGATIVE_INFINITY;
    if ('reply' in event && event.reply) this.#replies.giveUp(event.reply);
  }

  /** The step was not made: what comes once is stepped through again, all else is looked at anew. */
  #putOff(event: DeskEvent): void {
    this.#forgetStep(event);
    this.#pushLater(COMES_ONCE.has(event.kind) ? event : { kind: 'wake' });
  }

  #pushLater(event: DeskEvent): void {
    const { wall } = this.options;
    wall.at(wall.nowMs() + KEEP_AGAIN_MS, () => this.queue.push(event));
  }

  #stepSafely(event: DeskEvent): void {
    try {
      this.#step(event);
    } catch (cause) {
      this.#onBug(cause, event);
    }
  }

  /** Takes the book from disk. @returns false where that cannot be read: then nothing is stepped. */
  #reread(): boolean {
    try {
      this.state.trading = readBook(this.options);
      this.state.transient.alerts = readAlerts(this.options);
      this.#book = 'read';
    } catch (cause) {
      this.#book = 'unread';
      this.#fail(cause);
      this.options.log.error('book-not-read', { reason: this.failure });
    }
    return this.#book === 'read';
  }

  #step(event: DeskEvent): void {
    if (this.#book === 'unread' && !this.#reread()) {
      this.#putOff(event);
      return;
    }
    const { market, wall } = this.options;
    const turn = new Turn(this.state, { atMs: market.nowMs(), wallMs: wall.nowMs() });
    step(turn, event);
    if (turn.writes.length > 0 && !this.#keep(turn)) {
      this.#putOff(event);
      return;
    }
    for (const effect of turn.effects) runEffect(this.#world, effect);
    if (event.kind !== 'notice-handed') this.#wakes.plan(turn.wakes);
    this.#holdTime();
    if (event.kind === 'quotes' || event.kind === 'chains') this.options.quotesTaken();
  }

  #fail(cause: unknown): void {
    this.failure = cause instanceof Error ? cause.message : String(cause);
    this.#storeWatch.failed(this.failure);
  }

  /** All rows of a step or none. @returns false where the disk took none. */
  #keep(turn: Turn): boolean {
    const { store, world, log, journaled } = this.options;
    const rows = turn.records.map((record): NewRow => ({
      record,
      atMs: turn.now.atMs,
      wallMs: turn.now.wallMs,
    }));
    try {
      const kept = store.transaction(() => {
        const appended = rows.length > 0 ? store.journal.append(world, rows) : [];
        for (const write of turn.writes) this.#write(write);
        return appended;
      });
      this.state.transient.lastHash = kept.at(-1)?.hash ?? this.state.transient.lastHash;
      if (kept.length > 0) journaled(kept);
      this.failure = null;
      this.#storeWatch.kept();
      return true;
    } catch (cause) {
      this.#fail(cause);
      log.error('step-not-kept', { reason: this.failure });
      this.#reread();
      return false;
    }
  }

  #write(write: Write): void {
    const { store, wall } = this.options;
    switch (write.kind) {
      case 'record':
        return;
      case 'notice':
        store.addNotice(write.notice);
        return;
      case 'notice-handed':
        store.markNoticeHanded(write.id, wall.nowMs());
        return;
      case 'fact':
        store.chat.putFact(write.key, write.value);
        return;
      case 'alert-rule':
        store.alerts.putRule(write.row);
        return;
      case 'alert-rule-gone':
        store.alerts.removeRule(write.id);
        return;
      case 'alert-state':
        store.alerts.putState(this.options.world, write.key, write.text);
        return;
      case 'job-done':
        store.markJobDone(this.jobKey(write.name), write.dueAtMs);
    }
  }

  /** Market time stands still while a ticket waits for its tap. */
  #holdTime(): void {
    if (this.state.trading.openTickets().length > 0) this.#wakes.holdMarket();
    else this.#wakes.releaseMarket();
  }
}
