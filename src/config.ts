import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { newYorkInstant, type TimeOfDay } from './engine/domain/new-york.js';
import type { UserId } from './engine/domain/people.js';
import { err, ok, type Result } from './engine/domain/result.js';
import { parseDay } from './engine/domain/trading-day.js';
import { DAY_MS, type EpochMs } from './engine/domain/units.js';
import type { Retention } from './engine/ports/tick-store.js';

const FEEDS = ['sim', 'replay', 'ibkr', 'deribit', 'cboe', 'yahoo', 'alpaca'] as const;
const BROKERS = ['paper', 'ibkr', 'alpaca'] as const;
/** Feeds that this version has; live ones are opened in `desk/live-feed.ts`. */
const BUILT_FEEDS: ReadonlySet<FeedName> = new Set(FEEDS.filter((feed) => feed !== 'alpaca'));
/** Each is a whole market with a time of its own. */
const OWN_MARKETS: ReadonlySet<FeedName> = new Set<FeedName>(['sim', 'replay']);
const SCENARIOS = ['calm', 'spike', 'crash', 'grind', 'dislocation'] as const;
const LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

export type FeedName = (typeof FEEDS)[number];
export type BrokerName = (typeof BROKERS)[number];

function list<T extends string>(of: readonly [T, ...T[]]) {
  return z
    .string()
    .transform((text) => text.split(',').map((word) => word.trim()))
    .pipe(z.array(z.enum(of)).min(1));
}

const port = z.coerce.number().int().min(0).max(65_535);
const trimmed = (text: string): string => text.replace(/\/+$/, '');
const url = z
  .url({ protocol: /^https?$/, error: 'expected an address that begins with https:// or http://' })
  .transform(trimmed);
const socketUrl = z
  .url({ protocol: /^wss?$/, error: 'expected an address that begins with wss:// or ws://' })
  .transform(trimmed);

/** `23:45`, and `9:30` too. */
const timeOfDay = z
  .string()
  .regex(/^([01]?\d|2[0-3]):[0-5]\d$/, 'expected a time in New York, such as 23:45')
  .transform((text) => text as TimeOfDay);
const hourOfDay = z
  .string()
  .regex(/^([01]?\d|2[0-3])(:[0-5]\d)?$/, 'expected an hour in New York, such as 9 or 9:30')
  .transform((text) => (text.includes(':') ? text : `${text}:00`) as TimeOfDay);

const userIds = z.string().transform((text, context) => {
  const ids = text.split(',').map((word) => Number(word.trim()));
  if (ids.every((id) => Number.isSafeInteger(id) && id > 0)) return ids as UserId[];
  context.addIssue({ code: 'custom', message: 'expected numeric user ids, separated by commas' });
  return z.NEVER;
});

const group = z.string().transform((text, context) => {
  const [chatId = Number.NaN, topicId = null] = text.split(':').map(Number);
  const valid = Number.isSafeInteger(chatId) && (topicId === null || Number.isSafeInteger(topicId));
  if (valid) return { chatId, topicId };
  context.addIssue({ code: 'custom', message: 'expected a group id, or id:topic' });
  return z.NEVER;
});

/** `2008-11-20T16:15` is New York time; an instant with a zone (`Z`, `-05:00`) is itself. */
export function parseInstant(text: string): EpochMs | null {
  const local = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::00(?:\.0+)?)?)?$/.exec(text);
  if (local) {
    const on = parseDay(local[1] ?? '');
    const time = local[2] ?? '09:30';
    const valid = on && Number(time.slice(0, 2)) < 24 && Number(time.slice(3)) < 60;
    return valid ? newYorkInstant(on, time as TimeOfDay) : null;
  }
  const atMs = /T.*(Z|[+-]\d{2}:?\d{2})$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isFinite(atMs) ? atMs : null;
}

const instant = z.string().transform((text, context) => {
  const atMs = parseInstant(text);
  if (atMs !== null) return atMs;
  context.addIssue({
    code: 'custom',
    message: 'expected an ISO instant, such as 2020-03-16T09:30',
  });
  return z.NEVER;
});

/** Days of every tick, of one a second, one a minute and one in five minutes: each at least the last. */
const daysKept = z.string().transform((text, context): Retention => {
  const days = text.split(',').map(Number);
  const [raw = NaN, second = NaN, minute = NaN, fiveMinute = NaN] = days;
  const grow = days.every((of, i) => of > 0 && of <= 36_500 && of >= (days[i - 1] ?? 0));
  if (days.length === 4 && grow) {
    return {
      rawMs: raw * DAY_MS,
      secondMs: second * DAY_MS,
      minuteMs: minute * DAY_MS,
      fiveMinuteMs: fiveMinute * DAY_MS,
    };
  }
  context.addIssue({
    code: 'custom',
    message:
      'expected four growing numbers of days (every tick, one a second, a minute, five minutes), such as 1,7,90,365',
  });
  return z.NEVER;
});

const speed = z.coerce.number().positive().max(1_000_000);

