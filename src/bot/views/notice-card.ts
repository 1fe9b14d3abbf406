import type { Notice } from '../../engine/domain/notice.js';
import type { Card, CommandContext } from '../command.js';
import { alertCard, disarmedCard } from './alert-card.js';
import { digestCard } from './digest-card.js';
import { closedCard, fillCard } from './fill-card.js';
import { modelNewsCard } from './model-card.js';
import { reportCard } from './report-card.js';
import { signalCard } from './signal-card.js';
import { ticketCard } from './ticket-card.js';
import { alertsStaleCard, dataCard, firedCard } from './watch-cards.js';

/** A piece of news as its reader sees it. */
export function noticeCard(context: CommandContext, { body }: Notice): Card {
  switch (body.kind) {
    case 'digest':
      return digestCard(context, body.view);
    case 'signal':
      return signalCard(context, body.view);
    case 'model-health':
      return modelNewsCard(context, body);
    case 'ticket':
      return ticketCard(context, body.view);
    case 'fill':
      return fillCard(context, body);
    case 'closed':
      return closedCard(context, body);
    case 'alert':
      return alertCard(context, body);
    case 'disarmed':
      return disarmedCard(context, body);
    case 'report':
      return reportCard(context, body);
    case 'vol-alert':
      return firedCard(context, body);
    case 'alerts-stale':
      return alertsStaleCard(context, body);
    case 'data':
      return dataCard(context, body);
  }
}
