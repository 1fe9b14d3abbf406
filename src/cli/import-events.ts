import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  parseEventCalendar,
  renderEventCalendar,
} from '../engine/adapters/files/event-calendar-file.js';
import { readEventRows, type EventRows } from '../engine/adapters/files/event-rows.js';
import { walkFiles } from '../engine/adapters/files/walk.js';
import type { EventCalendar, MarketEvent } from '../engine/domain/event-calendar.js';
import { completeCalendar } from '../engine/domain/event-estimates.js';
import { err, ok, type Result } from '../engine/domain/result.js';
import { ymd, type TradingDay } from '../engine/domain/trading-day.js';

export type EventImportError =
  | { readonly code: 'not-found'; readonly path: string }
  | { readonly code: 'nothing-recognised'; readonly path: string; readonly files: number }
  | { readonly code: 'bad-events'; readonly file: string; readonly sentences: readonly string[] }
  | { readonly code: 'not-written'; readonly file: string; readonly reason: string };

type Counts = Readonly<Record<string, number | undefined>>;

/** What became of everything that was read. */
export interface EventImportSummary {
  readonly files: { readonly read: number; readonly passedOver: number };
  readonly rows: number;
  readonly taken: number;
  readonly unchanged: number;
  readonly repaired: number;
  readonly refused: number;
  readonly repairs: Counts;
  readonly refusals: Counts;
  /** Published and estimated events of the calendar now, and the days that it covers. */
  readonly published: number;
  readonly estimated: number;
  readonly firstDay: TradingDay;
  readonly lastDay: TradingDay;
}

async function filesUnder(path: string): Promise<readonly string[] | null> {
  const found = await stat(path).catch(() => null);
  if (!found) return null;
  return found.isDirectory() ? walkFiles(path) : [path];
}

async function readAll(files: readonly string[]): Promise<readonly EventRows[]> {
  const read: EventRows[] = [];
  for (const file of files.filter((name) => name.toLowerCase().endsWith('.csv'))) {
    const rows = readEventRows(await readFile(file, 'utf8').catch(() => ''));
    if (rows) read.push(rows);
  }
  return read;
}

function summed(counts: readonly Counts[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const [name, n] of counts.flatMap((one) => Object.entries(one))) {
    sum[name] = (sum[name] ?? 0) + (n ?? 0);
  }
  return sum;
}

function totalOf(counts: Counts): number {
  return Object.values(counts).reduce<number>((sum, n) => sum + (n ?? 0), 0);
}

const keyOf = ({ day, kind, symbol }: MarketEvent) => `${day} ${kind} ${symbol ?? ''}`;

/** The first year in which all of jobs, CPI and meetings are published. */
function firstYear(published: readonly MarketEvent[]): number {
  const firsts = (['jobs', 'cpi', 'fomc'] as const).map(
    (kind) => published.find((event) => event.kind === kind)?.day ?? '9999',
  );
  return Math.max(...firsts.map((day) => Number(day.slice(0, 4))));
}

/** Old and new published events, estimates made anew, to the end of the year after the last. */
function merged(before: EventCalendar | null, read: readonly MarketEvent[]): EventCalendar {
  const known = new Map<string, MarketEvent>();
  for (const event of read) known.set(keyOf(event), event);
  for (const event of before?.events ?? []) {
    if (event.basis === 'published') known.set(keyOf(event), event);
  }
  const published = [...known.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const lastYear = Number(published.findLast(({ kind }) => kind === 'cpi')?.day.slice(0, 4) ?? 0);
  const first = ymd(firstYear(published), 1, 1);
  const last = ymd(lastYear + 1, 12, 31);
  return completeCalendar({
    published,
    firstDay: before && before.firstDay < first ? before.firstDay : first,
    lastDay: before && before.lastDay > last ? before.lastDay : last,
    sources: before?.sources ?? {},
  });
}

async function calendarIn(file: string): Promise<Result<EventCalendar | null, EventImportError>> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return ok(null);
  const parsed = parseEventCalendar(text);
  if (parsed.ok) return parsed;
  return err({ code: 'bad-events', file: basename(file), sentences: parsed.error.sentences });
}

/** Written beside it and put in its place: a reader sees the old file or the new one, whole. */
async function replaceFile(file: string, text: string): Promise<Result<void, EventImportError>> {
  try {
    await writeFile(`${file}.part`, text, { flush: true });
    await rename(`${file}.part`, file);
    return ok(undefined);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return err({ code: 'not-written', file: basename(file), reason });
  }
}

/**
 * Adds the events of a file, or of every known file under a folder, to the calendar of the desk.
 * Published days stay; estimates are made anew around them.
 * @param options.file the calendar, which is made where there is none.
 */
export async function importEvents(options: {
  readonly path: string;
  readonly file: string;
}): Promise<Result<EventImportSummary, EventImportError>> {
  const { path, file } = options;
  const files = await filesUnder(path);
  if (!files) return err({ code: 'not-found', path });
  const read = await readAll(files);
  if (read.length === 0) return err({ code: 'nothing-recognised', path, files: files.length });
  const before = await calendarIn(file);
  if (!before.ok) return before;
  const events = read.flatMap((one) => one.events);
  const calendar = merged(before.value, events);
  const written = await replaceFile(file, renderEventCalendar(calendar));
  if (!written.ok) return written;
  const old = new Set(
    (before.value?.events ?? []).filter(({ basis }) => basis === 'published').map(keyOf),
  );
  const taken = new Set(events.map(keyOf).filter((key) => !old.has(key))).size;
  const repairs = summed(read.map((one) => one.repaired));
  const refusals = summed(read.map((one) => one.refused));
  const published = calendar.events.filter(({ basis }) => basis === 'published').length;
  return ok({
    files: { read: read.length, passedOver: files.length - read.length },
    rows: read.reduce((sum, { rows }) => sum + rows, 0),
    taken,
    unchanged: events.length - taken,
    repaired: totalOf(repairs),
    refused: totalOf(refusals),
    repairs,
    refusals,
    published,
    estimated: calendar.events.length - published,
    firstDay: calendar.firstDay,
    lastDay: calendar.lastDay,
  });
}
