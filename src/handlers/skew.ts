import { z } from 'zod';
import { command } from '../bot/command.js';
import { FORM, formButtons } from '../bot/views/forms.js';
import { skewCaption, skewChart, skewText } from '../bot/views/skew-card.js';
import { UNDERLYING, underlyingOr, underlyingRow, volLinks } from '../bot/views/vol-buttons.js';
import { volTrouble } from '../bot/views/vol-trouble.js';

export const skew = command({
  name: 'skew',
  aliases: [],
  role: 'viewer',
  chats: ['private', 'group'],
  menu: 'unlisted',
  section: 'market',
  args: z.object({ form: FORM, underlying: UNDERLYING }),
  async run(context, { form, underlying: asked }) {
    const view = await context.engine.vol.skew(underlyingOr(context, asked));
    if (!view.ok) return volTrouble(context, 'skew', view.error);
    const { underlying } = view.value;
    const text = form === 'text' ? skewText : skewCaption;
    return {
      kind: 'card',
      text: text(context, view.value),
      chart: skewChart(view.value, context.user.settings.zone),
      buttons: [
        ...underlyingRow(context, 'skew', { shown: underlying, now: { form } }),
        formButtons(context, 'skew', { form, underlying }),
        volLinks(context, underlying, ['surface', 'smile', 'term']),
      ],
    };
  },
});
