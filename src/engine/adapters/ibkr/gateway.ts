import type { TimeOfDay } from '../../domain/new-york.js';
import type { Gateway } from '../../ports/gateway.js';
import type { IbkrConnection } from './session-port.js';

/** The session with the gateway as people see it: no account number, no message of the vendor's. */
export function createIbkrGateway(of: {
  readonly connection: IbkrConnection;
  readonly loginAt: TimeOfDay | null;
}): Gateway {
  const { connection, loginAt } = of;
  return {
    loginAt,
    view: () => ({
      name: 'ibkr',
      phase: connection.phase(),
      account: connection.account()?.label ?? null,
      need: connection.need(),
    }),
    onChange: (run) => connection.onChange(run),
  };
}
