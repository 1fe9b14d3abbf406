import { z } from 'zod';
import { command } from '../bot/command.js';
import { FORM } from '../bot/views/forms.js';
import { termCaption, termChart, termText } from '../bot/views/term-card.js';
import { UNDERLYING } from '../bot/views/vol-buttons.js';
import { volPictureCard } from '../bot/views/vol-picture.js';

export const term = command({
  name: 'term',
  aliases: ['ts'],
  role: 'viewer',
  chats: ['private', 'group'],
  menu: 'unlisted',
  section: 'market',
  args: z.object({ form: FORM, underlying: UNDERLYING }),
  run: (context, args) =>
    volPictureCard(context, args, {
      name: 'term',
      ask: (vol, underlying) => vol.term(underlying),
      caption: termCaption,
      text: termText,
      chart: termChart,
      links: ['surface', 'smile', 'skew'],
    }),
});
