import { z } from 'zod';
import { command } from '../bot/command.js';
import { FORM } from '../bot/views/forms.js';
import { ivRankCaption, ivRankChart, ivRankText } from '../bot/views/ivrank-card.js';
import { UNDERLYING } from '../bot/views/vol-buttons.js';
import { volPictureCard } from '../bot/views/vol-picture.js';

export const ivrank = command({
  name: 'ivrank',
  aliases: ['ivr'],
  role: 'viewer',
  chats: ['private', 'group'],
  menu: 'unlisted',
  section: 'market',
  args: z.object({ form: FORM, underlying: UNDERLYING }),
  run: (context, args) =>
    volPictureCard(context, args, {
      name: 'ivrank',
      ask: (vol, underlying) => vol.ivRank(underlying),
      caption: ivRankCaption,
      text: ivRankText,
      chart: ivRankChart,
      links: ['surface', 'term'],
    }),
});
