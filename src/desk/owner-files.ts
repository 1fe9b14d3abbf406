import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { parseEventCalendar } from '../engine/adapters/files/event-calendar-file.js';
import type { EventCalendar } from '../engine/domain/event-calendar.js';
import type { DeskStrategy } from '../engine/flow/desk/state.js';
import { rulesOf, tighten, type StrategyRules } from '../engine/risk/rules.js';
import { parseStrategies } from '../engine/strategies/parse-strategies.js';
import type { Log } from '../engine/ports/log.js';
import { StartError } from './start-error.js';
import type { TimeOfDay } from '../engine/domain/new-york.js';
import { MINUTE_MS, type UsdMicros } from '../engine/domain/units.js';

const timeOfDay = z
  .string()
  .regex(/^([01]?\d|2[0-3]):[0-5]\d$/, 'expected a New York time, such as "10:30"')
  .transform((text) => text as TimeOfDay);
const usd = z
  .number()
  .positive()
  .transform((dollars) => Math.floor(dollars * 1_000_000) as UsdMicros);

/** What an owner may set of the money rules: only tighter than the house's. */
const rulesSchema = z.record(
  z.string(),
  z.strictObject({
    windowFrom: timeOfDay.optional(),
    windowTo: timeOfDay.optional(),
    plannedLossUsd: usd.optional(),
    worstLossUsd: usd.optional(),
    dayLossUsd: usd.optional(),
    openWorstUsd: usd.optional(),
    mostUnits: z.number().int().positive().optional(),
    flatBeforeCloseMinutes: z.number().positive().optional(),
  }),
);

type RuleSettings = z.output<typeof rulesSchema>[string];

function fail(path: string, sentences: readonly string[]): never {
  throw new StartError(`${path} cannot be used. ${sentences.join(' ')}`);
}

function readYaml(path: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8')) as unknown;
  } catch (cause) {
    return fail(path, [cause instanceof Error ? cause.message : String(cause)]);
  }
}

/** Leaves out what is not set: a setting of nothing is no setting. */
function tighter(settings: RuleSettings) {
  const { windowFrom, windowTo, mostUnits, flatBeforeCloseMinutes } = settings;
  const { plannedLossUsd, worstLossUsd, dayLossUsd, openWorstUsd } = settings;
  return {
    ...(windowFrom !== undefined && { windowFrom }),
    ...(windowTo !== undefined && { windowTo }),
    ...(plannedLossUsd !== undefined && { plannedMicros: plannedLossUsd }),
    ...(worstLossUsd !== undefined && { worstMicros: worstLossUsd }),
    ...(dayLossUsd !== undefined && { dayMicros: dayLossUsd }),
    ...(openWorstUsd !== undefined && { openWorstMicros: openWorstUsd }),
    ...(mostUnits !== undefined && { mostUnits }),
    ...(flatBeforeCloseMinutes !== undefined && {
      flatBeforeCloseMs: flatBeforeCloseMinutes * MINUTE_MS,
    }),
  };
}

function rulesFor(path: string, strategy: string, settings: RuleSettings | null): StrategyRules {
  const house = rulesOf(strategy);
  if (!house) return fail(path, [`${strategy} has no money rules: it may not trade.`]);
  const made = tighten(house, settings ? tighter(settings) : {});
  if (made.ok) return made.value;
  const loose = made.error.map(
    ({ rule }) => `rules.${strategy}: ${rule} is looser than the house's rule.`,
  );
  return fail(path, loose);
}

/**
 * The bots of the owner's file by name, each with its params under its money rules; what stands under
 * `rules:` may tighten what the house allows.
 * @throws StartError with a sentence for each thing that is wrong.
 */
export function readStrategies(path: string): ReadonlyMap<string, DeskStrategy> {
  const file = z.looseObject({ rules: rulesSchema.default({}) }).safeParse(readYaml(path) ?? {});
  if (!file.success) {
    const { issues } = file.error;
    return fail(
      path,
      issues.map((issue) => `${issue.path.join('.')}: ${issue.message}.`),
    );
  }
  const { rules, ...strategies } = file.data;
  const parsed = parseStrategies(strategies);
  if (!parsed.ok) return fail(path, parsed.error.sentences);
  const found = new Map<string, DeskStrategy>();
  for (const configured of parsed.value) {
    const { id } = configured;
    found.set(id, { configured, rules: rulesFor(path, id, rules[id] ?? null) });
  }
  const unused = Object.keys(rules).filter((id) => !found.has(id));
  if (unused.length > 0)
    fail(
      path,
      unused.map((id) => `rules.${id}: there is no such bot here.`),
    );
  return found;
}

/**
 * The event calendar. One that cannot be read stops no desk: without it, entries are refused and say
 * so.
 */
export function readCalendar(path: string, log: Log): EventCalendar | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    log.error('events-not-read', { path, cause: String(cause) });
    return null;
  }
  const calendar = parseEventCalendar(text);
  if (calendar.ok) return calendar.value;
  log.error('events-not-read', { path, sentences: calendar.error.sentences });
  return null;
}
