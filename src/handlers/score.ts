import { z } from 'zod';
import { command } from '../bot/command.js';
import { button } from '../bot/views/buttons.js';
import { FORM, formButtons, signalButtons } from '../bot/views/forms.js';
import { scoreCaption, scoreChart, scoreText } from '../bot/views/score-card.js';
import { scoreTrouble } from '../bot/views/score-words.js';

export const score = command({
  name: 'score',
  aliases: [],
  role: 'viewer',
  chats: ['private', 'group'],
  menu: 'unlisted',
  section: 'signals',
  args: z.object({ form: FORM }),
  async run(context, { form }) {
    const { t, engine } = context;
    const view = await engine.score.score();
    if (!view.ok) return scoreTrouble(context, view.error);
    const text = form === 'text' ? scoreText : scoreCaption;
    return {
      kind: 'card',
      text: text(context, view.value),
      chart: scoreChart(view.value, context.user.settings.zone),
      buttons: [
        [
          button(t('button-why-score'), 'why', { bot: 'score' }),
          button(t('button-analogs'), 'analogs'),
          button(t('button-model'), 'model'),
        ],
        [...signalButtons(context), ...formButtons(context, 'score', { form })],
      ],
    };
  },
});
