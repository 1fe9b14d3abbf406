import type { GateReading } from '../domain/gate-reading.js';
import type { OrderIntent } from '../domain/order.js';
import type { Check } from './check.js';
import {
  blackoutCheck,
  cutOffCheck,
  dayLossCheck,
  gapCheck,
  killChecks,
  sessionCheck,
  windowCheck,
} from './day-checks.js';
import {
  accountCheck,
  armedCheck,
  brokerCheck,
  reconciledCheck,
  runsCheck,
  stateCheck,
} from './desk-checks.js';
import type { GateContext } from './gate-context.js';
import {
  armingSizeCheck,
  capChecks,
  holdingCheck,
  limitCheck,
  quantityCheck,
  quotesCheck,
  shapeCheck,
  unitsCheck,
} from './order-checks.js';

/** Rules that need no order: they bar every entry. */
function entryChecks(context: GateContext): readonly (Check | null)[] {
  const { rules } = context;
  return [
    stateCheck(context),
    armedCheck(context),
    sessionCheck(context),
    rules && windowCheck(context, rules),
    rules && cutOffCheck(context, rules),
    blackoutCheck(context),
    ...killChecks(context),
    gapCheck(context),
    rules && dayLossCheck(context, rules),
  ];
}

/** Rules that bind every order: where they fail, the state of the world is not known well enough. */
function everyChecks(context: GateContext): readonly Check[] {
  return [
    brokerCheck(context),
    reconciledCheck(context),
    accountCheck(context),
    runsCheck(context),
  ];
}

function entryOrderChecks(intent: OrderIntent, context: GateContext): readonly (Check | null)[] {
  const { rules } = context;
  if (!rules) return [];
  return [
    unitsCheck(intent, rules),
    armingSizeCheck(intent, context),
    ...capChecks(intent, context, rules),
    shapeCheck(intent, context, rules),
    limitCheck(intent, context),
  ];
}

/** Every rule that binds an order, in the order in which reasons are listed. */
export function checksOf(intent: OrderIntent, context: GateContext): readonly Check[] {
  const entry = intent.purpose === 'entry';
  const checks = [
    quantityCheck(intent),
    ...(entry ? entryChecks(context) : []),
    ...everyChecks(context),
    ...(entry ? entryOrderChecks(intent, context) : [holdingCheck(intent, context)]),
    quotesCheck(intent, context),
  ];
  return checks.filter((check) => check !== null);
}

/** Every rule that bars entries now, without an order: for `/why` and the arming card. */
export function gateReadings(context: GateContext): readonly GateReading[] {
  return [...entryChecks(context), ...everyChecks(context)]
    .filter((check) => check !== null)
    .map(({ reading }) => reading);
}

/** The same with the rules of one order: for its ticket. */
export function orderReadings(intent: OrderIntent, context: GateContext): readonly GateReading[] {
  return checksOf(intent, context).map(({ reading }) => reading);
}
