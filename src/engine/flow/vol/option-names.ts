import type { Chain, ChainRow } from '../../domain/chain.js';
import { coinOf, parseInstrument, underlyingOf, type Right } from '../../domain/instrument.js';
import { utcMidnight, type TradingDay } from '../../domain/trading-day.js';
import type { EpochMs } from '../../domain/units.js';
import { chainOf, readTypedDay } from './expiry-names.js';

/** An option as typed, as far as it was. */
export interface TypedOption {
  readonly root: string;
  readonly underlying: string;
  /** As typed, for `chainOf`. */
  readonly expiry: string | null;
  readonly strike: number | null;
  readonly right: Right | null;
}

const MONTH = '(JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]*';
const ISO = /\b(\d{4})-(\d{2})-(\d{2})\b/;
const DATE_FIRST = new RegExp(`\\b(\\d{1,2}) ${MONTH}(?: (\\d{4}))?\\b`);
const MONTH_FIRST = new RegExp(`\\b${MONTH} (\\d{1,2})(?: (\\d{4}))?\\b`);
const OCC = /^([A-Z]{1,6}) *(\d{6})([CP])(\d{8})$/;
const STRIKE = /^(\d+(?:\.\d+)?)(K?)([CP]?)$/;
const RIGHT = /^(C|CALLS?|P|PUTS?)$/;

/** Dates of several words become one word each. */
function joined(text: string): string {
  return text.replace(DATE_FIRST, '$1$2$3').replace(MONTH_FIRST, '$2$1$3');
}

function fromOcc(text: string): TypedOption | null {
  const part = OCC.exec(text);
  if (!part) return null;
  const [, root = '', date = '', right, thousandths] = part;
  const expiry = `20${date.slice(0, 2)}-${date.slice(2, 4)}-${date.slice(4)}`;
  const strike = Number(thousandths) / 1000;
  return { root, underlying: underlyingOf(root), expiry, strike, right: rightOf(right ?? '') };
}

function rightOf(letter: string): Right {
  return letter.startsWith('C') ? 'call' : 'put';
}

/**
 * Reads `BTC-27NOV26-90000-C`, `SPX 2026-12-18 6500 P`, `SPY 500C 5dec`, the house's own ids and the
 * clearing house's symbols, in any case and order after the name. @returns null without a name.
 */
