import { sessionOf } from '../../domain/calendar.js';
import type { DataGap, GapReason } from '../../domain/data-gap.js';
import type { InstrumentId } from '../../domain/instrument.js';
import { newYorkDay } from '../../domain/new-york.js';
import { addDays } from '../../domain/trading-day.js';
import { MINUTE_MS, type DurationMs, type EpochMs } from '../../domain/units.js';
import type { Cancel, Clock } from '../../ports/clock.js';

const BEAT_MS: DurationMs = 15_000;
/** A beat that is so late was slept through: the machine stood still or its clock was set. */
const SLEPT_FROM_MS: DurationMs = 30_000;
/** Days of a pause that are looked through for sessions. */
const DAYS_LOOKED_AT = 14;

/** Longest pause between two prices of an instrument, while its market is open. */
export function rhythmMs(instrument: InstrumentId): DurationMs {
  return instrument === 'VIX' || instrument === 'SPY' ? MINUTE_MS : 5 * MINUTE_MS;
}

/** How much of a time lies within regular sessions. */
export function openMsWithin(fromMs: EpochMs, toMs: EpochMs): DurationMs {
  let openMs = 0;
  let of = newYorkDay(fromMs);
  for (let i = 0; i < DAYS_LOOKED_AT && of <= newYorkDay(toMs); i++, of = addDays(of, 1)) {
    const session = sessionOf(of);
    if (!session) continue;
    const { openAtMs, closeAtMs } = session;
    openMs += Math.max(0, Math.min(toMs, closeAtMs) - Math.max(fromMs, openAtMs));
  }
  return openMs;
}

export interface GapNeeds {
  readonly clock: Clock;
  /** Told once each, when prices have come again. */
  readonly tell: (gap: Omit<DataGap, 'feed'>) => void;
  /** Instruments that are streamed. */
  readonly watched: () => readonly InstrumentId[];
  /** Asks anew for one that is silent, or for all. */
  readonly reask: (instrument: InstrumentId) => void;
  readonly reaskAll: () => void;
}

interface Silence {
  heardAtMs: EpochMs;
  reaskedAtMs: EpochMs;
}

/**
 * Notices every time in which prices may have been missed: the whole feed's troubles from the last
 * sign of life to the first price after, and pauses of single instruments beyond their rhythm.
 */
export class GapWatch {
  private readonly silences = new Map<InstrumentId, Silence>();
  private trouble: { readonly reason: GapReason; readonly fromMs: EpochMs } | null = null;
  private state: 'fine' | 'broken' | 'mending' = 'fine';
  private aliveAtMs: EpochMs = 0;
  private mendedAtMs: EpochMs = 0;
  private dueAtMs: EpochMs = 0;
  private beat: Cancel | null = null;

  constructor(private readonly needs: GapNeeds) {}

  start(): Cancel {
    this.aliveAtMs = this.needs.clock.nowMs();
    this.sleep();
    return () => {
      this.beat?.();
      this.beat = null;
    };
  }

  /** A sign of life that is no price. */
  alive(): void {
    this.noticeJump();
    if (this.state === 'fine') this.aliveAtMs = this.needs.clock.nowMs();
  }

  /** No price can be trusted to come; the first reason counts until prices come again. */
  broken(reason: GapReason): void {
    this.state = 'broken';
    this.trouble ??= { reason, fromMs: this.aliveAtMs };
  }

  /** Everything has been asked for anew: the next price ends the gap. */
  mended(): void {
    if (this.state === 'broken') {
      this.state = 'mending';
      this.mendedAtMs = this.needs.clock.nowMs();
    }
    // With nothing to wait for, it is over now.
    if (this.needs.watched().length === 0) this.end(this.needs.clock.nowMs());
  }

  price(instrument: InstrumentId, atMs: EpochMs): void {
    this.noticeJump();
    // A price of before the trouble may come late.
    if (atMs >= this.mendedAtMs) this.end(atMs);
    const { heardAtMs } = this.silence(instrument);
    const toMs = this.trouble ? Math.min(atMs, this.trouble.fromMs) : atMs;
    this.tellPause(instrument, { fromMs: heardAtMs, toMs });
    if (this.state === 'fine') this.aliveAtMs = Math.max(this.aliveAtMs, atMs);
    this.silence(instrument).heardAtMs = atMs;
  }

  private end(toMs: EpochMs): void {
    if (this.state !== 'mending') return;
    this.state = 'fine';
    const { trouble } = this;
    this.trouble = null;
    this.aliveAtMs = toMs;
    if (!trouble) return;
    const { fromMs, reason } = trouble;
    if (toMs > fromMs) this.needs.tell({ instruments: null, fromMs, toMs, reason });
    for (const [instrument, silence] of this.silences) {
      // One that was silent already is told of for itself.
      this.tellPause(instrument, { fromMs: silence.heardAtMs, toMs: fromMs });
      silence.heardAtMs = Math.max(silence.heardAtMs, toMs);
    }
  }

  private tellPause(
    instrument: InstrumentId,
    { fromMs, toMs }: { readonly fromMs: EpochMs; readonly toMs: EpochMs },
  ): void {
    const mostMs = rhythmMs(instrument);
    // Asking the calendar costs more than most prices do.
    if (toMs - fromMs <= mostMs || openMsWithin(fromMs, toMs) <= mostMs) return;
    this.needs.tell({ instruments: [instrument], fromMs, toMs, reason: 'no-messages' });
  }

  private silence(instrument: InstrumentId): Silence {
    const known = this.silences.get(instrument);
    if (known) return known;
    const nowMs = this.needs.clock.nowMs();
    const fresh = { heardAtMs: nowMs, reaskedAtMs: -Infinity };
    this.silences.set(instrument, fresh);
    return fresh;
  }

  private sleep(): void {
    const { clock } = this.needs;
    this.dueAtMs = clock.nowMs() + BEAT_MS;
    this.beat = clock.at(this.dueAtMs, () => {
      if (this.noticeJump() === 'jumped') this.needs.reaskAll();
      else this.lookForSilence();
      this.sleep();
    });
  }

  /** A beat long overdue: whatever comes first after it, be it a price, finds out. */
  private noticeJump(): 'jumped' | 'steady' {
    const nowMs = this.needs.clock.nowMs();
    if (nowMs - this.dueAtMs < SLEPT_FROM_MS) return 'steady';
    const wasDueAtMs = this.dueAtMs;
    this.dueAtMs = nowMs;
    if (this.state !== 'fine') return 'steady';
    this.broken('clock-jump');
    this.mended();
    this.mendedAtMs = wasDueAtMs;
    return 'jumped';
  }

  /** Shortly before its rhythm is over, a silent one is asked for anew: what stands comes again. */
  private lookForSilence(): void {
    const nowMs = this.needs.clock.nowMs();
    const watched = new Set(this.needs.watched());
    for (const known of [...this.silences.keys()])
      if (!watched.has(known)) this.silences.delete(known);
    const isClosed = openMsWithin(nowMs - BEAT_MS, nowMs) === 0;
    if (this.state !== 'fine' || isClosed) return;
    for (const instrument of watched) {
      const silence = this.silence(instrument);
      const mostMs = rhythmMs(instrument);
      const isSilent = nowMs - silence.heardAtMs >= mostMs - 2 * BEAT_MS;
      if (!isSilent || nowMs - silence.reaskedAtMs < mostMs) continue;
      silence.reaskedAtMs = nowMs;
      this.needs.reask(instrument);
    }
  }
}
