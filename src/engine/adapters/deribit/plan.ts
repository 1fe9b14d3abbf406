import type { Coin } from '../../domain/instrument.js';
import type { Listed } from './listed.js';
import { indexName } from './names.js';
import type { Session } from './session.js';
import type { TickerInterval } from './settings.js';

/** Channels of a coin besides its tickers: level, volatility index, marks of all options. */
export function coinChannels(coin: Coin): readonly string[] {
  const name = indexName(coin);
  return [
    `deribit_price_index.${name}`,
    `deribit_volatility_index.${name}`,
    `markprice.options.${name}`,
  ];
}

export function tickerChannel(of: Pick<Listed, 'name'>, interval: TickerInterval): string {
  return `ticker.${of.name}.${interval}`;
}

/** Perpetuals and futures first, then options by expiry, so that the near ones come soon. */
export function inOrder(listed: readonly Listed[]): readonly Listed[] {
  const rank = (of: Listed) => (of.kind === 'option' ? of.settlesAtMs : 0);
  return [...listed].sort((a, b) => rank(a) - rank(b));
}

/** Which connection carries a channel; a channel stays where it is. */
export class Plan {
  private readonly carriers = new Map<string, Session>();

  constructor(
    private readonly sessions: readonly Session[],
    private readonly most: number,
    /** Adds one to the sessions. */
    private readonly open: () => void,
  ) {}

  clear(): void {
    this.carriers.clear();
  }

  carrier(channel: string): Session | undefined {
    return this.carriers.get(channel);
  }

  /** Opens as many connections as are needed, and gives each new channel to the least laden. */
  set(channels: readonly string[]): void {
    const wanted = new Set(channels);
    const less = this.divide([...this.carriers.keys()].filter((channel) => !wanted.has(channel)));
    for (const gone of less.values()) for (const channel of gone) this.carriers.delete(channel);
    while (this.sessions.length * this.most < channels.length) this.open();
    const load = new Map(
      this.sessions.map((each) => [each, each.size - (less.get(each)?.length ?? 0)]),
    );
    const fresh = channels.filter((channel) => !this.carriers.has(channel));
    for (const channel of fresh) {
      const [session] = [...load].reduce((least, each) => (each[1] < least[1] ? each : least));
      load.set(session, (load.get(session) ?? 0) + 1);
      this.carriers.set(channel, session);
    }
    const more = this.divide(fresh);
    // A list read anew lets what was left out be asked for again.
    for (const each of this.sessions) each.change(more.get(each) ?? [], less.get(each) ?? []);
  }

  private divide(channels: readonly string[]): Map<Session, string[]> {
    const divided = new Map<Session, string[]>();
    for (const channel of channels) {
      const session = this.carriers.get(channel);
      if (!session) continue;
      const of = divided.get(session);
      if (of) of.push(channel);
      else divided.set(session, [channel]);
    }
    return divided;
  }
}
