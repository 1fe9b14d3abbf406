import type { Coin } from '../../domain/instrument.js';
import { DAY_MS, HOUR_MS, type EpochMs } from '../../domain/units.js';
import type { Cancel } from '../../ports/clock.js';
import type { Listed } from './listed.js';
import { readName } from './names.js';
import type { Kind, Rest } from './rest.js';
import type { DeribitSettings, DeribitTiming } from './settings.js';

export interface ListerOptions {
  readonly settings: Pick<DeribitSettings, 'clock' | 'log'>;
  readonly timing: DeribitTiming;
  readonly coins: readonly Coin[];
  readonly rest: Rest;
  readonly onList: (listed: readonly Listed[]) => void;
  /** 08:00 UTC: what settled is no more, whatever the venue still lists. */
  readonly onSettlement: () => void;
  readonly count: (outcome: 'fine' | 'failed') => void;
}

const KINDS: readonly Kind[] = ['option', 'future'];
const SETTLES_AFTER_MS = 8 * HOUR_MS;

/** Reads the list of instruments: at the start, now and then, after 08:00 UTC, and on news. */
export class Lister {
  private readonly known = new Map<string, readonly Listed[]>();
  private timer: Cancel | null = null;
  private settlement: Cancel | null = null;
  private reading: 'no' | 'yes' = 'no';
  private readAtMs: EpochMs = 0;
  private state: 'on' | 'off' = 'off';

  constructor(private readonly options: ListerOptions) {}

  /** Whether every coin's options have been listed once. */
  isComplete(): boolean {
    return this.options.coins.every((coin) => this.known.has(`${coin} option`));
  }

  /** Whether options of any coin have been listed. */
  hasAny(): boolean {
    return this.options.coins.some((coin) => this.known.has(`${coin} option`));
  }

  async start(): Promise<void> {
    this.state = 'on';
    this.awaitSettlement();
    await this.read();
  }

  stop(): void {
    this.state = 'off';
    this.timer?.();
    this.settlement?.();
  }

  /** An instrument that is not known has been named: if it is ours, the list has grown. */
  heard(name: string): void {
    const { settings, timing, coins } = this.options;
    const nowMs = settings.clock.nowMs();
    if (this.reading === 'yes' || nowMs - this.readAtMs < timing.relistAfterExpiryMs) return;
    const read = readName(name);
    if (read?.kind !== 'option' || !coins.includes(read.coin) || read.settlesAtMs <= nowMs) return;
    void this.read();
  }

  private async read(): Promise<void> {
    if (this.reading === 'yes') return;
    this.reading = 'yes';
    const { settings, timing, coins } = this.options;
    this.readAtMs = settings.clock.nowMs();
    this.timer?.();
    let failed = 0;
    for (const coin of coins) {
      for (const kind of KINDS) if ((await this.readOne(coin, kind)) === 'failed') failed += 1;
    }
    this.reading = 'no';
    if (this.state === 'off') return;
    this.options.onList(this.all());
    const waitMs = failed > 0 ? timing.relistAfterExpiryMs : timing.relistMs;
    this.timer = settings.clock.at(settings.clock.nowMs() + waitMs, () => void this.read());
  }

  private async readOne(coin: Coin, kind: Kind): Promise<'fine' | 'failed'> {
    const { settings, rest, count } = this.options;
    const answer = await rest.instruments(coin, kind);
    // A list without any option is no news but a fault.
    const isFine = answer.ok && (kind === 'future' || answer.value.length > 0);
    count(isFine ? 'fine' : 'failed');
    if (isFine) {
      this.known.set(`${coin} ${kind}`, answer.value);
      return 'fine';
    }
    const reason = answer.ok ? 'empty' : answer.error.code;
    settings.log.warn('deribit-not-listed', { coin, kind, reason });
    return 'failed';
  }

  private all(): readonly Listed[] {
    const nowMs = this.options.settings.clock.nowMs();
    return [...this.known.values()]
      .flat()
      .filter((each) => each.kind === 'perpetual' || each.settlesAtMs > nowMs);
  }

  private awaitSettlement(): void {
    const { settings, timing, onSettlement } = this.options;
    const { clock } = settings;
    const today = Math.floor(clock.nowMs() / DAY_MS) * DAY_MS + SETTLES_AFTER_MS;
    const next = today > clock.nowMs() ? today : today + DAY_MS;
    this.settlement = clock.at(next, () => {
      onSettlement();
      this.timer?.();
      const atMs = clock.nowMs() + timing.relistAfterExpiryMs;
      this.timer = clock.at(atMs, () => void this.read());
      this.awaitSettlement();
    });
  }
}
