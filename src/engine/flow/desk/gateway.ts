import type { GatewayView } from '../../domain/gateway.js';
import type { Turn } from './turn.js';

/** People are told once of what only they can put right, and once that it is over. */
export function takeGateway(turn: Turn, view: GatewayView): void {
  const { transient } = turn.state;
  const before = transient.gateway?.need ?? null;
  const { name: gateway, need } = view;
  transient.gateway = view;
  if (need !== null && need.code !== before?.code) {
    const { code, detail } = need;
    turn.record({
      kind: 'alert',
      alert: { code: 'gateway-needs-you', gateway, need: code, detail },
    });
  }
  if (need === null && before !== null) {
    turn.record({ kind: 'alert', alert: { code: 'gateway-fine', gateway } });
  }
}

/** The gateway's weekly login will want its second factor today. */
export function tellOfLogin(turn: Turn): void {
  const gateway = turn.state.transient.gateway?.name;
  if (gateway) turn.record({ kind: 'alert', alert: { code: 'gateway-login', gateway } });
}
