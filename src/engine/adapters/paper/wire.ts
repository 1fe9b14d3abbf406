import type { OrderRef } from '../../domain/order.js';
import type { DurationMs } from '../../domain/units.js';
import type { BrokerSink } from '../../ports/broker.js';
import type { Cancel, Clock } from '../../ports/clock.js';
import type { News } from './book.js';
import type { Faults } from './faults.js';

type Tell = (sink: BrokerSink) => void;

function tellOf(news: News): Tell {
  switch (news.kind) {
    case 'report':
      return (sink) => {
        sink.report(news.report);
      };
    case 'fill':
      return (sink) => {
        sink.fill(news.fill);
      };
    case 'settled':
      return (sink) => {
        sink.settled(news.settlement);
      };
  }
}

function refOf(news: News): OrderRef | null {
  if (news.kind === 'settled') return null;
  return news.kind === 'fill' ? news.fill.ref : news.report.ref;
}

/** Tells sinks in order, outside the call that caused it, as a wire would; or fails to, as told. */
export class Wire {
  private readonly sinks = new Set<BrokerSink>();
  private readonly waiting: Tell[] = [];
  private readonly late = new Set<Cancel>();
  private readonly silenced = new Set<OrderRef>();
  private draining: 'idle' | 'due' = 'idle';

  constructor(
    private readonly clock: Clock,
    private readonly faults: Faults,
  ) {}

  add(sink: BrokerSink): Cancel {
    this.sinks.add(sink);
    return () => {
      this.sinks.delete(sink);
    };
  }

  /** Of this order nothing is told while the silence lasts. */
  silence(ref: OrderRef): void {
    this.silenced.add(ref);
  }

  tell(all: readonly News[]): void {
    const silent = this.faults.find('silence') !== null;
    if (!silent) this.silenced.clear();
    const heard = all.filter((news) => {
      const ref = refOf(news);
      return ref === null || !this.silenced.has(ref);
    });
    const late = this.faults.find('late-fill');
    if (late && heard.length > 0) this.tellLater(heard, late.delayMs);
    else this.send(heard);
  }

  /** What was under way is lost when the connection is. */
  state(state: 'ready' | 'down'): void {
    if (state === 'down') this.waiting.length = 0;
    this.push((sink) => {
      sink.state(state);
    });
  }

  stop(): void {
    this.waiting.length = 0;
    this.sinks.clear();
    this.silenced.clear();
    for (const cancel of [...this.late]) cancel();
    this.late.clear();
  }

  private tellLater(news: readonly News[], delayMs: DurationMs): void {
    const cancel = this.clock.at(this.clock.nowMs() + delayMs, () => {
      this.late.delete(cancel);
      this.send(news);
    });
    this.late.add(cancel);
  }

  private send(all: readonly News[]): void {
    if (this.faults.find('disconnect')) return;
    const times = this.faults.find('duplicate') ? 2 : 1;
    for (const news of all) for (let i = 0; i < times; i++) this.push(tellOf(news));
  }

  private push(tell: Tell): void {
    this.waiting.push(tell);
    if (this.draining === 'due') return;
    this.draining = 'due';
    queueMicrotask(() => {
      this.draining = 'idle';
      for (let next = this.waiting.shift(); next; next = this.waiting.shift()) {
        for (const sink of [...this.sinks]) next(sink);
      }
    });
  }
}
