/** What a faulty service or line does to one call. */
export type FaultMode =
  | 'answer'
  /** The line breaks before anything is done. */
  | 'drop-connection-before'
  /** It is done, but the answer never arrives. */
  | 'drop-connection-after'
  /** No answer, and the line stays open. */
  | 'hang'
  /** The line is reset when the first bytes of the body have come. */
  | 'reset-mid-upload';

export interface Fault {
  /** Any letter case; `*` is every method. */
  readonly method: string;
  readonly mode: FaultMode;
  /** For `answer`. */
  readonly code?: number;
  readonly description?: string;
  readonly parameters?: Readonly<Record<string, number>>;
  /** How many calls it hits; 1 by default. */
  readonly times?: number;
  /** How many calls it lets pass before; 0 by default. */
  readonly skip?: number;
}

interface Armed {
  readonly fault: Fault;
  skipsLeft: number;
  timesLeft: number;
}

/** Faults by script: the first in the list that fits a call and is due takes it. */
export class Faults {
  private armed: Armed[] = [];

  add(fault: Fault): void {
    this.armed.push({ fault, skipsLeft: fault.skip ?? 0, timesLeft: fault.times ?? 1 });
  }

  clear(): void {
    this.armed = [];
  }

  /** Faults that still wait for their call. */
  waiting(): number {
    return this.armed.length;
  }

  next(method: string): Fault | null {
    for (const armed of this.armed) {
      const wanted = armed.fault.method.toLowerCase();
      if (wanted !== '*' && wanted !== method.toLowerCase()) continue;
      if (armed.skipsLeft > 0) {
        armed.skipsLeft--;
        continue;
      }
      armed.timesLeft--;
      this.armed = this.armed.filter(({ timesLeft }) => timesLeft > 0);
      return armed.fault;
    }
    return null;
  }
}
