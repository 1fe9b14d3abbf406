import { z } from 'zod';
import { command } from '../bot/command.js';
import { ticketCard, ticketRiskCard } from '../bot/views/ticket-card.js';
import { ticketTap, ticketTapCard } from '../bot/views/ticket-tap.js';
import { tradingSentence } from '../bot/views/trading-words.js';

/** The buttons of a ticket's card; a step of its limit is told by a toast and shown by the news. */
export const ticket = command({
  name: 'ticket',
  aliases: [],
  role: 'viewer',
  chats: ['private'],
  menu: 'unlisted',
  section: 'trading',
  args: z.object({
    action: z.enum(['card', 'risk', 'less', 'more']).default('card'),
    id: z.string().min(1).max(40),
  }),
  async run(context, { id, action }) {
    if (action === 'less' || action === 'more') {
      return ticketTap(context, { id, action, from: 'card' });
    }
    const found = context.engine.trading.ticket(id);
    if (!found.ok) return { kind: 'toast', toast: tradingSentence(context, found.error) };
    const show = action === 'risk' ? ticketRiskCard : ticketCard;
    return show(context, found.value);
  },
  cardOf: (context, { id }) => ticketTapCard(context, { id, from: 'card' }),
});
