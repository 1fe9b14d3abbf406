import { z } from 'zod';
import { command } from '../bot/command.js';
import { tradesCard } from '../bot/views/trades-card.js';

export const trades = command({
  name: 'trades',
  aliases: [],
  role: 'viewer',
  chats: ['private', 'group'],
  menu: 'unlisted',
  section: 'records',
  args: z.object({ period: z.enum(['day', 'week', 'month', 'all']).default('week') }),
  run: (context, { period }) =>
    Promise.resolve(tradesCard(context, context.engine.trading.trades(period))),
});
