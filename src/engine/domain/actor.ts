import type { UserId } from './people.js';

/** Who did it: a person, a rule of the desk by its name, or the desk itself (start, recovery). */
export type Actor =
  | { readonly kind: 'user'; readonly userId: UserId }
  | { readonly kind: 'rule'; readonly rule: string }
  | { readonly kind: 'desk' };
