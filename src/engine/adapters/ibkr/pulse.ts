import type { EpochMs } from '../../domain/units.js';
import type { Cancel } from '../../ports/clock.js';
import type { IbkrConnection } from './session-port.js';

type Host = Pick<IbkrConnection, 'clock' | 'timing' | 'send'>;

/** Asks the gateway for its time now and then: a socket that says nothing back is dead. */
export class Pulse {
  private timer: Cancel | null = null;
  private heardAtMs: EpochMs = 0;

  constructor(
    private readonly host: Host,
    private readonly onSilent: () => void,
  ) {}

  start(): void {
    this.stop();
    this.heard();
    this.sleep();
  }

  stop(): void {
    this.timer?.();
    this.timer = null;
  }

  /** Anything that arrives is a sign of life. */
  heard(): void {
    this.heardAtMs = this.host.clock.nowMs();
  }

  private sleep(): void {
    const { clock, timing } = this.host;
    this.timer = clock.at(clock.nowMs() + timing.heartbeatMs, () => {
      this.beat();
    });
  }

  private beat(): void {
    const { clock, timing } = this.host;
    const askedAtMs = clock.nowMs();
    this.host.send({
      lane: 'order',
      write: (encoder) => {
        encoder.reqCurrentTime();
      },
      dropped: () => undefined,
    });
    this.timer = clock.at(askedAtMs + timing.heartbeatWithinMs, () => {
      if (this.heardAtMs < askedAtMs) this.onSilent();
      else this.sleep();
    });
  }
}
