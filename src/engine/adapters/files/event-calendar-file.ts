import {
  compareEvents,
  eventKinds,
  type EventCalendar,
  type EventKind,
  type MarketEvent,
} from '../../domain/event-calendar.js';
import { err, ok, type Result } from '../../domain/result.js';
import { parseDay, type TradingDay } from '../../domain/trading-day.js';

export interface EventFileError {
  readonly code: 'bad-events';
  /** One clear sentence for each thing that is wrong, at most ten. */
  readonly sentences: readonly string[];
}

const MOST_SENTENCES = 10;

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : null;
}

function dayOf(value: unknown): TradingDay | null {
  return typeof value === 'string' ? parseDay(value) : null;
}

function kindOf(value: unknown): EventKind | null {
  return eventKinds.find((kind) => kind === value) ?? null;
}

function textOf(value: unknown): string | null | undefined {
  return value === undefined || value === null
    ? null
    : typeof value === 'string'
      ? value
      : undefined;
}

const EVENT_KEYS = new Set(['day', 'kind', 'symbol', 'basis', 'note']);

function eventOf(value: unknown): MarketEvent | string {
  const of = fieldsOf(value);
  if (!of) return 'is not an event';
  const strange = Object.keys(of).find((key) => !EVENT_KEYS.has(key));
  if (strange !== undefined) return `has an unknown field "${strange}"`;
  const [day, kind] = [dayOf(of['day']), kindOf(of['kind'])];
  const [symbol, note] = [textOf(of['symbol']), textOf(of['note'])];
  const basis = of['basis'];
  if (!day) return 'has no day such as 2026-12-09';
  if (!kind) return `has no kind among ${eventKinds.join(', ')}`;
  if (basis !== 'published' && basis !== 'estimated') return 'is neither published nor estimated';
  if (symbol === undefined || note === undefined) return 'has a symbol or note that is no text';
  if ((kind === 'earnings') !== (symbol !== null)) return 'has a symbol only where it is earnings';
  return { day, kind, symbol, basis, note };
}

function sourcesOf(value: unknown): Record<string, string> | null {
  const of = fieldsOf(value ?? {});
  if (!of) return null;
  const named = Object.entries(of).flatMap(([kind, source]) =>
    typeof source === 'string' ? [[kind, source] as const] : [],
  );
  return named.length === Object.keys(of).length ? Object.fromEntries(named) : null;
}

/** Reads `config/events.json`. Everything that is wrong is named; nothing of a bad file is used. */
export function parseEventCalendar(text: string): Result<EventCalendar, EventFileError> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return err({ code: 'bad-events', sentences: ['it is not JSON.'] });
  }
  const of = fieldsOf(value);
  const [firstDay, lastDay] = [dayOf(of?.['firstDay']), dayOf(of?.['lastDay'])];
  const list: unknown = of?.['events'];
  const sources = sourcesOf(of?.['sources']);
  const sentences: string[] = [];
  if (!firstDay || !lastDay || firstDay > lastDay) {
    sentences.push('firstDay and lastDay must be days, in that order.');
  }
  if (!sources) sentences.push('sources must be texts by kind.');
  const events: MarketEvent[] = [];
  if (!Array.isArray(list)) sentences.push('events must be a list.');
  else {
    for (const [i, entry] of (list as unknown[]).entries()) {
      const event = eventOf(entry);
      if (typeof event === 'string') sentences.push(`event ${i + 1} ${event}.`);
      else events.push(event);
    }
  }
  if (sentences.length > 0 || !firstDay || !lastDay || !sources) {
    return err({ code: 'bad-events', sentences: sentences.slice(0, MOST_SENTENCES) });
  }
  return ok({ events: events.sort(compareEvents), firstDay, lastDay, sources });
}

/** The same as text: one event a line, so that a change shows as one. */
export function renderEventCalendar(calendar: EventCalendar): string {
  const { firstDay, lastDay, sources } = calendar;
  const head = JSON.stringify({ firstDay, lastDay, sources }, null, 2).slice(0, -2);
  const lines = calendar.events.map(({ day, kind, symbol, basis, note }) =>
    JSON.stringify({ day, kind, ...(symbol && { symbol }), basis, ...(note && { note }) }),
  );
  const spaced = lines.map((line) => line.replaceAll('":', '": ').replaceAll(',"', ', "'));
  const list = spaced.map((line) => `    { ${line.slice(1, -1)} }`).join(',\n');
  return `${head},\n  "events": [\n${list}\n  ]\n}\n`;
}
