import { z } from 'zod';
import { command } from '../bot/command.js';
import { positionsCard } from '../bot/views/positions-card.js';

export const positions = command({
  name: 'positions',
  aliases: ['pos'],
  role: 'viewer',
  chats: ['private', 'group'],
  menu: 'published',
  section: 'trading',
  args: z.object({}),
  run: async (context) => positionsCard(context, await context.engine.trading.positions()),
});
