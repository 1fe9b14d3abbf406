import { z } from 'zod';
import { command } from '../bot/command.js';
import { button } from '../bot/views/buttons.js';
import { quoteCaption, quoteChart } from '../bot/views/quote-card.js';
import { troubleCard } from '../bot/views/trouble.js';

export const quote = command({
  name: 'quote',
  aliases: ['q'],
  role: 'viewer',
  chats: ['private', 'group'],
  menu: 'published',
  section: 'market',
  args: z.object({ symbol: z.string().min(1).max(40) }),
  async run(context, { symbol }) {
    const view = await context.engine.quote(symbol);
    if (!view.ok) return troubleCard(context, view.error);
    const chart = quoteChart(view.value, context.user.settings.zone);
    return {
      kind: 'card',
      text: quoteCaption(context, view.value),
      ...(chart ? { chart } : {}),
      buttons: [[button(context.t('button-refresh'), 'quote', { symbol: view.value.symbol })]],
    };
  },
});
