import { maskAccount, kindOfPort, proveAccount, type ProofError } from './account-proof.js';
import type { Needs } from './needs.js';
import type { IbkrSettings } from './settings.js';

/** The proven account; its number in full is for messages to the gateway only. */
export interface Proven {
  readonly id: string;
  readonly label: string;
  readonly kind: 'paper';
}

/** What a new connection says first, and whether its account is the one to trade. */
export class Greeting {
  private heard: { accounts: string | null; orderId: number | null } | null = null;
  private proven: Proven | null = null;
  private refused: ProofError | null = null;

  constructor(
    private readonly settings: Pick<IbkrSettings, 'port' | 'portKind' | 'account'>,
    private readonly needs: Needs,
  ) {}

  /** A connection is made: nothing is known of it. */
  begin(): void {
    this.heard = { accounts: null, orderId: null };
  }

  /** The connection has gone, and with it the proof. */
  end(): void {
    this.heard = null;
    this.proven = null;
  }

  /** Whether accounts or the first order id are still to come. */
  isAwaited(): boolean {
    return this.heard !== null;
  }

  account(): Proven | null {
    return this.proven;
  }

  refusal(): ProofError | null {
    return this.refused;
  }

  /** @returns what is known once both have come; null before, and after. */
  take(part: { accounts?: string; orderId?: number }): 'proven' | 'refused' | null {
    if (!this.heard) return null;
    Object.assign(this.heard, part);
    const { accounts, orderId } = this.heard;
    if (accounts === null || orderId === null) return null;
    this.heard = null;
    return this.prove(accounts);
  }

  private prove(accounts: string): 'proven' | 'refused' {
    const { port, portKind, account } = this.settings;
    const says = { port: portKind ?? kindOfPort(port), account: account ?? null };
    const proof = proveAccount(accounts, says);
    if (!proof.ok) {
      this.refused = proof.error;
      const code = proof.error.code === 'live-not-built' ? 'live-account' : 'account';
      this.needs.raise(code, JSON.stringify(proof.error));
      return 'refused';
    }
    const { account: id, kind } = proof.value;
    this.refused = null;
    this.needs.clear('account', 'live-account');
    this.proven = { id, kind, label: maskAccount(id) };
    return 'proven';
  }
}
