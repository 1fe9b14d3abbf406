import { z } from 'zod';
import { command } from '../bot/command.js';
import { ordersCard } from '../bot/views/orders-card.js';

export const orders = command({
  name: 'orders',
  aliases: [],
  role: 'viewer',
  chats: ['private', 'group'],
  menu: 'unlisted',
  section: 'trading',
  args: z.object({}),
  run: (context) => Promise.resolve(ordersCard(context, context.engine.trading.orders())),
});
