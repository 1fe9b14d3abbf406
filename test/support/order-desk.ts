import type { TicketView } from '../../src/engine/domain/desk-views.js';
import type { DeskRecord } from '../../src/engine/domain/record.js';
import type { TapAction } from '../../src/engine/domain/tap.js';
import { RoughDesk, type AskedTap, type RoughOptions } from './rough-desk.js';
import { OWNER } from './trading-desk.js';

type Of<K extends DeskRecord['kind']> = Extract<DeskRecord, { kind: K }>;

/** A rough desk with the few moves that most stories about orders begin with. */
export class OrderDesk extends RoughDesk {
  static async begin(options: RoughOptions = {}): Promise<OrderDesk> {
    const desk = new OrderDesk(options);
    await desk.start();
    return desk;
  }

  async arm(quantity = 2): Promise<void> {
    void this.trading.arm(OWNER, { strategy: 'putlite', quantity, until: { kind: 'close' } });
    await this.settle();
  }

  records<K extends DeskRecord['kind']>(kind: K): Of<K>[] {
    return this.rows.flatMap(({ record }) => (record.kind === kind ? [record as Of<K>] : []));
  }

  async until(holds: () => boolean, mostMs = 600_000): Promise<void> {
    for (let passed = 0; !holds(); passed += 5_000) {
      if (passed >= mostMs) throw new Error('it never came to that');
      await this.pass(5_000);
    }
  }

  /** The ticket that an armed desk puts within a minute or two. */
  async ticket(quantity = 2): Promise<TicketView> {
    await this.arm(quantity);
    await this.until(() => this.trading.tickets().length > 0);
    return this.waiting();
  }

  waiting(): TicketView {
    const [view] = this.trading.tickets();
    if (!view) throw new Error('no ticket waits');
    return view;
  }

  async tapped(id: string, action: TapAction = 'send', userId = OWNER): Promise<AskedTap> {
    const asked = this.tap({ id, action, userId });
    await this.settle();
    return asked;
  }

  stateOf(id: string): string {
    const found = this.trading.ticket(id);
    return found.ok ? found.value.state : found.error.code;
  }

  /** A position that is open, and a desk that proposes nothing more. */
  async position(quantity = 2): Promise<TicketView> {
    const { ticket } = await this.ticket(quantity);
    await this.tapped(ticket.id);
    await this.until(() => this.records('run-end').length > 0);
    void this.trading.disarm(OWNER, null);
    await this.settle();
    const found = this.trading.ticket(ticket.id);
    if (!found.ok || found.value.position?.units !== quantity) throw new Error('nothing is open');
    return found.value;
  }

  /** Contracts of the first position, by leg. */
  held(): readonly number[] {
    const found = this.trading.ticket(this.records('fill')[0]?.positionId ?? '');
    const legs = found.ok ? (found.value.position?.legs ?? []) : [];
    return legs.map(({ quantity }) => quantity);
  }

  alerts(): readonly string[] {
    return this.news('alert').map(({ alert }) => alert.code);
  }
}
