import type { GatewayNeed, GatewayNeedCode, GatewayPhase } from '../../domain/gateway.js';
import type { Result } from '../../domain/result.js';
import type { Cancel } from '../../ports/clock.js';
import type { ProofError } from './account-proof.js';
import type { AskError, AskHost, Question } from './asks.js';
import type { IbkrSettings, IbkrTiming } from './settings.js';

/** What lines and streams need of the session. */
export type DataHost = Pick<
  IbkrConnection,
  'clock' | 'log' | 'listen' | 'send' | 'session' | 'isOpen' | 'nextDataId' | 'raise' | 'clear'
>;

/** Something that has to be read back before the session is ready. */
export type SyncStep = () => Promise<'done' | 'failed'>;

export interface IbkrConnection extends AskHost {
  readonly timing: IbkrTiming;
  readonly log: IbkrSettings['log'];
  phase(): GatewayPhase;
  need(): GatewayNeed | null;
  raise(code: GatewayNeedCode, detail: string): void;
  clear(code: GatewayNeedCode): void;
  /** Proven account, in full: for messages to the gateway only. Null before the proof. */
  account(): { readonly id: string; readonly label: string; readonly kind: 'paper' } | null;
  /** Why the account is refused; null where it is proven or not yet known. */
  refusal(): ProofError | null;
  /** Whether orders may leave: ready, and no restart is near. */
  mayTrade(): boolean;
  nextOrderId(): number;
  nextDataId(): number;
  /** Grows with each connection, so that what was sent on an earlier one is known. */
  session(): number;
  /** Zone of the gateway's times; null where it gave none. */
  zone(): string | null;
  ask<T>(question: Question<T>): Promise<Result<T, AskError>>;
  /** Steps run in order of registration, at each sync. */
  onSync(step: SyncStep): Cancel;
  /** After any change of phase, of `need` or of `mayTrade`. */
  onChange(run: () => void): Cancel;
  /** Reads everything back again on the living socket. */
  resync(): void;
  /** First user starts it. @returns when it is ready, or its first attempt has failed. */
  start(): Promise<void>;
  /** Last user stops it. */
  stop(): void;
}
