import { MINUTE_MS, type DurationMs } from '../../domain/units.js';

/** What the publisher says of all its prices here. */
export const CBOE_DELAY_MS: DurationMs = 15 * MINUTE_MS;
