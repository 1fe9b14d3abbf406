import type { ChatMessage } from './wire.js';

export interface Locale {
  readonly language: string;
  /** IANA zone; undefined is the machine's own. */
  readonly timeZone?: string;
}

function intl(locale: Locale, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale.language, {
    ...options,
    ...(locale.timeZone === undefined ? {} : { timeZone: locale.timeZone }),
  });
}

export function clockTime(atMs: number, locale: Locale): string {
  return intl(locale, { hour: 'numeric', minute: '2-digit' }).format(atMs);
}

export function fullTime(atMs: number, locale: Locale): string {
  return intl(locale, { dateStyle: 'full', timeStyle: 'medium' }).format(atMs);
}

/** `2026-11-21` in the reader's zone: what separates one day from the next. */
export function dayKey(atMs: number, locale: Locale): string {
  return intl({ ...locale, language: 'en-CA' }, { dateStyle: 'short' }).format(atMs);
}

const DAY_MS = 86_400_000;

export function dayLabel(atMs: number, nowMs: number, locale: Locale): string {
  const key = dayKey(atMs, locale);
  if (key === dayKey(nowMs, locale)) return 'Today';
  if (key === dayKey(nowMs - DAY_MS, locale)) return 'Yesterday';
  const sameYear = key.slice(0, 4) === dayKey(nowMs, locale).slice(0, 4);
  return intl(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(atMs);
}

/** One line for a quote or the list of chats. */
export function preview(message: ChatMessage): string {
  const words = (message.text ?? message.caption ?? '').replace(/\s+/g, ' ').trim();
  if (words !== '') return words.length > 120 ? `${words.slice(0, 119)}…` : words;
  if (message.photo !== null) return 'Picture';
  if (message.document !== null) return message.fileName ?? 'File';
  return 'Message';
}

export function initials(name: string): string {
  const letters = name
    .split(/[\s_-]+/)
    .map((part) => /[\p{L}\p{N}]/u.exec(part)?.[0] ?? '')
    .join('');
  return letters.slice(0, 2).toUpperCase() || '?';
}

/** One of eight tints, the same for a person on every visit. */
export function tintOf(id: number): number {
  return Math.abs(Math.trunc(id)) % 8;
}

/** `CSV` from `trades.csv`; at most four letters fit the badge. */
export function extensionOf(fileName: string): string {
  const match = /\.([a-z0-9]{1,4})$/i.exec(fileName);
  return match?.[1]?.toUpperCase() ?? 'FILE';
}

export function unreadBadge(count: number): string {
  return count > 99 ? '99+' : String(count);
}

export function actionWords(action: string): string {
  if (action === 'typing') return 'typing…';
  if (action.includes('photo')) return 'sending a picture…';
  if (action.includes('document')) return 'sending a file…';
  return 'working…';
}
