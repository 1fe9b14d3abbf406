import type { Cancel } from '../../ports/clock.js';
import type { FeedState } from '../../ports/market-data.js';
import { FARM_BROKEN, FARM_FINE, MARKET_FARM_BROKEN } from './codes.js';
import type { GapWatch } from './gap-watch.js';
import type { IbkrConnection } from './session-port.js';

/** Watches the session and the vendor's farms: what is out, and when all has to be asked for anew. */
export class Outages {
  /** Broken farms, and whether prices come from them. */
  private readonly farms = new Map<string, 'prices' | 'other'>();

  constructor(
    private readonly connection: IbkrConnection,
    private readonly gaps: GapWatch,
    private readonly replay: () => void,
  ) {}

  start(): Cancel {
    const { connection } = this;
    const undo = [
      connection.listen({
        message: ([{ code, text }]) => this.takeFarm(code, text),
        currentTime: () => this.gaps.alive(),
      }),
      connection.onDrop(() => this.farms.clear()),
      connection.onChange(() => this.look()),
    ];
    return () => {
      for (const each of undo) each();
    };
  }

  /** Everything has been asked for on the present session. */
  replayed(): void {
    if (!this.isOut()) this.gaps.mended();
  }

  word(): FeedState['state'] {
    const phase = this.connection.phase();
    if (phase === 'down') return 'down';
    if (phase === 'connecting' || phase === 'syncing') return 'connecting';
    return phase === 'degraded' || this.farms.size > 0 ? 'degraded' : 'ready';
  }

  private isOut(): boolean {
    const isCompeting = this.connection.need()?.code === 'competing-session';
    return isCompeting || [...this.farms.values()].includes('prices');
  }

  private look(): void {
    const phase = this.connection.phase();
    if (phase === 'down') this.gaps.broken('disconnected');
    if (phase !== 'degraded') return;
    this.gaps.broken(
      this.connection.need()?.code === 'competing-session' ? 'refused' : 'feed-broken',
    );
  }

  /** After a farm is back some lines stay silent, so that all are asked for anew. */
  private takeFarm(code: number, text: string): void {
    const farm = text.split(':').at(-1) ?? '';
    if (FARM_BROKEN.has(code)) {
      this.farms.set(farm, code === MARKET_FARM_BROKEN ? 'prices' : 'other');
      if (code === MARKET_FARM_BROKEN) this.gaps.broken('feed-broken');
    } else if (FARM_FINE.has(code) && this.farms.delete(farm)) {
      this.replay();
      this.replayed();
    }
  }
}
