import type { ApprovedOrder, OrderIntent, OrderRef } from '../../domain/order.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { DurationMs } from '../../domain/units.js';
import type { Broker, BrokerError, BrokerSink, Receipt } from '../../ports/broker.js';
import type { Cancel, Clock } from '../../ports/clock.js';
import { isOpen, reportOf } from './book.js';
import { Faults, type PaperFault } from './faults.js';
import { PaperAccount, type PaperAccountOptions } from './paper-account.js';
import { Wire } from './wire.js';

export type { PaperFault } from './faults.js';
export { USUAL_FEES, type PaperFees } from './fees.js';
export { USUAL_CARRY, type Carry } from './settlement.js';
export { settlementPrices, type SettlementSources } from './settlement-price.js';

export interface PaperBrokerOptions extends PaperAccountOptions {
  /** For the deadline of an answer. */
  readonly wall: Clock;
  /** Wall time after which a call that nobody answers gives `unknown-outcome`. */
  readonly answerWithinMs: DurationMs;
}

export interface PaperBroker extends Broker {
  /** To be called after quotes have changed: resting orders that the market has reached fill. */
  onQuote(): void;
  /** Makes something go wrong until the returned function is called. */
  fault(fault: PaperFault): Cancel;
}

type Answer<T> = Promise<Result<T, BrokerError>>;

class Paper implements PaperBroker {
  readonly name = 'paper';
  private phase: 'stopped' | 'started' = 'stopped';
  private readonly faults = new Faults();
  private readonly wire: Wire;
  private readonly far: PaperAccount;
  private readonly unanswered = new Set<() => void>();

  constructor(private readonly options: PaperBrokerOptions) {
    this.wire = new Wire(options.clock, this.faults);
    this.far = new PaperAccount(options, {
      tell: (news) => {
        this.wire.tell(news);
      },
      mostUnits: () => this.faults.find('partial')?.units ?? null,
    });
  }

  start() {
    this.far.start();
    this.phase = 'started';
    return this.answer(() => undefined);
  }

  stop(): Promise<void> {
    this.phase = 'stopped';
    this.far.stop();
    this.wire.stop();
    for (const giveUp of [...this.unanswered]) giveUp();
    return Promise.resolve();
  }

  state() {
    const up = this.phase === 'started' && !this.faults.find('disconnect');
    return up ? ('ready' as const) : ('down' as const);
  }

  account() {
    return this.answer(() => ({
      label: 'paper',
      kind: 'paper' as const,
      ...this.far.figures(),
    }));
  }

  whatIf(order: OrderIntent) {
    if (this.state() === 'down') return refuse({ code: 'not-ready' });
    const checked = this.far.check(order);
    return checked.ok ? Promise.resolve(checked) : refuse(refused(checked.error));
  }

  orders() {
    return this.answer(() => this.far.book.orders().map(reportOf));
  }

  fills() {
    return this.answer(() => [...this.far.book.fills]);
  }

  settlements() {
    return this.answer(() => [...this.far.book.settlements]);
  }

  positions() {
    return this.answer(() => this.far.book.positions());
  }

  subscribe(sink: BrokerSink) {
    return this.wire.add(sink);
  }

  place(order: ApprovedOrder): Answer<Receipt> {
    const { ref } = order;
    if (this.state() === 'down') return refuse({ code: 'not-ready' });
    const silence = this.faults.find('silence');
    if (silence?.fate === 'lost') return this.noAnswer();
    const refusal = this.refusalOf(order);
    if (refusal) return silence ? this.noAnswer() : refuse(refusal);
    if (silence) this.wire.silence(ref);
    const acceptedAtMs = this.options.clock.nowMs();
    const reject = this.faults.find('reject');
    if (reject) this.far.reject(order, acceptedAtMs, reject.reason);
    else this.far.accept(order, acceptedAtMs);
    return silence ? this.noAnswer() : Promise.resolve(ok({ ref, acceptedAtMs }));
  }

  cancel(ref: OrderRef): Answer<void> {
    if (this.state() === 'down') return refuse({ code: 'not-ready' });
    if (this.faults.find('cancel-lost')) return this.noAnswer();
    const held = this.far.book.order(ref);
    if (!held) return refuse({ code: 'no-such-order' });
    if (!isOpen(held)) return refuse(refused(`already ${held.state}`));
    this.far.end(ref, { state: 'cancelled', reason: null });
    return Promise.resolve(ok(undefined));
  }

  onQuote(): void {
    this.far.onQuote();
  }

  fault(fault: PaperFault): Cancel {
    const before = this.state();
    const remove = this.faults.add(fault);
    this.tellState(before);
    return () => {
      const then = this.state();
      remove();
      this.tellState(then);
    };
  }

  private tellState(before: 'ready' | 'down'): void {
    const now = this.state();
    if (now !== before) this.wire.state(now);
  }

  private refusalOf(order: OrderIntent): BrokerError | null {
    if (this.far.book.order(order.ref)) return { code: 'duplicate-ref' };
    const reject = this.faults.find('reject');
    if (reject?.when === 'at-once') return refused(reject.reason);
    const checked = this.far.check(order);
    return checked.ok ? null : refused(checked.error);
  }

  private answer<T>(read: () => T): Answer<T> {
    return this.state() === 'down' ? refuse({ code: 'not-ready' }) : Promise.resolve(ok(read()));
  }

  /** Nobody answers; at the deadline, or when the broker stops, the caller is told so. */
  private noAnswer(): Answer<never> {
    const { wall, answerWithinMs } = this.options;
    return new Promise((resolve) => {
      const giveUp = () => {
        cancel();
        this.unanswered.delete(giveUp);
        resolve(err({ code: 'unknown-outcome' }));
      };
      const cancel = wall.at(wall.nowMs() + answerWithinMs, giveUp);
      this.unanswered.add(giveUp);
    });
  }
}

function refused(reason: string): BrokerError {
  return { code: 'refused', reason };
}

function refuse(error: BrokerError): Promise<Result<never, BrokerError>> {
  return Promise.resolve(err(error));
}

/**
 * A broker without a wire, kept in `rows`: each row is on disk before anybody hears of it, and a start
 * with the same rows goes on where the last one ended, working orders included.
 *
 * - Orders are limit orders, good until cancelled or expired. How they fill: `match`. A combination
 *   fills in whole units, each leg at a price of its own.
 * - Commissions: `USUAL_FEES`. Margin: `marginOf`. `place` and `whatIf` refuse, in words, what a broker
 *   would: bad quantities, unknown or expired instruments, legs of different underlyings, a limit off
 *   the grid, options outside their hours, want of cash or margin.
 * - Expiry, exercise, assignment and early assignment: `expirySettlement`, `earlyAssignments`. Closes
 *   that passed while it was stopped assign nothing early, as nobody saw their prices.
 * - Sinks hear of it after the call has returned, in order; of what happened during a fault, by asking.
 */
export function createPaperBroker(options: PaperBrokerOptions): PaperBroker {
  return new Paper(options);
}
