import type { EpochMs } from '../../domain/units.js';
import type { Cancel } from '../../ports/clock.js';
import { isInDoubt, isOver, type KeptOrder, type OrderBook } from './order-book.js';
import { completedOrders, executions, openOrders } from './questions.js';
import type { IbkrConnection } from './session-port.js';
import { shared } from './shared.js';

/** Asks the vendor for all orders and executions, and tells what became of those that it lists nowhere. */
export class ReadBack {
  /** One question at a time: who asks meanwhile gets the same answer. */
  readonly ask: () => Promise<'done' | 'failed'> = shared(() => this.read());
  private droppedAtMs: EpochMs = -Infinity;
  private again: Cancel | null = null;

  constructor(
    private readonly needs: { readonly connection: IbkrConnection; readonly clientId: number },
    private readonly book: OrderBook,
  ) {}

  start(): Cancel {
    const { connection } = this.needs;
    const stop = connection.onDrop(() => {
      this.droppedAtMs = connection.clock.nowMs();
    });
    return () => {
      stop();
      this.again?.();
      this.again = null;
    };
  }

  /** Whether the fate of any order is not known, or fills of its are still missing. */
  private inDoubt(): boolean {
    return this.book.all().some(isInDoubt);
  }

  private async read(): Promise<'done' | 'failed'> {
    const { connection, clientId } = this.needs;
    const session = connection.session();
    const suspects = this.book.all().filter((kept) => kept.life !== 'lost' && !isOver(kept));
    const [open, completed, executed] = await Promise.all([
      connection.ask(openOrders()),
      connection.ask(completedOrders()),
      connection.ask(executions(clientId)),
    ]);
    if (!open.ok || !completed.ok || !executed.ok || connection.session() !== session)
      return 'failed';
    const listed = new Set([...open.value, ...completed.value, ...executed.value]);
    for (const kept of suspects) {
      if (listed.has(kept.ref)) kept.absentSinceMs = null;
      else this.takeAbsence(kept, session);
    }
    if (this.inDoubt()) this.lookLater();
    return 'done';
  }

  /** The vendor lists an order nowhere. What was sent on a lost connection may still be coming. */
  private takeAbsence(kept: KeptOrder, session: number): void {
    const { clock, timing } = this.needs.connection;
    if (kept.life === 'live') {
      this.takeGone(kept);
      return;
    }
    const sameLine = kept.session === session && kept.life === 'unknown';
    const longAgo =
      kept.session !== session && clock.nowMs() >= this.droppedAtMs + timing.lostAfterMs;
    if (sameLine || longAgo) this.book.update(kept, { life: 'lost' });
    else if (kept.session !== session) this.book.update(kept, { life: 'unknown' });
  }

  /**
   * It worked and is listed no more: an order for the day that ended with its day. After a reset the
   * vendor's lists can be empty for a while, so that it has to stay away.
   */
  private takeGone(kept: KeptOrder): void {
    const { clock, timing } = this.needs.connection;
    kept.absentSinceMs ??= clock.nowMs();
    if (kept.end !== null || clock.nowMs() < kept.absentSinceMs + timing.lostAfterMs) return;
    this.book.update(kept, { end: 'cancelled', reason: 'no longer listed' });
  }

  /** Asks again in a while, as long as anything is in doubt. */
  lookLater(): void {
    const { clock, timing } = this.needs.connection;
    this.again ??= clock.at(clock.nowMs() + timing.commissionWithinMs, () => {
      this.again = null;
      if (this.inDoubt() && this.needs.connection.isOpen()) void this.ask();
    });
  }
}
