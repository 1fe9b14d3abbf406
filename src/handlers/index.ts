import type { AnyCommand } from '../bot/command.js';
import { alert } from './alert.js';
import { alerts } from './alerts.js';
import { analogs } from './analogs.js';
import { arb } from './arb.js';
import { arm } from './arm.js';
import { atm } from './atm.js';
import { audit } from './audit.js';
import { bots } from './bots.js';
import { chain } from './chain.js';
import { close } from './close.js';
import { confirm } from './confirm.js';
import { curve } from './curve.js';
import { digest } from './digest.js';
import { disarm } from './disarm.js';
import { em } from './em.js';
import { events } from './events.js';
import { exportFile } from './export.js';
import { flatten } from './flatten.js';
import { greeks } from './greeks.js';
import { halt } from './halt.js';
import { help } from './help.js';
import { id } from './id.js';
import { ivrank } from './ivrank.js';
import { model } from './model.js';
import { mute } from './mute.js';
import { orders } from './orders.js';
import { pause } from './pause.js';
import { pnl } from './pnl.js';
import { positions } from './positions.js';
import { quote } from './quote.js';
import { reconcile } from './reconcile.js';
import { report } from './report.js';
import { resume } from './resume.js';
import { risk } from './risk.js';
import { score } from './score.js';
import { settings } from './settings.js';
import { signal } from './signal.js';
import { skew } from './skew.js';
import { skip } from './skip.js';
import { smile } from './smile.js';
import { start } from './start.js';
import { status } from './status.js';
import { surface } from './surface.js';
import { term } from './term.js';
import { ticket } from './ticket.js';
import { tickets } from './tickets.js';
import { trades } from './trades.js';
import { users } from './users.js';
import { vix } from './vix.js';
import { why } from './why.js';

/** Every command: the menu, `/help`, the role check and the locale check follow from this list. */
export const COMMANDS: readonly AnyCommand[] = [
  start,
  vix,
  curve,
  quote,
  surface,
  greeks,
  smile,
  term,
  skew,
  atm,
  chain,
  ivrank,
  arb,
  em,
  events,
  digest,
  score,
  why,
  analogs,
  model,
  signal,
  mute,
  alert,
  alerts,
  tickets,
  positions,
  pnl,
  bots,
  arm,
  disarm,
  ticket,
  confirm,
  skip,
  orders,
  reconcile,
  close,
  risk,
  pause,
  halt,
  flatten,
  resume,
  trades,
  audit,
  report,
  exportFile,
  status,
  settings,
  users,
  id,
  help,
];
