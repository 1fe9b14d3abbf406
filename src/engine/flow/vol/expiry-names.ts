import type { Chain } from '../../domain/chain.js';
import { newYorkDay } from '../../domain/new-york.js';
import { daysBetween, parseDay, weekday, ymd, type TradingDay } from '../../domain/trading-day.js';
import type { EpochMs } from '../../domain/units.js';

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const DAY_MONTH = /^(\d{1,2})[- ]?([A-Z]{3})[A-Z]*[- ]?(\d{2}|\d{4})?$/;
const MONTH_DAY = /^([A-Z]{3})[A-Z]*[- ]?(\d{1,2})(?:[- ,]+(\d{4}))?$/;
const COMPACT = /^(\d{2}|\d{4})(\d{2})(\d{2})$/;

/** A day as typed, before it is looked for among the listed ones. */
type TypedDay =
  | { readonly kind: 'day'; readonly day: TradingDay }
  /** The next one of these. */
  | { readonly kind: 'month-day'; readonly month: number; readonly date: number }
  | { readonly kind: 'days'; readonly days: number }
  | { readonly kind: 'weekday'; readonly weekday: number };

function validDay(year: number, month: number, date: number): TypedDay | null {
  const pad = (value: number) => String(value).padStart(2, '0');
  const found = parseDay(`${year}-${pad(month)}-${pad(date)}`);
  return found ? { kind: 'day', day: found } : null;
}

function named(name: string, date: string, year: string | undefined): TypedDay | null {
  const month = MONTHS.indexOf(name) + 1;
  if (month === 0) return null;
  if (year === undefined) return { kind: 'month-day', month, date: Number(date) };
  return validDay(year.length === 2 ? 2000 + Number(year) : Number(year), month, Number(date));
}

/** `27NOV26`, `27 nov`, `nov 27`, `2026-11-27`, `20261127`, `30d`, `fri`. @returns null for none. */
export function readTypedDay(typed: string): TypedDay | null {
  const text = typed.trim().toUpperCase();
  const iso = parseDay(text);
  if (iso) return { kind: 'day', day: iso };
  const ahead = /^(\d{1,4}) ?D(?:AYS?)?$/.exec(text)?.[1];
  if (ahead) return { kind: 'days', days: Number(ahead) };
  const dayFirst = DAY_MONTH.exec(text);
  if (dayFirst) return named(dayFirst[2] ?? '', dayFirst[1] ?? '', dayFirst[3]);
  const monthFirst = MONTH_DAY.exec(text);
  const byName = monthFirst && named(monthFirst[1] ?? '', monthFirst[2] ?? '', monthFirst[3]);
  if (byName) return byName;
  const compact = COMPACT.exec(text);
  if (compact) {
    const [, year = '', month, date] = compact;
    return validDay(
      year.length === 2 ? 2000 + Number(year) : Number(year),
      Number(month),
      Number(date),
    );
  }
  const on = WEEKDAYS.findIndex(
    (name) => text.length >= 3 && /^[A-Z]+$/.test(text) && text.startsWith(name),
  );
  return on < 0 ? null : { kind: 'weekday', weekday: on };
}

/** The chain whose settlement is nearest to so many days from an instant. */
export function nearestToDays<T extends Pick<Chain, 'settlesAtMs'>>(
  chains: readonly T[],
  at: { readonly nowMs: EpochMs; readonly days: number },
): T | null {
  let found: T | null = null;
  const apart = ({ settlesAtMs }: T) => Math.abs(settlesAtMs - at.nowMs - at.days * 86_400_000);
  for (const chain of chains) if (!found || apart(chain) < apart(found)) found = chain;
  return found;
}

function isOn(typed: TypedDay, expiry: TradingDay, today: TradingDay): boolean {
  switch (typed.kind) {
    case 'day':
      return expiry === typed.day;
    case 'month-day': {
      const year = Number(expiry.slice(0, 4));
      return expiry === ymd(year, typed.month, typed.date);
    }
    case 'weekday':
      return daysBetween(today, expiry) < 7 && weekday(expiry) === typed.weekday;
    case 'days':
      return false;
  }
}

/**
 * The chain of a typed expiry. Of two that settle on one day the later: the index's close, not its
 * open. @param chains ascending by settlement. @param typed null is the one nearest to 30 days.
 * @returns null where the text names none of them.
 */
export function chainOf(
  chains: readonly Chain[],
  typed: string | null,
  nowMs: EpochMs,
): Chain | null {
  const live = chains.filter(({ settlesAtMs }) => settlesAtMs > nowMs);
  if (typed === null || typed.trim() === '') return nearestToDays(live, { nowMs, days: 30 });
  const wanted = readTypedDay(typed);
  if (!wanted) return null;
  if (wanted.kind === 'days') return nearestToDays(live, { nowMs, days: wanted.days });
  const today = newYorkDay(nowMs);
  const found = live.filter(({ expiry }) => isOn(wanted, expiry, today));
  const first = found[0];
  return found.filter(({ expiry }) => expiry === first?.expiry).at(-1) ?? null;
}

/** Listed expiries, each once, ascending. */
export function expiriesOf(chains: readonly Chain[]): readonly TradingDay[] {
  return [...new Set(chains.map(({ expiry }) => expiry))].sort();
}
