import type { InstrumentId } from './instrument.js';
import type { DurationMs, UsdMicros } from './units.js';

/** Why an order may not go: a code and its numbers. Words live in `locales/`. */
export type Refusal =
  | { readonly code: 'trading-halted' }
  | { readonly code: 'trading-reducing' }
  | { readonly code: 'quote-missing'; readonly instrument: InstrumentId }
  | {
      readonly code: 'quote-stale';
      readonly instrument: InstrumentId;
      readonly ageMs: DurationMs;
      readonly limitMs: DurationMs;
    }
  | {
      readonly code: 'quote-delayed';
      readonly instrument: InstrumentId;
      readonly delayMs: DurationMs;
    }
  | { readonly code: 'planned-loss'; readonly lossMicros: UsdMicros; readonly capMicros: UsdMicros }
  | { readonly code: 'worst-loss'; readonly lossMicros: UsdMicros; readonly capMicros: UsdMicros }
  | { readonly code: 'day-loss'; readonly lossMicros: UsdMicros; readonly capMicros: UsdMicros }
  | { readonly code: 'open-worst'; readonly lossMicros: UsdMicros; readonly capMicros: UsdMicros }
  | { readonly code: 'bad-quantity'; readonly quantity: number };
