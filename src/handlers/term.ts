import { z } from 'zod';
import { command } from '../bot/command.js';
import { FORM, formButtons } from '../bot/views/forms.js';
import { termCaption, termChart, termText } from '../bot/views/term-card.js';
import { UNDERLYING, underlyingOr, underlyingRow, volLinks } from '../bot/views/vol-buttons.js';
import { volTrouble } from '../bot/views/vol-trouble.js';

export const term = command({
  name: 'term',
  aliases: ['ts'],
  role: 'viewer',
  chats: ['private', 'group'],
  menu: 'unlisted',
  section: 'market',
  args: z.object({ form: FORM, underlying: UNDERLYING }),
  async run(context, { form, underlying: asked }) {
    const view = await context.engine.vol.term(underlyingOr(context, asked));
    if (!view.ok) return volTrouble(context, 'term', view.error);
    const { underlying } = view.value;
    const text = form === 'text' ? termText : termCaption;
    return {
      kind: 'card',
      text: text(context, view.value),
      chart: termChart(view.value, context.user.settings.zone),
      buttons: [
        ...underlyingRow(context, 'term', { shown: underlying, now: { form } }),
        formButtons(context, 'term', { form, underlying }),
        volLinks(context, underlying, ['surface', 'smile', 'skew']),
      ],
    };
  },
});
