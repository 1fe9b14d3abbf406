import { dayKey, type Locale } from './format.js';
import type { Entry } from './message-list.js';
import type { ChatMessage } from './wire.js';

/** One bubble with its place in a run of bubbles by the same sender. */
export interface Row {
  readonly entry: Entry;
  readonly own: boolean;
  readonly first: boolean;
  readonly last: boolean;
}

export interface Day {
  readonly key: string;
  readonly atMs: number;
  readonly rows: readonly Row[];
}

const RUN_MS = 5 * 60_000;

function sender(message: ChatMessage): string {
  return message.from === 'bot' ? 'bot' : `user ${message.userId ?? 0}`;
}

function sameRun(a: Entry | undefined, b: Entry | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return (
    sender(a.message) === sender(b.message) &&
    a.message.threadId === b.message.threadId &&
    b.message.atMs - a.message.atMs < RUN_MS
  );
}

/** @param viewerId whose messages stand on the right. */
export function layOut(
  entries: readonly Entry[],
  viewerId: number,
  locale: Locale,
): readonly Day[] {
  const days: { key: string; atMs: number; entries: Entry[] }[] = [];
  for (const entry of entries) {
    const key = dayKey(entry.message.atMs, locale);
    const current = days.at(-1);
    if (current?.key === key) current.entries.push(entry);
    else days.push({ key, atMs: entry.message.atMs, entries: [entry] });
  }
  return days.map((day) => ({
    key: day.key,
    atMs: day.atMs,
    rows: day.entries.map((entry, index) => ({
      entry,
      own: entry.message.from === 'user' && entry.message.userId === viewerId,
      first: !sameRun(day.entries[index - 1], entry),
      last: !sameRun(entry, day.entries[index + 1]),
    })),
  }));
}
