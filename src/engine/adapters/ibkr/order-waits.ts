import type { Cancel } from '../../ports/clock.js';
import type { KeptOrder } from './order-book.js';
import type { IbkrConnection } from './session-port.js';

/** Waits for what becomes of an order that something was just sent about. */
export class OrderWaits {
  private readonly waiting = new Set<(order: KeptOrder) => void>();

  constructor(private readonly connection: IbkrConnection) {}

  /** An order has changed. */
  look(order: KeptOrder): void {
    for (const each of [...this.waiting]) each(order);
  }

  /** Writes something about an order and waits until the order has come so far. */
  tell(
    kept: KeptOrder,
    of: {
      readonly write: Parameters<IbkrConnection['send']>[0]['write'];
      readonly test: (order: KeptOrder) => boolean;
    },
  ): Promise<'heard' | 'silent' | 'not-sent'> {
    const { connection } = this;
    const { clock, timing } = connection;
    return new Promise((resolve) => {
      const undo: Cancel[] = [];
      const end = (how: 'heard' | 'silent' | 'not-sent') => {
        for (const each of undo.splice(0)) each();
        resolve(how);
      };
      const look = (order: KeptOrder) => {
        if (order === kept && of.test(order)) end('heard');
      };
      this.waiting.add(look);
      undo.push(
        () => this.waiting.delete(look),
        connection.onDrop(() => end('silent')),
      );
      const withdraw = connection.send({
        lane: 'order',
        write: of.write,
        dropped: () => end('not-sent'),
      });
      const giveUp = clock.at(clock.nowMs() + timing.answerWithinMs, () => {
        end(withdraw() === 'withdrawn' ? 'not-sent' : 'silent');
      });
      // Where it was dropped at once there is nothing left to wait for.
      if (undo.length === 0) giveUp();
      else undo.push(giveUp);
    });
  }
}
