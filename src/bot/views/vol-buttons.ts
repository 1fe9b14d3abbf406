import { z } from 'zod';
import type { TradingDay } from '../../engine/domain/trading-day.js';
import type { EpochMs } from '../../engine/domain/units.js';
import type { CallbackValue } from '../callback.js';
import type { Button, CommandContext } from '../command.js';
import { button, choice } from './buttons.js';
import { plain } from './format.js';
import { expiryText } from './vol-words.js';

const MOST_IN_A_ROW = 6;

/** An underlying as typed: letters first, in any case. */
export const UNDERLYING = z
  .string()
  .regex(/^[A-Z][A-Z0-9.]{0,9}$/u)
  .optional();

/** What is left of a line: an underlying and an expiry, in any order. */
export const WORDS = z.array(z.string().min(1).max(20)).default([]);

const DAY_NAME =
  /^(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|SUN|MON|TUE|WED|THU|FRI|SAT)/u;

/** Parts typed words: a known underlying, or letters that name no day; the rest is an expiry. */
export function readWords(
  context: CommandContext,
  words: readonly string[],
): { readonly underlying: string; readonly expiry: string | null } {
  const typed = words.map((word) => word.toUpperCase());
  const known = context.engine.vol.underlyings();
  const at = typed.findIndex((word) => known.includes(word));
  const other = typed.findIndex((word) => /^[A-Z]+$/u.test(word) && !DAY_NAME.test(word));
  const named = at >= 0 ? at : other;
  const rest = words.filter((_, i) => i !== named);
  return {
    underlying: underlyingOr(context, typed[named]),
    expiry: rest.length > 0 ? rest.join(' ') : null,
  };
}

/** What was asked for, else the desk's favourite; the empty name where there is none. */
export function underlyingOr({ engine }: CommandContext, asked: string | undefined): string {
  return asked ?? engine.vol.underlyings()[0] ?? '';
}

/** One button an underlying, the shown one marked; none where there is no choice. */
export function underlyingRow(
  { engine }: CommandContext,
  name: string,
  of: {
    readonly shown: string;
    readonly now?: Readonly<Record<string, CallbackValue>>;
  },
): readonly (readonly Button[])[] {
  const all = engine.vol.underlyings().slice(0, MOST_IN_A_ROW);
  if (all.length < 2) return [];
  return [
    all.map((underlying) => {
      const chosen = underlying === of.shown ? 'chosen' : 'other';
      return button(choice(plain(underlying), chosen), name, { ...of.now, underlying });
    }),
  ];
}

type Link = 'surface' | 'smile' | 'term' | 'skew' | 'chain' | 'arb';

/** To the other looks at the same underlying. */
export function volLinks(
  { t }: CommandContext,
  underlying: string,
  to: readonly Link[],
): readonly Button[] {
  return to.map((name) => button(t(`button-${name}`), name, { underlying }));
}

/** The expiries beside the shown one: earlier to the left, later to the right. */
export function expiryRow(
  name: string,
  of: {
    readonly expiries: readonly TradingDay[];
    readonly shown: TradingDay;
    readonly nowMs: EpochMs;
    readonly now: Readonly<Record<string, CallbackValue>>;
  },
): readonly (readonly Button[])[] {
  const at = of.expiries.indexOf(of.shown);
  const [before, after] = [of.expiries[at - 1], of.expiries[at + 1]];
  const to = (expiry: TradingDay, label: string): Button =>
    button(plain(label), name, { ...of.now, expiry });
  const row = [
    ...(at > 0 && before ? [to(before, `◀ ${expiryText(before, of.nowMs)}`)] : []),
    ...(at >= 0 && after ? [to(after, `${expiryText(after, of.nowMs)} ▶`)] : []),
  ];
  return row.length > 0 ? [row] : [];
}
