import { isQuiet, type House } from './house.js';

/** A time in which no client could get a price; `toMs` is null while it goes on. */
export interface Outage {
  readonly fromMs: number;
  readonly toMs: number | null;
}

/** The gateway's own record of when prices could flow, looked at when something changes. */
export class Outages {
  readonly #past: Outage[] = [];
  #sinceMs: number | null = null;

  constructor(private readonly house: House) {}

  look(): void {
    const isServed = this.house.sessions().some((one) => !one.silent);
    const nowMs = this.house.clock.nowMs();
    if (isServed && !isQuiet(this.house.faults)) {
      if (this.#sinceMs !== null) this.#past.push({ fromMs: this.#sinceMs, toMs: nowMs });
      this.#sinceMs = null;
    } else {
      this.#sinceMs ??= nowMs;
    }
  }

  all(): readonly Outage[] {
    if (this.#sinceMs === null) return this.#past;
    return [...this.#past, { fromMs: this.#sinceMs, toMs: null }];
  }
}
