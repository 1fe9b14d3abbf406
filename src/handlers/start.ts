import { z } from 'zod';
import { command } from '../bot/command.js';
import { bold, lines } from '../bot/html.js';
import { button } from '../bot/views/buttons.js';
import { badge } from '../bot/views/format.js';

/** The tour: three buttons show what the desk is for. */
export const start = command({
  name: 'start',
  aliases: [],
  role: 'viewer',
  chats: ['private'],
  menu: 'unlisted',
  section: 'house',
  args: z.object({ payload: z.string().optional() }),
  run({ t, engine }) {
    return Promise.resolve({
      kind: 'card',
      text: lines([
        bold(t('start-headline')),
        t('start-body'),
        t('start-mode', { mode: engine.mode, badge: badge(engine.mode) }),
      ]),
      buttons: [
        [button(t('start-vix'), 'vix')],
        [button(t('start-curve'), 'curve')],
        [button(t('start-help'), 'help')],
      ],
    });
  },
});
