import type { Arming, DisarmReason } from '../../domain/arming.js';
import type { Actor } from '../../domain/actor.js';
import { sessionAtOrAfter } from '../../domain/calendar.js';
import { atLeast } from '../../domain/people.js';
import { err, ok } from '../../domain/result.js';
import type { TradingError } from '../../domain/trading-api.js';
import { DAY_MS } from '../../domain/units.js';
import { flatTimes } from '../../risk/rules.js';
import { answer, byRule, byUser, type AskEvent } from './events.js';
import { entryReadings } from './gate-context.js';
import { voidTickets } from './tickets.js';
import type { Turn } from './turn.js';

const LONGEST_MS = 7 * DAY_MS;

type Arm = Extract<AskEvent, { kind: 'arm' }>;
type Disarm = Extract<AskEvent, { kind: 'disarm' }>;

export function unknownBot(turn: Turn, name: string): TradingError {
  return { code: 'unknown-bot', name, known: [...turn.state.setup.strategies.keys()] };
}

function refusalOf(turn: Turn, event: Arm): TradingError | null {
  const { setup } = turn.state;
  const strategy = setup.strategies.get(event.strategy);
  if (setup.orders === 'off') return { code: 'no-trading' };
  if (setup.roleOf(event.by) !== 'owner') return { code: 'not-allowed' };
  if (!strategy) return unknownBot(turn, event.strategy);
  const { quantity, until } = event;
  const most = strategy.rules.mostUnits;
  if (!Number.isSafeInteger(quantity) || quantity < 1 || quantity > most) {
    return { code: 'bad-size', quantity, most };
  }
  if (until.kind === 'for' && !(until.ms > 0 && until.ms <= LONGEST_MS))
    return { code: 'bad-time' };
  return null;
}

/** Gives leave to propose entries; the answer carries every gate as it stands now. */
export function arm(turn: Turn, event: Arm): void {
  const refusal = refusalOf(turn, event);
  const strategy = turn.state.setup.strategies.get(event.strategy);
  if (refusal || !strategy) {
    turn.effect(answer(event.reply, err(refusal ?? unknownBot(turn, event.strategy))));
    return;
  }
  const session = sessionAtOrAfter(turn.nowMs);
  const arming: Arming = {
    strategy: event.strategy,
    by: event.by,
    quantity: event.quantity,
    armedAtMs: turn.nowMs,
    untilWallMs: event.until.kind === 'for' ? turn.now.wallMs + event.until.ms : null,
    untilMarketMs:
      event.until.kind === 'close' ? flatTimes(session, strategy.rules).flatByMs : null,
  };
  turn.record({ kind: 'armed', arming });
  turn.effect(answer(event.reply, ok({ arming, gates: entryReadings(turn, event.strategy) })));
}

export function disarmOne(
  turn: Turn,
  strategy: string,
  of: { readonly by: Actor; readonly reason: DisarmReason },
): void {
  turn.record({ kind: 'disarmed', strategy, ...of });
  voidTickets(turn, { strategy, by: of.by, reason: 'disarmed' });
}

export function disarm(turn: Turn, event: Disarm): void {
  const { setup, trading } = turn.state;
  if (!atLeast(setup.roleOf(event.by), 'trader')) {
    turn.effect(answer(event.reply, err({ code: 'not-allowed' })));
    return;
  }
  if (event.strategy !== null && !setup.strategies.has(event.strategy)) {
    turn.effect(answer(event.reply, err(unknownBot(turn, event.strategy))));
    return;
  }
  const armed = trading.armings().map(({ strategy }) => strategy);
  const wanted = armed.filter((id) => event.strategy === null || id === event.strategy);
  if (event.strategy !== null && wanted.length === 0) {
    turn.effect(answer(event.reply, err({ code: 'not-armed', strategy: event.strategy })));
    return;
  }
  for (const id of wanted) disarmOne(turn, id, { by: byUser(event.by), reason: 'asked' });
  turn.effect(answer(event.reply, ok(wanted)));
}

/** Ends armings whose time is over, and asks to be woken for the next. */
export function endArmings(turn: Turn): void {
  for (const { strategy, untilMarketMs, untilWallMs } of turn.state.trading.armings()) {
    const over =
      (untilMarketMs !== null && turn.nowMs >= untilMarketMs) ||
      (untilWallMs !== null && turn.now.wallMs >= untilWallMs);
    if (over) disarmOne(turn, strategy, { by: byRule('time'), reason: 'time' });
    turn.wakeAt(over ? null : untilMarketMs);
    turn.wakeAtWall(over ? null : untilWallMs);
  }
}
