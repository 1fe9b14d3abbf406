import type { DurationMs, EpochMs } from '../../domain/units.js';
import type { Needs } from './needs.js';
import type { IbkrSettings, IbkrTiming } from './settings.js';

/** Connects in a row without an order id, or refused for the client id, before a person is told. */
const TRIES_BEFORE_TELLING = 3;

/** Counts what went wrong since the last good session, and says how long to wait. */
export class Retries {
  private failures = 0;
  private mutes = 0;
  private idClashes = 0;
  private downSinceMs: EpochMs;

  constructor(
    private readonly settings: Pick<IbkrSettings, 'clock' | 'chance'>,
    private readonly needs: Needs,
  ) {
    this.downSinceMs = settings.clock.nowMs();
  }

  count(): number {
    return this.failures;
  }

  down(): void {
    this.downSinceMs = this.settings.clock.nowMs();
  }

  /** The gateway has given accounts and an order id. */
  greeted(): void {
    this.mutes = 0;
    this.idClashes = 0;
    this.needs.clear('login', 'unreachable', 'client-id-in-use', 'server-version');
    // What was wrong with the session before may not be with this one.
    this.needs.clear('undecodable', 'read-only');
  }

  ready(): void {
    this.failures = 0;
  }

  idClash(): void {
    this.idClashes += 1;
  }

  /** @param kind `mute`: the gateway accepted and never came to an order id. */
  failed(
    reason: string,
    of: { readonly kind: 'mute' | 'other'; readonly unreachableAfterMs: DurationMs },
  ): void {
    this.failures += 1;
    if (reason.startsWith('server-version')) this.needs.raise('server-version', reason);
    if (this.idClashes >= TRIES_BEFORE_TELLING) this.needs.raise('client-id-in-use', '326');
    if (of.kind === 'mute' && this.idClashes === 0) this.mutes += 1;
    if (this.mutes >= TRIES_BEFORE_TELLING) this.needs.raise('login', reason);
    const downMs = this.settings.clock.nowMs() - this.downSinceMs;
    if (downMs >= of.unreachableAfterMs) this.needs.raise('unreachable', reason);
  }

  /** Doubles with each failure up to the most; half of it is left to chance. */
  backoffMs({ backoffMs, backoffMostMs }: IbkrTiming): DurationMs {
    const fullMs = Math.min(backoffMostMs, backoffMs * 2 ** Math.min(20, this.failures - 1));
    return Math.round(fullMs * (0.5 + this.settings.chance.uniform() / 2));
  }
}
