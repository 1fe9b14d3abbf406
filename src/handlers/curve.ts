import { z } from 'zod';
import { command } from '../bot/command.js';
import { button } from '../bot/views/buttons.js';
import { curveCaption, curveChart, curveText } from '../bot/views/curve-card.js';
import { troubleCard } from '../bot/views/trouble.js';

export const curve = command({
  name: 'curve',
  aliases: ['vx'],
  role: 'viewer',
  chats: ['private', 'group'],
  menu: 'unlisted',
  section: 'market',
  args: z.object({ form: z.enum(['chart', 'text']).default('chart') }),
  async run(context, { form }) {
    const { t } = context;
    const view = await context.engine.curve();
    if (!view.ok) return troubleCard(context, view.error);
    const other = form === 'chart' ? 'text' : 'chart';
    const text = form === 'text' ? curveText : curveCaption;
    return {
      kind: 'card',
      text: text(context, view.value),
      chart: curveChart(view.value, context.user.settings.zone),
      buttons: [
        [
          button(t(form === 'chart' ? 'button-text' : 'button-chart'), 'curve', { form: other }),
          button(t('button-refresh'), 'curve', { form }),
        ],
      ],
    };
  },
});
