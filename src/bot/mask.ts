import type { Log } from '../engine/ports/log.js';

export type Mask = (text: string) => string;

const HIDDEN = '<token>';
// Numeric bot id, colon, secret: the shape of every token the service gives out.
const TOKEN_SHAPE = /\b\d{4,}:[A-Za-z0-9_-]{20,}/g;
const MAX_DEPTH = 5;

/** Hides secrets in any text, as they are and as they stand in addresses. */
export function createMask(secrets: readonly string[]): Mask {
  const literals = secrets
    .filter((secret) => secret.length >= 4)
    .flatMap((secret) => [secret, encodeURIComponent(secret)]);
  return (text) =>
    literals
      .reduce((masked, literal) => masked.replaceAll(literal, HIDDEN), text)
      .replace(TOKEN_SHAPE, HIDDEN);
}

function innerErrors(error: Error): readonly unknown[] {
  const inner = 'error' in error ? error.error : undefined;
  return [inner, error.cause].filter((each) => each instanceof Error);
}

/** One line for an error and what it wraps; not masked yet. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return [`${error.name}: ${error.message}`, ...innerErrors(error).map(describeError)].join(' ← ');
}

function maskValue(mask: Mask, value: unknown, depth: number): unknown {
  if (typeof value === 'string') return mask(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) {
    return { error: mask(describeError(value)), stack: mask(value.stack ?? '') };
  }
  if (depth >= MAX_DEPTH) return mask(JSON.stringify(value));
  if (Array.isArray(value)) return value.map((each) => maskValue(mask, each, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [mask(key), maskValue(mask, each, depth + 1)]),
  );
}

/** A log through which no secret passes, however deep in the fields it hides. */
export function maskedLog(log: Log, mask: Mask): Log {
  const through =
    (level: keyof Log): Log['info'] =>
    (event, fields) => {
      if (fields === undefined) log[level](mask(event));
      else log[level](mask(event), maskValue(mask, fields, 0) as Record<string, unknown>);
    };
  return {
    debug: through('debug'),
    info: through('info'),
    warn: through('warn'),
    error: through('error'),
  };
}
