import type { Coin } from '../../domain/instrument.js';
import type { EpochMs } from '../../domain/units.js';
import type { Cancel } from '../../ports/clock.js';
import type { Book } from './book.js';
import type { Kind, Rest } from './rest.js';
import type { DeribitSettings, DeribitTiming } from './settings.js';

export interface PicturesOptions {
  readonly settings: Pick<DeribitSettings, 'clock' | 'log'>;
  readonly timing: DeribitTiming;
  readonly coins: readonly Coin[];
  readonly rest: Rest;
  readonly book: Book;
  readonly count: (outcome: 'fine' | 'failed') => void;
}

const KINDS: readonly Kind[] = ['option', 'future'];

/** Fetches whole pictures over HTTP, while nothing streams yet or something was missed. */
export class Pictures {
  private state: 'idle' | 'fetching' | 'wanted' = 'idle';
  private fetchedAtMs: EpochMs = 0;
  private timer: Cancel | null = null;

  constructor(private readonly options: PicturesOptions) {}

  /** One more picture, soon; many wishes at a time are one. */
  want(): void {
    if (this.state === 'fetching') this.state = 'wanted';
    if (this.state !== 'idle' || this.timer) return;
    const { settings, timing } = this.options;
    const { clock } = settings;
    const dueAtMs = this.fetchedAtMs + timing.pictureEveryMs;
    if (this.fetchedAtMs === 0 || dueAtMs <= clock.nowMs()) void this.fetch();
    else {
      this.timer = clock.at(dueAtMs, () => {
        this.timer = null;
        void this.fetch();
      });
    }
  }

  stop(): void {
    this.timer?.();
    this.timer = null;
  }

  private async fetch(): Promise<void> {
    const { settings, coins } = this.options;
    this.state = 'fetching';
    this.fetchedAtMs = settings.clock.nowMs();
    for (const coin of coins) {
      for (const kind of KINDS) await this.fetchOne(coin, kind);
      await this.fetchLevel(coin);
    }
    const isWanted = (this.state as string) === 'wanted';
    this.state = 'idle';
    if (isWanted) this.want();
  }

  private async fetchOne(coin: Coin, kind: Kind): Promise<void> {
    const { settings, rest, book, count } = this.options;
    const answer = await rest.summaries(coin, kind);
    count(answer.ok ? 'fine' : 'failed');
    if (answer.ok) book.picture(answer.value, settings.clock.nowMs());
    else settings.log.warn('deribit-no-picture', { coin, kind, reason: answer.error.code });
  }

  private async fetchLevel(coin: Coin): Promise<void> {
    const { settings, rest, book, count } = this.options;
    const answer = await rest.index(coin);
    count(answer.ok ? 'fine' : 'failed');
    if (answer.ok) book.levelAt(coin, answer.value, settings.clock.nowMs());
  }
}
