import { z } from 'zod';
import { command } from '../bot/command.js';
import { ticketTap, ticketTapCard } from '../bot/views/ticket-tap.js';

/** Lets a ticket go by; nothing is sent from it any more. */
export const skip = command({
  name: 'skip',
  aliases: [],
  role: 'trader',
  chats: ['private'],
  menu: 'unlisted',
  section: 'trading',
  args: z.object({
    from: z.enum(['list']).optional(),
    id: z.string().min(1).max(40),
  }),
  run: (context, { id, from }) => ticketTap(context, { id, action: 'skip', from: from ?? 'card' }),
  cardOf: (context, { id, from }) => ticketTapCard(context, { id, from: from ?? 'card' }),
});
