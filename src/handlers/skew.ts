import { z } from 'zod';
import { command } from '../bot/command.js';
import { FORM } from '../bot/views/forms.js';
import { skewCaption, skewChart, skewText } from '../bot/views/skew-card.js';
import { UNDERLYING } from '../bot/views/vol-buttons.js';
import { volPictureCard } from '../bot/views/vol-picture.js';

export const skew = command({
  name: 'skew',
  aliases: [],
  role: 'viewer',
  chats: ['private', 'group'],
  menu: 'unlisted',
  section: 'market',
  args: z.object({ form: FORM, underlying: UNDERLYING }),
  run: (context, args) =>
    volPictureCard(context, args, {
      name: 'skew',
      ask: (vol, underlying) => vol.skew(underlying),
      caption: skewCaption,
      text: skewText,
      chart: skewChart,
      links: ['surface', 'smile', 'term'],
    }),
});
