import { nearest } from '../domain/nearest.js';
import { err, ok, type Result } from '../domain/result.js';
import { strategies } from './index.js';
import type { ConfiguredStrategy } from './strategy.js';

export interface StrategyFileError {
  readonly code: 'bad-strategies';
  /** One clear sentence for each thing that is wrong. */
  readonly sentences: readonly string[];
}

function bad(sentences: readonly string[]): Result<never, StrategyFileError> {
  return err({ code: 'bad-strategies', sentences });
}

function unknownStrategy(name: string): string {
  const ids = strategies.map(({ id }) => id);
  const near = nearest(name, ids)[0];
  return near
    ? `${name}: there is no such strategy; did you mean ${near}?`
    : `${name}: there is no such strategy; there are ${ids.join(', ')}.`;
}

/**
 * Strategies that a file names, in the house's order, each with its params. What the file does not
 * name does not run; what it does not set is as the schema says.
 * @param value the file as read: a map from strategy to a map of its params, or nothing.
 */
export function parseStrategies(
  value: unknown,
): Result<readonly ConfiguredStrategy[], StrategyFileError> {
  if (value === null || value === undefined) return ok([]);
  if (typeof value !== 'object' || Array.isArray(value)) {
    return bad(['expected strategies by name, each with its settings under it.']);
  }
  const named = new Map<string, unknown>(Object.entries(value));
  const sentences: string[] = [];
  const found: ConfiguredStrategy[] = [];
  for (const name of named.keys()) {
    if (!strategies.some(({ id }) => id === name)) sentences.push(unknownStrategy(name));
  }
  for (const maker of strategies) {
    if (!named.has(maker.id)) continue;
    const made = maker.configure(named.get(maker.id));
    if (made.ok) found.push(made.value);
    else sentences.push(...made.error);
  }
  return sentences.length > 0 ? bad(sentences) : ok(found);
}
