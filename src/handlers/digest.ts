import { z } from 'zod';
import { command } from '../bot/command.js';
import { button } from '../bot/views/buttons.js';
import { digestCard } from '../bot/views/digest-card.js';
import { troubleCard } from '../bot/views/trouble.js';

export const digest = command({
  name: 'digest',
  aliases: [],
  role: 'viewer',
  chats: ['private', 'group'],
  menu: 'unlisted',
  section: 'signals',
  args: z.object({}),
  async run(context) {
    const view = await context.engine.digest();
    if (!view.ok) return troubleCard(context, view.error);
    return {
      ...digestCard(context, view.value),
      buttons: [
        [
          button(context.t('button-refresh'), 'digest'),
          button(context.t('button-vix'), 'vix'),
          button(context.t('button-score'), 'score'),
        ],
      ],
    };
  },
});