export function readOption(typed: string): TypedOption | null {
  const text = typed.trim().toUpperCase().replace(/^[$^]/, '');
  const house = parseInstrument(text);
  if (house?.kind === 'option') {
    const { root, expiry, strike, right } = house;
    return { root, underlying: underlyingOf(root), expiry, strike, right };
  }
  const occ = fromOcc(text);
  if (occ) return occ;
  // A day with hyphens is one word; all other hyphens part words.
  const whole = text.replace(ISO, '$1$2$3').replace(/[\s/,_-]+/g, ' ');
  const [root = '', ...words] = joined(whole).split(' ');
  if (!/^[A-Z][A-Z0-9.]{0,9}$/.test(root)) return null;
  const found: { expiry: string | null; strike: number | null; right: Right | null } = {
    expiry: null,
    strike: null,
    right: null,
  };
  for (const word of words) {
    const strike = STRIKE.exec(word);
    const isDate = /^\d{8}$/.test(word) || (!strike && readTypedDay(word) !== null);
    if (RIGHT.test(word)) found.right = rightOf(word);
    else if (isDate) found.expiry = word;
    else if (strike) {
      found.strike = Number(strike[1]) * (strike[2] ? 1000 : 1);
      if (strike[3]) found.right = rightOf(strike[3]);
    }
  }
  return { root, underlying: underlyingOf(root), ...found };
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** An option's name as people write it: `BTC-27NOV26-90000-C`, `SPX 2026-12-18 6500 P`. */
export function optionName(of: {
  readonly root: string;
  readonly expiry: TradingDay;
  readonly strike: number;
  readonly right: Right;
}): string {
  const letter = of.right === 'call' ? 'C' : 'P';
  if (!coinOf(of.root)) return `${of.root} ${of.expiry} ${of.strike} ${letter}`;
  const [year = '', month, date] = of.expiry.split('-');
  const named = `${Number(date)}${MONTHS[Number(month) - 1] ?? ''}${year.slice(2)}`;
  return `${of.root}-${named}-${of.strike}-${letter}`;
}

/** A listed option. */
export interface FoundOption {
  readonly chain: Chain;
  readonly row: ChainRow;
  readonly right: Right;
}

/** Chains of the class that was named, where it names one; all others mean the underlying. */
function ofClass(chains: readonly Chain[], { root }: TypedOption): readonly Chain[] {
  const own = chains.filter((chain) => chain.root === root);
  return own.length > 0 && own.length < chains.length ? own : chains;
}

/** @returns null where it is not listed, or not wholly named. */
export function findOption(
  chains: readonly Chain[],
  typed: TypedOption,
  nowMs: EpochMs,
): FoundOption | null {
  const { expiry, strike, right } = typed;
  if (expiry === null || strike === null || right === null) return null;
  const own = ofClass(chains, typed);
  const chain = chainOf(own, expiry, nowMs) ?? chainOf(chains, expiry, nowMs);
  const row = chain?.rows.find((one) => one.strike === strike);
  return chain && row ? { chain, row, right } : null;
}

const NEAREST_STRIKES = 3;
const MOST_NAMES = 6;

function byDistance<T>(all: readonly T[], far: (one: T) => number): T[] {
  return [...all].sort((a, b) => far(a) - far(b));
}

function nearestChains(chains: readonly Chain[], typed: TypedOption, nowMs: EpochMs): Chain[] {
  const live = chains.filter(({ settlesAtMs }) => settlesAtMs > nowMs);
  const listed = typed.expiry === null ? null : chainOf(live, typed.expiry, nowMs);
  if (listed) return [listed];
  const wanted = typed.expiry === null ? null : readTypedDay(typed.expiry);
  if (wanted?.kind !== 'day') return live.slice(0, 3);
  const atMs = utcMidnight(wanted.day);
  return byDistance(live, ({ expiry }) => Math.abs(utcMidnight(expiry) - atMs)).slice(0, 2);
}

/** Strikes that begin with the digits that were typed, where that may be half a strike; else all. */
function begunAs({ rows }: Chain, { strike: typed }: TypedOption): readonly ChainRow[] {
  if (typed === null || rows.some(({ strike }) => strike === typed)) return rows;
  const begun = rows.filter(({ strike }) => String(strike).startsWith(String(typed)));
  return begun.length > 0 ? begun : rows;
}

/** Names of the listed options nearest to what was typed, nearest first. */
export function nearestOptions(
  chains: readonly Chain[],
  typed: TypedOption,
  nowMs: EpochMs,
): readonly string[] {
  const rights: readonly Right[] = typed.right ? [typed.right] : ['call', 'put'];
  const near = nearestChains(ofClass(chains, typed), typed, nowMs);
  const names = near.flatMap((chain) => {
    const meant = begunAs(chain, typed);
    // Of half a strike those nearest to the money are meant.
    const money =
      meant === chain.rows && typed.strike !== null ? typed.strike : (chain.future ?? chain.spot);
    const rows = byDistance(meant, ({ strike }) => Math.abs(strike - money));
    const count = near.length > 1 ? 1 : NEAREST_STRIKES;
    return rows
      .slice(0, Math.max(count, Math.ceil(MOST_NAMES / near.length / rights.length)))
      .flatMap(({ strike }) =>
        rights.map((right) =>
          optionName({ root: chain.root, expiry: chain.expiry, strike, right }),
        ),
      );
  });
  return names.slice(0, MOST_NAMES);
}
