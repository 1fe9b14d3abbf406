import { parse } from 'csv-parse/sync';
import type { EventKind, MarketEvent } from '../../domain/event-calendar.js';
import { parseDay, weekday } from '../../domain/trading-day.js';

export type EventRepair = 'trimmed' | 'reformatted';
export type EventRefusal = 'bad-date' | 'unknown-event' | 'weekend' | 'bad-row';

/** What became of a file's rows. */
export interface EventRows {
  readonly events: readonly MarketEvent[];
  readonly rows: number;
  readonly repaired: Readonly<Partial<Record<EventRepair, number>>>;
  readonly refused: Readonly<Partial<Record<EventRefusal, number>>>;
}

const NAMES: Readonly<Record<string, EventKind>> = {
  cpi: 'cpi',
  nfp: 'jobs',
  jobs: 'jobs',
  fomc: 'fomc',
  opec: 'opec',
};

/** Reports come on working days; meetings may be on any. */
const WORKDAY_KINDS: ReadonlySet<EventKind> = new Set(['cpi', 'jobs']);

function dayOf(text: string): { day: ReturnType<typeof parseDay>; repair: EventRepair | null } {
  const trimmed = text.trim();
  const plain = parseDay(trimmed);
  if (plain) return { day: plain, repair: trimmed === text ? null : 'trimmed' };
  const digits = /^(\d{4})[/.]?(\d{2})[/.]?(\d{2})$/.exec(trimmed);
  const day = digits ? parseDay(`${digits[1]}-${digits[2]}-${digits[3]}`) : null;
  return { day, repair: 'reformatted' };
}

function add<K extends string>(to: Partial<Record<K, number>>, name: K): void {
  to[name] = (to[name] ?? 0) + 1;
}

/** Kind of event that a row names, by the columns of its file; undefined is no row of ours. */
type KindOf = (cells: readonly string[]) => string | undefined;

/** `date,event`, and `date,meeting_end,kind,notes` of the Federal Reserve's meetings. */
function shapeOf(head: readonly string[]): KindOf | null {
  const names = head.map((name) => name.trim().toLowerCase());
  if (names[0] !== 'date') return null;
  const event = names.indexOf('event');
  if (event > 0) return (cells) => cells[event];
  return names.includes('meeting_end') ? () => 'fomc' : null;
}

/** Reads a calendar of events. @returns null where the file is none that is known. */
export function readEventRows(text: string): EventRows | null {
  let table: string[][];
  try {
    table = parse(text, { bom: true, relax_column_count: true, skip_empty_lines: true });
  } catch {
    return null;
  }
  const [head, ...rows] = table;
  const nameOf = head ? shapeOf(head) : null;
  if (!nameOf) return null;
  const events: MarketEvent[] = [];
  const repaired: Partial<Record<EventRepair, number>> = {};
  const refused: Partial<Record<EventRefusal, number>> = {};
  for (const cells of rows) {
    const name = nameOf(cells);
    const { day, repair } = dayOf(cells[0] ?? '');
    const kind = NAMES[(name ?? '').trim().toLowerCase()];
    if (name === undefined) add(refused, 'bad-row');
    else if (!day) add(refused, 'bad-date');
    else if (!kind) add(refused, 'unknown-event');
    else if (WORKDAY_KINDS.has(kind) && weekday(day) % 6 === 0) add(refused, 'weekend');
    else {
      if (repair) add(repaired, repair);
      events.push({ day, kind, symbol: null, basis: 'published', note: null });
    }
  }
  return { events, rows: rows.length, repaired, refused };
}
