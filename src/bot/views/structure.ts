import { parseInstrument, type Instrument } from '../../engine/domain/instrument.js';
import type { Leg } from '../../engine/domain/order.js';
import type { TradingDay } from '../../engine/domain/trading-day.js';

type Option = Extract<Instrument, { readonly kind: 'option' }>;

/** A combination as people call it. Strikes start with the leg that gives it its name. */
export interface Structure {
  readonly shape: 'put' | 'call' | 'put-spread' | 'call-spread' | 'iron-condor' | 'legs';
  readonly side: 'buy' | 'sell';
  /** Such as `655/650`; the legs one by one where the shape has no name. */
  readonly strikes: string;
  /** Ascending. */
  readonly strikesAt: readonly number[];
}

interface OptionLeg {
  readonly option: Option;
  readonly ratio: number;
}

function optionLegs(legs: readonly Leg[]): readonly OptionLeg[] | null {
  const found = legs.flatMap(({ instrument, ratio }): OptionLeg[] => {
    const option = parseInstrument(instrument);
    return option?.kind === 'option' ? [{ option, ratio }] : [];
  });
  return found.length === legs.length && found.length > 0 ? found : null;
}

/** A spread's dearer leg names it: the higher put, the lower call. */
function spread([a, b]: readonly [OptionLeg, OptionLeg]): Pick<Structure, 'side' | 'strikes'> {
  const dearer = a.option.right === 'put' ? Math.max : Math.min;
  const first = dearer(a.option.strike, b.option.strike) === a.option.strike ? a : b;
  const second = first === a ? b : a;
  return {
    side: first.ratio < 0 ? 'sell' : 'buy',
    strikes: `${first.option.strike}/${second.option.strike}`,
  };
}

function isSpread([a, b]: readonly [OptionLeg, OptionLeg]): boolean {
  return (
    a.option.right === b.option.right &&
    a.option.expiry === b.option.expiry &&
    a.ratio === -b.ratio &&
    Math.abs(a.ratio) === 1
  );
}

/** Short strikes inside long ones, one of each right and side. */
function isCondor(legs: readonly OptionLeg[]): boolean {
  const signs = legs.map(({ ratio }) => Math.sign(ratio));
  const rights = legs.map(({ option }) => option.right);
  const outside = signs[0] === signs[3] && signs[1] === signs[2] && signs[0] !== signs[1];
  return outside && rights.join() === 'put,put,call,call';
}

/** What legs make together. */
export function structureOf(legs: readonly Leg[]): Structure {
  const options = optionLegs(legs) ?? [];
  const strikesAt = [...new Set(options.map(({ option }) => Number(option.strike)))];
  strikesAt.sort((a, b) => a - b);
  const [first, second] = options;
  const side = (first?.ratio ?? 0) < 0 ? 'sell' : 'buy';
  if (first && options.length === 1 && Math.abs(first.ratio) === 1) {
    return { shape: first.option.right, side, strikes: String(first.option.strike), strikesAt };
  }
  if (first && second && options.length === 2 && isSpread([first, second])) {
    const shape = first.option.right === 'put' ? 'put-spread' : 'call-spread';
    return { shape, ...spread([first, second]), strikesAt };
  }
  const ordered = [...options].sort((a, b) => a.option.strike - b.option.strike);
  if (ordered.length === 4 && isCondor(ordered)) {
    const inner = (ordered[1]?.ratio ?? 0) < 0 ? 'sell' : 'buy';
    return { shape: 'iron-condor', side: inner, strikes: strikesAt.join('/'), strikesAt };
  }
  return { shape: 'legs', side: 'buy', strikes: legs.map(legName).join(' '), strikesAt };
}

function legName({ instrument, ratio }: Leg): string {
  const of = parseInstrument(instrument);
  const name = of?.kind === 'option' ? `${of.strike}${of.right === 'put' ? 'P' : 'C'}` : instrument;
  return `${ratio > 0 ? '+' : '−'}${Math.abs(ratio)}×${name}`;
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** `21Nov`, as options are named by their expiry the world over. */
export function expiryName(expiry: TradingDay): string {
  const [, month = '', day = ''] = expiry.split('-');
  return `${day}${MONTHS[Number(month) - 1] ?? month}`;
}
