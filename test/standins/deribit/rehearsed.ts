import { GeneratedMarket } from './generated.js';

/** So many turns are told again and again; ten a second, they take two seconds. */
const TURNS = 20;
const TURN_MS = 100;
/** Stands for the stamp in a text that lies ready. */
const STAMP = 4_102_444_800_000;

interface Ready {
  readonly before: string;
  readonly after: string;
}

/** The generated market with its tickers written out once, so that telling costs next to nothing. */
export class RehearsedMarket extends GeneratedMarket {
  private readonly ready = new Map<string, Ready[]>();

  text(name: string, nowMs: number): string | null {
    const turns = this.ready.get(name) ?? [];
    this.ready.set(name, turns);
    const turn = Math.floor(nowMs / TURN_MS) % TURNS;
    const known = turns[turn] ?? this.write(name, nowMs);
    if (!known) return null;
    turns[turn] = known;
    return `${known.before}${nowMs}${known.after}`;
  }

  private write(name: string, nowMs: number): Ready | null {
    const data = this.ticker(name, nowMs);
    if (!data) return null;
    const [before = '', after = ''] = JSON.stringify({ ...data, timestamp: STAMP }).split(
      String(STAMP),
    );
    return { before, after };
  }
}
