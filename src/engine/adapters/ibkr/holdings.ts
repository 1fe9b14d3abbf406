import type { InstrumentId } from '../../domain/instrument.js';
import type { EpochMs } from '../../domain/units.js';
import type { Cancel } from '../../ports/clock.js';
import type { Contracts } from './contracts.js';
import type { IbkrConnection } from './session-port.js';

/** What the account held of one thing, and until when that is known. */
export interface Holding {
  readonly quantity: number;
  /** `held`: it still is. Else the last instant at which it certainly was. */
  readonly until: 'held' | EpochMs;
}

/**
 * The account's holdings as the gateway streams them after the first question: when something goes
 * that nobody traded, the instant tells an expiry from anything else.
 */
export class Holdings {
  private readonly known = new Map<InstrumentId, Holding>();
  private listing: Set<InstrumentId> | null = null;
  /** Last instant at which a change would have been told. */
  private heardUntilMs: EpochMs = -Infinity;
  private stream: 'whole' | 'cut' = 'cut';

  constructor(
    private readonly connection: IbkrConnection,
    private readonly contracts: Contracts,
  ) {}

  start(): Cancel {
    const { connection } = this;
    const undo = [
      connection.listen({
        position: ([account, contract, quantity]) => {
          const instrument = this.contracts.note(contract);
          if (instrument && account === connection.account()?.id) this.take(instrument, quantity);
        },
        positionEnd: () => this.endListing(),
      }),
      connection.onChange(() => {
        if (connection.phase() !== 'ready') this.cut();
      }),
    ];
    return () => {
      for (const each of undo) each();
    };
  }

  /** A question has been asked: everything is listed anew. */
  beginListing(): void {
    this.listing ??= new Set();
  }

  of(instrument: InstrumentId): Holding | null {
    return this.known.get(instrument) ?? null;
  }

  private take(instrument: InstrumentId, quantity: number): void {
    if (quantity !== 0) {
      this.listing?.add(instrument);
      this.known.set(instrument, { quantity, until: 'held' });
    } else {
      this.gone(instrument, this.stream === 'whole' ? this.nowMs() : this.heardUntilMs);
    }
  }

  private endListing(): void {
    const { listing } = this;
    this.listing = null;
    if (!listing) return;
    const untilMs = this.stream === 'whole' ? this.nowMs() : this.heardUntilMs;
    for (const instrument of this.known.keys()) {
      if (!listing.has(instrument)) this.gone(instrument, untilMs);
    }
    this.stream = 'whole';
  }

  private gone(instrument: InstrumentId, untilMs: EpochMs): void {
    const known = this.known.get(instrument);
    if (known?.until === 'held') this.known.set(instrument, { ...known, until: untilMs });
  }

  /** A silent line is noticed only after its heartbeat: what it last told is so old. */
  private cut(): void {
    if (this.stream === 'cut') return;
    const { heartbeatMs, heartbeatWithinMs } = this.connection.timing;
    this.heardUntilMs = this.nowMs() - heartbeatMs - heartbeatWithinMs;
    this.stream = 'cut';
    this.listing = null;
  }

  private nowMs(): EpochMs {
    return this.connection.clock.nowMs();
  }
}
