import { z } from 'zod';
import { command } from '../bot/command.js';
import { botsCard } from '../bot/views/bots-card.js';

export const bots = command({
  name: 'bots',
  aliases: ['b'],
  role: 'viewer',
  chats: ['private', 'group'],
  menu: 'unlisted',
  section: 'trading',
  args: z.object({}),
  run: (context) => Promise.resolve(botsCard(context, context.engine.trading.bots())),
});
