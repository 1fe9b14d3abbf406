import type { GatewayView } from '../domain/gateway.js';
import type { TimeOfDay } from '../domain/new-york.js';
import type { Cancel } from './clock.js';

/** A program that stands between us and a broker, and that a person has to log in to. */
export interface Gateway {
  /** New York time on Sundays at which people want to hear of its weekly login; null is never. */
  readonly loginAt: TimeOfDay | null;
  view(): GatewayView;
  /** Called after each change of what `view` gives. */
  onChange(run: () => void): Cancel;
}
