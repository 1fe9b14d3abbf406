import { z } from 'zod';
import { command } from '../bot/command.js';
import { button } from '../bot/views/buttons.js';
import { signalCard } from '../bot/views/signal-card.js';

export const signal = command({
  name: 'signal',
  aliases: [],
  role: 'viewer',
  chats: ['private', 'group'],
  menu: 'unlisted',
  section: 'signals',
  args: z.object({}),
  run(context) {
    const { t, engine } = context;
    const last = engine.score.lastSignal();
    if (last) return Promise.resolve(signalCard(context, last));
    return Promise.resolve({
      kind: 'card',
      text: t('signal-none'),
      buttons: [[button(t('button-score'), 'score')]],
    });
  },
});
