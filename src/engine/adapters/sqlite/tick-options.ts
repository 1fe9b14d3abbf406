import { parseInstrument } from '../../domain/instrument.js';
import { newYorkDay } from '../../domain/new-york.js';
import type { TradingDay } from '../../domain/trading-day.js';
import type { NameTable } from './tick-names.js';

interface ListedOption {
  readonly id: number;
  readonly name: string;
  readonly expiry: TradingDay;
}

/** Options ever stored, by root: names are read once, then only what has been added. */
export class ListedOptions {
  private readonly byRoot = new Map<string, ListedOption[]>();
  private lastId = -1;

  constructor(private readonly instruments: NameTable) {}

  /** Those of some roots that have not expired before an instant's day. */
  at(roots: readonly string[], atMs: number): readonly ListedOption[] {
    this.takeAdded();
    const today = newYorkDay(atMs);
    const listed = [...new Set(roots)].flatMap((root) => this.byRoot.get(root) ?? []);
    return listed.filter(({ expiry }) => expiry >= today);
  }

  private takeAdded(): void {
    for (const [id, name] of this.instruments.addedAfter(this.lastId)) {
      this.lastId = id;
      const instrument = parseInstrument(name);
      if (instrument?.kind !== 'option') continue;
      const { root, expiry } = instrument;
      const list = this.byRoot.get(root);
      if (list) list.push({ id, name, expiry });
      else this.byRoot.set(root, [{ id, name, expiry }]);
    }
  }
}
