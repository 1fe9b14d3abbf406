import type { GateReading, GateUnit, GateValue } from '../../engine/domain/gate-reading.js';
import type { CommandContext, Translate } from '../command.js';
import { lines, words, type Html } from '../html.js';
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

/** `✅ VRP 3.2 pts · limit 1.0 pts`. */
export function gateLine(context: CommandContext, gate: GateReading): Html {
  return context.t(gate.limit === null ? 'gate-line-bare' : 'gate-line', {
    sign: GATE_SIGN[gate.verdict],
    name: gateName(context, gate.name),
    value: gateValue(context, gate.value),
    limit: gateValue(context, gate.limit),
  });
}

/** Every gate, a line each: what was seen, what it must be, pass or not. */
export function gateTable(context: CommandContext, gates: readonly GateReading[]): Html {
  return lines(gates.map((gate) => gateLine(context, gate)));
}

/** `12 of 15 gates pass`. */
export function gateCount({ t }: CommandContext, gates: readonly GateReading[]): Html {
  const passing = gates.filter(({ verdict }) => verdict === 'pass').length;
  return t('gate-count', { passing, all: gates.length });
}
