import type { Cancel } from '../../ports/clock.js';
import { INBOUND_NAMES, tell, type Handlers, type Inbound, type InboundName } from './inbound.js';

function kept<T>(set: Set<T>, one: T): Cancel {
  set.add(one);
  return () => {
    set.delete(one);
  };
}

/** Those who hear what the gateway says, and what becomes of the session. */
export class Hearers {
  /** Replaced at each change, so that it may be walked while it changes. */
  private listeners: readonly Handlers[] = [];
  private readonly drops = new Set<() => void>();
  private readonly watchers = new Set<() => void>();

  listen(handlers: Handlers): Cancel {
    this.listeners = [...this.listeners, handlers];
    return () => {
      this.listeners = this.listeners.filter((each) => each !== handlers);
    };
  }

  onDrop(run: () => void): Cancel {
    return kept(this.drops, run);
  }

  onChange(run: () => void): Cancel {
    return kept(this.watchers, run);
  }

  dropped(): void {
    for (const run of [...this.drops]) run();
  }

  changed(): void {
    for (const run of [...this.watchers]) run();
  }

  /** Handlers of one link: `own` hears each message first, then every listener; nobody once it is stale. */
  inbound(own: Handlers, isCurrent: () => boolean): Handlers {
    const pass =
      <K extends InboundName>(name: K) =>
      (fields: Inbound[K]) => {
        if (!isCurrent()) return;
        tell(own, name, fields);
        for (const listener of this.listeners) tell(listener, name, fields);
      };
    return Object.fromEntries(INBOUND_NAMES.map((name) => [name, pass(name)]));
  }
}
