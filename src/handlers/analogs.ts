import { z } from 'zod';
import { command } from '../bot/command.js';
import { analogsCaption, analogsChart, analogsText } from '../bot/views/analogs-card.js';
import { button } from '../bot/views/buttons.js';
import { FORM, formButtons, signalButtons } from '../bot/views/forms.js';
import { scoreTrouble } from '../bot/views/score-words.js';

export const analogs = command({
  name: 'analogs',
  aliases: [],
  role: 'viewer',
  chats: ['private', 'group'],
  menu: 'unlisted',
  section: 'signals',
  args: z.object({ form: FORM }),
  async run(context, { form }) {
    const { t, engine } = context;
    const view = await engine.score.analogs();
    if (!view.ok) return scoreTrouble(context, view.error);
    const chart = analogsChart(view.value, context.user.settings.zone);
    const text = form === 'text' ? analogsText : analogsCaption;
    return {
      kind: 'card',
      text: text(context, view.value),
      ...(chart && { chart }),
      buttons: [
        [
          ...signalButtons(context),
          button(t('button-score'), 'score'),
          ...formButtons(context, 'analogs', { form }),
        ],
      ],
    };
  },
});
