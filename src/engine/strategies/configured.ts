import { z } from 'zod';
import { err, ok, type Result } from '../domain/result.js';
import type { ConfiguredStrategy, Strategy } from './strategy.js';

/** A strategy whose params are still to be read. */
export interface StrategyMaker {
  readonly id: string;
  /** What can be set: name, what it is when left out, and what it risks. */
  readonly params: readonly ParamDoc[];
  /** @param value params as read from a file. @returns a sentence for each bad one. */
  configure(value: unknown): Result<ConfiguredStrategy, readonly string[]>;
}

export interface ParamDoc {
  readonly name: string;
  readonly byDefault: string;
  readonly about: string;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const jsonSchema = z.object({
  properties: z.record(
    z.string(),
    z.object({ default: z.unknown(), description: z.string().default('') }),
  ),
});

function docsOf<P>(strategy: Strategy<P>): readonly ParamDoc[] {
  const made = z.toJSONSchema(strategy.params, { io: 'input', unrepresentable: 'any' });
  return Object.entries(jsonSchema.parse(made).properties).map(([name, of]) => ({
    name,
    byDefault: textOf(of.default),
    about: of.description,
  }));
}

function sentence(strategy: string, issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') {
    return `${strategy}: there is no setting ${issue.keys.map((key) => `"${key}"`).join(', ')}.`;
  }
  const at = [strategy, ...issue.path.map(String)].join('.');
  return `${at}: ${issue.message}.`;
}

/** Binds a strategy to params that its schema has let through. */
export function configured<P extends object>(strategy: Strategy<P>): StrategyMaker {
  const params = docsOf(strategy);
  return {
    id: strategy.id,
    params,
    configure(value) {
      const parsed = strategy.params.safeParse(value ?? {});
      if (!parsed.success) {
        return err(parsed.error.issues.map((issue) => sentence(strategy.id, issue)));
      }
      const given = parsed.data;
      const shown = Object.entries(given).map(([name, of]) => ({ name, value: textOf(of) }));
      return ok({
        id: strategy.id,
        shown,
        symbols: strategy.symbols(given),
        wants: (when) => strategy.wants(given, when),
        decide: (view) => strategy.decide(view, given),
      });
    },
  };
}
