import { z } from 'zod';
import { command } from '../bot/command.js';
import { button } from '../bot/views/buttons.js';
import { FORM, formButton } from '../bot/views/forms.js';
import { modelCaption, modelChart, modelText } from '../bot/views/model-card.js';
import { scoreTrouble } from '../bot/views/score-words.js';

export const model = command({
  name: 'model',
  aliases: [],
  role: 'viewer',
  chats: ['private', 'group'],
  menu: 'unlisted',
  section: 'signals',
  args: z.object({ form: FORM }),
  async run(context, { form }) {
    const { t, engine } = context;
    const view = await engine.score.model();
    if (!view.ok) return scoreTrouble(context, view.error);
    const text = form === 'text' ? modelText : modelCaption;
    return {
      kind: 'card',
      text: text(context, view.value),
      chart: modelChart(view.value, context.user.settings.zone),
      buttons: [[button(t('button-score'), 'score'), formButton(context, 'model', { form })]],
    };
  },
});
