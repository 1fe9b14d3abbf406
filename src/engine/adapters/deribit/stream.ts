import type { DataGap } from '../../domain/data-gap.js';
import type { Coin, InstrumentId } from '../../domain/instrument.js';
import type { EpochMs } from '../../domain/units.js';
import type { Book } from './book.js';
import { CALL_CREDITS, Credits, SUBSCRIBE_CREDITS } from './credits.js';
import { GapWatch } from './gaps.js';
import type { Listed } from './listed.js';
import { coinChannels, inOrder, Plan, tickerChannel } from './plan.js';
import { Session, type SessionHost } from './session.js';
import {
  USUAL_CHANNELS_PER_CONNECTION,
  type DeribitSettings,
  type DeribitTiming,
} from './settings.js';
import type { Slot } from './slot.js';

export interface StreamOptions {
  readonly settings: DeribitSettings;
  readonly timing: DeribitTiming;
  readonly coins: readonly Coin[];
  readonly book: Book;
  readonly tell: (gap: DataGap) => void;
  /** A picture is wanted, because prices are missing or were. */
  readonly onHole: () => void;
  readonly onChange: () => void;
}

/** Longer than a look at silence may be late before the machine is taken to have slept. */
const SLEPT_AFTER_MS = 10_000;

/** All connections together: what they carry, and what they may have missed. */
export class Stream implements SessionHost {
  readonly settings: DeribitSettings;
  readonly timing: DeribitTiming;
  readonly book: Book;
  readonly credits: { readonly calls: Credits; readonly subscribes: Credits };
  readonly sessions: Session[] = [];
  garbled = 0;
  private readonly plan: Plan;
  private watchedAtMs: EpochMs = 0;
  private doubtfulStamps = 0;
  /** Instruments whose tickers have been missed, and since when. */
  private readonly missed = new Map<Slot, EpochMs>();

  constructor(private readonly options: StreamOptions) {
    const { settings, timing, book } = options;
    [this.settings, this.timing, this.book] = [settings, timing, book];
    this.credits = {
      calls: new Credits(settings.clock, CALL_CREDITS),
      subscribes: new Credits(settings.clock, SUBSCRIBE_CREDITS),
    };
    const most = settings.channelsPerConnection ?? USUAL_CHANNELS_PER_CONNECTION;
    this.plan = new Plan(this.sessions, most, () => this.open());
  }

  carry(listed: readonly Listed[]): void {
    const interval = this.settings.interval ?? '100ms';
    this.plan.set([
      ...this.options.coins.flatMap(coinChannels),
      ...inOrder(listed).map((each) => tickerChannel(each, interval)),
    ]);
  }

  stop(): void {
    for (const session of this.sessions.splice(0)) session.stop();
    this.plan.clear();
    this.missed.clear();
    this.watchedAtMs = 0;
  }

  /** Looks for silence: of a connection, of its prices, of a single instrument. */
  watch(nowMs: EpochMs): void {
    const late = nowMs - this.watchedAtMs > this.timing.watchMs + SLEPT_AFTER_MS;
    if (this.watchedAtMs > 0 && late) {
      for (const { gap, newestAtMs } of this.sessions) gap.begin('clock-jump', newestAtMs);
    }
    this.watchedAtMs = nowMs;
    for (const session of [...this.sessions]) {
      if (session.watch(nowMs) === 'quiet') this.options.onHole();
    }
    this.doubtfulStamps = this.stampsRefused();
    this.findMissed(nowMs);
    this.tellMissed();
  }

  changed(session: Session): void {
    const { phase, gap, newestAtMs } = session;
    if (phase === 'down') gap.begin('disconnected', newestAtMs);
    if (phase === 'degraded') {
      const isJump = this.stampsRefused() > this.doubtfulStamps;
      gap.begin(isJump ? 'clock-jump' : 'no-messages', newestAtMs);
    }
    if (phase === 'syncing' || phase === 'degraded') this.options.onHole();
    this.options.onChange();
  }

  garbage(session: Session): void {
    this.garbled += 1;
    session.gap.begin('missed-messages', session.newestAtMs);
  }

  recovered(session: Session, atMs: EpochMs): void {
    session.gap.end(atMs, this.sessions.length === 1 ? null : this.instrumentsOf(session));
  }

  private open(): void {
    const session = new Session(this, this.sessions.length, new GapWatch(this.options.tell));
    this.sessions.push(session);
    session.start();
  }

  private stampsRefused(): number {
    return (this.book.bad.get('ahead') ?? 0) + (this.book.bad.get('older') ?? 0);
  }

  private instrumentsOf(session: Session): readonly InstrumentId[] {
    const interval = this.settings.interval ?? '100ms';
    const ids: InstrumentId[] = [];
    for (const { id, listed } of this.book.slots()) {
      if (!listed) continue;
      if (this.plan.carrier(tickerChannel(listed, interval)) === session) ids.push(id);
    }
    return ids;
  }

  /** A mark that has moved on without its ticker proves that frames went missing. */
  private findMissed(nowMs: EpochMs): void {
    const interval = this.settings.interval ?? '100ms';
    const renewals = new Map<Session, string[]>();
    for (const slot of this.book.slots()) {
      const { listed, strayedAtMs, tickerAtMs } = slot;
      if (!listed || strayedAtMs === 0 || nowMs - strayedAtMs < this.timing.missedAfterMs) continue;
      const channel = tickerChannel(listed, interval);
      const session = this.plan.carrier(channel);
      // While its connection is away the gap is the connection's.
      if (session?.phase !== 'ready') continue;
      if (!this.missed.has(slot)) this.missed.set(slot, tickerAtMs);
      // Looked at again only after another such time.
      slot.strayedAtMs = nowMs;
      renewals.set(session, [...(renewals.get(session) ?? []), channel]);
    }
    for (const [session, channels] of renewals) session.renew(channels);
    if (renewals.size > 0) this.options.onHole();
  }

  /** One gap for all that have come back since the last look. */
  private tellMissed(): void {
    const back = [...this.missed].filter(([slot, fromMs]) => slot.tickerAtMs > fromMs);
    if (back.length === 0) return;
    for (const [slot] of back) this.missed.delete(slot);
    this.options.tell({
      feed: 'deribit',
      instruments: back.map(([{ id }]) => id),
      fromMs: Math.min(...back.map(([, fromMs]) => fromMs)),
      toMs: Math.max(...back.map(([slot]) => slot.tickerAtMs)),
      reason: 'missed-messages',
    });
  }
}