const schema = z.object({
  VOLDESK_HOME: z.string().default('./var'),
  VOLDESK_CHAT_PORT: port.default(8787),
  VOLDESK_HEALTH_HOST: z.string().default('127.0.0.1'),
  VOLDESK_HEALTH_PORT: port.default(8788),
  VOLDESK_LOG_LEVEL: z.enum(LEVELS).default('info'),
  TELEGRAM_BOT_TOKEN: z.string().min(1).optional(),
  TELEGRAM_API_ROOT: url.default('https://api.telegram.org'),
  VOLDESK_OWNER_ID: userIds.default([]),
  VOLDESK_GROUP_ID: group.optional(),
  VOLDESK_FEED: list(FEEDS).default(['sim']),
  VOLDESK_BROKER: z.enum(BROKERS).default('paper'),
  VOLDESK_KEEP_DAYS: daysKept.prefault('1,7,90,365'),
  VOLDESK_REPLAY_START: instant.optional(),
  VOLDESK_REPLAY_SPEED: speed.default(1),
  VOLDESK_SIM_SEED: z.coerce.number().int().min(0).max(4_294_967_295).default(1),
  VOLDESK_SIM_SCENARIO: z.enum(SCENARIOS).default('calm'),
  VOLDESK_SIM_SPEED: speed.default(1),
  VOLDESK_SIM_START: instant.optional(),
  CBOE_URL: url.default('https://cdn.cboe.com'),
  YAHOO_URL: url.default('https://query1.finance.yahoo.com'),
  IBKR_HOST: z.string().default('127.0.0.1'),
  IBKR_PORT: port.optional(),
  IBKR_CLIENT_ID: z.coerce.number().int().min(1).max(999_999).default(17),
  IBKR_ACCOUNT: z
    .string()
    .regex(/^[A-Z]{1,3}\d{3,}$/, 'expected an account number, such as DU1234567')
    .optional(),
  IBKR_RESTART_AT: timeOfDay.optional(),
  IBKR_LOGIN_AT: hourOfDay.optional(),
  IBKR_LINES: z.coerce.number().int().min(20).max(5_000).default(100),
  DERIBIT_WS_URL: socketUrl.default('wss://www.deribit.com/ws/api/v2'),
  DERIBIT_HTTP_URL: url.default('https://www.deribit.com/api/v2'),
  DATABASE_URL: z.string().optional(),
});

export type Config = z.output<typeof schema>;

export interface ConfigError {
  readonly code: 'bad-config';
  /** One clear sentence a variable, without the value where it is a secret. */
  readonly sentences: readonly string[];
}

/** Blank means unset, as people leave variables empty in `.env`. */
function withoutBlanks(environment: NodeJS.ProcessEnv): Record<string, string> {
  const filled = Object.entries(environment).filter(([, value]) => value?.trim());
  return Object.fromEntries(filled.map(([name, value]) => [name, (value ?? '').trim()]));
}

/** What this version cannot do yet is refused by name rather than ignored. */
function unsupported(config: Config): string[] {
  const sentences: string[] = [];
  for (const feed of config.VOLDESK_FEED) {
    if (BUILT_FEEDS.has(feed)) continue;
    sentences.push(
      `VOLDESK_FEED: "${feed}" is not in this version; it has ${[...BUILT_FEEDS].join(', ')}.`,
    );
  }
  if (config.VOLDESK_BROKER === 'alpaca') {
    sentences.push('VOLDESK_BROKER: "alpaca" is not in this version; it has paper and ibkr.');
  }
  if (config.DATABASE_URL) {
    sentences.push('DATABASE_URL: PostgreSQL is not in this version; leave it unset for SQLite.');
  }
  return sentences;
}

/** Variables that are fine each by itself and not together. */
function contradictions(config: Config): string[] {
  const { VOLDESK_FEED: feeds, VOLDESK_BROKER: broker } = config;
  const sentences: string[] = [];
  const own = feeds.find((feed) => OWN_MARKETS.has(feed));
  if (own && feeds.length > 1) {
    sentences.push(`VOLDESK_FEED: ${own} is a market of its own; name it alone.`);
  }
  if (broker === 'ibkr' && !feeds.includes('ibkr')) {
    sentences.push(
      'VOLDESK_BROKER: ibkr trades at its own prices only; name ibkr in VOLDESK_FEED too.',
    );
  }
  const usesGateway = broker === 'ibkr' || feeds.includes('ibkr');
  if (usesGateway && config.IBKR_PORT === undefined) {
    sentences.push('IBKR_PORT: expected the port of the gateway: 4002 for a paper account.');
  }
  return sentences;
}

export function parseConfig(environment: NodeJS.ProcessEnv): Result<Config, ConfigError> {
  const parsed = schema.safeParse(withoutBlanks(environment));
  if (!parsed.success) {
    const sentences = parsed.error.issues.map(
      (issue) => `${issue.path.join('.')}: ${issue.message}`,
    );
    return err({ code: 'bad-config', sentences });
  }
  const sentences = [...unsupported(parsed.data), ...contradictions(parsed.data)];
  return sentences.length > 0 ? err({ code: 'bad-config', sentences }) : ok(parsed.data);
}

/** Reads `.env` of the working directory, which never overrides the environment, then both. */
export function loadConfig(): Result<Config, ConfigError> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return parseConfig(process.env);
}

const universe = z.object({
  symbols: z.array(
    z.object({
      symbol: z.string().regex(/^[A-Z][A-Z0-9.]{0,9}$/),
      name: z.string().min(1),
      unit: z.enum(['points', 'usd']),
    }),
  ),
});

export type Universe = z.output<typeof universe>;

/** @param root folder that holds `config/`. */
export function loadUniverse(root: string): Result<Universe, ConfigError> {
  const path = join('config', 'universe.json');
  try {
    const parsed = universe.safeParse(JSON.parse(readFileSync(join(root, path), 'utf8')));
    if (parsed.success) return ok(parsed.data);
    const sentences = parsed.error.issues.map((i) => `${path}: ${i.path.join('.')}: ${i.message}`);
    return err({ code: 'bad-config', sentences });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return err({ code: 'bad-config', sentences: [`${path}: ${reason}`] });
  }
}
