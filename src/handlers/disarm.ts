import { z } from 'zod';
import { command } from '../bot/command.js';
import { lines } from '../bot/html.js';
import { botsCard } from '../bot/views/bots-card.js';
import { tradingSentence } from '../bot/views/trading-words.js';

/** Ends the leave to propose; what is open goes on under its exits. */
export const disarm = command({
  name: 'disarm',
  aliases: [],
  role: 'trader',
  chats: ['private'],
  menu: 'unlisted',
  section: 'trading',
  args: z.object({ bot: z.string().min(1).max(40).optional() }),
  async run(context, { bot }) {
    const { t, engine, user } = context;
    const done = await engine.trading.disarm(user.id, bot?.toLowerCase() ?? null);
    if (!done.ok) return { kind: 'toast', toast: tradingSentence(context, done.error) };
    const news =
      done.value.length === 0
        ? t('disarm-none')
        : t('disarm-done', { bots: done.value.join(', ') });
    const card = botsCard(context, engine.trading.bots());
    return { ...card, text: lines([news, card.text]), toast: news };
  },
});
