import { z } from 'zod';
import { command } from '../bot/command.js';
import { curveCaption, curveChart, curveText } from '../bot/views/curve-card.js';
import { FORM, formButtons } from '../bot/views/forms.js';
import { troubleCard } from '../bot/views/trouble.js';

export const curve = command({
  name: 'curve',
  aliases: ['vx'],
  role: 'viewer',
  chats: ['private', 'group'],
  menu: 'unlisted',
  section: 'market',
  args: z.object({ form: FORM }),
  async run(context, { form }) {
    const view = await context.engine.curve();
    if (!view.ok) return troubleCard(context, view.error);
    const text = form === 'text' ? curveText : curveCaption;
    return {
      kind: 'card',
      text: text(context, view.value),
      chart: curveChart(view.value, context.user.settings.zone),
      buttons: [formButtons(context, 'curve', { form })],
    };
  },
});
