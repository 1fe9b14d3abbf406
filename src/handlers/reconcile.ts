import { z } from 'zod';
import { command } from '../bot/command.js';
import { lines } from '../bot/html.js';
import { ordersCard } from '../bot/views/orders-card.js';
import { tradingSentence } from '../bot/views/trading-words.js';

/** Asks the broker what became of orders whose fate is unknown; nothing is resent. */
export const reconcile = command({
  name: 'reconcile',
  aliases: [],
  role: 'trader',
  chats: ['private'],
  menu: 'unlisted',
  section: 'trading',
  args: z.object({}),
  async run(context) {
    const { t, engine, user } = context;
    const done = await engine.trading.reconcile(user.id);
    if (!done.ok) return { kind: 'toast', toast: tradingSentence(context, done.error) };
    const { unknown } = done.value;
    const news = unknown === 0 ? t('reconcile-clear') : t('reconcile-left', { count: unknown });
    const card = ordersCard(context, engine.trading.orders());
    return { ...card, text: lines([news, card.text]), toast: news };
  },
});
