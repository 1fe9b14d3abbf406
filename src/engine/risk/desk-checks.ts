import type { Arming } from '../domain/arming.js';
import { passed, failed, unread, word, type Check } from './check.js';
import type { GateContext } from './gate-context.js';

/** Rules of the desk, its broker and its account: what must hold before anything is sent. */

export function stateCheck({ state }: GateContext): Check {
  const seen = { name: 'state', value: word(state), limit: word('active') };
  if (state === 'active') return passed(seen);
  return failed(seen, { code: state === 'halted' ? 'trading-halted' : 'trading-reducing' });
}

/** An arming ends by wall or by market time, whichever comes first. */
export function isArmed(arming: Arming | null, now: { nowMs: number; wallMs: number }): boolean {
  if (!arming) return false;
  const { untilWallMs, untilMarketMs } = arming;
  return (
    (untilWallMs === null || now.wallMs < untilWallMs) &&
    (untilMarketMs === null || now.nowMs < untilMarketMs)
  );
}

export function armedCheck(context: GateContext): Check {
  const { arming, rules } = context;
  const armed = isArmed(arming, context) && arming?.strategy === rules?.strategy;
  const seen = { name: 'armed', value: word(armed ? 'armed' : 'disarmed'), limit: word('armed') };
  if (armed) return passed(seen);
  return failed(seen, { code: 'not-armed', strategy: rules?.strategy ?? arming?.strategy ?? '' });
}

export function brokerCheck({ broker }: GateContext): Check {
  const seen = { name: 'broker', value: word(broker.state), limit: word('ready') };
  return broker.state === 'ready' ? passed(seen) : failed(seen, { code: 'broker-not-ready' });
}

export function reconciledCheck({ broker }: GateContext): Check {
  const { reconciled } = broker;
  const value = word(reconciled === 'yes' ? 'compared' : 'not-compared');
  const seen = { name: 'reconciled', value, limit: word('compared') };
  return reconciled === 'yes' ? passed(seen) : unread(seen, { code: 'not-reconciled' });
}

/** No order goes to an account that is live, that is not the ticket's, or that nobody has named. */
export function accountCheck({ broker, mode }: GateContext): Check {
  const { account, expectedLabel } = broker;
  const names = (label: string) => ({ kind: 'names', names: [label] }) as const;
  const value = account && names(account.label);
  const limit = expectedLabel === null ? word('paper') : names(expectedLabel);
  const seen = { name: 'account', value, limit };
  if (mode === 'REPLAY') return failed(seen, { code: 'no-trading' });
  if (mode === 'LIVE') return failed(seen, { code: 'live-not-built' });
  if (!account) return unread(seen, { code: 'account-unknown' });
  if (account.kind !== 'paper') return failed(seen, { code: 'live-not-built' });
  if (expectedLabel === null || expectedLabel === account.label) return passed(seen);
  return failed(seen, {
    code: 'account-mismatch',
    expected: expectedLabel,
    actual: account.label,
  });
}

/** One thing at a time for a position: not even an exit beside one whose fate is unknown. */
export function runsCheck({ otherRuns }: GateContext): Check {
  const open = otherRuns.filter(({ phase }) => phase !== 'done');
  const unknown = open.find(({ phase }) => phase === 'unknown');
  const first = unknown ?? open[0];
  const value = word(first ? first.phase : 'none');
  const seen = { name: 'other-orders', value, limit: word('none') };
  if (!first) return passed(seen);
  const refusal = { code: 'run-open', runId: first.run.id, phase: first.phase } as const;
  return unknown ? unread(seen, refusal) : failed(seen, refusal);
}
