import { z } from 'zod';
import type { AnyCommand } from './command.js';

/** What a field takes, in a form that any language can word. */
export type Accepts =
  | { readonly kind: 'one-of'; readonly values: readonly string[] }
  | { readonly kind: 'number'; readonly min: number | null; readonly max: number | null }
  | { readonly kind: 'text' };

export interface FieldHelp {
  readonly field: string;
  readonly need: 'required' | 'optional';
  readonly accepts: Accepts;
}

export type ArgumentsError =
  | { readonly code: 'unknown-word'; readonly word: string; readonly fields: readonly FieldHelp[] }
  | { readonly code: 'missing'; readonly field: FieldHelp; readonly fields: readonly FieldHelp[] };

export type ParsedArguments =
  | { readonly ok: true; readonly value: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly error: ArgumentsError };

type Schema = AnyCommand['args'];

interface Field {
  readonly name: string;
  readonly schema: z.core.$ZodType;
  readonly many: z.core.$ZodType | null;
}

/** The element of a list field, which takes every word that no field before it took. */
function elementOf(schema: z.core.$ZodType): z.core.$ZodType | null {
  if (schema instanceof z.ZodArray) return schema.element;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) {
    return elementOf(schema.unwrap());
  }
  return null;
}

function fieldsOf(schema: Schema): readonly Field[] {
  const shape: Readonly<Record<string, z.core.$ZodType>> = schema.shape;
  return Object.entries(shape).map(([name, field]) => ({
    name,
    schema: field,
    many: elementOf(field),
  }));
}

/** The word as typed, or in the case that the field wants; null when the field refuses it. */
function fitting(schema: z.core.$ZodType, word: string): string | null {
  const forms = [word, word.toLowerCase(), word.toUpperCase()];
  return forms.find((form) => z.safeParse(schema, form).success) ?? null;
}

interface Described {
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Described;
}

function acceptsOf(field: Field): Accepts {
  const described: Described = z.toJSONSchema(field.many ?? field.schema, {
    io: 'input',
    unrepresentable: 'any',
  }) as Described;
  const values = described.enum ?? (described.const === undefined ? null : [described.const]);
  if (values) return { kind: 'one-of', values: values.map(String) };
  if (described.type !== 'number' && described.type !== 'integer') return { kind: 'text' };
  const bound = (value: number | undefined): number | null =>
    value === undefined || Math.abs(value) >= Number.MAX_SAFE_INTEGER ? null : value;
  return { kind: 'number', min: bound(described.minimum), max: bound(described.maximum) };
}

function helpOf(field: Field): FieldHelp {
  const need = z.safeParse(field.schema, undefined).success ? 'optional' : 'required';
  return { field: field.name, need, accepts: acceptsOf(field) };
}

/** What a command takes, for sentences and usage lines. */
export function describeArguments(schema: Schema): readonly FieldHelp[] {
  return fieldsOf(schema).map(helpOf);
}

/**
 * Gives each word to the first field that accepts it and has none yet; a list field takes what is
 * left over. Letter case is bent to what the field wants.
 */
export function parseArguments(schema: Schema, words: readonly string[]): ParsedArguments {
  const fields = fieldsOf(schema);
  const given: Record<string, unknown> = {};
  for (const word of words) {
    const taker = fields.find(
      ({ name, schema: own, many }) =>
        (many !== null || !(name in given)) && fitting(many ?? own, word) !== null,
    );
    if (!taker) return fail({ code: 'unknown-word', word, fields: fields.map(helpOf) });
    const { name, schema: own, many } = taker;
    const value = fitting(many ?? own, word);
    given[name] = many ? [...((given[name] ?? []) as readonly unknown[]), value] : value;
  }
  const parsed = schema.safeParse(given);
  if (parsed.success) return { ok: true, value: parsed.data };
  const missing = fields.find(({ name }) => name === parsed.error.issues[0]?.path[0]);
  if (!missing) throw parsed.error;
  return fail({ code: 'missing', field: helpOf(missing), fields: fields.map(helpOf) });
}

function fail(error: ArgumentsError): ParsedArguments {
  return { ok: false, error };
}
