import type { DurationMs } from '../../domain/units.js';
import type { Cancel } from '../../ports/clock.js';

/** What can be made to go wrong, for proofs and rehearsals. */
export type PaperFault =
  /** `place` is not answered, the order having arrived or been lost; nothing is told of it either. */
  | { readonly kind: 'silence'; readonly fate: 'accepted' | 'lost' }
  /** Reports and fills are told this much market time later. */
  | { readonly kind: 'late-fill'; readonly delayMs: DurationMs }
  /** Everything is told twice. */
  | { readonly kind: 'duplicate' }
  /** Orders are refused in these words: in the answer, or in a report after they were accepted. */
  | { readonly kind: 'reject'; readonly reason: string; readonly when: 'at-once' | 'later' }
  /** Nothing is answered or told; what works goes on working. */
  | { readonly kind: 'disconnect' }
  /** An order fills at most this many units a quote. */
  | { readonly kind: 'partial'; readonly units: number }
  /** A cancel does not arrive and is not answered. */
  | { readonly kind: 'cancel-lost' };

export type FaultKind = PaperFault['kind'];

type OfKind<K extends FaultKind> = Extract<PaperFault, { kind: K }>;

/** The faults that are switched on, the newest of each kind. */
export class Faults {
  private readonly on: PaperFault[] = [];

  /** @returns what switches this one off */
  add(fault: PaperFault): Cancel {
    this.on.push(fault);
    return () => {
      const at = this.on.indexOf(fault);
      if (at >= 0) this.on.splice(at, 1);
    };
  }

  find<K extends FaultKind>(kind: K): OfKind<K> | null {
    const isKind = (fault: PaperFault): fault is OfKind<K> => fault.kind === kind;
    return this.on.findLast(isKind) ?? null;
  }
}
