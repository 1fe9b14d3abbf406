import { err, ok } from '../../src/engine/domain/result.js';
import type { UsdMicros } from '../../src/engine/domain/units.js';
import type { Broker } from '../../src/engine/ports/broker.js';

/** A broker at which nothing ever happens: it has an account and refuses every order. */
export function idleBroker(): Broker {
  const nil = 0 as UsdMicros;
  const nothing = () => Promise.resolve(ok([]));
  return {
    name: 'idle',
    state: () => 'ready',
    start: () => Promise.resolve(ok(undefined)),
    stop: () => Promise.resolve(),
    account: () =>
      Promise.resolve(
        ok({
          label: 'TEST',
          kind: 'paper' as const,
          cashMicros: nil,
          netLiquidationMicros: nil,
          marginMicros: nil,
        }),
      ),
    whatIf: () =>
      Promise.resolve(ok({ marginBeforeMicros: nil, marginAfterMicros: nil, feeMicros: nil })),
    place: () => Promise.resolve(err({ code: 'refused' as const, reason: 'idle' })),
    cancel: () => Promise.resolve(err({ code: 'no-such-order' as const })),
    orders: nothing,
    fills: nothing,
    settlements: nothing,
    positions: nothing,
    subscribe: () => () => undefined,
  };
}
