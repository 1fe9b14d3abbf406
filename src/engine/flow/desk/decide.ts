import { sessionOf } from '../../domain/calendar.js';
import { passes, type GateReading } from '../../domain/gate-reading.js';
import { newYorkDay } from '../../domain/new-york.js';
import { err, ok } from '../../domain/result.js';
import type { Decision } from '../../strategies/strategy.js';
import { strategyView } from '../look/strategy-view.js';
import { unknownBot } from './arming.js';
import { accountView, askForEntry } from './drafts.js';
import { answer, type AskEvent, type LookFor } from './events.js';
import { entryReadings } from './gate-context.js';
import { look } from './looks.js';
import { stampOf } from './look-views.js';
import type { DeskStrategy } from './state.js';
import type { Turn } from './turn.js';

function wantsOf({ nowMs }: Turn, { configured }: DeskStrategy) {
  return configured.wants({ nowMs, session: sessionOf(newYorkDay(nowMs)) });
}

/** What a strategy makes of the market now: the money rules' gates, then its own. */
function judge(turn: Turn, { configured }: DeskStrategy): Decision {
  const { market, trading, setup } = turn.state;
  const { id } = configured;
  const view = strategyView({
    strategy: configured,
    book: market,
    nowMs: turn.nowMs,
    pricePeriodMs: setup.pricePeriodMs,
    factsOf: (underlying) => trading.dayFacts(underlying, newYorkDay(turn.nowMs)),
    calendar: setup.calendar,
    account: accountView(turn, id),
  });
  const own = configured.decide(view);
  const house = entryReadings(turn, id);
  const gates = bothRead(house, own.gates);
  return { gates, proposal: passes(gates) ? own.proposal : null };
}

/** Where both look at the same thing the house's reading stands, unless only the other says no. */
function bothRead(
  house: readonly GateReading[],
  own: readonly GateReading[],
): readonly GateReading[] {
  const ownByName = new Map(own.map((reading) => [reading.name, reading]));
  const houseNames = new Set(house.map(({ name }) => name));
  const told = house.map((reading) => {
    const stricter = ownByName.get(reading.name);
    const hides = reading.verdict === 'pass' && stricter && stricter.verdict !== 'pass';
    return hides ? stricter : reading;
  });
  return [...told, ...own.filter(({ name }) => !houseNames.has(name))];
}

function failing(gates: readonly GateReading[]): string {
  return gates.flatMap(({ name, verdict }) => (verdict === 'pass' ? [] : [name])).join(' ');
}

function decide(turn: Turn, strategy: string): void {
  const { setup, trading } = turn.state;
  const of = setup.strategies.get(strategy);
  if (!of || trading.arming(strategy) === null) return;
  const { gates, proposal } = judge(turn, of);
  const asked =
    proposal !== null &&
    askForEntry(turn, { kind: 'entry', strategy }, { strategy, proposal, gates });
  if (asked) return;
  tellNo(turn, strategy, gates);
}

/** A look without a proposal is kept where other gates say no than at the look before. */
function tellNo(turn: Turn, strategy: string, gates: readonly GateReading[]): void {
  const last = turn.state.trading.lastDecision(strategy);
  const changed = last === null || failing(last.gates) !== failing(gates);
  if (changed) turn.record({ kind: 'decision', strategy, ticketId: null, gates });
}

/** Gates that no price can open: while one is shut, the market is not asked. */
const PRICELESS: ReadonlySet<string> = new Set([
  'state',
  'session',
  'window',
  'cut-off',
  'blackout',
  'gap-through',
]);

function isShut(gates: readonly GateReading[]): boolean {
  return gates.some(({ name, verdict }) => PRICELESS.has(name) && verdict !== 'pass');
}

/** Each minute, every armed strategy that waits for nobody looks at its market. */
export function decideAll(turn: Turn): void {
  const { setup, trading } = turn.state;
  for (const [id, strategy] of setup.strategies) {
    const waits = trading.openTickets().some(({ ticket }) => ticket.strategy === id);
    if (trading.arming(id) === null || waits) continue;
    const house = entryReadings(turn, id);
    const wants = wantsOf(turn, strategy);
    if (isShut(house)) tellNo(turn, id, house);
    else if (wants.length === 0) decide(turn, id);
    else look(turn, { kind: 'decide', strategy: id }, wants);
  }
}

export function takeDecideChains(
  turn: Turn,
  of: Extract<LookFor, { kind: 'decide' | 'why' }>,
): void {
  if (of.kind === 'decide') decide(turn, of.strategy);
  else tellWhy(turn, of);
}

/** A person asks for every gate of a strategy, armed or not. */
export function whyAsked(turn: Turn, event: Extract<AskEvent, { kind: 'why' }>): void {
  const of = turn.state.setup.strategies.get(event.strategy);
  if (!of) {
    turn.effect(answer(event.reply, err(unknownBot(turn, event.strategy))));
    return;
  }
  const wants = wantsOf(turn, of);
  if (wants.length === 0) tellWhy(turn, event);
  else look(turn, { kind: 'why', strategy: event.strategy, reply: event.reply }, wants);
}

function tellWhy(
  turn: Turn,
  event: Pick<Extract<AskEvent, { kind: 'why' }>, 'strategy' | 'reply'>,
) {
  const { setup, trading } = turn.state;
  const of = setup.strategies.get(event.strategy);
  if (!of) return;
  const { gates } = judge(turn, of);
  const open = trading.openTickets().find(({ ticket }) => ticket.strategy === event.strategy);
  const view = {
    stamp: stampOf(turn),
    strategy: event.strategy,
    gates,
    ticket: open?.short ?? null,
  };
  turn.effect(answer(event.reply, ok(view)));
}
