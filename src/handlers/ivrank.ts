import { z } from 'zod';
import { command } from '../bot/command.js';
import { FORM, formButtons } from '../bot/views/forms.js';
import { ivRankCaption, ivRankChart, ivRankText } from '../bot/views/ivrank-card.js';
import { UNDERLYING, underlyingOr, underlyingRow, volLinks } from '../bot/views/vol-buttons.js';
import { volTrouble } from '../bot/views/vol-trouble.js';

export const ivrank = command({
  name: 'ivrank',
  aliases: ['ivr'],
  role: 'viewer',
  chats: ['private', 'group'],
  menu: 'unlisted',
  section: 'market',
  args: z.object({ form: FORM, underlying: UNDERLYING }),
  async run(context, { form, underlying: asked }) {
    const view = await context.engine.vol.ivRank(underlyingOr(context, asked));
    if (!view.ok) return volTrouble(context, 'ivrank', view.error);
    const { underlying } = view.value;
    const text = form === 'text' ? ivRankText : ivRankCaption;
    return {
      kind: 'card',
      text: text(context, view.value),
      chart: ivRankChart(view.value, context.user.settings.zone),
      buttons: [
        ...underlyingRow(context, 'ivrank', { shown: underlying, now: { form } }),
        formButtons(context, 'ivrank', { form, underlying }),
        volLinks(context, underlying, ['surface', 'term']),
      ],
    };
  },
});
