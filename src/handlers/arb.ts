import { z } from 'zod';
import { command } from '../bot/command.js';
import { arbText } from '../bot/views/arb-card.js';
import { button } from '../bot/views/buttons.js';
import { UNDERLYING, underlyingOr, underlyingRow, volLinks } from '../bot/views/vol-buttons.js';
import { volTrouble } from '../bot/views/vol-trouble.js';

export const arb = command({
  name: 'arb',
  aliases: [],
  role: 'viewer',
  chats: ['private', 'group'],
  menu: 'unlisted',
  section: 'market',
  args: z.object({ underlying: UNDERLYING }),
  async run(context, { underlying: asked }) {
    const view = await context.engine.vol.arb(underlyingOr(context, asked));
    if (!view.ok) return volTrouble(context, 'arb', view.error);
    const { underlying } = view.value;
    return {
      kind: 'card',
      text: arbText(context, view.value),
      buttons: [
        ...underlyingRow(context, 'arb', { shown: underlying }),
        [
          ...volLinks(context, underlying, ['surface', 'smile', 'chain']),
          button(context.t('button-refresh'), 'arb', { underlying }),
        ],
      ],
    };
  },
});
