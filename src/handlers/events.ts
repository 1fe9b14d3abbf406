import { z } from 'zod';
import { command } from '../bot/command.js';
import { eventsCard } from '../bot/views/events-card.js';

export const events = command({
  name: 'events',
  aliases: [],
  role: 'viewer',
  chats: ['private', 'group'],
  menu: 'unlisted',
  section: 'market',
  args: z.object({}),
  run: (context) => Promise.resolve(eventsCard(context, context.engine.trading.events())),
});
