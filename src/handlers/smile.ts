import { z } from 'zod';
import { command } from '../bot/command.js';
import { FORM, formButtons } from '../bot/views/forms.js';
import { smileCaption, smileChart, smileText } from '../bot/views/smile-card.js';
import { expiryRow, readWords, underlyingRow, volLinks, WORDS } from '../bot/views/vol-buttons.js';
import { volTrouble } from '../bot/views/vol-trouble.js';

export const smile = command({
  name: 'smile',
  aliases: [],
  role: 'viewer',
  chats: ['private', 'group'],
  menu: 'unlisted',
  section: 'market',
  args: z.object({ form: FORM, words: WORDS }),
  async run(context, { form, words }) {
    const asked = readWords(context, words);
    const view = await context.engine.vol.smile(asked.underlying, asked.expiry);
    if (!view.ok) return volTrouble(context, 'smile', view.error);
    const { expiries, slice, stamp, underlying } = view.value;
    const now = { form, underlying };
    const text = form === 'text' ? smileText : smileCaption;
    return {
      kind: 'card',
      text: text(context, view.value),
      chart: smileChart(view.value, context.user.settings.zone),
      buttons: [
        ...expiryRow('smile', { expiries, shown: slice.expiry, nowMs: stamp.nowMs, now }),
        ...underlyingRow(context, 'smile', { shown: underlying, now: { form } }),
        formButtons(context, 'smile', { ...now, expiry: slice.expiry }),
        volLinks(context, underlying, ['surface', 'term', 'skew', 'chain']),
      ],
    };
  },
});
