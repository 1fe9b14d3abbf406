import { z } from 'zod';
import { command } from '../bot/command.js';
import { ticketsCard } from '../bot/views/tickets-card.js';

export const tickets = command({
  name: 'tickets',
  aliases: [],
  role: 'viewer',
  chats: ['private'],
  menu: 'published',
  section: 'trading',
  args: z.object({}),
  run: (context) => Promise.resolve(ticketsCard(context, context.engine.trading.tickets())),
});
