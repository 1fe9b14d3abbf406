import { z } from 'zod';
import { command } from '../bot/command.js';
import { ticksUsd, tradingSentence, unitPrice } from '../bot/views/trading-words.js';

/** Asks for an exit ticket; its card comes as news, and nothing is sent before its tap. */
export const close = command({
  name: 'close',
  aliases: [],
  role: 'trader',
  chats: ['private'],
  menu: 'unlisted',
  section: 'trading',
  args: z.object({ id: z.string().min(1).max(40) }),
  async run(context, { id }) {
    const { t, engine, user } = context;
    const asked = await engine.trading.close(user.id, id);
    if (!asked.ok) return { kind: 'toast', toast: tradingSentence(context, asked.error) };
    const { short, ticket, limitTicks } = asked.value;
    const limit = unitPrice(context, ticksUsd(limitTicks, ticket.tickMicros));
    return { kind: 'toast', toast: t('close-asked', { ticket: short, limit }) };
  },
});
