import { z } from 'zod';
import { command } from '../bot/command.js';
import { button } from '../bot/views/buttons.js';
import { pnlCaption, pnlChart, pnlText } from '../bot/views/pnl-card.js';
import { periodRow } from '../bot/views/trades-card.js';

export const pnl = command({
  name: 'pnl',
  aliases: ['p'],
  role: 'viewer',
  chats: ['private', 'group'],
  menu: 'published',
  section: 'trading',
  args: z.object({
    period: z.enum(['day', 'week', 'month', 'all']).default('week'),
    form: z.enum(['chart', 'text']).default('chart'),
  }),
  async run(context, { period, form }) {
    const { t, engine } = context;
    const view = await engine.trading.pnl(period);
    const chart = pnlChart(context, view);
    const other = form === 'chart' ? 'text' : 'chart';
    const text = form === 'text' ? pnlText : pnlCaption;
    return {
      kind: 'card',
      text: text(context, view),
      ...(chart ? { chart } : {}),
      buttons: [
        periodRow(context, 'pnl', { form, period }),
        [
          button(t(other === 'text' ? 'button-text' : 'button-chart'), 'pnl', {
            period,
            form: other,
          }),
          button(t('button-trades'), 'trades', { period }),
          button(t('button-refresh'), 'pnl', { period, form }),
        ],
      ],
    };
  },
});
