import type { Clock } from '../../../src/engine/ports/clock.js';
import type { Session } from './session.js';

const MESSAGES_A_SECOND = 50;
const OFFENCES_FORGIVEN = 3;
const SAME_REQUEST_MS = 15_000;
const BURST = { most: 5, withinMs: 2_000 };
const TEN_MINUTES = { most: 60, withinMs: 600_000 };

export type PacingMode = 'enforce' | 'off';

/** One breach of a pacing rule. */
export interface PacingBreach {
  readonly clientId: number | null;
  readonly rule: 'messages' | 'same-request' | 'burst' | 'ten-minutes';
  readonly atMs: number;
}

interface HistoryAsk {
  readonly atMs: number;
  readonly whole: string;
  readonly subject: string;
  readonly weight: number;
}

/** Counts what clients ask for on the gateway's clock, and says what was too much. */
export class Pacing {
  readonly breaches: PacingBreach[] = [];
  readonly #messages = new Map<Session, number[]>();
  readonly #offences = new Map<Session, number>();
  #asks: HistoryAsk[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly mode: PacingMode,
  ) {}

  gone(session: Session): void {
    this.#messages.delete(session);
    this.#offences.delete(session);
  }

  /** @returns whether the message is taken; one too many is refused with 100, then the socket. */
  message(session: Session): boolean {
    if (this.mode === 'off') return true;
    const nowMs = this.clock.nowMs();
    const recent = (this.#messages.get(session) ?? []).filter((atMs) => atMs > nowMs - 1000);
    this.#messages.set(session, recent);
    if (recent.length < MESSAGES_A_SECOND) {
      recent.push(nowMs);
      return true;
    }
    const offences = (this.#offences.get(session) ?? 0) + 1;
    this.#offences.set(session, offences);
    this.breaches.push({ clientId: session.clientId, rule: 'messages', atMs: nowMs });
    session.info(
      100,
      `Max rate of messages per second has been exceeded:max=${MESSAGES_A_SECOND} rec=${recent.length + 1} (1)`,
    );
    if (offences > OFFENCES_FORGIVEN) session.end();
    return false;
  }

  /**
   * One historical request. Requests for bid and ask count twice.
   * @returns the rule that it breaks, or null.
   */
  history(
    session: Session,
    of: { whole: string; subject: string; what: string },
  ): PacingBreach['rule'] | null {
    if (this.mode === 'off') return null;
    const nowMs = this.clock.nowMs();
    this.#asks = this.#asks.filter(({ atMs }) => atMs > nowMs - TEN_MINUTES.withinMs);
    const rule = this.#broken(of, nowMs);
    if (rule) this.breaches.push({ clientId: session.clientId, rule, atMs: nowMs });
    else this.#asks.push({ atMs: nowMs, ...of, weight: of.what === 'BID_ASK' ? 2 : 1 });
    return rule;
  }

  #broken(of: { whole: string; subject: string }, nowMs: number): PacingBreach['rule'] | null {
    const same = this.#asks.filter(({ whole }) => whole === of.whole);
    if (same.some(({ atMs }) => atMs > nowMs - SAME_REQUEST_MS)) return 'same-request';
    const burst = this.#asks.filter(
      ({ subject, atMs }) => subject === of.subject && atMs > nowMs - BURST.withinMs,
    );
    if (burst.length >= BURST.most) return 'burst';
    const weight = this.#asks.reduce((sum, ask) => sum + ask.weight, 0);
    return weight >= TEN_MINUTES.most ? 'ten-minutes' : null;
  }
}
