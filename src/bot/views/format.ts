import type { Stamp } from '../../engine/api.js';
import type { Mode } from '../../engine/domain/mode.js';
import type { DurationMs, EpochMs } from '../../engine/domain/units.js';
import type { CommandContext, Translate } from '../command.js';
import { escapeHtml, type Html } from '../html.js';

/** Typographic minus, so that signs line up with plus and do not break over lines. */
const MINUS = '−';
const NONE = '–';

/** `17.42`; a dash where nothing is known. */
export function decimal(value: number | null, decimals: number): string {
  if (value === null || !Number.isFinite(value)) return NONE;
  const text = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(text) !== 0 ? `${MINUS}${text}` : text;
}

/** `+0.31`, `−0.31`, `0.00`. */
export function signed(value: number | null, decimals: number): string {
  const text = decimal(value, decimals);
  return value !== null && value > 0 && Number(text) !== 0 ? `+${text}` : text;
}

/** `1,234.56`: prices of a thousand and more are read in groups. */
export function price(value: number | null, decimals = 2): string {
  if (value === null || !Number.isFinite(value)) return NONE;
  return value.toLocaleString('en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
}

export function percent(value: number | null, decimals: number): string {
  return value === null ? NONE : `${decimal(value, decimals)} %`;
}

export function signedPercent(value: number | null, decimals: number): string {
  return value === null ? NONE : `${signed(value, decimals)} %`;
}

/** `0.4 MB`, `12.3 GB`. */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = value < 1 ? 0 : Math.min(4, Math.floor(Math.log10(value) / 3));
  return `${(value / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power] ?? 'B'}`;
}

export function arrow(change: number | null): '▲' | '▼' | '■' {
  if (change === null || change === 0) return '■';
  return change > 0 ? '▲' : '▼';
}

export function direction(change: number | null): 'up' | 'down' | 'flat' {
  if (change === null || change === 0) return 'flat';
  return change > 0 ? 'up' : 'down';
}

const BADGES: Record<Mode, string> = {
  SIM: '🧪 SIM',
  REPLAY: '⏪ REPLAY',
  PAPER: '🧪 PAPER',
  LIVE: '🔴 LIVE',
};

export function badge(mode: Mode): string {
  return BADGES[mode];
}

const formats = new Map<string, Intl.DateTimeFormat>();

function inZone(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, hourCycle: 'h23', ...options });
    formats.set(key, format);
  }
  return format;
}

/** `10:31:05`. */
export function timeOfDay(atMs: EpochMs, zone: string): string {
  const options = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
  return inZone(zone, options).format(atMs);
}

/** `2026-11-23`. */
export function dayOf(atMs: EpochMs, zone: string): string {
  return inZone(zone, { year: 'numeric', month: '2-digit', day: '2-digit' }).format(atMs);
}

/** `EST`, `GMT+8`. */
export function zoneName(atMs: EpochMs, zone: string): string {
  const parts = inZone(zone, { timeZoneName: 'short', hour: '2-digit' }).formatToParts(atMs);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? zone;
}

/** `2026-11-23 10:31 EST`. */
export function instant(atMs: EpochMs, zone: string): string {
  return `${dayOf(atMs, zone)} ${timeOfDay(atMs, zone).slice(0, 5)} ${zoneName(atMs, zone)}`;
}

/** `3 s`, `5 min`, `2 h`, `4 d`, in the reader's language. */
export function duration(t: Translate, ms: DurationMs): Html {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 100) return t('duration-seconds', { n: seconds });
  if (seconds < 100 * 60) return t('duration-minutes', { n: Math.round(seconds / 60) });
  if (seconds < 48 * 3600) return t('duration-hours', { n: Math.round(seconds / 3600) });
  return t('duration-days', { n: Math.round(seconds / 86_400) });
}

/** The line under every card: mode, instant of the data in the reader's zone, its age. */
export function stampLine(context: CommandContext, stamp: Stamp): Html {
  const { t } = context;
  const { zone } = context.user.settings;
  const sameDay = dayOf(stamp.asOfMs, zone) === dayOf(stamp.nowMs, zone);
  const at = sameDay
    ? `${timeOfDay(stamp.asOfMs, zone)} ${zoneName(stamp.asOfMs, zone)}`
    : instant(stamp.asOfMs, zone);
  const ageMs = Math.max(0, stamp.nowMs - stamp.asOfMs) + stamp.delayMs;
  return t('stamp', {
    mode: badge(stamp.mode),
    at,
    age: duration(t, ageMs),
    delayed: stamp.delayMs > 0 ? 'yes' : 'no',
  });
}

/** Bottom line of a chart: instant and zone of the data, without words. */
export function chartFooter(stamp: Stamp, zone: string): string {
  return instant(stamp.asOfMs, zone);
}

export function plain(text: string): Html {
  return escapeHtml(text);
}
