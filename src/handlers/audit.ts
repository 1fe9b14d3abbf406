import { z } from 'zod';
import { command } from '../bot/command.js';
import { auditCard } from '../bot/views/audit-card.js';
import { tradingTrouble } from '../bot/views/trading-words.js';

export const audit = command({
  name: 'audit',
  aliases: [],
  role: 'viewer',
  chats: ['private'],
  menu: 'unlisted',
  section: 'records',
  args: z.object({ id: z.string().min(1).max(40) }),
  run(context, { id }) {
    const view = context.engine.trading.audit(id);
    return Promise.resolve(
      view.ok ? auditCard(context, view.value) : tradingTrouble(context, view.error),
    );
  },
});
