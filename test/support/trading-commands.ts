import type { AnyCommand } from '../../src/bot/command.js';
import { arm } from '../../src/handlers/arm.js';
import { audit } from '../../src/handlers/audit.js';
import { bots } from '../../src/handlers/bots.js';
import { close } from '../../src/handlers/close.js';
import { confirm } from '../../src/handlers/confirm.js';
import { disarm } from '../../src/handlers/disarm.js';
import { em } from '../../src/handlers/em.js';
import { events } from '../../src/handlers/events.js';
import { exportFile } from '../../src/handlers/export.js';
import { flatten } from '../../src/handlers/flatten.js';
import { halt } from '../../src/handlers/halt.js';
import { orders } from '../../src/handlers/orders.js';
import { pause } from '../../src/handlers/pause.js';
import { pnl } from '../../src/handlers/pnl.js';
import { positions } from '../../src/handlers/positions.js';
import { reconcile } from '../../src/handlers/reconcile.js';
import { report } from '../../src/handlers/report.js';
import { resume } from '../../src/handlers/resume.js';
import { risk } from '../../src/handlers/risk.js';
import { skip } from '../../src/handlers/skip.js';
import { ticket } from '../../src/handlers/ticket.js';
import { tickets } from '../../src/handlers/tickets.js';
import { trades } from '../../src/handlers/trades.js';
import { why } from '../../src/handlers/why.js';
import { Desk, tradingContext, type ContextParts } from './trading-context.js';
import { TICKET_ID } from './trading-views.js';

/** Every command of trading and its records. */
export const READING = [
  bots,
  tickets,
  positions,
  orders,
  pnl,
  risk,
  why,
  trades,
  audit,
  report,
] as const;
export const MORE = [exportFile, em, events, ticket] as const;
export const ACTING = [disarm, confirm, skip, reconcile, close, pause, halt, flatten] as const;
export const OWNERS_OWN = [arm, resume] as const;
export const ALL: readonly AnyCommand[] = [...READING, ...MORE, ...ACTING, ...OWNERS_OWN];

/** One of each card, as it would be typed. */
export const LINES = [
  'bots',
  'tickets',
  `ticket ${TICKET_ID}`,
  `ticket ${TICKET_ID} risk`,
  'positions',
  'orders',
  'pnl',
  'pnl text month',
  'risk',
  'risk text',
  'why',
  'trades all',
  `audit ${TICKET_ID}`,
  'report',
  'export days',
  'em SPX',
  'em SPX text',
  'events',
  'flatten',
  'resume',
  'pause',
  'halt',
  'disarm',
  'reconcile',
  'arm putlite 2 4h',
];

export function desk(parts: ContextParts = {}): Desk {
  return new Desk(ALL, tradingContext(parts));
}
