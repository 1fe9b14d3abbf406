import { z } from 'zod';
import { command } from '../bot/command.js';
import { riskButtons, riskCaption, riskChart, riskText } from '../bot/views/risk-card.js';

export const risk = command({
  name: 'risk',
  aliases: [],
  role: 'viewer',
  chats: ['private', 'group'],
  menu: 'unlisted',
  section: 'trading',
  args: z.object({ form: z.enum(['chart', 'text']).default('chart') }),
  async run(context, { form }) {
    const view = await context.engine.trading.risk();
    const chart = riskChart(context, view);
    const text = form === 'text' || !chart ? riskText : riskCaption;
    return {
      kind: 'card',
      text: text(context, view),
      ...(chart ? { chart } : {}),
      buttons: riskButtons(context, { view, form }),
    };
  },
});
