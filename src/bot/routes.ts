import type { DeskAlert } from '../engine/domain/alert.js';
import type { DeskNews } from '../engine/domain/desk-views.js';
import type { Notice } from '../engine/domain/notice.js';
import type { UserId } from '../engine/domain/people.js';
import type { AlertReader } from '../engine/domain/vol-alert.js';
import type { PositionId, Ticket, TicketId } from '../engine/domain/ticket.js';
import { ticketHandle } from './handles.js';
import { PRIORITY } from './outbox.js';
import type { ReplyTarget } from './outbox-body.js';

/** How a piece of news reaches people. */
export interface Route {
  /** Owners and traders in their private chats, the group as well, the group alone, or one person. */
  readonly to: 'informed' | 'informed-and-group' | 'group' | { readonly userId: UserId };
  readonly priority: number;
  /** `edit` changes the card of the handle where a chat has one, and is its card where not. */
  readonly op: 'send' | 'edit';
  readonly handle: string | null;
  readonly replyTo: ReplyTarget | null;
  /** `always` is heard inside quiet hours too. */
  readonly sound: 'always' | 'unless-quiet';
}

const TOLD: Route = {
  to: 'informed',
  priority: PRIORITY.money,
  op: 'send',
  handle: null,
  replyTo: null,
  sound: 'unless-quiet',
};

// A position has the id of the ticket that opened it.
const ofPosition = (id: PositionId): ReplyTarget => ({
  handle: ticketHandle(id as string as TicketId),
});
const ofTicket = (id: TicketId): ReplyTarget => ({ handle: ticketHandle(id) });

/** The card that a new ticket goes on from: the one it replaces, or the one that opened its position. */
function before({ positionId, replaces }: Ticket): ReplyTarget | null {
  if (replaces) return ofTicket(replaces.id);
  return positionId === null ? null : ofPosition(positionId);
}

/** Alerts that can wait for the morning; all others are heard at once. */
const CALM: ReadonlySet<DeskAlert['code']> = new Set([
  'broker-back',
  'gateway-fine',
  'gateway-login',
  'events-running-out',
  'restarted',
]);

function alertAbout(alert: DeskAlert): ReplyTarget | null {
  switch (alert.code) {
    case 'order-unknown':
      return alert.ticketId === null ? null : ofTicket(alert.ticketId);
    case 'gap-through':
    case 'exit-refused':
      return ofPosition(alert.positionId);
    case 'not-flat':
    case 'not-settled': {
      const [only, more] = alert.positionIds;
      return only === undefined || more !== undefined ? null : ofPosition(only);
    }
    case 'order-rejected':
    case 'day-loss':
    case 'kill':
    case 'mismatch':
    case 'broker-down':
    case 'broker-back':
    case 'gateway-needs-you':
    case 'gateway-fine':
    case 'gateway-login':
    case 'events-running-out':
    case 'store-failed':
    case 'restarted':
      return null;
  }
}

function routeOfTicket(news: DeskNews & { readonly kind: 'ticket' }): Route {
  const { ticket } = news.view;
  const handle = ticketHandle(ticket.id);
  if (news.phase === 'changed') return { ...TOLD, op: 'edit', handle };
  return { ...TOLD, handle, replyTo: before(ticket) };
}

/** Repeats edit the message that the first of them is. */
function routeOfWatch(
  to: AlertReader,
  of: { readonly op: Route['op']; readonly body: { readonly handle: string | null } },
): Route {
  const reader = to.kind === 'person' ? { userId: to.userId } : to.kind;
  return { ...TOLD, to: reader, priority: PRIORITY.notice, op: of.op, handle: of.body.handle };
}

export function routeOf({ body }: Notice): Route {
  switch (body.kind) {
    case 'digest':
      return { ...TOLD, to: 'informed-and-group', priority: PRIORITY.notice };
    case 'signal':
      return { ...TOLD, sound: 'always' };
    case 'model-health':
    case 'report':
      return { ...TOLD, priority: PRIORITY.notice };
    case 'ticket':
      return routeOfTicket(body);
    case 'fill':
    case 'closed':
      return { ...TOLD, replyTo: ofTicket(body.view.ticket.id) };
    case 'alert': {
      const sound = CALM.has(body.alert.code) ? 'unless-quiet' : 'always';
      return { ...TOLD, replyTo: alertAbout(body.alert), sound };
    }
    case 'disarmed':
      return TOLD;
    case 'vol-alert':
      return routeOfWatch(body.to, { op: body.phase === 'first' ? 'send' : 'edit', body });
    case 'data':
      return routeOfWatch(body.to, {
        op: body.phase === 'begins' && body.times === 1 ? 'send' : 'edit',
        body,
      });
    case 'alerts-stale':
      return routeOfWatch(body.to, { op: 'send', body: { handle: null } });
  }
}
