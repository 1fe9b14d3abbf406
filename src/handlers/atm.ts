import { z } from 'zod';
import { command, type Button } from '../bot/command.js';
import { atmText } from '../bot/views/atm-card.js';
import { button } from '../bot/views/buttons.js';
import { plain } from '../bot/views/format.js';

const MOST_IN_A_ROW = 4;

export const atm = command({
  name: 'atm',
  aliases: ['iv'],
  role: 'viewer',
  chats: ['private', 'group'],
  menu: 'unlisted',
  section: 'market',
  args: z.object({}),
  async run(context) {
    const { engine, t } = context;
    const view = await engine.vol.atm();
    const surfaces = view.lines
      .slice(0, 2 * MOST_IN_A_ROW)
      .map(({ head: { underlying } }): Button =>
        button(plain(underlying), 'surface', { underlying }),
      );
    return {
      kind: 'card',
      text: atmText(context, view),
      buttons: [
        surfaces.slice(0, MOST_IN_A_ROW),
        surfaces.slice(MOST_IN_A_ROW),
        [button(t('button-refresh'), 'atm')],
      ].filter((row) => row.length > 0),
    };
  },
});
