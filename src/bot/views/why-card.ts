import type { Arming } from '../../engine/domain/arming.js';
import type { WhyView } from '../../engine/domain/desk-views.js';
import type { GateReading } from '../../engine/domain/gate-reading.js';
import { atLeast } from '../../engine/domain/people.js';
import type { Card, CommandContext } from '../command.js';
import { bold, lines, type Html } from '../html.js';
import { button } from './buttons.js';
import { stampLine } from './format.js';
import { GATE_SIGN, gateName, gateValue, magnitude, passingGates } from './gates.js';
import { nowLine, untilText } from './trading-words.js';

type Way = 'least' | 'most' | 'after' | 'before' | 'within' | 'be' | 'none' | 'bare';

/** Which way a reading must go to pass: up or down to its limit, or into what the limit names. */
function wayOf({ value, limit }: GateReading): Way {
  if (value === null || limit === null) return 'bare';
  if (limit.kind === 'names' && limit.names.length === 0) return 'none';
  if (limit.kind === 'span') return 'within';
  const now = magnitude(value);
  const wanted = magnitude(limit);
  if (now === null || wanted === null) return 'be';
  if (limit.kind === 'instant') return now < wanted ? 'after' : 'before';
  return now < wanted ? 'least' : 'most';
}

/** One sentence for a gate that says no: what it is now and what it must be. */
function mustChange(context: CommandContext, gate: GateReading): Html {
  const { t } = context;
  const name = gateName(context, gate.name);
  const limit = gateValue(context, gate.limit);
  const sign = GATE_SIGN[gate.verdict];
  if (gate.verdict === 'unknown') {
    return t('why-unknown', { sign, name, limit, bounded: gate.limit === null ? 'no' : 'yes' });
  }
  return t('why-change', {
    sign,
    name,
    now: gateValue(context, gate.value),
    limit,
    way: wayOf(gate),
  });
}

function verdict(context: CommandContext, gates: readonly GateReading[]): Html {
  const { t } = context;
  const failing = gates.filter((gate) => gate.verdict !== 'pass');
  if (failing.length === 0) return t('why-clear');
  return lines([
    t('why-blocked', { failing: failing.length, all: gates.length }),
    ...failing.map((gate) => mustChange(context, gate)),
  ]);
}

/** In plain words what must change before it trades, then the gates that pass, each with value and limit. */
export function whyCard(context: CommandContext, view: WhyView): Card {
  const { t } = context;
  const { strategy: bot } = view;
  const ticket =
    view.ticket !== null && context.chat.kind === 'private'
      ? [button(t('button-tickets'), 'tickets')]
      : [];
  return {
    kind: 'card',
    text: lines([
      bold(t('why-headline', { bot })),
      verdict(context, view.gates),
      passingGates(context, view.gates, 'text'),
      stampLine(context, view.stamp),
    ]),
    buttons: [
      [...ticket, button(t('button-bots'), 'bots'), button(t('button-refresh'), 'why', { bot })],
    ],
  };
}

/** What arming has done: size, until when, and the state of every gate at that moment. */
export function armedCard(
  context: CommandContext,
  of: { readonly arming: Arming; readonly gates: readonly GateReading[] },
): Card {
  const { t, user } = context;
  const { strategy: bot, quantity } = of.arming;
  const disarm = atLeast(user.role, 'trader')
    ? [button(t('button-disarm', { bot }), 'disarm', { bot })]
    : [];
  return {
    kind: 'card',
    text: lines([
      bold(t('arm-done', { bot })),
      t('arm-terms', { size: quantity, until: untilText(context, of.arming) }),
      t('arm-asks'),
      verdict(context, of.gates),
      passingGates(context, of.gates, 'text'),
      nowLine(context),
    ]),
    buttons: [[...disarm, button(t('button-why', { bot }), 'why', { bot })]],
  };
}
