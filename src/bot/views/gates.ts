import type { GateReading, GateUnit, GateValue } from '../../engine/domain/gate-reading.js';
import type { CommandContext, Translate } from '../command.js';
import { bold, folded, lines, plainText, words, type Html } from '../html.js';
import { decimal, duration, plain, timeOfDay } from './format.js';
import { figuresHidden, HIDDEN, usdText } from './money.js';

/** A sign and never colour alone. */
export const GATE_SIGN: Readonly<Record<GateReading['verdict'], string>> = {
  pass: '✅',
  fail: '✖️',
  unknown: '❔',
};

export function gateName({ t }: CommandContext, name: string): Html {
  return t('gate-name', { name });
}

const DECIMALS: Readonly<Record<GateUnit, number>> = {
  'vol-pts': 1,
  points: 2,
  usd: 2,
  pct: 1,
  ratio: 2,
  delta: 2,
  count: 0,
  minutes: 0,
};

function number(t: Translate, value: number, unit: GateUnit): Html {
  if (unit === 'usd') return plain(usdText(value));
  return t('gate-number', { value: decimal(value, DECIMALS[unit]), unit });
}

/** `event:SPY`: a kind of event, with the symbol where it is one's own. */
function nameWord(t: Translate, name: string): Html {
  const [kind = '', symbol] = name.split(':');
  const known = t('event-word', { kind });
  return symbol === undefined ? known : plain(`${known} ${symbol}`);
}

/** A gate's figure with its unit, times in the reader's zone; a dash where nothing was read. */
export function gateValue(context: CommandContext, value: GateValue | null): Html {
  const { t, user } = context;
  const at = (ms: number): string => timeOfDay(ms, user.settings.zone).slice(0, 5);
  if (value === null) return plain('–');
  switch (value.kind) {
    case 'number':
      if (value.unit === 'usd' && figuresHidden(context)) return plain(HIDDEN);
      return number(t, value.value, value.unit);
    case 'duration':
      return duration(t, value.ms);
    case 'instant':
      return plain(at(value.atMs));
    case 'span':
      return plain(`${at(value.fromMs)}–${at(value.toMs)}`);
    case 'word':
      return t('gate-word', { word: value.word });
    case 'names':
      if (value.names.length === 0) return t('gate-no-names');
      return words(
        value.names.map((name) => nameWord(t, name)),
        ', ',
      );
  }
}

/** What can be ordered; null for words and names. */
export function magnitude(of: GateValue): number | null {
  if (of.kind === 'number') return of.value;
  if (of.kind === 'duration') return of.ms;
  return of.kind === 'instant' ? of.atMs : null;
}

/** How the figure stands to its limit, as it is and not as it must be; null where no sign says it. */
function relation({ value, limit, verdict }: GateReading): string | null {
  if (value === null || limit === null) return null;
  if (limit.kind === 'span') return '·';
  const [now, wanted] = [magnitude(value), magnitude(limit)];
  if (now === null || wanted === null) return null;
  if (now === wanted) return '=';
  if (verdict === 'pass') return now < wanted ? '≤' : '≥';
  return now < wanted ? '<' : '>';
}

/** A unit that both have is written once, after the limit. */
function shortValue(context: CommandContext, { value, limit }: GateReading): Html {
  const alike = value?.kind === 'number' && limit?.kind === 'number' && value.unit === limit.unit;
  if (!alike || value.unit === 'usd') return gateValue(context, value);
  return plain(decimal(value.value, DECIMALS[value.unit]));
}

/** Passed by being the word that it must be: the limit would say it again. */
function isPlain(context: CommandContext, { value, limit, verdict }: GateReading): boolean {
  if (limit === null) return true;
  if (verdict !== 'pass' || value === null || magnitude(value) !== null) return false;
  return gateValue(context, value) === gateValue(context, limit);
}

function bareLine(context: CommandContext, gate: GateReading, sign: string): Html {
  const value = gateValue(context, gate.value);
  return context.t('gate-line-bare', { sign, name: gateName(context, gate.name), value });
}

/** `✅ VRP: 3.2 ≥ 1.0 pts`. */
export function gateLine(
  context: CommandContext,
  gate: GateReading,
  sign = GATE_SIGN[gate.verdict],
): Html {
  const { t } = context;
  if (isPlain(context, gate)) return bareLine(context, gate, sign);
  const name = gateName(context, gate.name);
  const limit = gateValue(context, gate.limit);
  const compared = relation(gate);
  if (compared === null) {
    return t('gate-line', { sign, name, value: gateValue(context, gate.value), limit });
  }
  const value = shortValue(context, gate);
  // A figure and its limit stay on one line.
  const figures = [plainText(value), compared, plainText(limit)].join('\u00a0');
  return t('gate-line-compared', { sign, name, figures });
}

/** Gates that say no, a line each with what was seen and what it must be. */
export function failingGates(context: CommandContext, gates: readonly GateReading[]): Html | null {
  const failing = gates.filter(({ verdict }) => verdict !== 'pass');
  return failing.length === 0 ? null : lines(failing.map((gate) => gateLine(context, gate)));
}

/**
 * Gates that pass, folded away: how many of all, each figure with its limit, then the rest on one
 * line; `caption` leaves out what a picture's words have no room for.
 */
export function passingGates(
  context: CommandContext,
  gates: readonly GateReading[],
  form: 'text' | 'caption',
): Html | null {
  const passing = gates.filter(({ verdict }) => verdict === 'pass');
  if (passing.length === 0) return null;
  const short = form === 'caption';
  const rest = passing
    .filter((gate) => isPlain(context, gate))
    .map((gate, at) => {
      if (short) return gateName(context, gate.name);
      return bareLine(context, gate, at === 0 ? GATE_SIGN.pass : '');
    })
    .map((part) => part.trim() as Html);
  const figures = passing
    .filter((gate) => !isPlain(context, gate))
    .map((gate) => gateLine(context, gate, short ? '' : GATE_SIGN.pass).trim() as Html);
  return folded(
    lines([
      bold(gateCount(context, gates)),
      ...figures,
      rest.length > 0 ? words(rest, ' · ') : null,
    ]),
  );
}

/** `12 of 15 gates pass`. */
export function gateCount({ t }: CommandContext, gates: readonly GateReading[]): Html {
  const passing = gates.filter(({ verdict }) => verdict === 'pass').length;
  return t('gate-count', { passing, all: gates.length });
}
