import { MINUTE_MS, type EpochMs } from '../../domain/units.js';
import type { Cancel } from '../../ports/clock.js';
import { GUARD_BEFORE_MS, nextRestartMs } from './restart-guard.js';
import type { IbkrSettings } from './settings.js';

/** A restart that has not cut the socket by then is taken not to have happened. */
const RESTART_TAKES_MS = 5 * MINUTE_MS;

interface Told {
  readonly changed: () => void;
  /** The restart did not come: read back, then go on. */
  readonly passed: () => void;
}

/** Keeps orders back from two minutes before the gateway's restart until the sync after it. */
export class GuardWatch {
  private timer: Cancel | null = null;
  private restartAtMs: EpochMs | null = null;

  constructor(
    private readonly of: Pick<IbkrSettings, 'clock' | 'restartAt'>,
    private readonly told: Told,
  ) {}

  isOpen(): boolean {
    return this.restartAtMs === null;
  }

  start(): void {
    const { clock, restartAt } = this.of;
    if (!restartAt) return;
    const nowMs = clock.nowMs();
    const restartMs = nextRestartMs(nowMs, restartAt);
    this.timer = clock.at(restartMs - GUARD_BEFORE_MS, () => {
      this.close(restartMs);
    });
  }

  stop(): void {
    this.timer?.();
    this.timer = null;
    this.restartAtMs = null;
  }

  /** Everything has been read back: after the restart, orders may leave again. */
  synced(): void {
    if (this.restartAtMs === null || this.of.clock.nowMs() < this.restartAtMs) return;
    this.stop();
    this.start();
    this.told.changed();
  }

  private close(restartMs: EpochMs): void {
    this.restartAtMs = restartMs;
    this.timer = this.of.clock.at(restartMs + RESTART_TAKES_MS, this.told.passed);
    this.told.changed();
  }
}
