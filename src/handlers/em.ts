import { z } from 'zod';
import { command } from '../bot/command.js';
import { emCaption, emChart, emText } from '../bot/views/em-card.js';
import { FORM, formButtons } from '../bot/views/forms.js';
import { tradingTrouble } from '../bot/views/trading-words.js';

export const em = command({
  name: 'em',
  aliases: [],
  role: 'viewer',
  chats: ['private', 'group'],
  menu: 'unlisted',
  section: 'market',
  args: z.object({
    form: FORM,
    symbol: z.string().min(1).max(20).default('SPX'),
  }),
  async run(context, { form, symbol: asked }) {
    const { engine, user } = context;
    const view = await engine.trading.expectedMove(asked.toUpperCase());
    if (!view.ok) return tradingTrouble(context, view.error);
    const { symbol } = view.value;
    const chart = emChart(view.value, user.settings.zone);
    const text = form === 'text' ? emText : emCaption;
    return {
      kind: 'card',
      text: text(context, view.value),
      ...(chart ? { chart } : {}),
      buttons: [formButtons(context, 'em', { form, symbol })],
    };
  },
});
