import { z } from 'zod';
import { command } from '../bot/command.js';
import { ticketTap, ticketTapCard } from '../bot/views/ticket-tap.js';

/** Sends a ticket: the same as its button, with fresh quotes and the gate again. */
export const confirm = command({
  name: 'confirm',
  aliases: [],
  role: 'trader',
  chats: ['private'],
  menu: 'unlisted',
  section: 'trading',
  args: z.object({
    from: z.enum(['list']).optional(),
    id: z.string().min(1).max(40),
  }),
  run: (context, { id, from }) => ticketTap(context, { id, action: 'send', from: from ?? 'card' }),
  cardOf: (context, { id, from }) => ticketTapCard(context, { id, from: from ?? 'card' }),
});
